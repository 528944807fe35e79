//! Colleagues, leave, and tasks.

use actix_web::{HttpResponse, Responder, get, post, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::calendar::london_day;
use crate::people::Person;
use crate::people::actions::team::{self, Leave};
use crate::people::child::ChildName;
use crate::people::tasks::{Task, TaskKind};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// Colleagues.
#[derive(Serialize, ToSchema)]
struct Colleagues {
    /// By name.
    items: Vec<Person>,
}

/// A leave.
#[derive(Serialize, ToSchema)]
struct LeaveItem {
    /// Its id.
    absence: Uuid,
    /// Who is away.
    staff: Person,
    /// Who covers.
    cover: Option<Person>,
    /// The first day away.
    from: NaiveDate,
    /// The day on which they are back.
    back_on: NaiveDate,
    /// Whether it was called off.
    cancelled: bool,
}

impl From<Leave> for LeaveItem {
    fn from(leave: Leave) -> Self {
        Self {
            absence: leave.absence.id.uuid(),
            staff: Person::from(&leave.staff),
            cover: leave.cover.as_ref().map(Person::from),
            from: london_day(leave.absence.away_from),
            back_on: leave.absence.back_on,
            cancelled: leave.absence.cancelled,
        }
    }
}

/// Leaves.
#[derive(Serialize, ToSchema)]
struct Leaves {
    /// The next first.
    items: Vec<LeaveItem>,
}

/// The child whom a task is about.
#[derive(Serialize, ToSchema)]
struct TaskChild {
    /// Who.
    id: Uuid,
    /// What they are called.
    known_as: Option<String>,
    /// The council's own id.
    reference: String,
}

/// Something to do.
#[derive(Serialize, ToSchema)]
struct TaskItem {
    /// Its id.
    task: Uuid,
    /// What kind.
    kind: TaskKind,
    /// What to do, in a sentence.
    words: String,
    /// About which child.
    child: Option<TaskChild>,
    /// Since when.
    #[schema(format = DateTime)]
    made_at: String,
}

impl From<(Task, Option<ChildName>)> for TaskItem {
    fn from((task, child): (Task, Option<ChildName>)) -> Self {
        let child = child.map(|c| TaskChild { id: c.id.uuid(), known_as: c.known_as, reference: c.reference });
        Self {
            task: task.id.uuid(),
            kind: task.kind,
            words: task.kind.say().to_owned(),
            child,
            made_at: task.made_at.rfc3339(),
        }
    }
}

/// Tasks.
#[derive(Serialize, ToSchema)]
struct TaskList {
    /// The oldest first.
    items: Vec<TaskItem>,
}

/// Lists one's colleagues.
///
/// Those of one's own team and of the teams one manages: whom one can name as cover, or give a post to.
#[utoipa::path(operation_id = "list_colleagues", tag = "people", security(("staff" = [])),
    responses((status = 200, body = Colleagues), Problems))]
#[get("/v1/staff/colleagues")]
pub async fn list_colleagues(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let faces = team::list_colleagues(&store, caller.actor()).await?;
    Ok(web::Json(Colleagues { items: faces.iter().map(Person::from).collect() }))
}

/// Lists who is away and who covers.
///
/// One's own leave and that of those in teams one manages, as far as it is not over.
#[utoipa::path(operation_id = "list_cover", tag = "people", security(("staff" = [])),
    responses((status = 200, body = Leaves), Problems))]
#[get("/v1/staff/cover")]
pub async fn list_cover(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let leaves = team::list_cover(&store, caller.actor()).await?;
    Ok(web::Json(Leaves { items: leaves.into_iter().map(LeaveItem::from).collect() }))
}

/// Lists what one must do.
///
/// One's own tasks, those of posts one holds or covers, and those of teams one manages. The oldest first.
#[utoipa::path(operation_id = "list_tasks", tag = "people", security(("staff" = [])),
    responses((status = 200, body = TaskList), Problems))]
#[get("/v1/staff/tasks")]
pub async fn list_tasks(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let tasks = team::list_tasks(&store, caller.actor()).await?;
    Ok(web::Json(TaskList { items: tasks.into_iter().map(TaskItem::from).collect() }))
}

/// Marks a task as done.
///
/// One that was done already stays as it is.
#[utoipa::path(operation_id = "finish_task", tag = "people", security(("staff" = [])),
    responses((status = 204, description = "It is done."), Problems))]
#[post("/v1/staff/tasks/{task}/done")]
pub async fn finish_task(
    store: web::Data<Store>,
    caller: StaffCaller,
    task: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    team::finish_task(&store, caller.actor(), task.into_inner().into()).await?;
    Ok(HttpResponse::NoContent())
}
