//! Months that are closed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::{At, Day};
use crate::savings::intake::FileKind;
use crate::savings::ledger::month_of;
use crate::savings::period::{PeriodAct, Proposal};
use crate::savings::queue::LineState;
use crate::store::schema::{ledger_entries, ledger_period_acts as acts, savings_lines};
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
/// come to. Declarations never post, so they keep no month open.
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
    for (kind, to, pence) in rows {
        let Some(to) = to else { continue };
        let row = found.entry((month_of(to), kind == FileKind::Extract)).or_default();
        *row = (row.0.saturating_add(1), row.1.saturating_add(pence.unwrap_or(0)));
    }
    Ok(found)
}
