//! What people decided about rows, by the id that the desk made: asked again, it is done once.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::id::{AnyId, LineId, StaffId};
use crate::savings::queue::Made;
use crate::store::schema::savings_decisions as t;
use crate::store::{Answer, Rx, Tx};

type Row = (AnyId, LineId, i32, String, String, String, bool, Option<StaffId>, At);

fn made((id, line, _, what, reason, fingerprint, is_done, by, at): Row) -> Made {
    Made { line, what, reason, fingerprint, is_done, by, at, id }
}

/// What was decided under an id, row by row; nothing where it is new.
pub(in crate::savings) fn of_id(rx: &mut Rx<'_>, _permit: &Permit, id: AnyId) -> Answer<Vec<Made>> {
    let rows: Vec<Row> = t::table.filter(t::id.eq(id)).load(rx.db())?;
    Ok(rows.into_iter().map(made).collect())
}

/// What was decided about a row, the latest first.
pub(in crate::savings) fn of_line(rx: &mut Rx<'_>, _permit: &Permit, line: LineId) -> Answer<Vec<Made>> {
    let rows: Vec<Row> = t::table.filter(t::line_id.eq(line)).order(t::nth.desc()).load(rx.db())?;
    Ok(rows.into_iter().map(made).collect())
}

/// Writes down what was decided about a row.
pub(in crate::savings) fn insert(
    tx: &mut Tx<'_>,
    permit: &Permit,
    (id, line): (AnyId, LineId),
    (what, reason): (&str, &str),
    fingerprint: &str,
    is_done: bool,
) -> Answer<()> {
    let before: i64 = t::table.filter(t::line_id.eq(line)).count().get_result(tx.db())?;
    let row = (
        t::nth.eq(i32::try_from(before).unwrap_or(i32::MAX)),
        t::id.eq(id),
        t::line_id.eq(line),
        t::what.eq(what.to_owned()),
        t::reason.eq(reason.to_owned()),
        t::fingerprint.eq(fingerprint.to_owned()),
        t::is_done.eq(is_done),
        t::made_by.eq(permit.actor().staff()),
        t::made_at.eq(tx.now()),
    );
    diesel::insert_into(t::table).values(row).execute(tx.db())?;
    Ok(())
}
