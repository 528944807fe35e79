//! A child's card, as those near the child see and keep it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::access::{self, Action, Actor, Case, Permit, Relation, Target, may};
use crate::kernel::calendar::{Days, age_on};
use crate::kernel::id::{AllocationId, ChildId, StaffId};
use crate::kernel::words::Post;
use crate::kernel::{Day, Refusal};
use crate::people::child::{ChildFace, ChildName};
use crate::people::staff::StaffFace;
use crate::people::{accounts, store as rows};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// Children on one page.
pub const PAGE: usize = 50;

/// A child in a list, with how one stands to each post.
#[derive(Debug, Clone)]
pub struct NearChild {
    /// Who.
    pub name: ChildName,
    /// The posts, with one's relation.
    pub posts: Vec<(Post, Relation)>,
}

/// Who is there for a post.
#[derive(Debug, Clone)]
pub struct PostCard {
    /// Which post.
    pub post: Post,
    /// The allocation by which its holder holds it.
    pub allocation: Option<AllocationId>,
    /// How the reader stands to it; none where the reader has nothing to do with it.
    pub relation: Option<Relation>,
    /// Who holds it.
    pub holder: Option<StaffFace>,
    /// Who covers now, and when the holder is back.
    pub cover: Option<(StaffFace, Day)>,
}

/// A child's card.
#[derive(Debug, Clone)]
pub struct Card {
    /// Who, and how to reach them.
    pub child: ChildFace,
    /// Their age today, in years.
    pub age: u32,
    /// Who is there for each post.
    pub posts: Vec<PostCard>,
    /// The periods of care that are known, oldest first.
    pub periods: Vec<Days>,
    /// From the first short break to the end of the last.
    pub short_breaks: Option<Days>,
    /// The first day that is known, where the child may have been in care before it.
    pub unknown_before: Option<Day>,
}

/// What a worker changes on a card; none leaves a thing as it is.
#[derive(Debug, Clone, Default)]
pub struct CardChange {
    /// What the child is called.
    pub known_as: Option<String>,
    /// The language the child speaks best; empty takes it away.
    pub first_language: Option<String>,
    /// Whether the child needs an interpreter.
    pub interpreter: Option<bool>,
}

/// Lists the children whom a member of staff stands close to, after `after`, at most [`PAGE`]; answers the last one where
/// more follow.
///
/// # Errors
/// [`Fault::NotFound`] where somebody's role knows no children.
pub async fn list_children(
    store: &Store,
    actor: Actor,
    after: Option<ChildId>,
) -> Answer<(Vec<NearChild>, Option<ChildId>)> {
    store.read(move |rx| run_list(rx, &actor, after)).await
}

fn run_list(rx: &mut Rx<'_>, actor: &Actor, after: Option<ChildId>) -> Answer<(Vec<NearChild>, Option<ChildId>)> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = may(rx, actor, Action::SeeInbox, Target::Staff(me))?;
    let mut by_child: BTreeMap<ChildId, Vec<Case>> = BTreeMap::new();
    for case in access::caseload(rx, me)? {
        by_child.entry(case.child).or_default().push(case);
    }
    let mut ids: Vec<ChildId> = by_child.keys().copied().filter(|c| after.is_none_or(|a| *c > a)).collect();
    let more = ids.len() > PAGE;
    ids.truncate(PAGE);
    let names = rows::child::names(rx, &permit, &ids)?;
    let next = ids.last().copied().filter(|_| more);
    let near = |id: &ChildId| {
        let posts = by_child.get(id)?.iter().map(|c| (c.post, c.relation)).collect();
        Some(NearChild { name: names.get(id)?.clone(), posts })
    };
    Ok((ids.iter().filter_map(near).collect(), next))
}

/// Reads a child's card; who looked is written down first.
///
/// # Errors
/// [`Fault::NotFound`] where the child is not near.
pub async fn read_child(store: &Store, actor: Actor, child: ChildId) -> Answer<Card> {
    store
        .write(move |tx| {
            let permit = near(tx, &actor, Action::ReadChildCard, child)?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(card(tx, &permit)?))
        })
        .await
}

