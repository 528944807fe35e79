//! Whoever leaves a post is asked for a note while they can still write one: with the post, sight of the child goes too.

use std::collections::HashSet;

use super::{STEP, attempt};
use crate::access::{self, Action, Actor, Leaving, Target};
use crate::kernel::id::AnyId;
use crate::notify::{self, Happening, To};
use crate::people::tasks::{self, NewTask, Task, TaskKind};
use crate::store::{Answer, Outcome, Store, Tx};

/// This job's name in the audit.
const JOB: &str = "handover_due";
/// How long before a post changes hands its holder is asked, in days.
const AHEAD_DAYS: i64 = 14;

/// Makes a task for each holder whose post goes to somebody else soon, and finishes those that are too late or no longer
/// so. Answers how many were made or finished.
pub(super) async fn ask_for_notes(store: &Store) -> Answer<usize> {
    let (new, over) = store
        .read(|rx| {
            let leaving = access::changing_hands(rx, AHEAD_DAYS)?;
            let open = tasks::open_of_kind(rx, TaskKind::HandoverDue)?;
            let told: HashSet<AnyId> = open.iter().filter_map(|t| t.subject).collect();
            let still: HashSet<AnyId> = leaving.iter().map(|l| l.allocation.of()).collect();
            let new: Vec<Leaving> = leaving.into_iter().filter(|l| !told.contains(&l.allocation.of())).collect();
            let over: Vec<Task> =
                open.into_iter().filter(|t| t.subject.is_some_and(|allocation| !still.contains(&allocation))).collect();
            Ok((new, over))
        })
        .await?;
    let mut done = 0usize;
    for some in new.chunks(STEP) {
        done = done.saturating_add(attempt(some, ask(store, some.to_vec()).await));
    }
    for some in over.chunks(STEP) {
        done = done.saturating_add(attempt(some, super::finish(store, JOB, some.to_vec()).await));
    }
    Ok(done)
}

async fn ask(store: &Store, leaving: Vec<Leaving>) -> Answer<usize> {
    let run = move |tx: &mut Tx<'_>| {
        let mut made = 0usize;
        for Leaving { allocation, child, post, staff } in leaving {
            let permit = access::may(tx, &Actor::Job(JOB), Action::Escalate, Target::Post(child, post))?;
            let task = NewTask {
                kind: TaskKind::HandoverDue,
                child: Some(child),
                post: Some(post),
                staff: Some(staff),
                team: None,
                subject: Some(allocation.of()),
                // Once for each allocation: who ticks it off is not asked again.
                natural_key: format!("handover_due:{allocation}"),
            };
            if let Some(task) = tasks::make(tx, task)? {
                tx.audit(&permit.entry(tx.now(), None))?;
                notify::tell(tx, To::Staff(staff), Happening::Task, None, Some(task.of()))?;
                made = made.saturating_add(1);
            }
        }
        Ok(if made > 0 { Outcome::Done(made) } else { Outcome::Unchanged(0) })
    };
    store.write(run).await
}
