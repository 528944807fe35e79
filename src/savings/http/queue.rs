//! Rows that wait: the page, and what accepting one would come to.

use std::collections::HashMap;

use actix_web::{Responder, get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::desk::{FileColumn, MayBe, MoneyChild, columns, pounds};
use crate::savings::Rules;
use crate::savings::actions::decide::{self, Effect};
use crate::savings::actions::lists::{self, Names};
use crate::savings::intake::FileKind;
use crate::savings::matching::code::Code;
use crate::savings::queue::{Line, LineState, Made};
use crate::savings::store::queue::Wanted;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A row of a file.
#[derive(Serialize, ToSchema)]
pub(super) struct QueueLine {
    /// Which.
    line: Uuid,
    /// Of which file.
    file: Uuid,
    /// What kind of file.
    kind: FileKind,
    /// Whose file.
    provider: Option<String>,
    /// Its line in the file.
    file_line: i64,
    /// Its cells as they stand.
    raw: Vec<String>,
    /// The sender's reference.
    their_ref: Option<String>,
    /// Where it stands.
    state: LineState,
    /// What is wrong.
    code: Option<Code>,
    /// What to do about it.
    fix: Option<String>,
    /// Why it stands so, in words.
    reason: String,
    /// Whose it is.
    child: Option<MoneyChild>,
    /// Whose it may be, the likeliest first, with why.
    may_be: Vec<MayBe>,
    /// The first day it is for.
    from: Option<NaiveDate>,
    /// The last day it is for.
    to: Option<NaiveDate>,
    /// Its amount, in pounds.
    amount: Option<String>,
    /// What was due in those days, in pounds.
    expected: String,
    /// Who decided.
    decided_by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    decided_at: Option<String>,
}

fn line(l: Line, names: &Names) -> QueueLine {
    let face = |id| names.children.get(&id).map(MoneyChild::from);
    QueueLine {
        line: l.id.uuid(),
        file: l.file.uuid(),
        kind: l.kind,
        provider: l.provider().and_then(|p| names.providers.get(&p).cloned()),
        file_line: l.file_line,
        their_ref: l.their_ref,
        state: l.state,
        code: l.code,
        fix: l.code.map(|c| c.fix().to_owned()),
        reason: l.reason,
        child: l.child.and_then(face),
        may_be: l
            .suggestions
            .into_iter()
            .filter_map(|s| Some(MayBe { child: face(s.child)?, score: s.score, reasons: s.reasons }))
            .collect(),
        from: l.days.map(|(from, _)| from),
        to: l.days.map(|(_, to)| to),
        amount: l.pence.map(pounds),
        expected: pounds(l.expected),
        decided_by: l.decided_by.and_then(|s| names.staff.get(&s).cloned()),
        decided_at: l.decided_at.map(|at| at.rfc3339()),
        raw: l.raw,
    }
}

/// A file that rows are of.
#[derive(Serialize, ToSchema)]
struct QueueFile {
    /// As it was named.
    name: String,
    /// Its columns, in the order of a row's cells.
    columns: Vec<FileColumn>,
}

/// How many rows stand so, of one sender and with one thing wrong.
#[derive(Serialize, ToSchema)]
struct WaitingRows {
    /// What kind of file.
    kind: FileKind,
    /// The provider's number.
    provider: Option<i32>,
    /// The provider's name.
    name: Option<String>,
    /// What is wrong.
    code: Option<Code>,
    /// How many.
    rows: i64,
}

/// A page of rows.
#[derive(Serialize, ToSchema)]
struct QueueRows {
    /// At most 200, in the order in which they came.
    items: Vec<QueueLine>,
    /// The files that they are of.
    files: HashMap<Uuid, QueueFile>,
    /// How many stand so in all (of the file, where one is asked for).
    waiting: Vec<WaitingRows>,
    /// Where the next page begins; none on the last.
    next_after: Option<Uuid>,
}

/// Which rows.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct QueueQuery {
    /// That stand so; without it, those that wait for a person.
    state: Option<LineState>,
    /// With this wrong.
    exception: Option<Code>,
    /// Of this provider.
    provider: Option<i32>,
    /// That are this child's, or may be.
    child: Option<Uuid>,
    /// Of this file; then in any state, where none is named.
    file: Option<Uuid>,
    /// The last row of the page before.
    after: Option<Uuid>,
}

