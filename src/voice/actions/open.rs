//! Opening threads, with a hello from whoever holds the post already there.

use crate::access::{self, Action, Actor, Permit, PostNow, Target};
use crate::kernel::Id;
use crate::kernel::id::{ChildId, MessageId, StaffId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::words::Post;
use crate::people;
use crate::store::vault::ChildKey;
use crate::store::{Answer, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::{Author, Channel, NewMessage, Purpose};
use crate::voice::reads::WorkDays;
use crate::voice::store::{messages, threads};

/// The job's name in the audit.
pub(in crate::voice) const JOB: &str = "open_threads";

/// Opens the threads of a child's posts that have none yet. Most calls find nothing to do, by a look alone.
pub(super) async fn open_missing(store: &Store, rules: &Rules, actor: &Actor) -> Answer<()> {
    let Some(child) = actor.child() else { return Ok(()) };
    let missing = store.read(move |rx| {
        let mut posts = access::posts_of(rx, child)?;
        let mut missing = Vec::new();
        for post in posts.drain(..) {
            if threads::locate_of_post(rx, child, post.post)?.is_none() {
                missing.push(post);
            }
        }
        Ok(missing)
    });
    let missing = missing.await?;
    if missing.is_empty() {
        return Ok(());
    }
    let rules = rules.clone();
    store
        .write(move |tx| {
            let mut made = false;
            for post in missing {
                made |= open(tx, &rules, post)?;
            }
            Ok(if made { Outcome::Done(()) } else { Outcome::Unchanged(()) })
        })
        .await
}

/// Opens the thread of a post; answers whether it was not there before.
pub(in crate::voice) fn open(tx: &mut Tx<'_>, rules: &Rules, post: PostNow) -> Answer<bool> {
    let job = Actor::Job(JOB);
    let permit = access::may(tx, &job, Action::Escalate, Target::Post(post.child, post.post))?;
    let id: ThreadId = Id::at(tx.now());
    if !threads::insert(tx, &permit, id, post.post)? {
        return Ok(false);
    }
    let permit = access::may(tx, &job, Action::Escalate, Target::Thread(post.child, post.post, id))?;
    tx.audit(&permit.entry(tx.now(), None))?;
    match post.holder {
        Some(holder) => hello(tx, rules, &permit, (post.post, holder), true)?,
        None => nobody(tx, rules, &permit, (post.child, post.post))?,
    };
    Ok(true)
}

/// Writes the hello of whoever holds the post now into its thread: who they are, when they work, what they can decide.
pub(in crate::voice) fn hello(
    tx: &mut Tx<'_>,
    rules: &Rules,
    permit: &Permit,
    (post, holder): (Post, StaffId),
    is_first: bool,
) -> Answer<MessageId> {
    let who = people::staff(tx, holder)?;
    let days = WorkDays::parse(&who.work_days).in_words();
    let text = rules.hello(is_first, &who.name, post, &days, who.about.as_deref());
    let id = say(tx, permit, Author::System(Some(holder)), Purpose::Hello, text)?;
    threads::set_greeted(tx, permit, holder)?;
    Ok(id)
}

/// Says that nobody holds the post, and who reads meanwhile: a child is never left to write to nobody.
fn nobody(tx: &mut Tx<'_>, rules: &Rules, permit: &Permit, (child, post): (ChildId, Post)) -> Answer<MessageId> {
    let reads = access::managers(tx, child, post)?;
    let name = match reads.first() {
        Some(manager) => Some(people::staff(tx, *manager)?.name),
        None => None,
    };
    say(tx, permit, Author::System(None), Purpose::Notice, rules.nobody(post, name.as_deref()))
}

/// Writes words of Sayso itself into the permit's thread.
pub(in crate::voice) fn say(
    tx: &mut Tx<'_>,
    permit: &Permit,
    author: Author,
    purpose: Purpose,
    text: String,
) -> Answer<MessageId> {
    let key: ChildKey = super::key_to_seal(tx, permit)?;
    let message = NewMessage {
        id: Id::at(tx.now()),
        author,
        written_down_by: None,
        channel: Channel::App,
        kind: None,
        purpose,
        in_reply_to: None,
        written_with: None,
        language: None,
        words: Words::parse(text, "text")?,
        topics: vec![],
        device_confirmed: true,
        said_at: tx.now(),
        phone_at: None,
    };
    let seq = threads::next_place(tx, permit)?.last_seq;
    messages::insert(tx, permit, &key, &message, seq)?;
    Ok(message.id)
}

/// A member of staff opens the thread of a post of theirs, to write first.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] where they may not write there.
pub async fn open_thread(store: &Store, rules: &Rules, actor: Actor, child: ChildId, post: Post) -> Answer<ThreadId> {
    let rules = rules.clone();
    let run = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::Reply, Target::Post(child, post))?;
        if let Some(thread) = threads::locate_of_post(tx, child, post)? {
            return Ok(Outcome::Unchanged(thread));
        }
        let holder = access::answerers(tx, child, post)?
            .into_iter()
            .find(|(_, r)| *r == access::Relation::Holder)
            .map(|(s, _)| s);
        open(tx, &rules, PostNow { child, post, holder })?;
        tx.audit(&permit.entry(tx.now(), Some("opened")))?;
        let thread = threads::locate_of_post(tx, child, post)?.ok_or(crate::store::Fault::NotFound)?;
        Ok(Outcome::Done(thread))
    };
    store.write(run).await
}
