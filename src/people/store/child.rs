//! Children, one at a time.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Permit;
use crate::fixed;
use crate::kernel::id::ChildId;
use crate::kernel::{At, Day};
use crate::people::actions::children::CardChange;
use crate::people::child::{ChildFace, ChildName};
use crate::store::schema::children;
use crate::store::{Answer, Fault, Rx, Tx};

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
            messages_stopped: is_stopped(row.messages_stopped_at, row.messages_resumed_at),
        }
    }
}

fn is_stopped(stopped_at: Option<At>, resumed_at: Option<At>) -> bool {
    stopped_at.is_some_and(|s| resumed_at.is_none_or(|r| r < s))
}

/// Whether messages to and from the child of a permit are stopped: asked with every message.
pub(in crate::people) fn messages_stopped(rx: &mut Rx<'_>, permit: &Permit) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let of = children::table.find(child).select((children::messages_stopped_at, children::messages_resumed_at));
    let (stopped, resumed) = crate::each_db!(rx.db(), c => fixed!(of).get_result(c))?;
    Ok(is_stopped(stopped, resumed))
}

/// The child whom a permit is for.
pub(in crate::people) fn face(rx: &mut Rx<'_>, permit: &Permit) -> Answer<ChildFace> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let row: ChildRow =
        crate::each_db!(rx.db(), c => fixed!(children::table.find(child).select(ChildRow::as_select())).get_result(c))?;
    Ok(row.into())
}

/// The id of the child whom the council's files call `reference`.
pub(in crate::people) fn locate_child(rx: &mut Rx<'_>, reference: &str) -> Answer<Option<ChildId>> {
    Ok(children::table.filter(children::reference.eq(reference)).select(children::id).first(rx.db()).optional()?)
}

/// The names of some children, for a list that a permit allows: ids come from the caseload of whom the permit is for.
pub(in crate::people) fn names(
    rx: &mut Rx<'_>,
    _permit: &Permit,
    ids: &[ChildId],
) -> Answer<HashMap<ChildId, ChildName>> {
    let mut found = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<(ChildId, Option<String>, String)> = children::table
            .filter(children::id.eq_any(some.to_vec()))
            .select((children::id, children::known_as, children::reference))
            .load(rx.db())?;
        found.extend(rows.into_iter().map(|(id, known_as, reference)| (id, ChildName { id, known_as, reference })));
    }
    Ok(found)
}

/// Whether there is a child with an id.
pub(in crate::people) fn locate_is_there(rx: &mut Rx<'_>, child: ChildId) -> Answer<bool> {
    let found: Option<ChildId> = children::table.find(child).select(children::id).first(rx.db()).optional()?;
    Ok(found.is_some())
}

/// Changes a card, and remembers what was set by hand; answers whether anything changed.
pub(in crate::people) fn change(tx: &mut Tx<'_>, permit: &Permit, change: &CardChange) -> Answer<bool> {
    let before = face(tx, permit)?;
    let known_as = change.known_as.clone().or_else(|| before.known_as.clone());
    let first_language = match &change.first_language {
        Some(language) => Some(language.clone()).filter(|l| !l.is_empty()),
        None => before.first_language.clone(),
    };
    let interpreter = change.interpreter.unwrap_or(before.interpreter);
    let changed = [
        ("known_as", known_as != before.known_as),
        ("first_language", first_language != before.first_language),
        ("interpreter", interpreter != before.interpreter),
    ];
    let changed: Vec<&str> = changed.iter().filter(|(_, c)| *c).map(|(n, _)| *n).collect();
    if changed.is_empty() {
        return Ok(false);
    }
    let now = tx.now();
    let by_hand: String = children::table.find(before.id).select(children::by_hand).first(tx.db())?;
    let values = (
        children::known_as.eq(known_as),
        children::first_language.eq(first_language),
        children::interpreter.eq(interpreter),
        children::by_hand.eq(super::with_names(&by_hand, &changed)),
        children::changed_at.eq(now),
    );
    diesel::update(children::table.find(before.id)).set(values).execute(tx.db())?;
    Ok(true)
}

/// Lets messages go on; answers whether they were stopped.
pub(in crate::people) fn resume(tx: &mut Tx<'_>, permit: &Permit) -> Answer<bool> {
    let before = face(tx, permit)?;
    if !before.messages_stopped {
        return Ok(false);
    }
    let now = tx.now();
    let values = (children::messages_resumed_at.eq(Some(now)), children::changed_at.eq(now));
    diesel::update(children::table.find(before.id)).set(values).execute(tx.db())?;
    Ok(true)
}
