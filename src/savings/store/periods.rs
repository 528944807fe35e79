//! Months that are closed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::calendar::{deadline_add_months, london_day};
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::{At, Day};
use crate::savings::intake::FileKind;
use crate::savings::ledger::month_of;
use crate::savings::period::{PeriodAct, Proposal};
use crate::savings::queue::LineState;
use crate::store::schema::{ledger_entries, ledger_period_acts as acts, savings_files, savings_lines};
use crate::store::{Answer, Rx, Tx};

/// The months that are closed, by their first days: those of which the last confirmed act says so.
pub(in crate::savings) fn closed(rx: &mut Rx<'_>) -> Answer<BTreeSet<Day>> {
    let confirmed: Vec<(Day, PeriodAct)> = acts::table
        .filter(acts::confirmed_at.is_not_null())
        .order((acts::confirmed_at, acts::id))
        .select((acts::month_on, acts::what))
        .load(rx.db())?;
    let last: BTreeMap<Day, PeriodAct> = confirmed.into_iter().collect();
    Ok(last.into_iter().filter(|(_, what)| *what == PeriodAct::Close).map(|(month, _)| month).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = acts)]
struct Row {
    id: AnyId,
    month_on: Day,
    what: PeriodAct,
    reason: Option<String>,
    proposed_by: StaffId,
    proposed_at: At,
    confirmed_by: Option<StaffId>,
    confirmed_at: Option<At>,
    carried: Option<i32>,
}

impl From<Row> for Proposal {
    fn from(r: Row) -> Self {
        Self {
            id: r.id,
            month: r.month_on,
            what: r.what,
            reason: r.reason,
            proposed_by: r.proposed_by,
            proposed_at: r.proposed_at,
            confirmed: r.confirmed_by.zip(r.confirmed_at),
            carried: r.carried.and_then(|n| usize::try_from(n).ok()),
        }
    }
}

/// A proposal.
pub(in crate::savings) fn proposal(rx: &mut Rx<'_>, id: AnyId) -> Answer<Option<Proposal>> {
    let row: Option<Row> = acts::table.find(id).select(Row::as_select()).first(rx.db()).optional()?;
    Ok(row.map(Proposal::from))
}

/// Every proposal, oldest first.
pub(in crate::savings) fn proposals(rx: &mut Rx<'_>) -> Answer<Vec<Proposal>> {
    let rows: Vec<Row> = acts::table.order((acts::proposed_at, acts::id)).select(Row::as_select()).load(rx.db())?;
    Ok(rows.into_iter().map(Proposal::from).collect())
}

/// Writes a proposal down.
pub(in crate::savings) fn insert(tx: &mut Tx<'_>, p: &Proposal) -> Answer<()> {
    diesel::insert_into(acts::table)
        .values((
            acts::id.eq(p.id),
            acts::month_on.eq(p.month),
            acts::what.eq(p.what),
            acts::reason.eq(&p.reason),
            acts::proposed_by.eq(p.proposed_by),
            acts::proposed_at.eq(p.proposed_at),
            acts::carried.eq(p.carried.and_then(|n| i32::try_from(n).ok())),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Confirms a proposal.
pub(in crate::savings) fn confirm(tx: &mut Tx<'_>, id: AnyId, by: StaffId) -> Answer<()> {
    let now = tx.now();
    diesel::update(acts::table.find(id).filter(acts::confirmed_at.is_null()))
        .set((acts::confirmed_by.eq(Some(by)), acts::confirmed_at.eq(Some(now))))
        .execute(tx.db())?;
    Ok(())
}

/// The month of the first entry; none where nothing was posted.
pub(in crate::savings) fn first_month(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<Option<Day>> {
    Ok(ledger_entries::table.select(diesel::dsl::min(ledger_entries::effective_on)).first(rx.db())?)
}

/// Rows of files that still wait, by the month of their last day: whether of the council's own books, how many, what they
/// come to. Declarations never post, so they keep no month open. A row without a day that can be read may be of any month of
/// its file, and counts in each of them.
pub(in crate::savings) fn waiting(rx: &mut Rx<'_>, permit: &Permit) -> Answer<BTreeMap<(Day, bool), (usize, i64)>> {
    let mut of = savings_lines::table
        .filter(savings_lines::state.eq_any([LineState::SetAside, LineState::Parked]))
        .filter(savings_lines::kind.ne(FileKind::Declaration))
        .select((savings_lines::kind, savings_lines::to_on, savings_lines::pence))
        .into_boxed();
    if let Some(child) = permit.child() {
        of = of.filter(savings_lines::child_id.eq(Some(child)));
    }
    let rows: Vec<(FileKind, Option<Day>, Option<i64>)> = of.load(rx.db())?;
    let mut found: BTreeMap<(Day, bool), (usize, i64)> = BTreeMap::new();
    let mut add = |month: Day, kind: FileKind, pence: Option<i64>| {
        let row = found.entry((month, kind == FileKind::Extract)).or_default();
        *row = (row.0.saturating_add(1), row.1.saturating_add(pence.unwrap_or(0)));
    };
    for (kind, to, pence) in rows {
        if let Some(to) = to {
            add(month_of(to), kind, pence);
        }
    }
    for (kind, pence, months) in without_a_day(rx, permit)? {
        months.into_iter().for_each(|month| add(month, kind, pence));
    }
    Ok(found)
}

/// Rows with money that wait and whose day cannot be read, each with the months that it may be of: those of its file's other
/// rows; where the file has no day at all, every month of the ledger up to the one in which it came.
fn without_a_day(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<(FileKind, Option<i64>, Vec<Day>)>> {
    type Row = (FileKind, Option<i64>, Option<Day>, Option<Day>, At);
    let mut of = savings_lines::table
        .inner_join(savings_files::table)
        .filter(savings_lines::state.eq_any([LineState::SetAside, LineState::Parked]))
        .filter(savings_lines::kind.eq_any([FileKind::Provider, FileKind::Extract]))
        .filter(savings_lines::to_on.is_null())
        .select((
            savings_lines::kind,
            savings_lines::pence,
            savings_files::from_on,
            savings_files::to_on,
            savings_files::loaded_at,
        ))
        .into_boxed();
    if let Some(child) = permit.child() {
        of = of.filter(savings_lines::child_id.eq(Some(child)));
    }
    let rows: Vec<Row> = of.load(rx.db())?;
    let first = if rows.is_empty() { None } else { first_month(rx, permit)? };
    let months = |(kind, pence, from, to, came): Row| {
        let came = london_day(came);
        let (from, to) = from.zip(to).unwrap_or((first.unwrap_or(came).min(came), came));
        let next = |month: &Day| Some(deadline_add_months(*month, 1)).filter(|m| *m <= to);
        (kind, pence, std::iter::successors(Some(month_of(from)), next).collect())
    };
    Ok(rows.into_iter().map(months).collect())
}
