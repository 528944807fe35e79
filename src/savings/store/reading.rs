//! What the ledger says: entries, weeks and balances.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer};

use super::ledger::{AT_ONCE, within};
use crate::access::{Permit, Target};
use crate::kernel::id::ChildId;
use crate::kernel::{At, Day, Pence};
use crate::savings::account::{Account, AccountKind, ProviderNo};
use crate::savings::entry::{Entry, EntryKind, EntryNo, Posted, WeekDue};
use crate::store::schema::{ledger_accounts, ledger_entries};
use crate::store::{Answer, Fault, Rx};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The accounts of every number in use, to read entries by.
fn by_number(rx: &mut Rx<'_>, numbers: &BTreeSet<i32>) -> Answer<HashMap<i32, Account>> {
    let mut found = HashMap::new();
    let numbers: Vec<i32> = numbers.iter().copied().collect();
    for some in numbers.chunks(AT_ONCE) {
        let rows: Vec<(i32, AccountKind, Option<ChildId>, Option<ProviderNo>)> = ledger_accounts::table
            .filter(ledger_accounts::id.eq_any(some.to_vec()))
            .select((
                ledger_accounts::id,
                ledger_accounts::kind,
                ledger_accounts::child_id,
                ledger_accounts::provider_id,
            ))
            .load(rx.db())?;
        found.extend(rows.into_iter().filter_map(|(no, kind, child, p)| Some((no, Account::of(kind, child, p)?))));
    }
    Ok(found)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ledger_entries)]
struct EntryRow {
    id: i32,
    act_id: i32,
    debit_account_id: i32,
    credit_account_id: i32,
    pence: Pence,
    kind: EntryKind,
    child_account_id: Option<i32>,
    week_end: Option<Day>,
    effective_on: Day,
    recorded_at: At,
    reverses_id: Option<i32>,
    reason: Option<String>,
    cites_id: Option<i32>,
    wrong_on: Option<Day>,
}

fn posted(rx: &mut Rx<'_>, rows: Vec<EntryRow>) -> Answer<Vec<Posted>> {
    let used = rows.iter().flat_map(|r| [Some(r.debit_account_id), Some(r.credit_account_id), r.child_account_id]);
    let accounts = by_number(rx, &used.flatten().collect())?;
    let mut undone: HashMap<EntryNo, EntryNo> = HashMap::new();
    let numbers: Vec<Option<i32>> = rows.iter().map(|r| Some(r.id)).collect();
    for some in numbers.chunks(AT_ONCE) {
        let found: Vec<(i32, Option<i32>)> = ledger_entries::table
            .filter(ledger_entries::reverses_id.eq_any(some.to_vec()))
            .select((ledger_entries::id, ledger_entries::reverses_id))
            .load(rx.db())?;
        undone.extend(found.into_iter().filter_map(|(by, of)| Some((of?, by))));
    }
    let account = |no: i32| accounts.get(&no).copied().ok_or_else(|| Fault::broken("an entry's account is not there"));
    rows.into_iter()
        .map(|r| {
            let entry = Entry {
                debit: account(r.debit_account_id)?,
                credit: account(r.credit_account_id)?,
                pence: r.pence,
                kind: r.kind,
                child: r.child_account_id.map(account).transpose()?.and_then(Account::child),
                week_end: r.week_end,
                effective_on: r.effective_on,
                reverses: r.reverses_id,
                reason: r.reason,
                cites: r.cites_id,
                wrong_on: r.wrong_on,
            };
            let reversed_by = undone.get(&r.id).copied();
            Ok(Posted { no: r.id, act: r.act_id, entry, recorded_at: r.recorded_at, reversed_by })
        })
        .collect()
}

/// The number of a child's own account, by which entries name them; none where nothing was ever posted.
fn number_of(rx: &mut Rx<'_>, child: ChildId) -> Answer<Option<i32>> {
    let code = Account::Child(child).code();
    Ok(ledger_accounts::table
        .filter(ledger_accounts::code.eq(code))
        .select(ledger_accounts::id)
        .first(rx.db())
        .optional()?)
}

