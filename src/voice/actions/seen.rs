//! A worker has seen what a child wrote, and the child is told so.

use crate::access::{Action, Actor};
use crate::kernel::id::ThreadId;
use crate::notify::Happening;
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::store::{marks, threads};

/// Notes that a member of staff has seen the child's messages up to a place in the thread.
///
/// # Errors
/// [`Fault::NotFound`] where they may not read the words.
pub async fn mark_seen(store: &Store, actor: Actor, thread: ThreadId, up_to_seq: i64) -> Answer<()> {
    store.write(move |tx| run(tx, &actor, thread, up_to_seq)).await
}

fn run(tx: &mut Tx<'_>, actor: &Actor, thread: ThreadId, up_to_seq: i64) -> Answer<Outcome<()>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = super::permit(tx, actor, Action::ReadThread, thread)?;
    let key = super::key(tx, &permit)?;
    let head = threads::head(tx, &permit, thread, &key)?;
    let sight = super::sight(tx, &permit, &head)?;
    if sight.is_dates_only() {
        return Err(Fault::NotFound);
    }
    let unseen = marks::unseen(tx, &permit, sight, me, up_to_seq)?;
    let Some((last, _)) = unseen.last().copied() else { return Ok(Outcome::Unchanged(())) };
    marks::insert_seen(tx, &permit, me, &unseen)?;
    tx.audit(&permit.entry(tx.now(), Some("seen")))?;
    super::tell_child(tx, &head, Happening::Seen, last.of())?;
    Ok(Outcome::Done(()))
}
