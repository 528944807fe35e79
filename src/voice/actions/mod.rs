//! What a person can do with words: one function per thing. Each takes the permit, then the rule, then writes, with the
//! audit entry and whoever is told in the same transaction.

pub mod answered;
mod asks;
pub mod case_note;
pub mod copy;
pub mod handover;
pub mod hide;
pub mod inbox;
pub mod looked;
pub mod open;
pub(super) mod passed_on;
pub mod plan;
pub mod posts;
pub mod read;
pub mod reply;
pub mod right;
pub mod seen;
pub mod send;
pub mod topics;
pub mod view;
pub mod within;
pub mod write_down;
pub mod wrong_child;

use super::message::{Author, NewMessage};
use super::store::posts::{OnPost, on_post};
use super::store::threads::Head;
use super::store::{messages, threads};
use super::thread::Sight;
use crate::access::{self, Action, Actor, Permit, Target};
use crate::kernel::id::{AnyId, MessageId, StaffId, ThreadId};
use crate::kernel::{Refusal, RefusalKind};
use crate::notify::{self, Happening, To};
use crate::people;
use crate::store::vault::{self, ChildKey};
use crate::store::{Answer, Fault, Rx, Tx};

/// How much later than the server a clock may run, in milliseconds: what was said "in two minutes" was said now.
const SKEW_MS: i64 = 5 * crate::kernel::clock::MINUTE;

/// A permit for one thread, whosever it is.
fn permit(rx: &mut Rx<'_>, actor: &Actor, action: Action, thread: ThreadId) -> Answer<Permit> {
    let (child, post) = threads::locate_thread(rx, thread)?;
    access::may(rx, actor, action, Target::Thread(child, post, thread))
}

/// The key of the permit's child.
fn key(rx: &mut Rx<'_>, permit: &Permit) -> Answer<ChildKey> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    vault::child_key(rx, child)
}

/// The same for words that are to be sealed: made where there is none.
fn key_to_seal(tx: &mut Tx<'_>, permit: &Permit) -> Answer<ChildKey> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    vault::child_key_or_new(tx, child)
}

/// Refuses while a council's file has stopped every message to and from a child, until a person has acted.
fn refuse_if_stopped(rx: &mut Rx<'_>, permit: &Permit) -> Answer<()> {
    if !people::messages_stopped(rx, permit)? {
        return Ok(());
    }
    let council = rx.council();
    let say = format!(
        "Messages are stopped just now, until somebody at {} lets them go on. If you need somebody, ring {}.",
        council.name, council.night_number
    );
    Err(Refusal::of(RefusalKind::Conflict, "messages_stopped", say).into())
}

/// The refusal of a message whose id was used for other words.
fn differs() -> Fault {
    Refusal::conflict("message_differs", "Another message was sent with this id. Send these words as a new message.")
        .into()
}

/// Whether the words at place `seq` reply to somebody of the council: they name such a message, or follow on one.
fn is_in_reply(rx: &mut Rx<'_>, permit: &Permit, in_reply_to: Option<MessageId>, seq: i64) -> Answer<bool> {
    if let Some(id) = in_reply_to {
        let to =
            messages::get_mark(rx, permit, id).and_then(|m| if m.seq < seq { Ok(m) } else { Err(Fault::NotFound) });
        let to = to.map_err(no_such_message)?;
        return Ok(!matches!(to.author, Author::Child(_)));
    }
    let before = messages::author_at(rx, permit, seq.saturating_sub(1))?;
    Ok(before.is_some_and(|a| a != super::message::AuthorKind::Child))
}

fn no_such_message(fault: Fault) -> Fault {
    match fault {
        Fault::NotFound => {
            Refusal::invalid("reply_unknown", "in_reply_to", "The message it replies to is not in this chat.").into()
        }
        other => other,
    }
}

/// How much of a thread a member of staff sees, by a permit for its words.
fn sight(rx: &mut Rx<'_>, permit: &Permit, head: &Head) -> Answer<Sight> {
    let is_held = on_post(rx, permit, head.thread.post)?.holder.is_some();
    let (today, now) = (rx.today(), rx.now());
    threads::settle(rx, permit, Sight::of(permit, head.ask.as_ref(), is_held, today, now))
}

/// How much of a thread the actor of `done_by` sees when asked for its words: for acts on one message.
fn sight_of(rx: &mut Rx<'_>, done_by: &Permit, head: &Head) -> Answer<Sight> {
    let read = access::may(rx, &done_by.actor(), Action::ReadThread, done_by.target())?;
    sight(rx, &read, head)
}

/// A manager acts in a thread only while an ask is late or nobody holds the post.
fn refuse_dates_only(rx: &mut Rx<'_>, permit: &Permit, head: &Head) -> Answer<()> {
    if permit.is_since() && sight(rx, permit, head)?.is_dates_only() {
        return Err(Fault::NotFound);
    }
    Ok(())
}

/// Stores a message at a place that was claimed for it, with its topics.
fn store_message(tx: &mut Tx<'_>, permit: &Permit, key: &ChildKey, message: &NewMessage, seq: i64) -> Answer<()> {
    messages::insert(tx, permit, key, message, seq)?;
    super::store::marks::insert_topics(tx, permit, (message.id, seq), "child", &message.topics)
}

/// Tells everybody who answers in the permit's thread, and whoever an open ask was passed on to, but not `except`.
fn tell_staff(tx: &mut Tx<'_>, head: &Head, what: Happening, subject: AnyId, except: Option<StaffId>) -> Answer<()> {
    let answer = access::answerers(tx, head.thread.child, head.thread.post)?;
    tell_these(tx, head, answer.into_iter().map(|(s, _)| s).collect(), (what, subject), except)
}

/// The same, where it is known already who reads the thread. Where nobody does, its manager is told.
fn tell_readers(tx: &mut Tx<'_>, head: &Head, on: &OnPost, what: Happening, subject: AnyId) -> Answer<()> {
    if on.staff.is_empty() {
        return tell_staff(tx, head, what, subject, None);
    }
    tell_these(tx, head, on.staff.clone(), (what, subject), None)
}

fn tell_these(
    tx: &mut Tx<'_>,
    head: &Head,
    mut told: Vec<StaffId>,
    (what, subject): (Happening, AnyId),
    except: Option<StaffId>,
) -> Answer<()> {
    let thread = head.thread;
    told.extend(head.open().and_then(|a| a.passed_on_to));
    told.sort_unstable();
    told.dedup();
    for staff in told.into_iter().filter(|s| Some(*s) != except) {
        notify::tell(tx, To::Staff(staff), what, Some(thread.id), Some(subject))?;
    }
    Ok(())
}

/// Tells the child.
fn tell_child(tx: &mut Tx<'_>, head: &Head, what: Happening, subject: AnyId) -> Answer<()> {
    notify::tell(tx, To::Child(head.thread.child), what, Some(head.thread.id), Some(subject))
}
