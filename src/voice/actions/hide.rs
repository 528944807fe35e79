//! "Hide from my phone (it stays in your file)."

use crate::access::{Action, Actor};
use crate::kernel::id::{MessageId, ThreadId};
use crate::notify::Happening;
use crate::store::{Answer, Outcome, Store, Tx};
use crate::voice::message::WhyHidden;
use crate::voice::store::{marks, messages, threads};

/// A child hides a message from their phones. It stays in the file, and nobody of the council is told.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] where it is not in their thread.
pub async fn hide_message(store: &Store, actor: Actor, thread: ThreadId, message: MessageId) -> Answer<()> {
    store.write(move |tx| run(tx, &actor, thread, message)).await
}

fn run(tx: &mut Tx<'_>, actor: &Actor, thread: ThreadId, message: MessageId) -> Answer<Outcome<()>> {
    let permit = super::permit(tx, actor, Action::HideMessage, thread)?;
    let found = messages::get_mark(tx, &permit, message)?;
    if marks::why_hidden(tx, &permit, message)?.is_some() {
        return Ok(Outcome::Unchanged(()));
    }
    let key = super::key(tx, &permit)?;
    let head = threads::head(tx, &permit, thread, &key)?;
    marks::hide(tx, &permit, &found, WhyHidden::ByChild)?;
    tx.audit(&permit.entry(tx.now(), None))?;
    super::tell_child(tx, &head, Happening::Hidden, message.of())?;
    Ok(Outcome::Done(()))
}
