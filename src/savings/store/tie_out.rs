//! What is tied out: what moved for each child's weeks, the rows that claim them, and what the council's own books have shown.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Date, Nullable, Text};

use crate::access::Permit;
use crate::kernel::id::{AnyId, ChildId, LineId, MoneyFileId};
use crate::kernel::{Day, Pence};
use crate::savings::account::{AccountKind, ProviderNo};
use crate::savings::entry::EntryKind;
use crate::savings::intake::FileKind;
use crate::savings::pay_run::RunState;
use crate::savings::queue::LineState;
use crate::store::schema::{pay_run_lines, pay_runs, savings_claims, savings_files, savings_lines};
use crate::store::{Answer, Rx, Tx};

/// What moved for a child's week, from which kind of account to which.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(in crate::savings) struct Moved {
    #[diesel(sql_type = Binary)]
    pub child_id: ChildId,
    #[diesel(sql_type = Nullable<Date>)]
    pub week_end: Option<Day>,
    #[diesel(sql_type = Text)]
    pub kind: EntryKind,
    #[diesel(sql_type = Text)]
    pub debit: AccountKind,
    #[diesel(sql_type = Text)]
    pub credit: AccountKind,
    #[diesel(sql_type = BigInt)]
    pub pence: Pence,
}

/// What moved for weeks that end between two days; what was undone, and the undoing, is left out.
pub(in crate::savings) fn moved(rx: &mut Rx<'_>, permit: &Permit, from: Day, to: Day) -> Answer<Vec<Moved>> {
    let sql = "SELECT o.child_id AS child_id, e.week_end AS week_end, e.kind AS kind, d.kind AS debit, c.kind AS credit, \
               CAST(SUM(e.pence) AS BIGINT) AS pence FROM ledger_entries e \
               JOIN ledger_accounts o ON o.id = e.child_account_id \
               JOIN ledger_accounts d ON d.id = e.debit_account_id JOIN ledger_accounts c ON c.id = e.credit_account_id \
               WHERE e.week_end >= $1 AND e.week_end <= $2 AND e.kind <> 'reversal' \
               AND NOT EXISTS (SELECT 1 FROM ledger_entries r WHERE r.reverses_id = e.id) \
               GROUP BY o.child_id, e.week_end, e.kind, d.kind, c.kind ORDER BY o.child_id, e.week_end, e.kind, d.kind, c.kind";
    let rows: Vec<Moved> = diesel::sql_query(sql).bind::<Date, _>(from).bind::<Date, _>(to).load(rx.db())?;
    Ok(rows.into_iter().filter(|r| permit.child().is_none_or(|c| c == r.child_id)).collect())
}

/// A claim of a provider's row on a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::savings) struct Claimed {
    pub child: ChildId,
    pub week_end: Day,
    pub pence: i64,
    pub line: LineId,
    pub provider: Option<ProviderNo>,
    /// Whether the council's own books have shown the money of its file.
    pub is_shown: bool,
}

/// The claims on weeks that end between two days.
pub(in crate::savings) fn claims(rx: &mut Rx<'_>, permit: &Permit, from: Day, to: Day) -> Answer<Vec<Claimed>> {
    type Row = (ChildId, Day, i64, LineId, Option<ProviderNo>, Option<LineId>);
    let mut of = savings_claims::table
        .inner_join(savings_lines::table.inner_join(savings_files::table))
        .filter(savings_claims::undone_at.is_null())
        .filter(savings_claims::week_end.between(from, to))
        .order((savings_claims::child_id, savings_claims::week_end, savings_claims::part))
        .select((
            savings_claims::child_id,
            savings_claims::week_end,
            savings_claims::pence,
            savings_claims::line_id,
            savings_files::provider_id,
            savings_files::seen_in_line,
        ))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(savings_claims::child_id.eq(only));
    }
    let rows: Vec<Row> = of.load(rx.db())?;
    Ok(rows
        .into_iter()
        .map(|(child, week_end, pence, line, provider, shown)| Claimed {
            child,
            week_end,
            pence,
            line,
            provider,
            is_shown: shown.is_some(),
        })
        .collect())
}

/// A file of which the council's own books have not shown the money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNotShown {
    /// Which.
    pub file: MoneyFileId,
    /// As it was named.
    pub name: String,
    /// Whose.
    pub provider: Option<ProviderNo>,
    /// What its rows come to, in pence.
    pub pence: i64,
    /// Its last day.
    pub until: Option<Day>,
}

/// Providers' files with rows between two days of which no extract has shown the money.
pub(in crate::savings) fn files_not_shown(rx: &mut Rx<'_>, from: Day, to: Day) -> Answer<Vec<FileNotShown>> {
    let rows: Vec<(MoneyFileId, String, Option<ProviderNo>, i64, Option<Day>)> = savings_files::table
        .filter(savings_files::kind.eq(FileKind::Provider))
        .filter(savings_files::seen_in_line.is_null())
        .filter(savings_files::sum_pence.ne(0))
        .filter(savings_files::from_on.le(Some(to)))
        .filter(savings_files::to_on.ge(Some(from)))
        .order((savings_files::to_on, savings_files::id))
        .select((
            savings_files::id,
            savings_files::name,
            savings_files::provider_id,
            savings_files::sum_pence,
            savings_files::to_on,
        ))
        .load(rx.db())?;
    let of = |(file, name, provider, pence, until)| FileNotShown { file, name, provider, pence, until };
    Ok(rows.into_iter().map(of).collect())
}

