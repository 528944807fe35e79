//! Notes for the next worker: sealed like a child's words, and never shown to the child.

use diesel::prelude::*;

use super::place;
use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::id::{AnyId, Id, StaffId};
use crate::kernel::text::Words;
use crate::store::schema::{handover_notes, messages, staff};
use crate::store::vault::ChildKey;
use crate::store::{Answer, Rx, Tx};
use crate::voice::message::AuthorKind;

/// A note for the next worker.
pub(in crate::voice) struct Note {
    pub by: StaffId,
    pub by_name: String,
    pub at: At,
    pub words: Words,
}

/// Writes a note about the permit's thread.
pub(in crate::voice) fn insert(
    tx: &mut Tx<'_>,
    permit: &Permit,
    key: &ChildKey,
    by: StaffId,
    words: &Words,
) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let id: AnyId = Id::at(tx.now());
    let row = (
        handover_notes::id.eq(id),
        handover_notes::thread_id.eq(thread),
        handover_notes::child_id.eq(child),
        handover_notes::written_by.eq(by),
        handover_notes::written_at.eq(tx.now()),
        handover_notes::body.eq(key.seal(id, words)?),
    );
    diesel::insert_into(handover_notes::table).values(row).execute(tx.db())?;
    Ok(())
}

/// The last note about the permit's thread.
pub(in crate::voice) fn last(rx: &mut Rx<'_>, permit: &Permit, key: &ChildKey) -> Answer<Option<Note>> {
    let (child, thread) = place(permit)?;
    let found: Option<(AnyId, StaffId, String, At, Vec<u8>)> = handover_notes::table
        .inner_join(staff::table)
        .filter(handover_notes::thread_id.eq(thread))
        .filter(handover_notes::child_id.eq(child))
        .order((handover_notes::written_at.desc(), handover_notes::id.desc()))
        .select((
            handover_notes::id,
            handover_notes::written_by,
            staff::name,
            handover_notes::written_at,
            handover_notes::body,
        ))
        .first(rx.db())
        .optional()?;
    found.map(|(id, by, by_name, at, body)| Ok(Note { by, by_name, at, words: key.open(id, &body)? })).transpose()
}

/// Whether `me` has written into the permit's thread since an instant.
pub(in crate::voice) fn has_written_since(rx: &mut Rx<'_>, permit: &Permit, me: StaffId, at: At) -> Answer<bool> {
    let (child, thread) = place(permit)?;
    let mine = messages::table
        .filter(messages::thread_id.eq(thread))
        .filter(messages::child_id.eq(child))
        .filter(messages::author_kind.eq(AuthorKind::Staff))
        .filter(messages::author_id.eq(Some(me)))
        .filter(messages::received_at.ge(at));
    Ok(mine.select(messages::id).first::<AnyId>(rx.db()).optional()?.is_some())
}
