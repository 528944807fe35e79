//! Colleagues, their leave, and what somebody must do.

use std::collections::HashMap;

use crate::access::{self, Absence, Action, Actor, Target, may};
use crate::kernel::id::{ChildId, StaffId, TaskId};
use crate::people::child::ChildName;
use crate::people::staff::StaffFace;
use crate::people::store as rows;
use crate::people::tasks::{self, Task};
use crate::store::{Answer, Fault, Outcome, Rx, Store};

/// A leave, with whose it is and who covers.
#[derive(Debug, Clone)]
pub struct Leave {
    /// The leave.
    pub absence: Absence,
    /// Who is away.
    pub staff: StaffFace,
    /// Who covers.
    pub cover: Option<StaffFace>,
}

/// Lists the colleagues of a member of staff: their own team's and those of teams they manage.
///
/// # Errors
/// [`Fault::NotFound`] where somebody's role knows none here.
pub async fn list_colleagues(store: &Store, actor: Actor) -> Answer<Vec<StaffFace>> {
    store
        .read(move |rx| {
            let me = actor.staff().ok_or(Fault::NotFound)?;
            let permit = may(rx, &actor, Action::SetCover, Target::Staff(me))?;
            let ids = access::colleagues(rx, &permit)?;
            let mut faces = rows::staff::faces(rx, &ids)?;
            Ok(ids.iter().filter_map(|id| faces.remove(id)).collect())
        })
        .await
}

/// Lists the leaves of a member of staff and of those in teams they manage that are not over.
///
/// # Errors
/// [`Fault::NotFound`] where somebody's role knows none here.
pub async fn list_cover(store: &Store, actor: Actor) -> Answer<Vec<Leave>> {
    store
        .read(move |rx| {
            let me = actor.staff().ok_or(Fault::NotFound)?;
            let permit = may(rx, &actor, Action::SetCover, Target::Staff(me))?;
            let absences = access::absences(rx, &permit)?;
            let ids: Vec<StaffId> = absences.iter().flat_map(|a| [Some(a.staff), a.cover]).flatten().collect();
            let faces = rows::staff::faces(rx, &ids)?;
            let leave = |absence: Absence| {
                let face = |id: StaffId| faces.get(&id).cloned();
                Some(Leave { absence, staff: face(absence.staff)?, cover: absence.cover.and_then(face) })
            };
            Ok(absences.into_iter().filter_map(leave).collect())
        })
        .await
}

/// Lists what a member of staff must do, oldest first, each with the child's name.
///
/// # Errors
/// [`Fault::NotFound`] where somebody's role has no tasks here.
pub async fn list_tasks(store: &Store, actor: Actor) -> Answer<Vec<(Task, Option<ChildName>)>> {
    store
        .read(move |rx| {
            let me = actor.staff().ok_or(Fault::NotFound)?;
            let permit = may(rx, &actor, Action::DoTask, Target::Staff(me))?;
            let open = tasks::open_of(rx, me)?;
            let ids: Vec<ChildId> = open.iter().filter_map(|t| t.child).collect();
            let names: HashMap<ChildId, ChildName> = rows::child::names(rx, &permit, &ids)?;
            Ok(open
                .into_iter()
                .map(|t| {
                    let name = t.child.and_then(|c| names.get(&c).cloned());
                    (t, name)
                })
                .collect())
        })
        .await
}

/// Marks a task as done. One that is done stays as it is.
///
/// # Errors
/// [`Fault::NotFound`] where it is not one's own to do.
pub async fn finish_task(store: &Store, actor: Actor, id: TaskId) -> Answer<()> {
    store
        .write(move |tx| {
            let me = actor.staff().ok_or(Fault::NotFound)?;
            let task = tasks::locate(tx, id)?;
            let permit = may(tx, &actor, Action::DoTask, target(&task, me))?;
            if task.done_at.is_some() {
                return Ok(Outcome::Unchanged(()));
            }
            if !is_theirs(tx, me, id)? || !tasks::done(tx, &permit, id)? {
                return Err(Fault::NotFound);
            }
            tx.audit(&permit.entry(tx.now(), Some(task.kind.as_str())))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// On whose record a task is: a child's, or the member of staff's own.
fn target(task: &Task, me: StaffId) -> Target {
    match (task.child, task.post) {
        (Some(child), Some(post)) => Target::Post(child, post),
        (Some(child), None) => Target::Child(child),
        _ => Target::Staff(task.staff.unwrap_or(me)),
    }
}

fn is_theirs(rx: &mut Rx<'_>, me: StaffId, id: TaskId) -> Answer<bool> {
    Ok(tasks::open_of(rx, me)?.iter().any(|t| t.id == id))
}
