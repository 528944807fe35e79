//! What a message is about, said after writing: by the child, or by the worker.

use super::asks;
use crate::access::{self, Action, Actor, Permit};
use crate::kernel::calendar::london_day;
use crate::kernel::id::{MessageId, ThreadId};
use crate::kernel::words::Post;
use crate::kernel::{At, Refusal};
use crate::notify::{self, Happening, To};
use crate::people::tasks::{self, NewTask, TaskKind};
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::Author;
use crate::voice::promise::{Ask, AskKind};
use crate::voice::store::messages::Mark;
use crate::voice::store::threads::Head;
use crate::voice::store::{marks, messages, threads};
use crate::voice::topic::{self, Topic};

/// Sets what a message of the child is about. A topic may make what is open stronger and earlier, never weaker or later.
///
/// # Errors
/// `topic_unknown`, `too_many_topics`, `not_the_childs`; for a child `not_to_holder`; [`Fault::NotFound`] where they
/// may not.
pub async fn set_topics(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    thread: ThreadId,
    message: MessageId,
    topics: Vec<String>,
) -> Answer<()> {
    let rules = rules.clone();
    store.write(move |tx| run(tx, &rules, &actor, thread, message, topics)).await
}

fn run(
    tx: &mut Tx<'_>,
    rules: &Rules,
    actor: &Actor,
    thread: ThreadId,
    id: MessageId,
    mut ids: Vec<String>,
) -> Answer<Outcome<()>> {
    let by_child = actor.child().is_some();
    let permit = super::permit(tx, actor, if by_child { Action::SendView } else { Action::SetTopic }, thread)?;
    let set_by = if by_child { "child" } else { "staff" };
    threads::claim(tx, &permit)?;
    let key = super::key(tx, &permit)?;
    let mut head = threads::head(tx, &permit, thread, &key)?;
    let message = messages::get_mark(tx, &permit, id)?;
    if !by_child && !super::sight_of(tx, &permit, &head)?.shows(message.seq, message.received_at) {
        return Err(Fault::NotFound);
    }
    if !matches!(message.author, Author::Child(_)) {
        return Err(Refusal::invalid("not_the_childs", "topics", "Only what the child said has topics.").into());
    }
    ids.sort_unstable();
    ids.dedup();
    if marks::topics_set_by(tx, &permit, id, set_by)? == ids {
        return Ok(Outcome::Unchanged(()));
    }
    let topics = topic::find(rules.topics(), &ids)?;
    if by_child {
        topic::not_to_holder(&topics, head.thread.post, &tx.council())?;
    } else {
        about_worker(tx, &head, &message, &topics)?;
    }
    marks::set_topics(tx, &permit, &message, set_by, &ids)?;
    raise(tx, rules, &permit, &mut head, &message, &topics)?;
    tx.audit(&permit.entry(tx.now(), Some("topics")))?;
    super::tell_child(tx, &head, Happening::Ask, id.of())?;
    super::tell_staff(tx, &head, Happening::Ask, id.of(), actor.staff())?;
    Ok(Outcome::Done(()))
}

/// Takes the open ask up to what its topic asks for, where the message belongs to it.
fn raise(
    tx: &mut Tx<'_>,
    rules: &Rules,
    permit: &Permit,
    head: &mut Head,
    message: &Mark,
    topics: &[&Topic],
) -> Answer<()> {
    let Some(kind) = topics.iter().map(|t| t.kind).reduce(AskKind::stronger) else { return Ok(()) };
    let Some(open) = head.open().filter(|a| message.seq >= a.first_seq) else { return Ok(()) };
    let said_at: At = message.said_at;
    let more = Ask { kind, answer_by: rules.answer_by(london_day(said_at), kind), ..open.clone() };
    asks::join(tx, permit, head, &more)
}

/// A worker who finds that the words are about the worker of this thread does not keep them to themself: the managers of
/// the post's team are given a task.
fn about_worker(tx: &mut Tx<'_>, head: &Head, message: &Mark, topics: &[&Topic]) -> Answer<()> {
    let thread = head.thread;
    if thread.post == Post::Iro || !topics.iter().any(|t| t.not_to_holder) {
        return Ok(());
    }
    for manager in access::managers(tx, thread.child, thread.post)? {
        let task = NewTask {
            kind: TaskKind::AboutWorker,
            child: Some(thread.child),
            post: None,
            staff: Some(manager),
            team: None,
            subject: Some(message.id.of()),
            natural_key: format!("about_worker:{}:{manager}", message.id),
        };
        if let Some(task) = tasks::make(tx, task)? {
            notify::tell(tx, To::Staff(manager), Happening::Task, Some(thread.id), Some(task.of()))?;
        }
    }
    Ok(())
}
