//! Reading a thread. A child's own look leaves no trace; a worker's is in the audit before the answer.

use super::view::{AskView, HandoverView, ReaderView, Reads, ThreadView, reads};
use crate::access::{self, Action, Actor, Permit, Relation, Target};
use crate::kernel::id::ThreadId;
use crate::people;
use crate::store::vault::ChildKey;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::Message;
use crate::voice::store::threads::Head;
use crate::voice::store::{handover, messages, threads};
use crate::voice::thread::{COVER_SEES_MS, Page, Sight};

/// A thread as a member of staff reads it.
#[derive(Debug, Clone)]
pub struct StaffThread {
    /// The part that was asked for.
    pub view: ThreadView,
    /// By which relation.
    pub relation: Relation,
    /// Everybody who can read it.
    pub readers: Vec<ReaderView>,
    /// The first place that this reader sees.
    pub visible_from: i64,
    /// Whether this reader sees only dates.
    pub dates_only: bool,
    /// The note from the worker before.
    pub handover: Option<HandoverView>,
}

/// A child reads one of their own threads.
///
/// # Errors
/// [`Fault::NotFound`] where it is not theirs, or nobody has confirmed the phone.
pub async fn read_thread(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    thread: ThreadId,
    page: Page,
) -> Answer<ThreadView> {
    let rules = rules.clone();
    store.read(move |rx| own(rx, &rules, &actor, thread, page)).await
}

/// The phone's most frequent look: five look-ups and no more (thread and ask, messages, who has seen them, topics, who
/// reads).
fn own(rx: &mut Rx<'_>, rules: &Rules, actor: &Actor, thread: ThreadId, page: Page) -> Answer<ThreadView> {
    let child = actor.child().ok_or(Fault::NotFound)?;
    let mine = access::may(rx, actor, Action::ReadThread, Target::Child(child))?;
    let key = super::key(rx, &mine).map_err(|f| not_mine(rx, actor, thread, f))?;
    let head = threads::head(rx, &mine, thread, &key).map_err(|f| not_mine(rx, actor, thread, f))?;
    let permit = access::may(rx, actor, Action::ReadThread, Target::Thread(child, head.thread.post, thread))?;
    let (reads, _) = reads(rx, rules, &permit, head.thread.post)?;
    part(rx, &permit, &key, head, (Sight::ALL, page), reads)
}

/// A thread that is not among the child's own: where it is another's, the refused look is written down.
fn not_mine(rx: &mut Rx<'_>, actor: &Actor, thread: ThreadId, fault: Fault) -> Fault {
    match fault {
        Fault::NotFound => super::permit(rx, actor, Action::ReadThread, thread).err().unwrap_or(Fault::NotFound),
        other => other,
    }
}

/// The part of a thread that `sight` lets its reader see.
fn part(
    rx: &mut Rx<'_>,
    permit: &Permit,
    key: &ChildKey,
    head: Head,
    (sight, page): (Sight, Page),
    reads: Reads,
) -> Answer<ThreadView> {
    let places = page.places(head.thread.last_seq);
    let messages = messages::page(rx, permit, sight, key, places)?;
    let plan = plan(rx, permit, key, &head, (sight, &messages))?;
    let first = match sight {
        Sight::From(first) => first,
        Sight::Since(_) | Sight::DatesOnly => 1,
    };
    let today = rx.today();
    Ok(ThreadView {
        next_before: (places.0 > first).then_some(places.0),
        ask: head.ask.map(|a| AskView::on(a, head.passed_on_to, today)),
        thread: head.thread,
        messages,
        plan,
        reads,
    })
}

fn plan(
    rx: &mut Rx<'_>,
    permit: &Permit,
    key: &ChildKey,
    head: &Head,
    (sight, page): (Sight, &[Message]),
) -> Answer<Option<Message>> {
    let Some(id) = head.thread.plan.filter(|_| !sight.is_dates_only()) else { return Ok(None) };
    match page.iter().find(|m| m.id == id) {
        Some(found) => Ok(Some(found.clone())),
        None => messages::find(rx, permit, sight, key, id),
    }
}

/// A member of staff reads a thread: as much of it as their relation allows, with who else can read it.
///
/// # Errors
/// [`Fault::NotFound`] where they stand in no relation to it.
pub async fn read_thread_as_staff(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    thread: ThreadId,
    page: Page,
) -> Answer<StaffThread> {
    let rules = rules.clone();
    store.write(move |tx| staff(tx, &rules, &actor, thread, page).map(Outcome::Done)).await
}

fn staff(tx: &mut Tx<'_>, rules: &Rules, actor: &Actor, thread: ThreadId, page: Page) -> Answer<StaffThread> {
    let mut permit = super::permit(tx, actor, Action::ReadThread, thread)?;
    let key = super::key(tx, &permit)?;
    let head = threads::head(tx, &permit, thread, &key)?;
    let (reads, on) = reads(tx, rules, &permit, head.thread.post)?;
    let (today, now) = (tx.today(), tx.now());
    let sight = Sight::of(&permit, head.ask.as_ref(), on.holder.is_some(), today, now);
    let sight = threads::settle(tx, &permit, sight)?;
    if sight.is_dates_only() {
        permit = access::may(tx, actor, Action::ReadDates, permit.target())?;
    }
    tx.audit(&permit.entry(now, None))?;
    let handover = note(tx, &permit, &key)?;
    let readers = readers(tx, &permit, head.thread.post)?;
    let part_only = permit.is_since() || sight.is_dates_only();
    let mut view = part(tx, &permit, &key, head, (sight, page), reads)?;
    let old = |a: &AskView| a.ask.closed_at.is_some_and(|c| sight.is_dates_only() || c < now.plus(-COVER_SEES_MS));
    view.ask = view.ask.map(|a| if sight.is_dates_only() || (part_only && old(&a)) { a.without_words() } else { a });
    let visible_from = match sight {
        Sight::From(first) => first,
        Sight::Since(_) | Sight::DatesOnly => view.thread.last_seq.saturating_add(1),
    };
    Ok(StaffThread {
        view,
        relation: permit.relation(),
        readers,
        visible_from,
        dates_only: sight.is_dates_only(),
        handover,
    })
}

/// The last note about the thread: for its writer, and for the next holder until they have written to the child.
fn note(rx: &mut Rx<'_>, permit: &Permit, key: &ChildKey) -> Answer<Option<HandoverView>> {
    let Some(me) = permit.actor().staff().filter(|_| permit.relation() == Relation::Holder) else { return Ok(None) };
    let Some(note) = handover::last(rx, permit, key)? else { return Ok(None) };
    if note.by != me && handover::has_written_since(rx, permit, me, note.at)? {
        return Ok(None);
    }
    Ok(Some(HandoverView { words: note.words, by: note.by, by_name: note.by_name, at: note.at }))
}

/// Everybody who can read a thread of the permit's child, with their names.
pub(super) fn readers(rx: &mut Rx<'_>, permit: &Permit, post: crate::kernel::words::Post) -> Answer<Vec<ReaderView>> {
    let all = access::readers(rx, permit, post)?;
    let ids: Vec<_> = all.iter().map(|(s, _)| *s).collect();
    let faces = people::staff_many(rx, &ids)?;
    Ok(all.into_iter().filter_map(|(s, why)| Some(ReaderView { person: faces.get(&s)?.clone(), why })).collect())
}
