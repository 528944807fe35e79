//! Tasks.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::access::{self, Permit, Relation};
use crate::kernel::At;
use crate::kernel::id::{AnyId, ChildId, Id, StaffId, TaskId, TeamId};
use crate::kernel::words::Post;
use crate::people::tasks::{NewTask, Task, TaskKind};
use crate::store::schema::{tasks, team_managers};
use crate::store::{Answer, Rx, Tx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks)]
struct TaskRow {
    id: TaskId,
    kind: TaskKind,
    child_id: Option<ChildId>,
    post: Option<Post>,
    staff_id: Option<StaffId>,
    team_id: Option<TeamId>,
    subject_id: Option<AnyId>,
    made_at: At,
    done_at: Option<At>,
}

impl From<TaskRow> for Task {
    fn from(r: TaskRow) -> Self {
        Self {
            id: r.id,
            kind: r.kind,
            child: r.child_id,
            post: r.post,
            staff: r.staff_id,
            team: r.team_id,
            subject: r.subject_id,
            made_at: r.made_at,
            done_at: r.done_at,
        }
    }
}

/// Writes a task unless its natural key is there.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, task: NewTask) -> Answer<Option<TaskId>> {
    let now = tx.now();
    let id: TaskId = Id::at(now);
    let values = (
        tasks::id.eq(id),
        tasks::kind.eq(task.kind),
        tasks::child_id.eq(task.child),
        tasks::post.eq(task.post),
        tasks::staff_id.eq(task.staff),
        tasks::team_id.eq(task.team),
        tasks::subject_id.eq(task.subject),
        tasks::made_at.eq(now),
        tasks::natural_key.eq(task.natural_key),
    );
    let made = crate::each_db!(tx.db(), c => diesel::insert_into(tasks::table)
        .values(values)
        .on_conflict(tasks::natural_key)
        .do_nothing()
        .execute(c))?;
    Ok((made > 0).then_some(id))
}

/// A task by its id, to learn whose record it is about.
pub(in crate::people) fn locate_task(rx: &mut Rx<'_>, task: TaskId) -> Answer<Task> {
    let row: TaskRow = tasks::table.find(task).select(TaskRow::as_select()).first(rx.db())?;
    Ok(row.into())
}

/// Whether the task of a natural key was done.
pub(in crate::people) fn is_done(rx: &mut Rx<'_>, natural_key: &str) -> Answer<Option<bool>> {
    let found = tasks::table.filter(tasks::natural_key.eq(natural_key)).select(tasks::done_at);
    let done: Option<Option<At>> = found.first(rx.db()).optional()?;
    Ok(done.map(|at| at.is_some()))
}

/// The open tasks of one kind.
pub(in crate::people) fn open_of_kind(rx: &mut Rx<'_>, kind: TaskKind) -> Answer<Vec<Task>> {
    let rows: Vec<TaskRow> = tasks::table
        .filter(tasks::kind.eq(kind))
        .filter(tasks::done_at.is_null())
        .select(TaskRow::as_select())
        .load(rx.db())?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// The open tasks of a member of staff, oldest first.
pub(in crate::people) fn open_of(rx: &mut Rx<'_>, me: StaffId) -> Answer<Vec<Task>> {
    let now = rx.now();
    let managed: Vec<TeamId> = team_managers::table
        .filter(team_managers::staff_id.eq(me))
        .filter(team_managers::access_from.le(now))
        .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))))
        .select(team_managers::team_id)
        .load(rx.db())?;
    let cases = access::caseload(rx, me)?;
    let mine: HashSet<(ChildId, Post)> = cases
        .iter()
        .filter(|c| matches!(c.relation, Relation::Holder | Relation::Cover))
        .map(|c| (c.child, c.post))
        .collect();
    let managing: Vec<(ChildId, Post)> =
        cases.iter().filter(|c| c.relation == Relation::Manager).map(|c| (c.child, c.post)).collect();
    let rows: Vec<TaskRow> = tasks::table
        .filter(tasks::done_at.is_null())
        .order((tasks::made_at, tasks::id))
        .select(TaskRow::as_select())
        .load(rx.db())?;
    let mut found = Vec::new();
    for task in rows.into_iter().map(Task::from) {
        let is_mine = match (task.staff, task.team, task.child, task.post) {
            (Some(staff), ..) => staff == me,
            (None, Some(team), ..) => managed.contains(&team),
            (None, None, Some(child), Some(post)) => {
                mine.contains(&(child, post)) || (managing.contains(&(child, post)) && is_unheld(rx, child, post)?)
            }
            _ => false,
        };
        if is_mine {
            found.push(task);
        }
    }
    Ok(found)
}

/// Whether the only ones to be told of a post are managers.
fn is_unheld(rx: &mut Rx<'_>, child: ChildId, post: Post) -> Answer<bool> {
    Ok(access::answerers(rx, child, post)?.iter().all(|(_, relation)| *relation == Relation::Manager))
}

/// Marks a task as done.
pub(in crate::people) fn done(tx: &mut Tx<'_>, permit: &Permit, task: TaskId) -> Answer<bool> {
    let now = tx.now();
    let by = permit.actor().id();
    let row = tasks::table.find(task).filter(tasks::done_at.is_null());
    let values = (tasks::done_at.eq(Some(now)), tasks::done_by.eq(by));
    let changed = match permit.child() {
        Some(child) => diesel::update(row.filter(tasks::child_id.eq(Some(child)))).set(values).execute(tx.db())?,
        None => diesel::update(row.filter(tasks::child_id.is_null())).set(values).execute(tx.db())?,
    };
    Ok(changed > 0)
}
