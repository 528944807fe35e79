//! A worker writes down what was said elsewhere: in a text, a call, a visit, a letter.

use super::asks::{self, Said};
use super::view::Sent;
use crate::access::{Action, Actor};
use crate::kernel::clock::DAY;
use crate::kernel::id::{MessageId, StaffId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::{At, Refusal};
use crate::notify::Happening;
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::{Author, Channel, NewMessage, Purpose};
use crate::voice::promise::{AskKind, ClosedHow};
use crate::voice::store::messages::{self, Known};
use crate::voice::store::threads::{self, Head};

/// How long ago something may have been said to be written down now, in milliseconds: 90 days.
const SAID_AGO_MAX_MS: i64 = 90 * DAY;

/// Words that were said elsewhere.
#[derive(Debug, Clone)]
pub struct WriteDown {
    /// Into which thread.
    pub thread: ThreadId,
    /// The id that the worker's screen made.
    pub id: MessageId,
    /// The words.
    pub words: Words,
    /// Where they were said.
    pub channel: Channel,
    /// Whether the child said them, or the worker.
    pub by_child: bool,
    /// When.
    pub said_at: At,
    /// What kind of answer the child asks for.
    pub kind: Option<AskKind>,
}

/// A worker writes down what was said elsewhere. The clock counts from when the child said it; words of the worker, said
/// after the child asked, meet a chat as a message would.
///
/// # Errors
/// `channel_not_elsewhere`, `said_later`, `said_too_long_ago`, `message_differs`, `messages_stopped`;
/// [`Fault::NotFound`] where they may not.
pub async fn write_down(store: &Store, rules: &Rules, actor: Actor, said: WriteDown) -> Answer<Sent> {
    let rules = rules.clone();
    store.write(move |tx| run(tx, &rules, &actor, &said)).await
}

fn run(tx: &mut Tx<'_>, rules: &Rules, actor: &Actor, said: &WriteDown) -> Answer<Outcome<Sent>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = super::permit(tx, actor, Action::WriteDown, said.thread)?;
    let place = threads::next_place(tx, &permit)?;
    let seq = place.last_seq;
    let message = new_message(me, said);
    let known = messages::known(tx, &permit, &message)?;
    let key = super::key_to_seal(tx, &permit)?;
    let mut head = threads::head_of(tx, &permit, place, &key)?;
    match known {
        Known::Same(at) => {
            return super::reply::answer(tx, rules, &permit, &key, head, (at, false)).map(Outcome::Unchanged);
        }
        Known::Differs => return Err(super::differs()),
        Known::New => {}
    }
    super::refuse_if_stopped(tx, &permit)?;
    check(said, tx.now())?;
    super::store_message(tx, &permit, &key, &message, seq)?;
    tx.audit(&permit.entry(tx.now(), Some(said.channel.as_str())))?;
    if said.by_child {
        let kind = said.kind.unwrap_or(AskKind::Chat);
        asks::ask(tx, rules, &permit, &mut head, &Said { message: said.id, seq, at: said.said_at, kind })?;
        super::tell_child(tx, &head, Happening::Ask, said.id.of())?;
        super::tell_staff(tx, &head, Happening::Message, said.id.of(), Some(me))?;
    } else {
        met_by(tx, &permit, &mut head, said, me)?;
        super::tell_child(tx, &head, Happening::Message, said.id.of())?;
        super::tell_staff(tx, &head, Happening::Answered, said.id.of(), Some(me))?;
    }
    super::reply::answer(tx, rules, &permit, &key, head, (seq, true)).map(Outcome::Done)
}

/// Words of the worker meet a chat that was open when they were said. After a call or a visit the child may say "No".
fn met_by(
    tx: &mut Tx<'_>,
    permit: &crate::access::Permit,
    head: &mut Head,
    said: &WriteDown,
    me: StaffId,
) -> Answer<()> {
    let how = match said.channel {
        Channel::Call => ClosedHow::Call,
        Channel::Visit => ClosedHow::Visit,
        Channel::App | Channel::Text | Channel::Letter => ClosedHow::Message,
    };
    if head.open().is_some_and(|a| said.said_at >= a.opened_at) {
        asks::meet(tx, permit, head, how, me)?;
    }
    Ok(())
}

fn new_message(me: StaffId, said: &WriteDown) -> NewMessage {
    NewMessage {
        id: said.id,
        author: if said.by_child { Author::Child(None) } else { Author::Staff(me) },
        written_down_by: Some(me),
        channel: said.channel,
        kind: said.kind.filter(|_| said.by_child),
        purpose: Purpose::Message,
        in_reply_to: None,
        written_with: None,
        language: None,
        words: said.words.clone(),
        topics: vec![],
        device_confirmed: true,
        said_at: said.said_at,
        phone_at: None,
    }
}

fn check(said: &WriteDown, now: At) -> Result<(), Refusal> {
    if said.channel == Channel::App {
        return Err(Refusal::invalid(
            "channel_not_elsewhere",
            "channel",
            "Choose text, call, visit or letter: what is written here needs no writing down.",
        ));
    }
    if said.said_at > now.plus(super::SKEW_MS) {
        return Err(Refusal::invalid("said_later", "said_at", "That is still to come."));
    }
    if said.said_at < now.plus(-SAID_AGO_MAX_MS) {
        return Err(Refusal::invalid(
            "said_too_long_ago",
            "said_at",
            "That is more than 90 days ago. Put it into the child's file instead.",
        ));
    }
    Ok(())
}
