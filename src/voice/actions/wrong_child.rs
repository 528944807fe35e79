//! A message went to the wrong child: it is sealed at once, and nobody keeps quiet about it.

use super::asks;
use crate::access::{self, Action, Actor, Permit};
use crate::kernel::Refusal;
use crate::kernel::id::{MessageId, ThreadId};
use crate::notify::{self, Happening, To};
use crate::people::tasks::{self, NewTask, TaskKind};
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::{Author, Purpose, WhyHidden};
use crate::voice::store::messages::Mark;
use crate::voice::store::threads::Head;
use crate::voice::store::{marks, messages, threads};

/// Seals a message of a worker that went to the wrong child: it goes from that phone at once, the child reads why, the
/// managers of the post's team are given a task. What it had answered is open again.
///
/// # Errors
/// `not_yours_to_seal` where the child wrote it; [`Fault::NotFound`] where they may not.
pub async fn seal_wrong_child(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    thread: ThreadId,
    message: MessageId,
) -> Answer<()> {
    let rules = rules.clone();
    store.write(move |tx| run(tx, &rules, &actor, thread, message)).await
}

fn run(tx: &mut Tx<'_>, rules: &Rules, actor: &Actor, thread: ThreadId, id: MessageId) -> Answer<Outcome<()>> {
    let permit = super::permit(tx, actor, Action::SealWrongChild, thread)?;
    threads::claim(tx, &permit)?;
    let key = super::key_to_seal(tx, &permit)?;
    let mut head = threads::head(tx, &permit, thread, &key)?;
    super::refuse_dates_only(tx, &permit, &head)?;
    let message = messages::get_mark(tx, &permit, id)?;
    let theirs = matches!(message.author, Author::Staff(_)) || message.written_down_by.is_some();
    if !theirs || message.purpose == Purpose::Notice {
        return Err(Refusal::invalid(
            "not_yours_to_seal",
            "message",
            "What a child wrote stays. Only what a worker wrote can have gone to the wrong child.",
        )
        .into());
    }
    if permit.is_since() && !super::sight_of(tx, &permit, &head)?.shows(message.seq, message.received_at) {
        return Err(Fault::NotFound);
    }
    if marks::why_hidden(tx, &permit, id)? == Some(WhyHidden::WrongChild) {
        return Ok(Outcome::Unchanged(()));
    }
    marks::hide(tx, &permit, &message, WhyHidden::WrongChild)?;
    if head.thread.plan == Some(id) {
        threads::set_plan(tx, &permit, None)?;
    }
    unanswer(tx, &permit, &mut head, &message)?;
    let notice = super::open::say(tx, &permit, Author::System(None), Purpose::Notice, rules.wrong_child().to_owned())?;
    tx.audit(&permit.entry(tx.now(), None))?;
    super::tell_child(tx, &head, Happening::Hidden, id.of())?;
    super::tell_child(tx, &head, Happening::Message, notice.of())?;
    super::tell_staff(tx, &head, Happening::Hidden, id.of(), actor.staff())?;
    tell_managers(tx, &head, &message)?;
    Ok(Outcome::Done(()))
}

/// Words for another child answered nothing for this one: an ask that they closed is open again, on its old day.
fn unanswer(tx: &mut Tx<'_>, permit: &Permit, head: &mut Head, message: &Mark) -> Answer<()> {
    let closed_by_it = |a: &&crate::voice::promise::Ask| {
        a.closed_at == Some(message.received_at) && a.closed_by == message.author.staff()
    };
    let Some(ask) = head.ask.as_ref().filter(closed_by_it).cloned() else { return Ok(()) };
    asks::reopen(tx, permit, head, &ask)
}

fn tell_managers(tx: &mut Tx<'_>, head: &Head, message: &Mark) -> Answer<()> {
    for manager in access::managers(tx, head.thread.child, head.thread.post)? {
        let task = NewTask {
            kind: TaskKind::WrongChildTold,
            child: Some(head.thread.child),
            post: None,
            staff: Some(manager),
            team: None,
            subject: Some(message.id.of()),
            natural_key: format!("wrong_child:{}:{manager}", message.id),
        };
        if let Some(task) = tasks::make(tx, task)? {
            notify::tell(tx, To::Staff(manager), Happening::Task, Some(head.thread.id), Some(task.of()))?;
        }
    }
    Ok(())
}
