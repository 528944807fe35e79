//! What other rooms do with words, in their own transaction: ask in a thread, tell what was decided, and when the two
//! sides last wrote.

use std::collections::HashMap;

use super::answered::{self, Answered};
use super::reply::{self, Reply};
use super::send::{self, SendMessage};
use super::view::Sent;
use crate::access::{self, Actor, Permit};
use crate::kernel::id::{ChildId, MessageId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::words::Post;
use crate::kernel::{At, Day};
use crate::store::audit::Entry;
use crate::store::{Answer, Fault, Outcome, Rx, Tx};
use crate::voice::Rules;
use crate::voice::message::Purpose;
use crate::voice::promise::ClosedHow;
use crate::voice::store::{last, threads};

/// The thread in which a child writes to whoever holds the first of these posts that exists, else any post; opened where
/// it was not there.
///
/// # Errors
/// [`Fault::NotFound`] where the child has nobody to write to.
pub fn thread_with(tx: &mut Tx<'_>, rules: &Rules, child: ChildId, wanted: &[Post]) -> Answer<ThreadId> {
    let posts = access::posts_of(tx, child)?;
    let first = wanted.iter().find_map(|w| posts.iter().find(|p| p.post == *w && p.holder.is_some()));
    let post = first.or_else(|| posts.iter().find(|p| p.holder.is_some())).or(posts.first()).ok_or(Fault::NotFound)?;
    if let Some(thread) = threads::locate_of_post(tx, child, post.post)? {
        return Ok(thread);
    }
    super::open::open(tx, rules, *post)?;
    threads::locate_of_post(tx, child, post.post)?.ok_or(Fault::NotFound)
}

/// A child sends words, as if they had typed them, as part of an act whose audit entry is `of`; whether they are stored now or were before.
///
/// # Errors
/// As sending.
pub fn send(tx: &mut Tx<'_>, rules: &Rules, actor: &Actor, words: SendMessage, of: &Entry) -> Answer<Outcome<Sent>> {
    send::run(tx, rules, actor, words, Some(of))
}

/// What somebody of the council tells a child about a decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// In which thread.
    pub thread: ThreadId,
    /// The id of the message that tells it.
    pub message: MessageId,
    /// What the child reads.
    pub said: Words,
    /// Who decides and by when, where it is still to come.
    pub pending: Option<(String, Day)>,
}

/// Tells a child what was decided, or who decides and when: answers the thread's open ask with it, or writes a message
/// where none is open.
///
/// # Errors
/// As answering; [`Fault::NotFound`] where they may not write there.
pub fn tell(tx: &mut Tx<'_>, rules: &Rules, actor: &Actor, decision: Decision, of: &Entry) -> Answer<()> {
    let Decision { thread, message, said, pending } = decision;
    let (child, post) = threads::locate_thread(tx, thread)?;
    let permit = access::may(tx, actor, access::Action::MarkAnswered, access::Target::Thread(child, post, thread))?;
    let key = super::key_to_seal(tx, &permit)?;
    let head = threads::head(tx, &permit, thread, &key)?;
    let waits = |a: &&crate::voice::promise::Ask| a.is_open() || a.closed_how == Some(ClosedHow::DecisionPending);
    let how = if pending.is_some() { ClosedHow::DecisionPending } else { ClosedHow::Decided };
    let ask = head.ask.as_ref().filter(waits).filter(|a| a.is_open() || how == ClosedHow::Decided);
    match ask {
        Some(ask) => {
            let (decided_by, decision_on) = pending.unzip();
            let closing =
                Answered { thread, ask: ask.id, message, how, said, decided_by, decision_on, happened_at: None };
            answered::run(tx, actor, closing, Some(of)).map(|_| ())
        }
        None => {
            let words = Reply {
                thread,
                id: message,
                words: said,
                in_reply_to: None,
                purpose: Purpose::Message,
                language: None,
            };
            reply::run(tx, rules, actor, words, Some(of)).map(|_| ())
        }
    }
}

/// When each of some children last wrote, and when somebody of the council last wrote to them.
///
/// # Errors
/// The database's own.
pub fn last_words(
    rx: &mut Rx<'_>,
    permit: &Permit,
    children: &[ChildId],
) -> Answer<HashMap<ChildId, (Option<At>, Option<At>)>> {
    last::last_words(rx, permit, children)
}
