//! What the savings desk is told of by the clock: accounts that take too long, what a carer still holds after a move, weeks
//! that did not come. The day is the database clock's.

use std::collections::HashMap;

use super::{carers, foundation, shortfall};
use crate::access::{Action, Actor, Target, may};
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::people::{self, Care};
use crate::savings::Rules;
use crate::savings::file::NewException;
use crate::savings::matching::code::Code;
use crate::savings::policy::Shortfall;
use crate::savings::statement;
use crate::savings::store::{exceptions, register};
use crate::store::{Answer, Outcome, Store};

/// Raises X15 (qualifies, no account after the usual time) and X14 (held by a carer after a move), each once; once a person
/// has topped up for the first time, tops up what has become late and tells the IROs of gaps. Answers how much was new.
///
/// # Errors
/// The database's own.
pub async fn watch_savings(store: &Store, rules: &Rules) -> Answer<usize> {
    let actor = Actor::Job("watch_savings");
    let known = rules.clone();
    let raised = store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let today = tx.today();
            let mut all = Vec::new();
            for held in carers::held(tx, &permit)? {
                all.extend(held.moved_on.map(|on| with_carer(&held, on)));
            }
            let register: HashMap<ChildId, _> = register::all(tx, &permit)?.into_iter().map(|a| (a.child, a)).collect();
            if !register.is_empty() {
                all.extend(late_accounts(&foundation::accounts(tx, &permit, &known)?));
                let ids = people::locate_children(tx)?;
                for care in people::care_of(tx, &permit, &ids)? {
                    all.extend(never_asked(&care, &known, register.get(&care.child), today));
                }
            }
            let added = exceptions::raise(tx, &permit, &all)?;
            if added == 0 {
                return Ok(Outcome::Unchanged(0));
            }
            tx.audit(&permit.entry(tx.now(), Some("raised")))?;
            Ok(Outcome::Done(added))
        })
        .await?;
    if !store.read(shortfall::has_begun).await? {
        return Ok(raised);
    }
    let topped = match rules.policy.desk.shortfall {
        Shortfall::TopUpAtOnce => shortfall::top_up(store, &rules.policy, actor, false).await?.weeks,
        Shortfall::Wait => 0,
    };
    let told = shortfall::tell_iros(store, actor).await?;
    Ok(raised.saturating_add(topped).saturating_add(told))
}

fn new(code: Code, child: ChildId, on: Day, says: String, key: String) -> NewException {
    NewException {
        code,
        child: Some(child),
        provider: None,
        file: None,
        line: None,
        on: Some(on),
        says,
        pence: None,
        key,
    }
}

fn with_carer(held: &carers::Held, on: Day) -> NewException {
    let says = format!("The child moved on {on}, and what the carer holds has not come.");
    new(Code::X14, held.savings.child, on, says, format!("X14:{}", held.savings.id))
}

/// Accounts that were asked for longer ago than they may take.
fn late_accounts(all: &foundation::Accounts) -> Vec<NewException> {
    let late = all.opening.iter().filter(|o| o.is_late);
    late.map(|o| {
        let says = format!("Asked for on {}, and not open after {} days.", o.asked_on, all.days_allowed);
        new(Code::X15, o.child, o.asked_on, says, format!("X15:{}:{}", o.child, o.asked_on))
    })
    .collect()
}

/// A child who has qualified for longer than an account takes, and for whom nobody has asked.
fn never_asked(
    care: &Care,
    rules: &Rules,
    line: Option<&crate::savings::register::SavingsAccount>,
    today: Day,
) -> Option<NewException> {
    use crate::savings::register::AccountState;
    let state = line.map_or(AccountState::Unknown, |a| a.state);
    let on = statement::qualifies(&crate::savings::due::history_of(care), rules, today)?;
    let lag = chrono::Duration::days(i64::from(rules.policy.desk.account_open_lag_days));
    let is_late = matches!(state, AccountState::Missing | AccountState::Unknown) && on + lag < today;
    is_late.then(|| {
        let says = format!("Qualifies since {on}, and nobody has asked for an account.");
        new(Code::X15, care.child, on, says, format!("X15:{}:never", care.child))
    })
}
