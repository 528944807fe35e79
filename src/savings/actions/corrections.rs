//! Putting right what is wrong: nothing is changed, each is an entry of its own with a reason, linked to what it undoes.

use std::collections::HashMap;

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::calendar::london_day;
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::words::Role;
use crate::kernel::{Day, Pence, Refusal};
use crate::people;
use crate::savings::account::Account;
use crate::savings::entry::{Act, ActKind, Entry, EntryKind, EntryNo, Receipt};
use crate::savings::ledger;
use crate::savings::store::ledger as rows;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// Corrections by one person on one day after which somebody else must look.
const A_DAY_MAX: i64 = 20;

/// What is to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// Undo an entry.
    Undo(EntryNo),
    /// Owe a child more (or less, below nothing) for a week, paid by the council.
    Adjust(ChildId, Pence, Option<Day>),
    /// Move what was put down to one child to another, whose it is. `council_pays`: where it is in the first child's own
    /// account already, it cannot be taken back and the council pays the other.
    WrongChild {
        /// Whom it was put down to.
        from: ChildId,
        /// Whose it is.
        to: ChildId,
        /// How much.
        pence: Pence,
        /// Whether the council pays.
        council_pays: bool,
        /// The entry by which it was put down to the first child: both corrections cite it.
        entry: Option<EntryNo>,
        /// The day it went wrong; with an entry, the day that was recorded.
        wrong_on: Option<Day>,
    },
}

/// Puts something right. Sent once more under its id, nothing more is posted.
///
/// # Errors
/// Refused without a reason, as [`ledger::post`] and [`ledger::reverse`] refuse, and where one person has put more right
/// today than may go without somebody else looking.
pub async fn correct(store: &Store, actor: Actor, id: AnyId, what: Correction, why: String) -> Answer<Receipt> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let receipt = put_right(tx, &permit, id, &what, &why)?;
            if receipt.already {
                return Ok(Outcome::Unchanged(receipt));
            }
            tx.audit(&permit.entry(tx.now(), Some("correction")))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

/// What a correction would do to a child's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// What is held before and after.
    pub held: (Pence, Pence),
    /// The day it went wrong, as the child will read it.
    pub wrong_on: Option<Day>,
}

/// Says what a correction would do, and does nothing. The look is written down.
///
/// # Errors
/// As [`correct`].
pub async fn preview(store: &Store, actor: Actor, id: AnyId, what: Correction, why: String) -> Answer<Vec<Effect>> {
    let effects = store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let children = about(tx, &permit, &what)?;
            let before = held(tx, &permit, &children)?;
            let receipt = put_right(tx, &permit, id, &what, &why)?;
            let mut effects = Vec::new();
            for care in people::care_of(tx, &permit, &children)? {
                let first = before.get(&care.child).copied().unwrap_or_default();
                let after = ledger::balance(tx, &permit, Account::Child(care.child))?;
                let mut wrong_on = None;
                for no in &receipt.entries {
                    let posted = ledger::entry(tx, &permit, *no)?;
                    let undone = posted.entry.reverses.map(|old| ledger::entry(tx, &permit, old)).transpose()?;
                    wrong_on = wrong_on.or(posted.entry.wrong_on).or(undone.map(|u| london_day(u.recorded_at)));
                }
                effects.push(Effect {
                    child: care.child,
                    reference: care.reference,
                    known_as: care.known_as,
                    held: (first, after),
                    wrong_on,
                });
            }
            // Rolled back: nothing of it stays.
            Ok(Outcome::Unchanged(effects))
        })
        .await?;
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            tx.audit(&permit.entry(tx.now(), Some("correction_looked_at")))?;
            Ok(Outcome::Done(effects))
        })
        .await
}

/// The children whose pages a correction changes.
fn about(rx: &mut Rx<'_>, permit: &Permit, what: &Correction) -> Answer<Vec<ChildId>> {
    Ok(match what {
        Correction::Undo(no) => ledger::entry(rx, permit, *no)?.entry.child.into_iter().collect(),
        Correction::Adjust(child, ..) => vec![*child],
        Correction::WrongChild { from, to, .. } => vec![*from, *to],
    })
}

