//! A worker writes to a child.

use super::asks;
use super::view::{AskView, Sent, reads};
use crate::access::{Action, Actor, Permit};
use crate::kernel::Refusal;
use crate::kernel::id::{MessageId, ThreadId};
use crate::kernel::text::Words;
use crate::notify::Happening;
use crate::store::audit::Entry;
use crate::store::vault::ChildKey;
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::{Author, Channel, Language, NewMessage, Purpose};
use crate::voice::promise::ClosedHow;
use crate::voice::store::messages::{self, Known};
use crate::voice::store::threads::{self, Head};
use crate::voice::thread::Sight;

/// Words of a worker.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Into which thread.
    pub thread: ThreadId,
    /// The id that the worker's screen made.
    pub id: MessageId,
    /// The words.
    pub words: Words,
    /// To which message they reply.
    pub in_reply_to: Option<MessageId>,
    /// A message, a quick reply, a hello or a goodbye.
    pub purpose: Purpose,
    /// In which language.
    pub language: Option<Language>,
}

/// A worker writes to a child. A message meets a chat and good news; a quick reply, a hello and a goodbye meet nothing.
///
/// # Errors
/// `message_differs`, `messages_stopped`, `reply_unknown`, `purpose_not_yours`; [`Fault::NotFound`] where they may not.
pub async fn reply(store: &Store, rules: &Rules, actor: Actor, reply: Reply) -> Answer<Sent> {
    let rules = rules.clone();
    store.write(move |tx| run(tx, &rules, &actor, reply, None)).await
}

/// `of`: the audit entry of the room whose act this is a part of.
pub(super) fn run(
    tx: &mut Tx<'_>,
    rules: &Rules,
    actor: &Actor,
    reply: Reply,
    of: Option<&Entry>,
) -> Answer<Outcome<Sent>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let thread = reply.thread;
    let permit = super::permit(tx, actor, Action::Reply, thread)?;
    let place = threads::next_place(tx, &permit)?;
    let seq = place.last_seq;
    let message = new_message(tx, me, reply)?;
    let known = messages::known(tx, &permit, &message)?;
    let key = super::key_to_seal(tx, &permit)?;
    let mut head = threads::head_of(tx, &permit, place, &key)?;
    match known {
        Known::Same(at) => return answer(tx, rules, &permit, &key, head, (at, false)).map(Outcome::Unchanged),
        Known::Differs => return Err(super::differs()),
        Known::New => {}
    }
    super::refuse_dates_only(tx, &permit, &head)?;
    super::refuse_if_stopped(tx, &permit)?;
    super::is_in_reply(tx, &permit, message.in_reply_to, seq)?;
    super::store_message(tx, &permit, &key, &message, seq)?;
    let met = message.purpose == Purpose::Message && asks::meet(tx, &permit, &mut head, ClosedHow::Message, me)?;
    tx.audit(of.unwrap_or(&permit.entry(tx.now(), None)))?;
    super::tell_child(tx, &head, Happening::Message, message.id.of())?;
    if met {
        super::tell_child(tx, &head, Happening::Answered, message.id.of())?;
    }
    super::tell_staff(tx, &head, Happening::Answered, message.id.of(), None)?;
    answer(tx, rules, &permit, &key, head, (seq, true)).map(Outcome::Done)
}

fn new_message(tx: &Tx<'_>, me: crate::kernel::id::StaffId, reply: Reply) -> Answer<NewMessage> {
    if !matches!(reply.purpose, Purpose::Message | Purpose::QuickReply | Purpose::Hello | Purpose::Goodbye) {
        return Err(
            Refusal::invalid("purpose_not_yours", "purpose", "Choose message, quick_reply, hello or goodbye.").into()
        );
    }
    Ok(NewMessage {
        id: reply.id,
        author: Author::Staff(me),
        written_down_by: None,
        channel: Channel::App,
        kind: None,
        purpose: reply.purpose,
        in_reply_to: reply.in_reply_to,
        written_with: None,
        language: reply.language,
        words: reply.words,
        topics: vec![],
        device_confirmed: true,
        said_at: tx.now(),
        phone_at: None,
    })
}

/// What a worker's message answers with: their own words, whatever else of the thread they may see.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    rules: &Rules,
    permit: &Permit,
    key: &ChildKey,
    head: Head,
    (seq, is_new): (i64, bool),
) -> Answer<Sent> {
    let message = messages::one(tx, permit, Sight::From(seq), key, seq)?;
    let (reads, _) = reads(tx, rules, permit, head.thread.post)?;
    let today = tx.today();
    let ask = head.ask.map(|a| AskView::on(a, head.passed_on_to, today).without_words());
    Ok(Sent { message, ask, reads, is_new })
}
