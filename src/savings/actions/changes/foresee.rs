//! Says which weeks of savings an import of care histories would change, before it is saved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Changed, WhatIf, changed};
use crate::access::{Action, Actor, Target, may};
use crate::files::receipt::WeekForeseen;
use crate::kernel::Day;
use crate::people::foresight::Foresee;
use crate::savings::accrual;
use crate::savings::policy::Policy;
use crate::store::{Answer, Rx};

/// Somebody who looks at the weeks before and after an import that is taken back. Nobody looks while the books are not open:
/// then no week stands that could change.
#[must_use]
pub fn foresee(policy: Arc<Policy>, actor: Actor) -> Foresee {
    Box::new(move |tx, apply| {
        if !accrual::is_open(tx)? {
            return Ok(None);
        }
        let now = weeks(tx, &actor, &policy)?;
        apply(tx)?;
        let then = weeks(tx, &actor, &policy)?;
        Ok(Some(compare(&now, &then)))
    })
}

type Weeks = BTreeMap<(String, Day), Changed>;

/// The weeks that stand otherwise than they are due.
fn weeks(rx: &mut Rx<'_>, actor: &Actor, policy: &Policy) -> Answer<Weeks> {
    let permit = may(rx, actor, Action::KeepMoney, Target::Council)?;
    let found = changed(rx, &permit, policy, None, &WhatIf::default())?;
    let of = found.into_iter().flat_map(|c| {
        let reference = c.reference;
        c.weeks.into_iter().map(move |w| ((reference.clone(), w.week_end), w))
    });
    Ok(of.collect())
}

/// Weeks of which something else is due then than now. What is not listed is due as it stands in the ledger.
fn compare(now: &Weeks, then: &Weeks) -> Vec<WeekForeseen> {
    let keys: BTreeSet<&(String, Day)> = now.keys().chain(then.keys()).collect();
    let week = |key: &(String, Day)| {
        let (before, after) = (now.get(key), then.get(key));
        let posted = before.or(after)?.posted;
        let due = |w: Option<&Changed>| w.map_or(posted, |w| w.due).0;
        let reason = after.map_or_else(|| "due as it stands in the ledger".to_owned(), |w| w.why.clone());
        (due(before) != due(after)).then(|| WeekForeseen {
            of: key.0.clone(),
            week_end: key.1.to_string(),
            posted_pence: posted.0,
            due_now_pence: due(before),
            due_then_pence: due(after),
            reason,
        })
    };
    keys.into_iter().filter_map(week).collect()
}
