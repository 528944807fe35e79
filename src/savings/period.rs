//! Months of the ledger: closed, and opened again, by two people.

use super::store::periods as rows;
use crate::access::{Action, Actor, Target, may};
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::words::Role;
use crate::kernel::{At, Day, Refusal};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

crate::words! {
    /// What is done to a month.
    pub enum PeriodAct {
        /// Nothing more is posted into it.
        Close = "close",
        /// It is open again.
        Reopen = "reopen",
    }
}

/// What somebody has proposed for a month, and who confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: AnyId,
    /// The month, by its first day.
    pub month: Day,
    /// What.
    pub what: PeriodAct,
    /// Why; needed to open a month again.
    pub reason: Option<String>,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// Who confirmed it, and when.
    pub confirmed: Option<(StaffId, At)>,
}

/// Proposes to close a month or to open it again. Asked once more, it changes nothing.
///
/// # Errors
/// Refused where the month is not over, is so already, or is to be opened again without a reason.
pub async fn propose(
    store: &Store,
    actor: Actor,
    id: AnyId,
    month: Day,
    what: PeriodAct,
    reason: Option<String>,
) -> Answer<()> {
    store.write(move |tx| run_propose(tx, &actor, id, super::ledger::month_of(month), what, reason)).await
}

fn run_propose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: AnyId,
    month: Day,
    what: PeriodAct,
    reason: Option<String>,
) -> Answer<Outcome<()>> {
    let permit = may(tx, actor, Action::CloseMonth, Target::Council)?;
    let proposed_by = actor.staff().ok_or(Fault::NotFound)?;
    let reason = reason.filter(|r| !r.trim().is_empty());
    if let Some(old) = rows::proposal(tx, id)? {
        let same = (old.month, old.what, old.proposed_by) == (month, what, proposed_by);
        let say = "Something else was sent under this id before. Make a new one.";
        return if same { Ok(Outcome::Unchanged(())) } else { Err(Refusal::conflict("differs", say).into()) };
    }
    if month >= super::ledger::month_of(tx.today()) {
        let say = "This month is not over. A month is closed once it is.";
        return Err(Refusal::invalid("month_not_over", "month", say).into());
    }
    if what == PeriodAct::Reopen && reason.is_none() {
        return Err(Refusal::invalid("reason_missing", "reason", "Say why the month must be opened again.").into());
    }
    if rows::closed(tx)?.contains(&month) == (what == PeriodAct::Close) {
        return Err(Refusal::conflict("month_is_so", "The month is so already.").into());
    }
    rows::insert(tx, &Proposal { id, month, what, reason, proposed_by, confirmed: None })?;
    tx.audit(&permit.entry(tx.now(), Some(what.as_str())))?;
    Ok(Outcome::Done(()))
}

/// Confirms a proposal: by a finance approver who did not make it. From then on it counts.
///
/// # Errors
/// Refused to whoever proposed it, and where it was overtaken by another.
pub async fn confirm(store: &Store, actor: Actor, id: AnyId) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::CloseMonth, Target::Council)?;
            let by = actor.staff().ok_or(Fault::NotFound)?;
            // Whoever posts holds the head: no posting can pass a month that is being closed.
            super::store::ledger::claim(tx)?;
            let proposal = rows::proposal(tx, id)?.ok_or(Fault::NotFound)?;
            if proposal.confirmed.is_some() {
                return Ok(Outcome::Unchanged(()));
            }
            if by == proposal.proposed_by || actor.role() != Some(Role::FinanceApprover) {
                let say = "A finance approver who did not propose it confirms it.";
                return Err(Refusal::conflict("two_people", say).into());
            }
            if rows::closed(tx)?.contains(&proposal.month) == (proposal.what == PeriodAct::Close) {
                return Err(Refusal::conflict("month_is_so", "The month is so already.").into());
            }
            rows::confirm(tx, id, by)?;
            tx.audit(&permit.entry(tx.now(), Some(proposal.what.as_str())))?;
            Ok(Outcome::Done(()))
        })
        .await
}