/// Changes a child's card. What is set here is not set back by a file.
///
/// # Errors
/// A refusal where a field cannot be read; [`Fault::NotFound`] where one holds no post for the child.
pub async fn change_child(store: &Store, actor: Actor, child: ChildId, change: CardChange) -> Answer<Card> {
    let change = checked(change)?;
    store
        .write(move |tx| {
            let permit = near(tx, &actor, Action::ChangeChildCard, child)?;
            let changed = rows::child::change(tx, &permit, &change)?;
            let card = card(tx, &permit)?;
            if !changed {
                return Ok(Outcome::Unchanged(card));
            }
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(card))
        })
        .await
}

/// Lets messages to and from a child go on after they were stopped. Where they go on already, nothing changes.
///
/// # Errors
/// [`Fault::NotFound`] where one neither holds a post for the child nor manages one.
pub async fn resume_messages(store: &Store, actor: Actor, child: ChildId) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = near(tx, &actor, Action::ResumeMessages, child)?;
            if !rows::child::resume(tx, &permit)? {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("messages_resumed")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// A permit for a child who is there. The manager of a post's own team stands close to whoever has no holder, and so
/// would to nobody at all.
fn near(tx: &mut Tx<'_>, actor: &Actor, action: Action, child: ChildId) -> Answer<Permit> {
    if !rows::child::locate_is_there(tx, child)? {
        return Err(Fault::NotFound);
    }
    may(tx, actor, action, Target::Child(child))
}

fn checked(change: CardChange) -> Answer<CardChange> {
    let known_as = change.known_as.map(|n| {
        let say = "Write what they are called: 1 to 60 characters on one line.";
        accounts::one_line(&n, 1, 60).ok_or_else(|| Refusal::invalid("known_as", "known_as", say))
    });
    let first_language = change.first_language.map(|l| {
        let say = "Write a language: up to 60 characters on one line.";
        accounts::one_line(&l, 0, 60).ok_or_else(|| Refusal::invalid("first_language", "first_language", say))
    });
    Ok(CardChange {
        known_as: known_as.transpose()?,
        first_language: first_language.transpose()?,
        interpreter: change.interpreter,
    })
}

fn card(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Card> {
    let child = rows::child::face(rx, permit)?;
    let now = access::posts_of(rx, child.id)?;
    let mut covers: HashMap<StaffId, (StaffId, Day)> = HashMap::new();
    let holders: HashSet<StaffId> = now.iter().filter_map(|p| p.holder).collect();
    for holder in holders {
        if let Some(cover) = access::covered_now(rx, holder)? {
            covers.insert(holder, cover);
        }
    }
    let ids: Vec<StaffId> = now.iter().filter_map(|p| p.holder).chain(covers.values().map(|(c, _)| *c)).collect();
    let faces = rows::staff::faces(rx, &ids)?;
    let face = |id: &StaffId| faces.get(id).cloned();
    let held = access::holdings_of(rx, child.id)?;
    let mine = match permit.actor().staff() {
        Some(me) => access::caseload(rx, me)?.into_iter().filter(|c| c.child == child.id).collect(),
        None => vec![],
    };
    let post = |p: &access::PostNow| PostCard {
        post: p.post,
        allocation: held.iter().find(|h| h.post == p.post && Some(h.staff) == p.holder).map(|h| h.allocation),
        relation: mine.iter().find(|c: &&Case| c.post == p.post).map(|c| c.relation),
        holder: p.holder.as_ref().and_then(face),
        cover: p.holder.and_then(|h| covers.get(&h)).and_then(|(c, back_on)| Some((face(c)?, *back_on))),
    };
    let posts = now.iter().map(post).collect();
    let age = age_on(child.born_on, rx.today());
    let care = rows::care::histories(rx, permit, &[child.id])?.pop().ok_or(Fault::NotFound)?;
    let (periods, short_breaks, unknown_before) = (care.periods(), care.short_breaks(), care.unknown_before());
    Ok(Card { child, age, posts, periods, short_breaks, unknown_before })
}
