//! What happens by the clock alone: threads are opened, new holders say hello, what is late is passed on, whoever leaves is
//! asked for a note, and no child writes to nobody. Each thread is its own transaction, so that one that fails holds up no other.

mod handover;

use std::collections::{HashMap, HashSet};

use super::Rules;
use super::actions::open;
use super::actions::passed_on;
use super::store::{late, threads};
use crate::access::{self, Action, Actor, PostNow, Target};
use crate::kernel::id::{ChildId, StaffId, ThreadId};
use crate::kernel::words::Post;
use crate::notify::{self, Happening, To};
use crate::people;
use crate::people::tasks::{self, NewTask, Task, TaskKind};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

/// How many threads or tasks one transaction makes: others write in between.
const STEP: usize = 25;
/// This job's name in the audit.
const NO_HOLDER: &str = "no_holder";

/// Opens the threads of posts that have none, and lets a new holder say hello. Answers how many were done.
///
/// # Errors
/// The database's own.
pub async fn open_threads(store: &Store, rules: &Rules) -> Answer<usize> {
    let (missing, new) = store
        .read(|rx| {
            let posts = access::all_posts(rx)?;
            let there: HashMap<(ChildId, Post), (ThreadId, Option<StaffId>)> = threads::locate_greeted(rx)?
                .into_iter()
                .map(|(child, post, id, by)| ((child, post), (id, by)))
                .collect();
            let missing: Vec<PostNow> =
                posts.iter().filter(|p| !there.contains_key(&(p.child, p.post))).copied().collect();
            let new: Vec<(PostNow, ThreadId)> = posts
                .iter()
                .filter_map(|p| {
                    there
                        .get(&(p.child, p.post))
                        .filter(|(_, by)| p.holder.is_some() && p.holder != *by)
                        .map(|(id, _)| (*p, *id))
                })
                .collect();
            Ok((missing, new))
        })
        .await?;
    let mut done = 0usize;
    for some in missing.chunks(STEP) {
        done = done.saturating_add(attempt(some, open_some(store, rules, some.to_vec()).await));
    }
    for (post, thread) in new {
        done = done.saturating_add(attempt(&[post], greet(store, rules, post, thread).await));
    }
    Ok(done)
}

/// One step of a job: one that fails is logged, and tried again at the next run.
fn attempt<T>(of: &[T], answer: Answer<usize>) -> usize {
    match answer {
        Ok(done) => done,
        Err(fault) => {
            tracing::error!(of = of.len(), cause = ?fault, "a step of a job failed");
            0
        }
    }
}

async fn open_some(store: &Store, rules: &Rules, posts: Vec<PostNow>) -> Answer<usize> {
    let rules = rules.clone();
    let run = move |tx: &mut Tx<'_>| {
        let mut made = 0usize;
        for post in posts {
            if open::open(tx, &rules, post)? {
                made = made.saturating_add(1);
            }
        }
        Ok(if made > 0 { Outcome::Done(made) } else { Outcome::Unchanged(0) })
    };
    store.write(run).await
}

/// Somebody new holds the post: they say hello. Not while messages are stopped.
async fn greet(store: &Store, rules: &Rules, post: PostNow, thread: ThreadId) -> Answer<usize> {
    let rules = rules.clone();
    let run = move |tx: &mut Tx<'_>| {
        let permit =
            access::may(tx, &Actor::Job(open::JOB), Action::Escalate, Target::Thread(post.child, post.post, thread))?;
        threads::claim(tx, &permit)?;
        let Some(holder) = post.holder.filter(|h| is_still(tx, post, *h).unwrap_or(false)) else {
            return Ok(Outcome::Unchanged(0));
        };
        if people::messages_stopped(tx, &permit)? {
            return Ok(Outcome::Unchanged(0));
        }
        let hello = open::hello(tx, &rules, &permit, (post.post, holder), false)?;
        tx.audit(&permit.entry(tx.now(), None))?;
        notify::tell(tx, To::Child(post.child), Happening::Message, Some(thread), Some(hello.of()))?;
        Ok(Outcome::Done(1))
    };
    store.write(run).await
}

fn is_still(tx: &mut Tx<'_>, post: PostNow, holder: StaffId) -> Answer<bool> {
    Ok(access::posts_of(tx, post.child)?.iter().any(|p| p.post == post.post && p.holder == Some(holder)))
}