/// Every entry about the permit's child.
pub(in crate::savings) fn entries_of(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Posted>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let Some(number) = number_of(rx, child)? else { return Ok(vec![]) };
    let rows = ledger_entries::table
        .filter(ledger_entries::child_account_id.eq(Some(number)))
        .order(ledger_entries::id)
        .select(EntryRow::as_select())
        .load(rx.db())?;
    posted(rx, rows)
}

/// One entry, of the permit's child or, with a permit for the council, any.
pub(in crate::savings) fn entry(rx: &mut Rx<'_>, permit: &Permit, no: EntryNo) -> Answer<Posted> {
    let row: EntryRow = ledger_entries::table.find(no).select(EntryRow::as_select()).first(rx.db())?;
    let found = posted(rx, vec![row])?.pop().ok_or(Fault::NotFound)?;
    match (permit.target(), permit.child()) {
        (Target::Council, _) => Ok(found),
        (_, Some(child)) if found.entry.child == Some(child) => Ok(found),
        _ => Err(Fault::NotFound),
    }
}

/// Which of these weeks have accrued, undone or not.
pub(in crate::savings) fn weeks_there(
    rx: &mut Rx<'_>,
    permit: &Permit,
    wanted: &[(ChildId, Day)],
) -> Answer<BTreeSet<(ChildId, Day)>> {
    let mut found = BTreeSet::new();
    let mut children: Vec<ChildId> = wanted.iter().map(|(child, _)| *child).collect();
    children.sort_unstable();
    children.dedup();
    let days = || wanted.iter().map(|(_, day)| *day);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Ok(found) };
    for some in children.chunks(AT_ONCE) {
        let mut of = ledger_entries::table
            .inner_join(ledger_accounts::table.on(ledger_entries::child_account_id.eq(ledger_accounts::id.nullable())))
            .filter(ledger_accounts::child_id.eq_any(some.iter().map(|c| Some(*c)).collect::<Vec<_>>()))
            // An accrual, as the index knows it.
            .filter(ledger_entries::nth.eq(0))
            .filter(ledger_entries::week_end.between(Some(first), Some(last)))
            .select((ledger_accounts::child_id, ledger_entries::week_end))
            .into_boxed();
        if let Some(only) = permit.child() {
            of = of.filter(ledger_accounts::child_id.eq(Some(only)));
        }
        let rows: Vec<(Option<ChildId>, Option<Day>)> = of.load(rx.db())?;
        found.extend(rows.into_iter().filter_map(|(child, week)| child.zip(week)));
    }
    Ok(found)
}

