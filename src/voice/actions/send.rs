//! A child sends words.

use super::asks::{self, Said};
use super::view::{AskView, Reads, Sent, reads};
use crate::access::{Action, Actor, Permit, Relation};
use crate::kernel::At;
use crate::kernel::id::{MessageId, ThreadId};
use crate::kernel::text::Words;
use crate::notify::Happening;
use crate::store::audit::Entry;
use crate::store::vault::ChildKey;
use crate::store::{Answer, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::{Author, Channel, Language, Message, NewMessage, Purpose, WrittenWith};
use crate::voice::promise::{AskKind, asked};
use crate::voice::store::marks;
use crate::voice::store::messages::{self, Known};
use crate::voice::store::threads::{self, Head};
use crate::voice::thread::Sight;
use crate::voice::topic;

/// Words that a child sends. The phone makes the id, so that sending again is the same request.
#[derive(Debug, Clone)]
pub struct SendMessage {
    /// Into which thread.
    pub thread: ThreadId,
    /// The id that the phone made.
    pub id: MessageId,
    /// The words.
    pub words: Words,
    /// What kind of answer is asked for.
    pub kind: Option<AskKind>,
    /// What it is about.
    pub topics: Vec<String>,
    /// To which message it replies.
    pub in_reply_to: Option<MessageId>,
    /// Who helped.
    pub written_with: Option<WrittenWith>,
    /// In which language.
    pub language: Option<Language>,
    /// What the phone's clock said when the child wrote it.
    pub phone_at: Option<At>,
}

/// A child sends words into one of their threads. They are stored before the answer, once, in the order in which they
/// arrive; the answer says by which day the child should hear back, and when somebody reads.
///
/// # Errors
/// `message_differs` where the id was used for other words; `not_to_holder` where they are about the worker who reads
/// that thread; `messages_stopped`; `topic_unknown`; `reply_unknown`.
pub async fn send_message(store: &Store, rules: &Rules, actor: Actor, send: SendMessage) -> Answer<Sent> {
    let rules = rules.clone();
    store.write(move |tx| run(tx, &rules, &actor, send, None)).await
}

/// `of`: the audit entry of the room whose act this is a part of.
pub(super) fn run(
    tx: &mut Tx<'_>,
    rules: &Rules,
    actor: &Actor,
    send: SendMessage,
    of: Option<&Entry>,
) -> Answer<Outcome<Sent>> {
    let thread = send.thread;
    let permit = super::permit(tx, actor, Action::SendView, thread)?;
    let place = threads::next_place(tx, &permit)?;
    let seq = place.last_seq;
    let message = new_message(tx, actor, send);
    let key = super::key_to_seal(tx, &permit)?;
    // Stored before anything is refused, for what was stored before is answered as it was; a refusal undoes it.
    match messages::insert_new(tx, &permit, &key, &message, seq)? {
        Known::Same(at) => return again(tx, rules, &permit, &key, (thread, at)).map(Outcome::Unchanged),
        Known::Differs => return Err(super::differs()),
        Known::New => {}
    }
    super::refuse_if_stopped(tx, &permit)?;
    let topics = topic::find(rules.topics(), &message.topics)?;
    let mut head = threads::head_of(tx, &permit, place, &key)?;
    topic::not_to_holder(&topics, head.thread.post, &tx.council())?;
    // To whom it replies matters only to a "thanks"; what it names must be there in any case.
    let may_be_thanks = rules.thanks().is_thanks(message.words.reveal());
    let in_reply =
        (may_be_thanks || message.in_reply_to.is_some()) && super::is_in_reply(tx, &permit, message.in_reply_to, seq)?;
    marks::insert_topics(tx, &permit, (message.id, seq), "child", &message.topics)?;
    let kinds: Vec<AskKind> = topics.iter().map(|t| t.kind).collect();
    if let Some(kind) = asked(rules.thanks(), message.words.reveal(), message.kind, &kinds, in_reply) {
        asks::ask(tx, rules, &permit, &mut head, &Said { message: message.id, seq, at: message.said_at, kind })?;
    }
    tx.audit(of.unwrap_or(&permit.entry(tx.now(), None)))?;
    let (reads, on) = reads(tx, rules, &permit, head.thread.post)?;
    super::tell_readers(tx, &head, &on, Happening::Message, message.id.of())?;
    super::tell_child(tx, &head, Happening::Ask, message.id.of())?;
    let fresh = message.stored(&head.thread, seq, tx.now());
    Ok(Outcome::Done(answer(tx, &permit, head, reads, fresh, true)))
}

fn new_message(tx: &Tx<'_>, actor: &Actor, send: SendMessage) -> NewMessage {
    let (account, confirmed) = match actor {
        Actor::Child { account, confirmed, .. } => (Some(*account), *confirmed),
        _ => (None, false),
    };
    NewMessage {
        id: send.id,
        author: Author::Child(account),
        written_down_by: None,
        channel: Channel::App,
        kind: send.kind,
        purpose: Purpose::Message,
        in_reply_to: send.in_reply_to,
        written_with: send.written_with,
        language: send.language,
        words: send.words,
        topics: send.topics,
        device_confirmed: confirmed,
        said_at: tx.now(),
        phone_at: send.phone_at,
    }
}

/// The answer to a message that was stored before: the same as the first time, as things stand now.
fn again(
    tx: &mut Tx<'_>,
    rules: &Rules,
    permit: &Permit,
    key: &ChildKey,
    (thread, seq): (ThreadId, i64),
) -> Answer<Sent> {
    let head = threads::head(tx, permit, thread, key)?;
    let sight = if permit.relation() == Relation::Own { Sight::ALL } else { Sight::DatesOnly };
    let message = messages::one(tx, permit, sight, key, seq)?;
    let (reads, _) = reads(tx, rules, permit, head.thread.post)?;
    Ok(answer(tx, permit, head, reads, message, false))
}

/// A phone that nobody has confirmed reads nothing back: no words, no names.
fn answer(tx: &Tx<'_>, permit: &Permit, head: Head, reads: Reads, mut message: Message, is_new: bool) -> Sent {
    let today = tx.today();
    let mut ask = head.ask.map(|a| AskView::on(a, head.passed_on_to, today));
    if permit.relation() != Relation::Own {
        message = message.without_content();
        ask = ask.map(AskView::without_names);
    }
    Sent { message, ask, reads, is_new }
}
