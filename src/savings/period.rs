//! Months of the ledger: closed, and opened again, by two people.

use std::collections::HashMap;

use super::proof;
use super::store::periods as rows;
use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::calendar::{day_before, deadline_add_months};
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::{At, Day, Pence, Refusal};
use crate::people;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

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
    /// When.
    pub proposed_at: At,
    /// Rows that still waited then and are carried over.
    pub carried: Option<usize>,
    /// Who confirmed it, and when.
    pub confirmed: Option<(StaffId, At)>,
}

/// What is asked for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The proposal's id, made by whoever makes it.
    pub id: AnyId,
    /// Any day of the month.
    pub month: Day,
    /// What.
    pub what: PeriodAct,
    /// Why; needed to open a month again, and to close one while rows wait.
    pub reason: Option<String>,
    /// How many rows that wait are carried over.
    pub carry: Option<usize>,
}

/// Proposes to close a month or to open it again. Asked once more, it changes nothing.
///
/// # Errors
/// Refused where the month is not over, is so already, or is to be opened again without a reason; where rows of it wait and
/// nobody says that so many are carried over and why; where the council's own books show money in it that nothing explains.
pub async fn propose(store: &Store, actor: Actor, ask: Ask) -> Answer<()> {
    let ask = Ask { month: super::ledger::month_of(ask.month), ..ask };
    store.write(move |tx| run_propose(tx, &actor, ask)).await
}

fn run_propose(tx: &mut Tx<'_>, actor: &Actor, ask: Ask) -> Answer<Outcome<()>> {
    let permit = may(tx, actor, Action::CloseMonth, Target::Council)?;
    let proposed_by = actor.staff().ok_or(Fault::NotFound)?;
    let Ask { id, month, what, .. } = ask;
    let reason = ask.reason.map(|r| r.trim().to_owned()).filter(|r| !r.is_empty());
    if let Some(old) = rows::proposal(tx, id)? {
        let same = (old.month, old.what, old.proposed_by) == (month, what, proposed_by);
        let say = "Something else was sent under this id before. Make a new one.";
        return if same { Ok(Outcome::Unchanged(())) } else { Err(Refusal::conflict("differs", say).into()) };
    }
    if month >= super::ledger::month_of(tx.today()) {
        let say = "This month is not over. A month is closed once it is.";
        return Err(Refusal::invalid("month_not_over", "month", say).into());
    }
    if reason.as_ref().is_some_and(|r| r.chars().count() > 500) {
        return Err(Refusal::invalid("reason_too_long", "reason", "Say why in at most 500 letters.").into());
    }
    if what == PeriodAct::Reopen && reason.is_none() {
        return Err(Refusal::invalid("reason_missing", "reason", "Say why the month must be opened again.").into());
    }
    if rows::closed(tx)?.contains(&month) == (what == PeriodAct::Close) {
        return Err(Refusal::conflict("month_is_so", "The month is so already.").into());
    }
    let carried = match what {
        PeriodAct::Close => Some(closable(tx, &permit, month, ask.carry.filter(|_| reason.is_some()))?),
        PeriodAct::Reopen => None,
    };
    let proposed_at = tx.now();
    rows::insert(tx, &Proposal { id, month, what, reason, proposed_by, proposed_at, confirmed: None, carried })?;
    tx.audit(&permit.entry(tx.now(), Some(what.as_str())))?;
    Ok(Outcome::Done(()))
}

/// Whether a month can be closed; answers how many rows it carries over.
fn closable(rx: &mut Rx<'_>, permit: &Permit, month: Day, carry: Option<usize>) -> Answer<usize> {
    let waiting = rows::waiting(rx, permit)?;
    if let Some((n, pence)) = waiting.get(&(month, true)) {
        let say = format!(
            "The council's own books show £{:#} in {n} rows of this month that nothing here explains (a row whose day \
             cannot be read counts in every month of its file). It cannot be closed until somebody has decided about them.",
            Pence(*pence)
        );
        return Err(Refusal::conflict("books_differ", say).into());
    }
    let last = day_before(deadline_add_months(month, 1));
    let (kept, entries) = proof::prove(rx, permit, last)?.kept;
    if kept != entries {
        let say = format!("The accounts hold £{:#}, and their entries come to £{:#}.", Pence(kept), Pence(entries));
        return Err(Refusal::conflict("books_do_not_add_up", say).into());
    }
    let (n, pence) = waiting.get(&(month, false)).copied().unwrap_or_default();
    if n > carry.unwrap_or(0) {
        let say = format!(
            "{n} rows of this month wait, £{:#}. Decide about them; or say that {n} are carried over, and why.",
            Pence(pence)
        );
        return Err(Refusal::conflict("rows_wait", say).into());
    }
    Ok(n)
}

