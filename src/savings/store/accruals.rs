//! Weeks that become due, many at a time. A child's weeks in a row, of one amount and from one account, go to the database as
//! one line (the first, and how many), and it writes an entry for each: many times quicker than a statement for every week.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use serde::Serialize;

use super::ledger::Accounts;
use crate::kernel::Day;
use crate::savings::account::Account;
use crate::savings::entry::{ActNo, Entry, EntryKind, EntryNo};
use crate::store::{Answer, Db, Fault, Tx};

const SQLITE: &str = "WITH
  days AS MATERIALIZED (SELECT key AS i, value AS day FROM json_each($1)),
  runs AS MATERIALIZED (SELECT value ->> 'no' AS no, value ->> 'debit' AS debit, value ->> 'credit' AS credit,
    value ->> 'child' AS child, value ->> 'pence' AS pence, value ->> 'day' AS day, value ->> 'weeks' AS weeks FROM json_each($2))
INSERT INTO ledger_entries (id, act_id, debit_account_id, credit_account_id, pence, kind, child_account_id, week_end,
  effective_on, recorded_at, nth)
SELECT r.no + d.i - r.day, $3, r.debit, r.credit, r.pence, 'accrual', r.child, d.day, d.day, $4, 0
FROM runs r CROSS JOIN days d WHERE d.i >= r.day AND d.i < r.day + r.weeks";

const POSTGRES: &str = "INSERT INTO ledger_entries (id, act_id, debit_account_id, credit_account_id, pence, kind,
  child_account_id, week_end, effective_on, recorded_at, nth)
SELECT r.no + d.i - r.day - 1, $3, r.debit, r.credit, r.pence, 'accrual', r.child, d.day::date, d.day::date, $4, 0
FROM jsonb_to_recordset($2::jsonb) AS r (no INTEGER, debit INTEGER, credit INTEGER, child INTEGER, pence BIGINT, day INTEGER,
    weeks INTEGER)
  JOIN jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS d (day, i) ON d.i > r.day AND d.i <= r.day + r.weeks";

/// Weeks in a row.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Run {
    /// Number of the first entry; the others follow without a gap.
    no: EntryNo,
    debit: i32,
    credit: i32,
    /// Number of the child's account.
    child: i32,
    pence: i64,
    /// Place of the first week among the days.
    day: usize,
    weeks: usize,
}

impl Run {
    /// Whether an entry of one week is the next of this run.
    fn goes_on_with(&self, next: &Self) -> bool {
        let same =
            (self.debit, self.credit, self.child, self.pence) == (next.debit, next.credit, next.child, next.pence);
        same && self.day.saturating_add(self.weeks) == next.day
    }
}

/// Whether these are weeks that count from their own last day and nothing else.
pub(super) fn are_plain(entries: &[Entry]) -> bool {
    let is_plain = |e: &Entry| {
        let is_bare = e.reason.is_none() && e.cites.is_none() && e.wrong_on.is_none() && e.reverses.is_none();
        e.kind == EntryKind::Accrual && e.week_end == Some(e.effective_on) && is_bare
    };
    entries.iter().all(is_plain)
}

/// Has PostgreSQL count the ledger anew. Until it does by itself, minutes later, it plans for the few rows it knew of, and
/// reads all that a run has written for every group of children.
pub(in crate::savings) fn count_anew(tx: &mut Tx<'_>) -> Answer<()> {
    match tx.db() {
        Db::Postgres(_) => Ok(tx.db().batch("ANALYZE ledger_accounts, ledger_entries")?),
        Db::Sqlite(_) => Ok(()),
    }
}

/// Writes plain weeks down under numbers from `first` on.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    act: ActNo,
    first: EntryNo,
    entries: &[Entry],
    accounts: &Accounts,
) -> Answer<()> {
    let mut days: Vec<Day> = entries.iter().map(|e| e.effective_on).collect();
    days.sort_unstable();
    days.dedup();
    let json = |e: serde_json::Error| Fault::broken(format!("weeks could not be written: {e}"));
    let runs = serde_json::to_string(&runs(first, entries, &days, accounts)?).map_err(json)?;
    let days = serde_json::to_string(&days).map_err(json)?;
    let now = tx.now();
    let sql = match tx.db() {
        Db::Sqlite(_) => SQLITE,
        Db::Postgres(_) => POSTGRES,
    };
    let written = diesel::sql_query(sql)
        .bind::<Text, _>(days)
        .bind::<Text, _>(runs)
        .bind::<Integer, _>(act)
        .bind::<BigInt, _>(now)
        .execute(tx.db())?;
    if written == entries.len() { Ok(()) } else { Err(Fault::broken("not every week was written")) }
}

fn runs(first: EntryNo, entries: &[Entry], days: &[Day], accounts: &Accounts) -> Answer<Vec<Run>> {
    let number = |a: Account| accounts.get(&a).map(|r| r.no).ok_or_else(|| Fault::broken("an account was not made"));
    let mut runs: Vec<Run> = Vec::new();
    let mut no = first;
    for same in entries.chunk_by(|a, b| (a.debit, a.credit, a.child) == (b.debit, b.credit, b.child)) {
        let Some(Entry { debit, credit, child, .. }) = same.first() else { continue };
        let child = child.ok_or_else(|| Fault::broken("a week names no child"))?;
        let (debit, credit, child) = (number(*debit)?, number(*credit)?, number(Account::Child(child))?);
        for e in same {
            let day = days.binary_search(&e.effective_on).map_err(|_| Fault::broken("a week has no day"))?;
            let next = Run { no, debit, credit, child, pence: e.pence.0, day, weeks: 1 };
            match runs.last_mut() {
                Some(run) if run.goes_on_with(&next) => run.weeks = run.weeks.saturating_add(1),
                _ => runs.push(next),
            }
            no = no.saturating_add(1);
        }
    }
    Ok(runs)
}
