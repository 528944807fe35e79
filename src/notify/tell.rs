//! Telling somebody that something happened.

use super::happening::{CHILD, Happening, STAFF, To};
use super::store;
use crate::kernel::Id;
use crate::kernel::clock::DAY;
use crate::kernel::id::{AnyId, ThreadId};
use crate::people::choices;
use crate::store::events::Event;
use crate::store::outbox::{self, Letter};
use crate::store::{Answer, Tx, events};

/// The kind of letter in the outbox that becomes a push.
pub(super) const PUSH: &str = "push";

/// Tells somebody that something happened: an event for the apps that are open, and, where that person wants pushes, a
/// push letter in the outbox, due when their quiet hours are over. Both leave with this transaction or not at all.
///
/// `thread` says in which thread, `subject` what it is about (a message, an ask, a task, a phone). The letter names only
/// the thread, so that access can be checked again before anything is sent.
///
/// # Errors
/// The database's own.
pub fn tell(tx: &mut Tx<'_>, to: To, what: Happening, thread: Option<ThreadId>, subject: Option<AnyId>) -> Answer<()> {
    let now = tx.now();
    let event = Event {
        id: Id::at(now),
        recipient_kind: to.kind().to_owned(),
        recipient_id: to.id(),
        kind: what.as_str().to_owned(),
        thread_id: thread,
        subject_id: subject,
        at: now,
    };
    events::insert(tx, event)?;
    if what.is_pushed(to) { push(tx, to, thread) } else { Ok(()) }
}

/// Writes a push letter, unless the person has no phone for it, wants none, or one that nobody has begun to send says the same already.
fn push(tx: &mut Tx<'_>, to: To, thread: Option<ThreadId>) -> Answer<()> {
    let kind = match to {
        To::Child(_) => CHILD,
        To::Staff(_) => STAFF,
        To::Account(..) => return Ok(()),
    };
    if !store::subscriptions::has_any(tx, to.id())? {
        return Ok(());
    }
    let choices = choices::find(tx, kind, to.id())?;
    if !choices.push || store::letters::is_waiting(tx, to.id(), thread)? {
        return Ok(());
    }
    let now = tx.now();
    let id: AnyId = Id::at(now);
    let due_at = choices.due_at(now);
    let letter = Letter {
        id,
        kind: PUSH.to_owned(),
        recipient_kind: kind.to_owned(),
        recipient_id: to.id(),
        thread_id: thread,
        subscription_id: None,
        made_at: now,
        due_at,
        give_up_at: due_at.plus(DAY),
        tries: 0,
        done_at: None,
        outcome: None,
        natural_key: format!("push:{id}"),
    };
    outbox::put(tx, &letter)
}