fn held(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<HashMap<ChildId, Pence>> {
    children.iter().map(|c| Ok((*c, ledger::balance(rx, permit, Account::Child(*c))?))).collect()
}

fn put_right(tx: &mut Tx<'_>, permit: &Permit, id: AnyId, what: &Correction, why: &str) -> Answer<Receipt> {
    let why = why.trim().to_owned();
    if why.is_empty() || why.chars().count() > 500 {
        return Err(Refusal::invalid("reason_missing", "reason", "Say why, in 1 to 500 letters.").into());
    }
    rows::claim(tx)?;
    let is_known = rows::act_by_key(tx, id)?.is_some();
    let is_approver = permit.actor().role() == Some(Role::FinanceApprover);
    if !is_known && !is_approver && rows::corrections_today(tx, permit)? >= A_DAY_MAX {
        let say = "You have put many things right today. Have a finance approver look, or go on tomorrow.";
        return Err(Refusal::conflict("too_many_corrections", say).into());
    }
    let act = Act { key: id, kind: ActKind::Correction, policy: None, reason: Some(why.clone()) };
    let today = tx.today();
    match what {
        Correction::Undo(no) => ledger::reverse(tx, permit, &act, *no, today, &why),
        Correction::Adjust(child, change, week) => {
            known(tx, permit, &[*child])?;
            ledger::post(tx, permit, &act, &[adjustment(*child, *change, *week, today, &why)])
        }
        Correction::WrongChild { from, to, pence, council_pays, entry, wrong_on } => {
            known(tx, permit, &[*from, *to])?;
            if from == to {
                let say = "Both are the same child. Choose whose it is.";
                return Err(Refusal::invalid("same_child", "to", say).into());
            }
            let cited = entry.map(|no| cited(tx, permit, no, *from)).transpose()?;
            let wrong_on = cited.or(*wrong_on);
            if wrong_on.is_some_and(|d| d > today) {
                let say = "It cannot have gone wrong on a day to come.";
                return Err(Refusal::invalid("day_to_come", "wrong_on", say).into());
            }
            if !is_known && !council_pays && ledger::balance(tx, permit, Account::Child(*from))? < *pence {
                return Err(paid_already().into());
            }
            let entries = wrong_child((*from, *to), *pence, *council_pays, today, &why);
            let entries: Vec<Entry> = entries.into_iter().map(|e| e.citing(*entry, wrong_on)).collect();
            ledger::post(tx, permit, &act, &entries)
        }
    }
}

/// Somebody who is not there is nobody's mistake: an account is made for nobody else.
fn known(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<()> {
    let found = people::care_of(rx, permit, children)?;
    let is_there = |c: &ChildId| found.iter().any(|care| care.child == *c);
    if children.iter().all(is_there) { Ok(()) } else { Err(Fault::NotFound) }
}

/// The day an entry about a child was recorded.
fn cited(rx: &mut Rx<'_>, permit: &Permit, no: EntryNo, from: ChildId) -> Answer<Day> {
    let posted = ledger::entry(rx, permit, no)?;
    if posted.entry.child != Some(from) {
        let say = "This entry is not about the child whom it was put down to. Choose one of that child's.";
        return Err(Refusal::invalid("entry_of_another", "entry", say).into());
    }
    Ok(london_day(posted.recorded_at))
}

fn adjustment(child: ChildId, change: Pence, week: Option<Day>, on: Day, why: &str) -> Entry {
    let (debit, credit) = if change >= Pence::ZERO {
        (Account::CouncilSavings, Account::Child(child))
    } else {
        (Account::Child(child), Account::CouncilSavings)
    };
    let pence = Pence(change.0.checked_abs().unwrap_or(i64::MAX));
    let entry = Entry::new(EntryKind::Adjustment, debit, credit, pence, on).about(child).because(why);
    Entry { week_end: week, ..entry }
}

fn paid_already() -> Refusal {
    let say = "It is in the first child's own account already and cannot be taken back. The council pays the other child: \
               say so, and record it as an incident.";
    Refusal::conflict("paid_to_the_wrong_child", say)
}

fn wrong_child((from, to): (ChildId, ChildId), pence: Pence, council_pays: bool, on: Day, why: &str) -> Vec<Entry> {
    let of =
        |debit, credit, child| Entry::new(EntryKind::WrongChild, debit, credit, pence, on).about(child).because(why);
    if council_pays {
        return vec![of(Account::CouncilSavings, Account::Child(to), to)];
    }
    vec![of(Account::Child(from), Account::Suspense, from), of(Account::Suspense, Account::Child(to), to)]
}