/// Confirms a proposal: by a finance approver who did not make it. From then on it counts.
///
/// # Errors
/// Refused to whoever proposed it, where it was overtaken by another, and where more waits than when it was proposed.
pub async fn confirm(store: &Store, actor: Actor, id: AnyId) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::ConfirmMonth, Target::Council)?;
            let by = actor.staff().ok_or(Fault::NotFound)?;
            // Whoever posts holds the head: no posting can pass a month that is being closed.
            super::store::ledger::claim(tx)?;
            let proposal = rows::proposal(tx, id)?.ok_or(Fault::NotFound)?;
            if proposal.confirmed.is_some() {
                return Ok(Outcome::Unchanged(()));
            }
            if by == proposal.proposed_by {
                let say = "You proposed this. A finance approver who did not propose it confirms it.";
                return Err(Refusal::conflict("two_people", say).into());
            }
            if rows::closed(tx)?.contains(&proposal.month) == (proposal.what == PeriodAct::Close) {
                return Err(Refusal::conflict("month_is_so", "The month is so already.").into());
            }
            if proposal.what == PeriodAct::Close {
                closable(tx, &permit, proposal.month, proposal.carried)?;
            }
            rows::confirm(tx, id, by)?;
            tx.audit(&permit.entry(tx.now(), Some(proposal.what.as_str())))?;
            Ok(Outcome::Done(()))
        })
        .await
}

crate::words! {
    /// Where a month stands.
    pub enum MonthState {
        /// Not over yet.
        Running = "running",
        /// Over, and still posted into.
        Open = "open",
        /// Takes nothing more.
        Closed = "closed",
    }
}

/// A month of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// By its first day.
    pub month: Day,
    /// Where it stands.
    pub state: MonthState,
    /// Rows of files that wait: how many, and what they come to in pence.
    pub waiting: (usize, i64),
    /// Rows of the council's own books that nothing explains, likewise.
    pub unexplained: (usize, i64),
    /// What is proposed and not confirmed.
    pub proposed: Option<Proposal>,
    /// What was confirmed last.
    pub confirmed: Option<Proposal>,
}

/// Every month since the first entry, the newest first, with the names of who proposed and confirmed.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn months(store: &Store, actor: Actor) -> Answer<(Vec<Month>, HashMap<StaffId, String>)> {
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::CloseMonth, Target::Council)?;
            let now = super::ledger::month_of(rx.today());
            let first = rows::first_month(rx, &permit)?.map_or(now, super::ledger::month_of);
            let (closed, waiting, proposals) = (rows::closed(rx)?, rows::waiting(rx, &permit)?, rows::proposals(rx)?);
            let mut found = Vec::new();
            let mut at = first.min(now);
            while at <= now {
                let of = |is_books: bool| waiting.get(&(at, is_books)).copied().unwrap_or_default();
                let last = |is_confirmed: bool| {
                    let fit = |p: &&Proposal| p.month == at && p.confirmed.is_some() == is_confirmed;
                    proposals.iter().rev().find(fit).cloned()
                };
                let is_closed = closed.contains(&at);
                let state = if at == now {
                    MonthState::Running
                } else if is_closed {
                    MonthState::Closed
                } else {
                    MonthState::Open
                };
                // A proposal that was overtaken is none any more.
                let proposed = last(false).filter(|p| (p.what == PeriodAct::Close) != is_closed);
                let (waits, unexplained) = (of(false), of(true));
                let confirmed = last(true);
                found.push(Month { month: at, state, waiting: waits, unexplained, proposed, confirmed });
                at = super::ledger::month_of(deadline_add_months(at, 1));
            }
            found.reverse();
            let who = proposals.iter().flat_map(|p| p.confirmed.map(|(by, _)| by).into_iter().chain([p.proposed_by]));
            let mut who: Vec<StaffId> = who.collect();
            who.sort_unstable();
            who.dedup();
            let names = people::staff_many(rx, &who)?.into_iter().map(|(id, f)| (id, f.name)).collect();
            Ok((found, names))
        })
        .await
}
