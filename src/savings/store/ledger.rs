//! Posting: acts, accounts and entries, numbered without gaps.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

use super::accruals;
use crate::access::{Permit, Target};
use crate::kernel::Pence;
use crate::kernel::calendar::london_midnight;
use crate::kernel::id::{AnyId, StaffId};
use crate::savings::account::Account;
use crate::savings::entry::{Act, ActKind, ActNo, Entry, EntryKind, EntryNo};
use crate::store::kept::{Kept, NoRow};
use crate::store::schema::{ledger_accounts, ledger_acts, ledger_entries, ledger_head};
use crate::store::{Answer, Fault, Rx, Tx};

/// Names or rows that go into one statement.
pub(super) const AT_ONCE: usize = 500;

/// An account's number and what it holds.
#[derive(Debug, Clone, Copy)]
pub(in crate::savings) struct AccountRow {
    pub no: i32,
    pub balance: Pence,
}

pub(in crate::savings) type Accounts = HashMap<Account, AccountRow>;

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = Integer)]
    last_act: i32,
    #[diesel(sql_type = Integer)]
    last_account: i32,
    #[diesel(sql_type = Integer)]
    last_entry: i32,
}

/// Takes the ledger's head until the commit: postings come one after the other, and what is read from here on stands.
pub(in crate::savings) fn claim(tx: &mut Tx<'_>) -> Answer<()> {
    head(tx).map(|_| ())
}

fn head(tx: &mut Tx<'_>) -> Answer<Head> {
    let lock = tx.db().update_lock();
    let sql = format!("SELECT last_act, last_account, last_entry FROM ledger_head WHERE id = 1{lock}");
    if let Some(head) = diesel::sql_query(&sql).get_result(tx.db()).optional()? {
        return Ok(head);
    }
    let first = (
        ledger_head::id.eq(1),
        ledger_head::last_act.eq(0),
        ledger_head::last_account.eq(0),
        ledger_head::last_entry.eq(0),
    );
    crate::each_db!(tx.db(), c => diesel::insert_into(ledger_head::table)
        .values(first).on_conflict(ledger_head::id).do_nothing().execute(c))?;
    Ok(diesel::sql_query(sql).get_result(tx.db())?)
}

/// The next `n` numbers after `last`.
fn numbers(last: i32, n: usize) -> Answer<(i32, i32)> {
    let full = || Fault::broken("the ledger has no numbers left");
    let first = last.checked_add(1).ok_or_else(full)?;
    let last = i32::try_from(n).ok().and_then(|n| last.checked_add(n)).ok_or_else(full)?;
    Ok((first, last))
}

/// The act under a key, with what it was.
pub(in crate::savings) fn act_by_key(rx: &mut Rx<'_>, key: AnyId) -> Answer<Option<(ActNo, Vec<u8>)>> {
    let found = ledger_acts::table.filter(ledger_acts::act_key.eq(key));
    Ok(found.select((ledger_acts::id, ledger_acts::fingerprint)).first(rx.db()).optional()?)
}

/// Whether weeks were ever made due.
pub(in crate::savings) fn has_accrued(rx: &mut Rx<'_>) -> Answer<bool> {
    let of = ledger_acts::table.filter(ledger_acts::kind.eq(ActKind::Accrual)).select(ledger_acts::id);
    Ok(of.first::<ActNo>(rx.db()).optional()?.is_some())
}

/// How many corrections the permit's actor has posted today.
pub(in crate::savings) fn corrections_today(rx: &mut Rx<'_>, permit: &Permit) -> Answer<i64> {
    let midnight = london_midnight(rx.today());
    Ok(ledger_acts::table
        .filter(ledger_acts::kind.eq(ActKind::Correction))
        .filter(ledger_acts::actor_id.eq(permit.actor().id()))
        .filter(ledger_acts::recorded_at.ge(midnight))
        .count()
        .get_result(rx.db())?)
}

