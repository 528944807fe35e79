//! Months that are closed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::{At, Day};
use crate::savings::period::{PeriodAct, Proposal};
use crate::store::schema::ledger_period_acts as acts;
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

pub(in crate::savings) fn proposal(rx: &mut Rx<'_>, id: AnyId) -> Answer<Option<Proposal>> {
    type Row = (Day, PeriodAct, Option<String>, StaffId, Option<StaffId>, Option<At>);
    let row: Option<Row> = acts::table
        .find(id)
        .select((acts::month_on, acts::what, acts::reason, acts::proposed_by, acts::confirmed_by, acts::confirmed_at))
        .first(rx.db())
        .optional()?;
    Ok(row.map(|(month, what, reason, proposed_by, by, at)| Proposal {
        id,
        month,
        what,
        reason,
        proposed_by,
        confirmed: by.zip(at),
    }))
}

pub(in crate::savings) fn insert(tx: &mut Tx<'_>, p: &Proposal) -> Answer<()> {
    let now = tx.now();
    diesel::insert_into(acts::table)
        .values((
            acts::id.eq(p.id),
            acts::month_on.eq(p.month),
            acts::what.eq(p.what),
            acts::reason.eq(&p.reason),
            acts::proposed_by.eq(p.proposed_by),
            acts::proposed_at.eq(now),
        ))
        .execute(tx.db())?;
    Ok(())
}

pub(in crate::savings) fn confirm(tx: &mut Tx<'_>, id: AnyId, by: StaffId) -> Answer<()> {
    let now = tx.now();
    diesel::update(acts::table.find(id).filter(acts::confirmed_at.is_null()))
        .set((acts::confirmed_by.eq(Some(by)), acts::confirmed_at.eq(Some(now))))
        .execute(tx.db())?;
    Ok(())
}
