//! The ledger: what may be posted, and what it says. Every posting is one act inside the caller's write transaction, under
//! the caller's own audit entry.

use chrono::Datelike;

use super::account::Account;
use super::entry::{Act, ActNo, Entry, EntryKind, EntryNo, Posted, Receipt, WeekDue, changes, fingerprint};
use super::store::ledger as rows;
use super::store::{periods, reading};
use crate::access::Permit;
use crate::kernel::calendar::deadline_add_months;
use crate::kernel::id::ChildId;
use crate::kernel::{At, Day, Pence, Refusal};
use crate::store::{Answer, Fault, Rx, Tx};

/// Posts an act with its entries. Under a key that is known already nothing is posted: the same entries answer as the
/// first time, others are refused.
///
/// # Errors
/// Refused, in words: a closed month (with the first open day), a balance that would fall below nothing, a week that is
/// due already, an entry that cannot be posted ([`Entry::check`]).
pub fn post(tx: &mut Tx<'_>, permit: &Permit, act: &Act, entries: &[Entry]) -> Answer<Receipt> {
    rows::claim(tx)?;
    let print = fingerprint(act, entries);
    if let Some((no, old)) = rows::act_by_key(tx, act.key)? {
        if old != print {
            let say = "Something else was posted under this id before. Make a new one.";
            return Err(Refusal::conflict("act_differs", say).into());
        }
        return Ok(Receipt { act: no, entries: rows::numbers_of(tx, permit, no)?, already: true });
    }
    check(tx, entries)?;
    not_due_already(tx, permit, entries)?;
    let no = rows::insert_act(tx, permit, act, &print, Some(entries.len()))?;
    let numbers = put(tx, permit, no, entries)?;
    Ok(Receipt { act: no, entries: numbers, already: false })
}

/// Adds entries to an act that this very run began: for runs that go in chunks. The caller has claimed the ledger's head, and
/// seen that no week among them is due already.
pub(super) fn add(tx: &mut Tx<'_>, permit: &Permit, act: ActNo, entries: &[Entry]) -> Answer<Vec<EntryNo>> {
    check(tx, entries)?;
    put(tx, permit, act, entries)
}

/// Whether each may be posted, and its month is open.
fn check(tx: &mut Tx<'_>, entries: &[Entry]) -> Answer<()> {
    let today = tx.today();
    let closed = periods::closed(tx)?;
    for entry in entries {
        entry.check(today)?;
        if closed.contains(&month_of(entry.effective_on)) {
            return Err(closed_month(entry.effective_on, open_day(tx, entry.effective_on)?).into());
        }
    }
    Ok(())
}

fn put(tx: &mut Tx<'_>, permit: &Permit, act: ActNo, entries: &[Entry]) -> Answer<Vec<EntryNo>> {
    let changes = changes(entries)?;
    let accounts = rows::accounts_for(tx, permit, changes.keys().copied().chain(abouts(entries)))?;
    for (account, change) in &changes {
        let row = accounts.get(account).ok_or_else(|| Fault::broken("an account was not made"))?;
        let balance = row.balance.0.checked_add(*change);
        if balance.is_none_or(|b| b < 0 && account.kind().is_floored()) {
            let say = "This would take more out of an account than is in it. Nothing was posted.";
            return Err(Refusal::conflict("balance_below_nothing", say).into());
        }
    }
    rows::change_balances(tx, permit, changes.iter().filter_map(|(a, c)| Some((accounts.get(a)?.no, *c))))?;
    rows::insert_entries(tx, permit, act, entries, &accounts)
}

/// The accounts by whose number entries name their child. Entries of a child mostly stand together.
fn abouts(entries: &[Entry]) -> impl Iterator<Item = Account> {
    entries.chunk_by(|a, b| a.child == b.child).filter_map(|some| some.first()?.child.map(Account::Child))
}