/// A pay run that went out and that no extract has shown: which, the first day it can show, how much in pence.
pub(in crate::savings) fn runs_not_shown(
    rx: &mut Rx<'_>,
    _permit: &Permit,
) -> Answer<Vec<(AnyId, Day, Option<Day>, i64)>> {
    let rows: Vec<(AnyId, Day, Option<Day>, Pence)> = pay_run_lines::table
        .inner_join(pay_runs::table)
        .filter(pay_runs::state.eq_any([RunState::Sent, RunState::Paid]))
        .filter(pay_runs::seen_in_line.is_null())
        .filter(pay_run_lines::pay_pence.gt(Pence::ZERO))
        .order(pay_runs::id)
        .select((pay_runs::id, pay_runs::cut_off_on, pay_runs::paid_on, pay_run_lines::pay_pence))
        .load(rx.db())?;
    let mut found: Vec<(AnyId, Day, Option<Day>, i64)> = Vec::new();
    for (id, cut_off, paid_on, pence) in rows {
        match found.last_mut().filter(|(last, ..)| *last == id) {
            Some(run) => run.3 = run.3.saturating_add(pence.0),
            None => found.push((id, cut_off, paid_on, pence.0)),
        }
    }
    Ok(found)
}

/// Notes in which row of an extract a run's money showed.
pub(in crate::savings) fn run_shown(tx: &mut Tx<'_>, _permit: &Permit, run: AnyId, line: LineId) -> Answer<()> {
    let of = pay_runs::table.find(run).filter(pay_runs::seen_in_line.is_null());
    diesel::update(of).set(pay_runs::seen_in_line.eq(Some(line))).execute(tx.db())?;
    Ok(())
}

/// Rows of the council's own books between two days that nothing explains: which, the day, how much in pence, why. A row whose
/// day cannot be read may be of any of these days, and is among them.
pub(in crate::savings) fn rows_unexplained(
    rx: &mut Rx<'_>,
    permit: &Permit,
    from: Day,
    to: Day,
) -> Answer<Vec<(LineId, Option<Day>, i64, String)>> {
    let mut of = savings_lines::table
        .filter(savings_lines::kind.eq(FileKind::Extract))
        .filter(savings_lines::state.eq_any([LineState::SetAside, LineState::Parked]))
        .filter(savings_lines::to_on.between(Some(from), Some(to)).or(savings_lines::to_on.is_null()))
        .order(savings_lines::to_on)
        .select((savings_lines::id, savings_lines::to_on, savings_lines::pence, savings_lines::reason))
        .into_boxed();
    if let Some(child) = permit.child() {
        of = of.filter(savings_lines::child_id.eq(Some(child)));
    }
    let rows: Vec<(LineId, Option<Day>, Option<i64>, String)> = of.load(rx.db())?;
    Ok(rows.into_iter().map(|(id, on, pence, why)| (id, on, pence.unwrap_or(0), why)).collect())
}

/// What an account of a child's holds at the end of a day: whose, which kind, whose receivable, debits less credits.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(in crate::savings) struct Standing {
    #[diesel(sql_type = Binary)]
    pub child_id: ChildId,
    #[diesel(sql_type = Text)]
    pub kind: AccountKind,
    #[diesel(sql_type = Nullable<diesel::sql_types::Integer>)]
    pub provider_id: Option<ProviderNo>,
    #[diesel(sql_type = BigInt)]
    pub pence: Pence,
}

/// What is owed for and to every child at the end of a day, by account: credits less debits of the child's own account,
/// debits less credits of what others are to hand over for the child.
pub(in crate::savings) fn standings(rx: &mut Rx<'_>, permit: &Permit, on: Day) -> Answer<Vec<Standing>> {
    let sql = "SELECT o.child_id AS child_id, a.kind AS kind, a.provider_id AS provider_id, CAST(SUM(CASE \
               WHEN a.kind = 'liability_child' AND e.credit_account_id = a.id THEN e.pence \
               WHEN a.kind = 'liability_child' THEN -e.pence \
               WHEN e.debit_account_id = a.id THEN e.pence ELSE -e.pence END) AS BIGINT) AS pence \
               FROM ledger_entries e JOIN ledger_accounts o ON o.id = e.child_account_id \
               JOIN ledger_accounts a ON a.id = e.debit_account_id OR a.id = e.credit_account_id \
               WHERE e.effective_on <= $1 AND a.kind IN ('liability_child', 'receivable_provider', 'receivable_carer') \
               GROUP BY o.child_id, a.kind, a.provider_id ORDER BY o.child_id, a.kind, a.provider_id";
    let rows: Vec<Standing> = diesel::sql_query(sql).bind::<Date, _>(on).load(rx.db())?;
    Ok(rows.into_iter().filter(|r| r.pence != Pence::ZERO && permit.child().is_none_or(|c| c == r.child_id)).collect())
}
