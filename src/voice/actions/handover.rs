//! A note for the next worker.

use crate::access::{Action, Actor};
use crate::kernel::id::ThreadId;
use crate::kernel::text::Words;
use crate::people::tasks::{self, TaskKind};
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::store::handover;

/// Writes what the next worker should know. They read it until they have written to the child themself; the child never
/// does here.
///
/// # Errors
/// [`Fault::NotFound`] where they do not hold the post.
pub async fn hand_over(store: &Store, actor: Actor, thread: ThreadId, words: Words) -> Answer<()> {
    store.write(move |tx| run(tx, &actor, thread, &words)).await
}

fn run(tx: &mut Tx<'_>, actor: &Actor, thread: ThreadId, words: &Words) -> Answer<Outcome<()>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = super::permit(tx, actor, Action::HandOver, thread)?;
    let key = super::key_to_seal(tx, &permit)?;
    let same = handover::last(tx, &permit, &key)?.is_some_and(|n| n.by == me && n.words == *words);
    if same {
        return Ok(Outcome::Unchanged(()));
    }
    handover::insert(tx, &permit, &key, me, words)?;
    let post = permit.target().post();
    tasks::settle(tx, &permit, TaskKind::HandoverDue, |t| t.post == post && t.staff.is_none_or(|s| s == me))?;
    tx.audit(&permit.entry(tx.now(), None))?;
    Ok(Outcome::Done(()))
}