fn not_due_already(tx: &mut Tx<'_>, permit: &Permit, entries: &[Entry]) -> Answer<()> {
    let mut wanted: Vec<_> =
        entries.iter().filter(|e| e.kind == EntryKind::Accrual).filter_map(|e| e.child.zip(e.week_end)).collect();
    wanted.sort_unstable();
    let twice = wanted.windows(2).any(|w| w.first() == w.last());
    let there = reading::weeks_there(tx, permit, &wanted)?;
    if twice || wanted.iter().any(|w| there.contains(w)) {
        let say = "This week is in the ledger already. Put it right with an adjustment.";
        return Err(Refusal::conflict("week_due_already", say).into());
    }
    Ok(())
}

/// Undoes an entry by one of its own that counts from `on`; both stay and are shown.
///
/// # Errors
/// Refused where it is undone already, is an undoing itself, or as [`post`] refuses. [`Fault::NotFound`] where there is no
/// such entry, or the permit is for another child.
pub fn reverse(tx: &mut Tx<'_>, permit: &Permit, act: &Act, entry: EntryNo, on: Day, why: &str) -> Answer<Receipt> {
    let old = reading::entry(tx, permit, entry)?;
    if old.entry.kind == EntryKind::Reversal {
        let say = "This entry undoes another. Post what is right instead.";
        return Err(Refusal::conflict("is_a_reversal", say).into());
    }
    let undo = Entry {
        debit: old.entry.credit,
        credit: old.entry.debit,
        kind: EntryKind::Reversal,
        effective_on: on,
        reverses: Some(entry),
        reason: Some(why.to_owned()),
        cites: None,
        wrong_on: None,
        ..old.entry
    };
    rows::claim(tx)?;
    if rows::act_by_key(tx, act.key)?.is_none() && reading::entry(tx, permit, entry)?.reversed_by.is_some() {
        return Err(Refusal::conflict("undone_already", "This entry was undone already. Look at it again.").into());
    }
    post(tx, permit, act, &[undo])
}

/// What an account holds now, on its own side: of a child, what the council owes.
///
/// # Errors
/// The database's own; [`Fault::NotFound`] for another child's than the permit's.
pub fn balance(rx: &mut Rx<'_>, permit: &Permit, account: Account) -> Answer<Pence> {
    reading::balance(rx, permit, account)
}

/// What an account held at the end of a day, as far as was known at an instant (or is known now).
///
/// # Errors
/// As [`balance`].
pub fn balance_as_at(rx: &mut Rx<'_>, permit: &Permit, account: Account, on: Day, known: Option<At>) -> Answer<Pence> {
    reading::balance_as_at(rx, permit, account, on, known)
}

/// Every entry about the permit's child, oldest first.
///
/// # Errors
/// The database's own.
pub fn entries_of(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Posted>> {
    reading::entries_of(rx, permit)
}

/// One entry.
///
/// # Errors
/// [`Fault::NotFound`] where there is none, or it is about another child than the permit's.
pub fn entry(rx: &mut Rx<'_>, permit: &Permit, no: EntryNo) -> Answer<Posted> {
    reading::entry(rx, permit, no)
}

/// The weeks that are in the ledger as due, of these children (of every child where none is named), by child and week.
/// With a permit for one child, that child's alone.
///
/// # Errors
/// The database's own.
pub fn weeks_due(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<Vec<WeekDue>> {
    reading::weeks_due(rx, permit, children)
}

/// The first day from `day` on that is in an open month: where an entry for a closed month can go.
///
/// # Errors
/// The database's own.
pub fn open_day(rx: &mut Rx<'_>, day: Day) -> Answer<Day> {
    let closed = periods::closed(rx)?;
    let mut at = day;
    while closed.contains(&month_of(at)) {
        at = deadline_add_months(month_of(at), 1);
    }
    Ok(at)
}

/// The first day of a day's month.
#[must_use]
pub fn month_of(day: Day) -> Day {
    day.with_day(1).unwrap_or(day)
}

fn closed_month(day: Day, open: Day) -> Refusal {
    let say = format!(
        "{} is closed. Post it as an adjustment that counts from {open}, or have the month opened again by two people.",
        day.format("%B %Y")
    );
    Refusal::conflict("month_closed", say)
}
