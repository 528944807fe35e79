//! Whom a child can write to.

use super::view::{AskView, CoverView, ReaderView, Reads, reads};
use crate::access::{self, Action, Actor, Permit, Target};
use crate::kernel::At;
use crate::kernel::id::ThreadId;
use crate::kernel::words::Post;
use crate::people::{self, StaffFace};
use crate::store::vault::ChildKey;
use crate::store::{Answer, Fault, Rx, Store};
use crate::voice::Rules;
use crate::voice::store::threads;
use crate::voice::thread::Thread;

/// One post of a child, with its people.
#[derive(Debug, Clone)]
pub struct PostView {
    /// The thread.
    pub thread: Thread,
    /// Who holds the post.
    pub holder: Option<StaffFace>,
    /// Who covers.
    pub cover: Option<CoverView>,
    /// Everybody who can read.
    pub readers: Vec<ReaderView>,
    /// When somebody reads.
    pub reads: Reads,
    /// What is open, or was answered last.
    pub ask: Option<AskView>,
    /// When the last message was stored.
    pub last_message_at: Option<At>,
}

/// A child's people.
#[derive(Debug, Clone)]
pub struct PeopleView {
    /// The posts.
    pub items: Vec<PostView>,
    /// Whether messages are stopped until a person acts.
    pub messages_stopped: bool,
}

/// A child sees whom they can write to, with names, working days and who else can read.
///
/// # Errors
/// [`Fault::NotFound`] on a phone that nobody has confirmed.
pub async fn list_people(store: &Store, rules: &Rules, actor: Actor) -> Answer<PeopleView> {
    super::open::open_missing(store, rules, &actor).await?;
    let rules = rules.clone();
    store.read(move |rx| run(rx, &rules, &actor)).await
}

fn run(rx: &mut Rx<'_>, rules: &Rules, actor: &Actor) -> Answer<PeopleView> {
    let child = actor.child().ok_or(Fault::NotFound)?;
    let mine = access::may(rx, actor, Action::SeePeople, Target::Child(child))?;
    let messages_stopped = people::messages_stopped(rx, &mine)?;
    let threads = threads::list(rx, &mine)?;
    if threads.is_empty() {
        return Ok(PeopleView { items: vec![], messages_stopped });
    }
    let key = super::key(rx, &mine)?;
    let last = threads::last_message_at(rx, &mine)?;
    let mut items = Vec::with_capacity(threads.len());
    for thread in threads {
        let permit = access::may(rx, actor, Action::SeePeople, Target::Thread(child, thread.post, thread.id))?;
        let at = last.iter().find(|(t, _)| *t == thread.id).map(|(_, at)| *at);
        items.push(post(rx, rules, &permit, &key, thread, at)?);
    }
    Ok(PeopleView { items, messages_stopped })
}

fn post(
    rx: &mut Rx<'_>,
    rules: &Rules,
    permit: &Permit,
    key: &ChildKey,
    thread: Thread,
    last_message_at: Option<At>,
) -> Answer<PostView> {
    let head = threads::head(rx, permit, thread.id, key)?;
    let (reads, on) = reads(rx, rules, permit, thread.post)?;
    let readers = super::read::readers(rx, permit, thread.post)?;
    let ids: Vec<_> = on.holder.iter().copied().chain(on.cover().map(|(c, _)| c)).collect();
    let faces = people::staff_many(rx, &ids)?;
    let today = rx.today();
    Ok(PostView {
        holder: on.holder.and_then(|h| faces.get(&h).cloned()),
        cover: on.cover().and_then(|(c, back_on)| Some(CoverView { person: faces.get(&c)?.clone(), back_on })),
        readers,
        reads,
        ask: head.ask.map(|a| AskView::on(a, head.passed_on_to, today)),
        last_message_at,
        thread,
    })
}

/// A post that can be written to, with its thread and when somebody reads it.
pub type OpenPost = (Post, ThreadId, Reads);

/// A child sees which posts can be written to and when each is read: no names, so that a phone that nobody has confirmed
/// can send too, and says before sending that nobody reads now.
///
/// # Errors
/// The database's own.
pub async fn list_posts(store: &Store, rules: &Rules, actor: Actor) -> Answer<Vec<OpenPost>> {
    super::open::open_missing(store, rules, &actor).await?;
    let rules = rules.clone();
    let posts = move |rx: &mut Rx<'_>| {
        let child = actor.child().ok_or(Fault::NotFound)?;
        let permit = access::may(rx, &actor, Action::SeePosts, Target::Child(child))?;
        let mut posts = Vec::new();
        for thread in threads::list(rx, &permit)? {
            posts.push((thread.post, thread.id, reads(rx, &rules, &permit, thread.post)?.0));
        }
        Ok(posts)
    };
    store.read(posts).await
}
