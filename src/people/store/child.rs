//! Children, one at a time.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::ChildId;
use crate::kernel::{At, Day};
use crate::people::child::ChildFace;
use crate::store::schema::children;
use crate::store::{Answer, Fault, Rx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = children)]
struct ChildRow {
    id: ChildId,
    reference: String,
    known_as: Option<String>,
    born_on: Day,
    first_language: Option<String>,
    interpreter: bool,
    messages_stopped_at: Option<At>,
    messages_resumed_at: Option<At>,
}

impl From<ChildRow> for ChildFace {
    fn from(row: ChildRow) -> Self {
        Self {
            id: row.id,
            reference: row.reference,
            known_as: row.known_as,
            born_on: row.born_on,
            first_language: row.first_language,
            interpreter: row.interpreter,
            messages_stopped: row.messages_stopped_at.is_some_and(|s| row.messages_resumed_at.is_none_or(|r| r < s)),
        }
    }
}

/// The child whom a permit is for.
pub(in crate::people) fn face(rx: &mut Rx<'_>, permit: &Permit) -> Answer<ChildFace> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let row: ChildRow = children::table.find(child).select(ChildRow::as_select()).first(rx.db())?;
    Ok(row.into())
}

/// The id of the child whom the council's files call `reference`.
pub(in crate::people) fn locate_child(rx: &mut Rx<'_>, reference: &str) -> Answer<Option<ChildId>> {
    Ok(children::table.filter(children::reference.eq(reference)).select(children::id).first(rx.db()).optional()?)
}