/// The weeks that are due, with from whom they are to come.
pub(in crate::savings) fn weeks_due(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<Vec<WeekDue>> {
    let all = [];
    let parts: Vec<&[ChildId]> = if children.is_empty() { vec![&all] } else { children.chunks(AT_ONCE).collect() };
    let mut due = Vec::new();
    for some in parts {
        let mut of = ledger_entries::table
            .inner_join(ledger_accounts::table.on(ledger_entries::child_account_id.eq(ledger_accounts::id.nullable())))
            .filter(ledger_entries::kind.eq(EntryKind::Accrual))
            .order((ledger_entries::child_account_id, ledger_entries::week_end))
            .select((
                ledger_accounts::child_id,
                ledger_entries::week_end,
                ledger_entries::pence,
                ledger_entries::id,
                ledger_entries::debit_account_id,
            ))
            .into_boxed();
        if !some.is_empty() {
            of = of.filter(ledger_accounts::child_id.eq_any(some.iter().map(|c| Some(*c)).collect::<Vec<_>>()));
        }
        if let Some(only) = permit.child() {
            of = of.filter(ledger_accounts::child_id.eq(Some(only)));
        }
        let rows: Vec<(Option<ChildId>, Option<Day>, Pence, EntryNo, i32)> = of.load(rx.db())?;
        due.extend(rows);
    }
    let sources = by_number(rx, &due.iter().map(|(.., from)| *from).collect())?;
    let undone: Vec<Option<i32>> = ledger_entries::table
        .filter(ledger_entries::reverses_id.is_not_null())
        .select(ledger_entries::reverses_id)
        .load(rx.db())?;
    let undone: BTreeSet<i32> = undone.into_iter().flatten().collect();
    Ok(due
        .into_iter()
        .filter_map(|(child, week_end, pence, entry, from)| {
            let (child, week_end, from) = (child?, week_end?, *sources.get(&from)?);
            Some(WeekDue { child, week_end, pence, entry, from, is_reversed: undone.contains(&entry) })
        })
        .collect())
}

/// What an account holds now.
pub(in crate::savings) fn balance(rx: &mut Rx<'_>, permit: &Permit, account: Account) -> Answer<Pence> {
    within(permit, account)?;
    let found = ledger_accounts::table.filter(ledger_accounts::code.eq(account.code()));
    let found: Option<Pence> = found.select(ledger_accounts::balance_pence).first(rx.db()).optional()?;
    Ok(found.unwrap_or_default())
}

/// What an account held at the end of a day, as far as was known at an instant: added up from the entries.
pub(in crate::savings) fn balance_as_at(
    rx: &mut Rx<'_>,
    permit: &Permit,
    account: Account,
    on: Day,
    known: Option<At>,
) -> Answer<Pence> {
    within(permit, account)?;
    let no: Option<i32> = ledger_accounts::table
        .filter(ledger_accounts::code.eq(account.code()))
        .select(ledger_accounts::id)
        .first(rx.db())
        .optional()?;
    let Some(no) = no else { return Ok(Pence::ZERO) };
    let of_child = account.child().map(|c| number_of(rx, c)).transpose()?.flatten();
    let about = if of_child.is_some() { " AND child_account_id = $4" } else { " AND $4 = 0" };
    let mut side = |column: &str| -> Answer<i64> {
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(pence), 0) AS BIGINT) AS n FROM ledger_entries \
             WHERE {column} = $1 AND effective_on <= $2 AND recorded_at <= $3{about}"
        );
        let sum: Number = diesel::sql_query(sql)
            .bind::<Integer, _>(no)
            .bind::<Date, _>(on)
            .bind::<BigInt, _>(known.unwrap_or(At::from_ms(i64::MAX)))
            .bind::<Integer, _>(of_child.unwrap_or(0))
            .get_result(rx.db())?;
        Ok(sum.n)
    };
    let (debits, credits) = (side("debit_account_id")?, side("credit_account_id")?);
    let own = if account.kind().is_debit() { debits.checked_sub(credits) } else { credits.checked_sub(debits) };
    own.map(Pence).ok_or_else(|| Fault::broken("a balance overflows"))
}

/// What is held for these children.
pub(in crate::savings) fn held(
    rx: &mut Rx<'_>,
    permit: &Permit,
    children: &[ChildId],
) -> Answer<HashMap<ChildId, Pence>> {
    let mut found = HashMap::new();
    for some in children.chunks(AT_ONCE) {
        let mut of = ledger_accounts::table
            .filter(ledger_accounts::kind.eq(AccountKind::Child))
            .filter(ledger_accounts::child_id.eq_any(some.iter().map(|c| Some(*c)).collect::<Vec<_>>()))
            .select((ledger_accounts::child_id, ledger_accounts::balance_pence))
            .into_boxed();
        if let Some(only) = permit.child() {
            of = of.filter(ledger_accounts::child_id.eq(Some(only)));
        }
        let rows: Vec<(Option<ChildId>, Pence)> = of.load(rx.db())?;
        found.extend(rows.into_iter().filter_map(|(child, pence)| Some((child?, pence))));
    }
    Ok(found)
}
