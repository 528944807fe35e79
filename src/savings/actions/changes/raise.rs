//! Raises what changed after it was posted, so that somebody looks.

use sha2::{Digest, Sha256};

use super::{Changed, ChildChange, WhatIf, changed};
use crate::access::{Action, Actor, Target, may};
use crate::kernel::Pence;
use crate::savings::file::NewException;
use crate::savings::matching::code::Code;
use crate::savings::policy::Policy;
use crate::savings::store::exceptions;
use crate::store::{Answer, Outcome, Store};

/// The job: raises an exception (X26) for every child with weeks that stand otherwise than they are due, with the weeks and
/// the pence. The same weeks are raised once; other ones are another exception. Answers how many are new.
///
/// # Errors
/// As [`list`].
pub async fn raise(store: &Store, policy: &Policy) -> Answer<usize> {
    let policy = policy.clone();
    let open = store.read(crate::savings::accrual::is_open).await?;
    if !open {
        return Ok(0);
    }
    store
        .write(move |tx| {
            let permit = may(tx, &Actor::Job("changed_weeks"), Action::KeepMoney, Target::Council)?;
            let found = changed(tx, &permit, &policy, None, &WhatIf::default())?;
            let all: Vec<NewException> = found.iter().filter(|c| !c.is_new).map(exception).collect();
            let added = exceptions::raise(tx, &permit, &all)?;
            if added == 0 {
                return Ok(Outcome::Unchanged(0));
            }
            tx.audit(&permit.entry(tx.now(), Some("changed_weeks")))?;
            Ok(Outcome::Done(added))
        })
        .await
}

fn exception(c: &ChildChange) -> NewException {
    let (less, more): (Vec<&Changed>, Vec<&Changed>) = c.weeks.iter().partition(|w| w.due < w.posted);
    let sum = |all: &[&Changed]| {
        Pence(
            all.iter()
                .map(|w| w.due.0.abs_diff(w.posted.0))
                .fold(0, |s, p| s.saturating_add(i64::try_from(p).unwrap_or(i64::MAX))),
        )
    };
    let mut parts = Vec::new();
    if !less.is_empty() {
        parts.push(format!("{} weeks count less than was posted, £{:#}", less.len(), sum(&less)));
    }
    if !more.is_empty() {
        parts.push(format!("{} weeks count more than was posted, £{:#}", more.len(), sum(&more)));
    }
    let mut hash = Sha256::new();
    for w in &c.weeks {
        hash.update(format!("{} {} {};", w.week_end, w.posted, w.due));
    }
    let print: String = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    NewException {
        code: Code::X26,
        child: Some(c.child),
        provider: None,
        file: None,
        line: None,
        on: c.weeks.first().map(|w| w.week_end),
        says: format!("{}.", parts.join("; ")),
        pence: Some(c.sum()),
        key: format!("X26:{}:{print}", c.child),
    }
}