/// Who made acts: the member of staff, and the version of the policy they went by.
pub(in crate::savings) fn makers(rx: &mut Rx<'_>) -> Answer<HashMap<ActNo, (Option<StaffId>, Option<String>)>> {
    let rows: Vec<(ActNo, String, Option<StaffId>, Option<String>)> = ledger_acts::table
        .select((ledger_acts::id, ledger_acts::actor_kind, ledger_acts::actor_id, ledger_acts::policy))
        .load(rx.db())?;
    Ok(rows.into_iter().map(|(act, kind, by, policy)| (act, (by.filter(|_| kind == "staff"), policy))).collect())
}

/// Writes an act down, with the numbers that its entries are to have: they are the next to be written. A run that goes in
/// chunks says none: its entries have others between them.
pub(in crate::savings) fn insert_act(
    tx: &mut Tx<'_>,
    permit: &Permit,
    act: &Act,
    print: &[u8],
    entries: Option<usize>,
) -> Answer<ActNo> {
    let head = head(tx)?;
    let (no, last) = numbers(head.last_act, 1)?;
    let (from, to) = entries.map(|n| numbers(head.last_entry, n)).transpose()?.unzip();
    let now = tx.now();
    diesel::update(ledger_head::table).set(ledger_head::last_act.eq(last)).execute(tx.db())?;
    diesel::insert_into(ledger_acts::table)
        .values((
            ledger_acts::id.eq(no),
            ledger_acts::act_key.eq(act.key),
            ledger_acts::fingerprint.eq(print),
            ledger_acts::kind.eq(act.kind),
            ledger_acts::actor_kind.eq(permit.actor().kind()),
            ledger_acts::actor_id.eq(permit.actor().id()),
            ledger_acts::policy.eq(&act.policy),
            ledger_acts::reason.eq(&act.reason),
            ledger_acts::recorded_at.eq(now),
            ledger_acts::first_entry.eq(from),
            ledger_acts::last_entry.eq(to),
        ))
        .execute(tx.db())?;
    Ok(no)
}

/// Another child's account than the permit's reads as not there.
pub(super) fn within(permit: &Permit, account: Account) -> Answer<()> {
    match (permit.target(), account.child()) {
        (Target::Council, _) => Ok(()),
        (_, Some(child)) if permit.child() == Some(child) => Ok(()),
        (Target::Child(_), None) => Ok(()),
        _ => Err(Fault::NotFound),
    }
}

/// The accounts' numbers and balances; those that are not there yet are made.
pub(in crate::savings) fn accounts_for(
    tx: &mut Tx<'_>,
    permit: &Permit,
    wanted: impl Iterator<Item = Account>,
) -> Answer<Accounts> {
    let wanted: BTreeSet<Account> = wanted.collect();
    wanted.iter().try_for_each(|a| within(permit, *a))?;
    let by_code: HashMap<String, Account> = wanted.iter().map(|a| (a.code(), *a)).collect();
    let mut found = Accounts::new();
    let codes: Vec<&String> = by_code.keys().collect();
    for some in codes.chunks(AT_ONCE) {
        let rows: Vec<(i32, String, Pence)> = ledger_accounts::table
            .filter(ledger_accounts::code.eq_any(some.to_vec()))
            .select((ledger_accounts::id, ledger_accounts::code, ledger_accounts::balance_pence))
            .load(tx.db())?;
        let known = rows.into_iter().filter_map(|(no, code, balance)| Some((*by_code.get(&code)?, (no, balance))));
        found.extend(known.map(|(a, (no, balance))| (a, AccountRow { no, balance })));
    }
    let missing: Vec<Account> = wanted.into_iter().filter(|a| !found.contains_key(a)).collect();
    found.extend(make_accounts(tx, &missing)?);
    Ok(found)
}

