//! "The plan for now, in Sam's words."

use crate::access::{Action, Actor};
use crate::kernel::Refusal;
use crate::kernel::id::{MessageId, ThreadId};
use crate::notify::Happening;
use crate::store::{Answer, Outcome, Store, Tx};
use crate::voice::message::{Author, WhyHidden};
use crate::voice::store::{marks, messages, threads};

/// Pins one of the worker's messages as the plan for now, or takes the pinned one down.
///
/// # Errors
/// `plan_not_yours` where the message is the child's or was sealed; [`crate::store::Fault::NotFound`] where they may not.
pub async fn pin_plan(store: &Store, actor: Actor, thread: ThreadId, message: Option<MessageId>) -> Answer<()> {
    store.write(move |tx| run(tx, &actor, thread, message)).await
}

fn run(tx: &mut Tx<'_>, actor: &Actor, thread: ThreadId, message: Option<MessageId>) -> Answer<Outcome<()>> {
    let permit = super::permit(tx, actor, Action::PinPlan, thread)?;
    threads::claim(tx, &permit)?;
    let key = super::key(tx, &permit)?;
    let head = threads::head(tx, &permit, thread, &key)?;
    if head.thread.plan == message {
        return Ok(Outcome::Unchanged(()));
    }
    if let Some(id) = message {
        let found = messages::get_mark(tx, &permit, id)?;
        let sealed = marks::why_hidden(tx, &permit, id)? == Some(WhyHidden::WrongChild);
        if !matches!(found.author, Author::Staff(_)) || sealed {
            return Err(Refusal::invalid("plan_not_yours", "message", "Pin a message that a worker wrote.").into());
        }
    }
    super::refuse_if_stopped(tx, &permit)?;
    threads::set_plan(tx, &permit, message)?;
    tx.audit(&permit.entry(tx.now(), None))?;
    let subject = message.map_or_else(|| thread.of(), |m| m.of());
    super::tell_child(tx, &head, Happening::Plan, subject)?;
    super::tell_staff(tx, &head, Happening::Answered, subject, actor.staff())?;
    Ok(Outcome::Done(()))
}
