//! What was decided about the savings of those who leave.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{At, Day, Pence};
use crate::savings::leaver::{Decision, LeaverWhat};
use crate::store::schema::leaver_decisions as decisions;
use crate::store::{Answer, Fault, Rx, Tx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = decisions)]
struct Row {
    id: AnyId,
    child_id: ChildId,
    what: LeaverWhat,
    on_day: Day,
    note: String,
    pence: Option<Pence>,
    decided_by: StaffId,
    decided_at: At,
    confirmed_by: Option<StaffId>,
    confirmed_at: Option<At>,
}

/// Every decision, of the permit's child or with one for the council of everybody, the oldest first.
pub(in crate::savings) fn all(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Decision>> {
    let mut of = decisions::table.select(Row::as_select()).order((decisions::decided_at, decisions::id)).into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(decisions::child_id.eq(only));
    }
    let rows: Vec<Row> = of.load(rx.db())?;
    Ok(rows
        .into_iter()
        .map(|r| Decision {
            id: r.id,
            child: r.child_id,
            what: r.what,
            on: r.on_day,
            note: r.note,
            pence: r.pence,
            by: r.decided_by,
            at: r.decided_at,
            confirmed: r.confirmed_by.zip(r.confirmed_at),
        })
        .collect())
}

/// Writes a decision down.
pub(in crate::savings) fn insert(tx: &mut Tx<'_>, permit: &Permit, d: &Decision) -> Answer<()> {
    if permit.child().is_some_and(|c| c != d.child) {
        return Err(Fault::NotFound);
    }
    let row = (
        decisions::id.eq(d.id),
        decisions::child_id.eq(d.child),
        decisions::what.eq(d.what),
        decisions::on_day.eq(d.on),
        decisions::note.eq(&d.note),
        decisions::pence.eq(d.pence),
        decisions::decided_by.eq(d.by),
        decisions::decided_at.eq(d.at),
    );
    diesel::insert_into(decisions::table).values(row).execute(tx.db())?;
    Ok(())
}

/// Notes who confirmed a direct payment.
pub(in crate::savings) fn confirm(tx: &mut Tx<'_>, _permit: &Permit, id: AnyId, by: StaffId) -> Answer<()> {
    let now = tx.now();
    diesel::update(decisions::table.find(id).filter(decisions::confirmed_at.is_null()))
        .set((decisions::confirmed_by.eq(Some(by)), decisions::confirmed_at.eq(Some(now))))
        .execute(tx.db())?;
    Ok(())
}