/// Passes on every ask whose day has passed, reopens those whose decision did not come, and gives managers a task for
/// each that is late twice and each post that nobody holds. Answers how many things were done.
///
/// # Errors
/// The database's own.
pub async fn escalate(store: &Store, rules: &Rules) -> Answer<usize> {
    let undecided = store
        .read(|rx| {
            let today = rx.today();
            late::locate_undecided(rx, today)
        })
        .await?;
    let mut done = 0usize;
    for (thread, ask) in undecided {
        done = done.saturating_add(attempt(&[ask], passed_on::reopen_undecided(store, thread, ask).await));
    }
    // Looked for only now: a decision that did not come is late in the same run.
    let (late, again) = store
        .read(|rx| {
            let today = rx.today();
            Ok((late::locate_late(rx, today)?, late::locate_late_again(rx, today)?))
        })
        .await?;
    for thread in late {
        done = done.saturating_add(attempt(&[thread], passed_on::pass_on(store, rules, thread).await));
    }
    for thread in again {
        done = done.saturating_add(attempt(&[thread], passed_on::late_again(store, thread).await));
    }
    done = done.saturating_add(handover::ask_for_notes(store).await?);
    Ok(done.saturating_add(nobody_holds(store).await?))
}

/// A post that nobody holds and a child can write to goes to the managers of its team at once; the task is over when
/// somebody holds it.
async fn nobody_holds(store: &Store) -> Answer<usize> {
    let (new, over) = store
        .read(|rx| {
            let posts = access::all_posts(rx)?;
            let held: HashSet<(ChildId, Post)> =
                posts.iter().filter(|p| p.holder.is_some()).map(|p| (p.child, p.post)).collect();
            let mut vacant: HashSet<(ChildId, Post)> =
                posts.iter().filter(|p| p.holder.is_none()).map(|p| (p.child, p.post)).collect();
            vacant.extend(late::locate_waiting(rx)?.into_iter().filter(|p| !held.contains(p)));
            let open = tasks::open_of_kind(rx, TaskKind::NoHolder)?;
            let told: HashSet<(ChildId, Post)> = open.iter().filter_map(|t| Some((t.child?, t.post?))).collect();
            let over: Vec<Task> =
                open.into_iter().filter(|t| t.child.zip(t.post).is_some_and(|p| held.contains(&p))).collect();
            let mut new: Vec<(ChildId, Post)> = vacant.into_iter().filter(|p| !told.contains(p)).collect();
            new.sort_unstable();
            Ok((new, over))
        })
        .await?;
    let mut done = 0usize;
    for some in new.chunks(STEP) {
        done = done.saturating_add(attempt(some, tell_vacant(store, some.to_vec()).await));
    }
    for some in over.chunks(STEP) {
        done = done.saturating_add(attempt(some, finish(store, NO_HOLDER, some.to_vec()).await));
    }
    Ok(done)
}

async fn tell_vacant(store: &Store, posts: Vec<(ChildId, Post)>) -> Answer<usize> {
    let run = move |tx: &mut Tx<'_>| {
        let mut told: HashSet<StaffId> = HashSet::new();
        let now = tx.now();
        for (child, post) in &posts {
            let permit = access::may(tx, &Actor::Job(NO_HOLDER), Action::Escalate, Target::Post(*child, *post))?;
            let task = NewTask {
                kind: TaskKind::NoHolder,
                child: Some(*child),
                post: Some(*post),
                staff: None,
                team: None,
                subject: None,
                natural_key: format!("no_holder:{child}:{post}:{}", now.ms()),
            };
            tasks::make(tx, task)?;
            tx.audit(&permit.entry(now, None))?;
            told.extend(access::managers(tx, *child, *post)?);
        }
        for manager in told {
            notify::tell(tx, To::Staff(manager), Happening::Task, None, None)?;
        }
        Ok(Outcome::Done(posts.len()))
    };
    store.write(run).await
}

/// Ends tasks whose reason is gone, as a job, a line in the audit each; answers how many were still open.
async fn finish(store: &Store, job: &'static str, over: Vec<Task>) -> Answer<usize> {
    let run = move |tx: &mut Tx<'_>| {
        let mut done = 0usize;
        for task in over {
            let child = task.child.ok_or(Fault::NotFound)?;
            let permit = access::may(tx, &Actor::Job(job), Action::Escalate, Target::Child(child))?;
            if tasks::done(tx, &permit, task.id)? {
                tx.audit(&permit.entry(tx.now(), None))?;
                done = done.saturating_add(1);
            }
        }
        Ok(if done > 0 { Outcome::Done(done) } else { Outcome::Unchanged(0) })
    };
    store.write(run).await
}