fn make_accounts(tx: &mut Tx<'_>, missing: &[Account]) -> Answer<Accounts> {
    if missing.is_empty() {
        return Ok(Accounts::new());
    }
    let (first, last) = numbers(head(tx)?.last_account, missing.len())?;
    diesel::update(ledger_head::table).set(ledger_head::last_account.eq(last)).execute(tx.db())?;
    let made: Vec<(i32, Account)> = (first..=last).zip(missing.iter().copied()).collect();
    for some in made.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|(no, a)| {
                (
                    ledger_accounts::id.eq(*no),
                    ledger_accounts::code.eq(a.code()),
                    ledger_accounts::kind.eq(a.kind()),
                    ledger_accounts::child_id.eq(a.child()),
                    ledger_accounts::provider_id.eq(a.provider()),
                    ledger_accounts::floored.eq(a.kind().is_floored()),
                    ledger_accounts::balance_pence.eq(Pence::ZERO),
                )
            })
            .collect();
        crate::each_db!(tx.db(), c => diesel::insert_into(ledger_accounts::table).values(&rows).execute(c))?;
    }
    Ok(made.into_iter().map(|(no, a)| (a, AccountRow { no, balance: Pence::ZERO })).collect())
}

/// Changes balances, each once, in the order of their numbers.
pub(in crate::savings) fn change_balances(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    changes: impl Iterator<Item = (i32, i64)>,
) -> Answer<()> {
    let sorted: BTreeMap<i32, i64> = changes.filter(|(_, change)| *change != 0).collect();
    for (no, change) in sorted {
        let add = diesel::sql_query("UPDATE ledger_accounts SET balance_pence = balance_pence + $1 WHERE id = $2");
        let add = Kept(add.bind::<BigInt, _>(change).bind::<Integer, _>(no));
        let _: Vec<NoRow> = crate::each_db!(tx.db(), c => add.load(c))?;
    }
    Ok(())
}

/// Writes entries of an act down; answers their numbers.
pub(in crate::savings) fn insert_entries(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    act: ActNo,
    entries: &[Entry],
    accounts: &Accounts,
) -> Answer<Vec<EntryNo>> {
    if entries.is_empty() {
        return Ok(vec![]);
    }
    let (first, last) = numbers(head(tx)?.last_entry, entries.len())?;
    diesel::update(ledger_head::table).set(ledger_head::last_entry.eq(last)).execute(tx.db())?;
    if accruals::are_plain(entries) {
        accruals::insert(tx, act, first, entries, accounts)?;
        return Ok((first..=last).collect());
    }
    let now = tx.now();
    let number = |a: Account| accounts.get(&a).map(|r| r.no).ok_or_else(|| Fault::broken("an account was not made"));
    let numbered: Vec<(EntryNo, &Entry)> = (first..=last).zip(entries).collect();
    for some in numbered.chunks(AT_ONCE) {
        let mut rows = Vec::with_capacity(some.len());
        for (no, e) in some {
            rows.push((
                ledger_entries::id.eq(*no),
                ledger_entries::act_id.eq(act),
                ledger_entries::debit_account_id.eq(number(e.debit)?),
                ledger_entries::credit_account_id.eq(number(e.credit)?),
                ledger_entries::pence.eq(e.pence),
                ledger_entries::kind.eq(e.kind),
                ledger_entries::child_account_id.eq(e.child.map(|c| number(Account::Child(c))).transpose()?),
                ledger_entries::week_end.eq(e.week_end),
                ledger_entries::effective_on.eq(e.effective_on),
                ledger_entries::recorded_at.eq(now),
                ledger_entries::reverses_id.eq(e.reverses),
                ledger_entries::reason.eq(e.reason.as_deref()),
                ledger_entries::cites_id.eq(e.cites),
                ledger_entries::wrong_on.eq(e.wrong_on),
                ledger_entries::nth.eq(if e.kind == EntryKind::Accrual { 0 } else { *no }),
            ));
        }
        crate::each_db!(tx.db(), c => diesel::insert_into(ledger_entries::table).values(&rows).execute(c))?;
    }
    Ok(numbered.into_iter().map(|(no, _)| no).collect())
}

/// The numbers of an act's entries; none of a run that went in chunks.
pub(in crate::savings) fn numbers_of(rx: &mut Rx<'_>, _permit: &Permit, act: ActNo) -> Answer<Vec<EntryNo>> {
    let its = ledger_acts::table.find(act).select((ledger_acts::first_entry, ledger_acts::last_entry));
    let (first, last): (Option<EntryNo>, Option<EntryNo>) = its.first(rx.db())?;
    Ok(first.zip(last).map(|(first, last)| (first..=last).collect()).unwrap_or_default())
}
