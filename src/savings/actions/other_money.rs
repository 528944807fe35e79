//! "Other money held": set and ended by whoever knows of it. Shown beside the savings, never counted.

use crate::access::{Action, Actor, Target, may};
use crate::kernel::Refusal;
use crate::kernel::id::{AnyId, ChildId};
use crate::people;
use crate::savings::other_money::OtherKind;
use crate::savings::store::others as rows;
use crate::store::{Answer, Fault, Outcome, Store};

/// The longest note, in letters.
const NOTE_MAX: usize = 500;

/// Says that there is other money of a child's, who holds it and where to ask. Asked once more under its id, it changes nothing.
///
/// # Errors
/// Refused without a note; [`Fault::NotFound`] to whoever has nothing to do with the child.
pub async fn flag_other_money(
    store: &Store,
    actor: Actor,
    child: ChildId,
    id: AnyId,
    kind: OtherKind,
    note: String,
) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::FlagOtherMoney, Target::Child(child))?;
            people::care_of(tx, &permit, &[child])?.pop().ok_or(Fault::NotFound)?;
            let note = note.trim();
            if note.is_empty() || note.chars().count() > NOTE_MAX {
                let say = "Say who holds it and where to ask, in 1 to 500 letters. No amount is needed.";
                return Err(Refusal::invalid("note_missing", "note", say).into());
            }
            if !rows::set(tx, &permit, id, kind, note)? {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("set")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// Takes such a flag off again.
///
/// # Errors
/// [`Fault::NotFound`] where none stands, and to whoever has nothing to do with the child.
pub async fn end_other_money(store: &Store, actor: Actor, child: ChildId, id: AnyId) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::FlagOtherMoney, Target::Child(child))?;
            if !rows::end(tx, &permit, id)? {
                return Err(Fault::NotFound);
            }
            tx.audit(&permit.entry(tx.now(), Some("ended")))?;
            Ok(Outcome::Done(()))
        })
        .await
}
