//! What the desk looks at: files, rows, exceptions' rows. Each look is written down.

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{LineId, MoneyFileId};
use crate::savings::queue::{FileFace, Line};
use crate::savings::store::queue::{self as rows, Wanted};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

/// Lists files, the newest first. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_files(store: &Store, actor: Actor) -> Answer<Vec<FileFace>> {
    looked(store, actor, |tx, permit| rows::files(tx, permit, None)).await
}

/// A file with a page of its rows.
///
/// # Errors
/// [`Fault::NotFound`] where there is none, and to everybody but the savings desk.
pub async fn read_file(
    store: &Store,
    actor: Actor,
    id: MoneyFileId,
    after: Option<LineId>,
) -> Answer<(FileFace, Vec<Line>)> {
    looked(store, actor, move |tx, permit| {
        let file = rows::files(tx, permit, Some(id))?.pop().ok_or(Fault::NotFound)?;
        let lines = rows::lines(tx, permit, &Wanted { file: Some(id), after, ..Wanted::default() })?;
        Ok((file, lines))
    })
    .await
}

/// A page of rows.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_lines(store: &Store, actor: Actor, wanted: Wanted) -> Answer<Vec<Line>> {
    looked(store, actor, move |tx, permit| rows::lines(tx, permit, &wanted)).await
}

async fn looked<T: Send + 'static>(
    store: &Store,
    actor: Actor,
    read: impl FnOnce(&mut Tx<'_>, &Permit) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = read(tx, &permit)?;
            tx.audit(&permit.entry(tx.now(), Some("looked")))?;
            Ok(Outcome::Done(found))
        })
        .await
}