/// Lists rows that wait for a person.
///
/// Each as it stands in its file beside what it was read as, with those whom it may be about and why.
#[utoipa::path(operation_id = "list_queue", tag = "savings", security(("staff" = [])), params(QueueQuery),
    responses((status = 200, body = QueueRows), Problems))]
#[get("/v1/staff/money/queue")]
pub async fn list_queue(
    store: web::Data<Store>,
    caller: StaffCaller,
    query: web::Query<QueueQuery>,
) -> Result<impl Responder, Fault> {
    let q = query.into_inner();
    let wanted = Wanted {
        file: q.file.map(Into::into),
        provider: q.provider,
        state: q.state.or_else(|| q.file.is_none().then_some(LineState::SetAside)),
        code: q.exception,
        child: q.child.map(Into::into),
        after: q.after.map(Into::into),
    };
    let page = lists::list_queue(&store, caller.actor(), wanted).await?;
    let next_after = page.lines.last().filter(|_| page.has_more).map(|l| l.id.uuid());
    let file = |(id, (name, headings)): (crate::kernel::id::MoneyFileId, (String, lists::Headings))| {
        (id.uuid(), QueueFile { name, columns: columns(headings) })
    };
    let waiting = page.waiting.into_iter().map(|w| WaitingRows {
        kind: w.kind,
        provider: w.provider,
        name: w.provider.and_then(|p| page.names.providers.get(&p).cloned()),
        code: w.code,
        rows: w.rows,
    });
    Ok::<_, Fault>(web::Json(QueueRows {
        waiting: waiting.collect(),
        files: page.files.into_iter().map(file).collect(),
        items: page.lines.into_iter().map(|l| line(l, &page.names)).collect(),
        next_after,
    }))
}

/// A week of a child to which money may go.
#[derive(Serialize, ToSchema)]
struct WeekForLine {
    /// Its last day.
    week_end: NaiveDate,
    /// What is due, in pounds.
    due: String,
    /// What it has, in pounds.
    has: String,
    /// What it would get of the row by the row's own days, in pounds.
    gets: String,
}

/// What was decided about a row.
#[derive(Serialize, ToSchema)]
struct DecisionRow {
    /// Under which id.
    decision: Uuid,
    /// What.
    what: String,
    /// Why.
    reason: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

/// What accepting a row for a child would come to.
#[derive(Serialize, ToSchema)]
struct LineEffect {
    /// Who.
    child: MoneyChild,
    /// Weeks that are due or have something, the oldest first.
    weeks: Vec<WeekForLine>,
    /// What no week of its days can take, in pounds: it would wait beside them and is not the child's.
    over: String,
    /// Whether the row's own days can be read; where not, weeks must be chosen.
    has_days: bool,
    /// What was decided about the row before, the latest first.
    before: Vec<DecisionRow>,
}

impl From<Effect> for LineEffect {
    fn from(e: Effect) -> Self {
        let made = |m: Made| DecisionRow { decision: m.id.uuid(), what: m.what, reason: m.reason, at: m.at.rfc3339() };
        let week = |w: decide::OpenWeek| WeekForLine {
            week_end: w.week_end,
            due: pounds(w.due),
            has: pounds(w.has),
            gets: pounds(w.gets),
        };
        Self {
            child: MoneyChild::from(&e.face),
            weeks: e.weeks.into_iter().map(week).collect(),
            over: pounds(e.over),
            has_days: e.has_days,
            before: e.before.into_iter().map(made).collect(),
        }
    }
}

/// Says what accepting a row for a child would come to, week by week.
///
/// Nothing is written but that somebody looked.
#[utoipa::path(operation_id = "weigh_line", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = LineEffect), Problems))]
#[get("/v1/staff/money/lines/{line}/for/{child}")]
pub async fn weigh_line(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (line, child) = path.into_inner();
    let effect = decide::weigh_line(&store, &rules.policy, caller.actor(), line.into(), child.into()).await?;
    Ok::<_, Fault>(web::Json(LineEffect::from(effect)))
}
