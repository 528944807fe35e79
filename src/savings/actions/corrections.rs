//! Putting right what is wrong: nothing is changed, each is an entry of its own with a reason, linked to what it undoes.

use crate::access::{Action, Actor, Target, may};
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::words::Role;
use crate::kernel::{Day, Pence, Refusal};
use crate::savings::account::Account;
use crate::savings::entry::{Act, ActKind, Entry, EntryKind, EntryNo, Receipt};
use crate::savings::ledger;
use crate::savings::store::ledger as rows;
use crate::store::{Answer, Outcome, Store};

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
            let why = why.trim().to_owned();
            if why.is_empty() || why.chars().count() > 500 {
                return Err(Refusal::invalid("reason_missing", "reason", "Say why, in 1 to 500 letters.").into());
            }
            rows::claim(tx)?;
            let is_known = rows::act_by_key(tx, id)?.is_some();
            let is_many =
                actor.role() != Some(Role::FinanceApprover) && rows::corrections_today(tx, &permit)? >= A_DAY_MAX;
            if !is_known && is_many {
                let say = "You have put many things right today. Have a finance approver look, or go on tomorrow.";
                return Err(Refusal::conflict("too_many_corrections", say).into());
            }
            let act = Act { key: id, kind: ActKind::Correction, policy: None, reason: Some(why.clone()) };
            let today = tx.today();
            let receipt = match what {
                Correction::Undo(no) => ledger::reverse(tx, &permit, &act, no, today, &why)?,
                Correction::Adjust(child, change, week) => {
                    ledger::post(tx, &permit, &act, &[adjustment(child, change, week, today, &why)])?
                }
                Correction::WrongChild { from, to, pence, council_pays } => {
                    if !is_known && !council_pays && ledger::balance(tx, &permit, Account::Child(from))? < pence {
                        return Err(paid_already().into());
                    }
                    let entries = wrong_child((from, to), pence, council_pays, today, &why);
                    ledger::post(tx, &permit, &act, &entries)?
                }
            };
            if receipt.already {
                return Ok(Outcome::Unchanged(receipt));
            }
            tx.audit(&permit.entry(tx.now(), Some("correction")))?;
            Ok(Outcome::Done(receipt))
        })
        .await
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
