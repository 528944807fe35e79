//! A worker marks what was asked as answered: what was said, what was decided, or who decides and when.

use super::view::AskView;
use crate::access::{Action, Actor};
use crate::kernel::id::{AskId, MessageId, StaffId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::{At, Day, Refusal};
use crate::notify::Happening;
use crate::store::audit::Entry;
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::message::{Author, Channel, NewMessage, Purpose};
use crate::voice::promise::{Ask, AskKind, ClosedHow};
use crate::voice::store::asks::{self, Closing};
use crate::voice::store::messages::{self, Known};
use crate::voice::store::threads;

/// The furthest day on which a decision may be announced, in days from today.
const DECISION_DAYS_MAX: u64 = 366;
/// The longest name of whoever decides, in characters.
const NAME_CHARS_MAX: usize = 200;

/// What came of an ask.
#[derive(Debug, Clone)]
pub struct Answered {
    /// In which thread.
    pub thread: ThreadId,
    /// Which ask.
    pub ask: AskId,
    /// The id of the message that tells the child, made by the worker's screen.
    pub message: MessageId,
    /// How.
    pub how: ClosedHow,
    /// What was said or decided, in the worker's words, as the child reads them.
    pub said: Words,
    /// Who decides, where it is still to come.
    pub decided_by: Option<String>,
    /// On which day.
    pub decision_on: Option<Day>,
    /// When the call or the visit was.
    pub happened_at: Option<At>,
}

/// Marks an ask as answered and tells the child in the thread. After a call or a visit the child is asked whether what was
/// written down is right.
///
/// # Errors
/// `ask_answered` where it was answered before; the field that is missing or does not fit; `message_differs`;
/// `messages_stopped`; [`Fault::NotFound`] where they may not.
pub async fn mark_answered(store: &Store, actor: Actor, answered: Answered) -> Answer<AskView> {
    store.write(move |tx| run(tx, &actor, answered, None)).await
}

/// `of`: the audit entry of the room whose act this is a part of.
pub(super) fn run(tx: &mut Tx<'_>, actor: &Actor, answered: Answered, of: Option<&Entry>) -> Answer<Outcome<AskView>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = super::permit(tx, actor, Action::MarkAnswered, answered.thread)?;
    let place = threads::next_place(tx, &permit)?;
    let seq = place.last_seq;
    let message = outcome_message(tx, me, &answered);
    let known = messages::known(tx, &permit, &message)?;
    let key = super::key_to_seal(tx, &permit)?;
    let mut head = threads::head_of(tx, &permit, place, &key)?;
    let ask = asks::get(tx, &permit, answered.ask, &key)?;
    let today = tx.today();
    match known {
        Known::Same(_) => return Ok(Outcome::Unchanged(AskView::on(ask, head.passed_on_to, today))),
        Known::Differs => return Err(super::differs()),
        Known::New => {}
    }
    super::refuse_dates_only(tx, &permit, &head)?;
    super::refuse_if_stopped(tx, &permit)?;
    check(&answered, &ask, today, tx.now())?;
    super::store_message(tx, &permit, &key, &message, seq)?;
    let sealed = key.seal(ask.id.of(), &answered.said)?;
    let closing = Closing {
        how: answered.how,
        by: me,
        outcome: Some(sealed),
        decided_by: answered.decided_by.clone(),
        decision_on: answered.decision_on,
    };
    super::asks::close(tx, &permit, ask.id, closing)?;
    tx.audit(of.unwrap_or(&permit.entry(tx.now(), Some(answered.how.as_str()))))?;
    super::tell_child(tx, &head, Happening::Answered, ask.id.of())?;
    super::tell_staff(tx, &head, Happening::Answered, ask.id.of(), None)?;
    head.ask = Some(asks::get(tx, &permit, ask.id, &key)?);
    let ask = head.ask.ok_or(Fault::NotFound)?;
    Ok(Outcome::Done(AskView::on(ask, head.passed_on_to, today)))
}

fn outcome_message(tx: &Tx<'_>, me: StaffId, answered: &Answered) -> NewMessage {
    let channel = match answered.how {
        ClosedHow::Call => Channel::Call,
        ClosedHow::Visit => Channel::Visit,
        ClosedHow::Message | ClosedHow::Decided | ClosedHow::DecisionPending => Channel::App,
    };
    NewMessage {
        id: answered.message,
        author: Author::Staff(me),
        written_down_by: None,
        channel,
        kind: None,
        purpose: Purpose::Outcome,
        in_reply_to: None,
        written_with: None,
        language: None,
        words: answered.said.clone(),
        topics: vec![],
        device_confirmed: true,
        said_at: answered.happened_at.unwrap_or_else(|| tx.now()),
        phone_at: None,
    }
}

/// Whether what came of an ask is whole: a decision names what was decided, or who decides and when; a call or a visit
/// says when it was. Pure.
fn check(answered: &Answered, ask: &Ask, today: Day, now: At) -> Result<(), Refusal> {
    let still_to_decide =
        ask.closed_how == Some(ClosedHow::DecisionPending) && answered.how != ClosedHow::DecisionPending;
    if !ask.is_open() && !still_to_decide {
        return Err(Refusal::conflict(
            "ask_answered",
            "This was answered already. Write a message if there is more to say.",
        ));
    }
    if answered.how == ClosedHow::Message && ask.kind == AskKind::Decision {
        return Err(Refusal::invalid(
            "decision_missing",
            "how",
            "The child asked for a decision: say what was decided, or who decides and when.",
        ));
    }
    pending(answered, today)?;
    let spoken = matches!(answered.how, ClosedHow::Call | ClosedHow::Visit);
    match answered.happened_at {
        None if spoken => {
            Err(Refusal::invalid("happened_missing", "happened_at", "Say when the call or the visit was."))
        }
        Some(_) if !spoken => {
            Err(Refusal::invalid("happened_unasked", "happened_at", "Only a call or a visit has a time of its own."))
        }
        Some(at) if at > now.plus(super::SKEW_MS) => {
            Err(Refusal::invalid("happened_later", "happened_at", "That is still to come."))
        }
        Some(at) if at < ask.opened_at => Err(Refusal::invalid(
            "happened_before",
            "happened_at",
            "That was before the child asked. Say what came of it afterwards.",
        )),
        _ => Ok(()),
    }
}

fn pending(answered: &Answered, today: Day) -> Result<(), Refusal> {
    let name = answered.decided_by.as_deref().map(str::trim).unwrap_or_default();
    if answered.how != ClosedHow::DecisionPending {
        if answered.decided_by.is_some() || answered.decision_on.is_some() {
            return Err(Refusal::invalid(
                "decision_unasked",
                "decided_by",
                "Who decides and when belongs to a decision that is still to come.",
            ));
        }
        return Ok(());
    }
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Refusal::invalid("decided_by_missing", "decided_by", "Say who decides."));
    }
    let last = today.checked_add_days(chrono::Days::new(DECISION_DAYS_MAX)).unwrap_or(today);
    match answered.decision_on {
        Some(day) if (today..=last).contains(&day) => Ok(()),
        _ => Err(Refusal::invalid(
            "decision_on_missing",
            "decision_on",
            "Say by which day it is decided: today or later, within a year.",
        )),
    }
}
