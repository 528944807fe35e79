//! Other money that is a child's own: a flag with a note, sealed with the child's key.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::text::Words;
use crate::savings::other_money::{OtherKind, OtherMoney};
use crate::store::schema::other_money as others;
use crate::store::vault::{child_key, child_key_or_new};
use crate::store::{Answer, Fault, Rx, Tx};

/// What stands for the permit's child, the newest first; not what was ended.
pub(in crate::savings) fn standing(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<OtherMoney>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let rows: Vec<(AnyId, OtherKind, Vec<u8>, StaffId, At)> = others::table
        .filter(others::child_id.eq(child))
        .filter(others::ended_at.is_null())
        .order(others::set_at.desc())
        .select((others::id, others::kind, others::body, others::set_by, others::set_at))
        .load(rx.db())?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let key = child_key(rx, child)?;
    let open = |(id, kind, body, by, at): (AnyId, OtherKind, Vec<u8>, StaffId, At)| {
        Ok(OtherMoney { id, kind, note: key.open(id, &body)?.reveal().to_owned(), by, at })
    };
    rows.into_iter().map(open).collect()
}

/// Sets a flag on the permit's child; answers whether it is new.
pub(in crate::savings) fn set(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AnyId,
    kind: OtherKind,
    note: &str,
) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let by = permit.actor().staff().ok_or(Fault::NotFound)?;
    let body = child_key_or_new(tx, child)?.seal(id, &Words::stored(note.to_owned()))?;
    let now = tx.now();
    let row = (
        others::id.eq(id),
        others::child_id.eq(child),
        others::kind.eq(kind),
        others::body.eq(body),
        others::set_by.eq(by),
        others::set_at.eq(now),
    );
    let added = crate::each_db!(tx.db(), c => diesel::insert_into(others::table)
        .values(row).on_conflict_do_nothing().execute(c))?;
    Ok(added > 0)
}

/// Ends a flag of the permit's child; answers whether it stood.
pub(in crate::savings) fn end(tx: &mut Tx<'_>, permit: &Permit, id: AnyId) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let now = tx.now();
    let row = others::table.find(id).filter(others::child_id.eq(child)).filter(others::ended_at.is_null());
    let values = (others::ended_at.eq(Some(now)), others::ended_by.eq(permit.actor().staff()));
    Ok(diesel::update(row).set(values).execute(tx.db())? > 0)
}
