//! Exceptions: the page, and what a person does about one.

use actix_web::{Responder, get, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::desk::{MoneyChild, pounds};
use crate::kernel::Day;
use crate::kernel::calendar::london_day;
use crate::savings::actions::exceptions::{About, ExceptionPage, handle_named, list_named};
use crate::savings::actions::lists::Names;
use crate::savings::matching::code::Code;
use crate::savings::queue::{Exception, ExceptionState};
use crate::savings::store::exceptions::Asked;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// What was said of an exception.
#[derive(Serialize, ToSchema)]
struct ExceptionNote {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// By whom; none for a file.
    by: Option<String>,
    /// In words.
    text: String,
}

/// An exception.
#[derive(Serialize, ToSchema)]
struct ExceptionRow {
    /// Which.
    exception: Uuid,
    /// What is wrong, by the closed list.
    code: Code,
    /// What is wrong, in words.
    says: String,
    /// What to do about it.
    fix: String,
    /// With whom.
    child: Option<MoneyChild>,
    /// With which provider.
    provider: Option<String>,
    /// With which file.
    file: Option<Uuid>,
    /// With which row.
    line: Option<Uuid>,
    /// On which day.
    on: Option<NaiveDate>,
    /// About how much, in pounds.
    amount: Option<String>,
    /// The day on which it was raised.
    raised_on: NaiveDate,
    /// How many days it is old.
    age_days: i64,
    /// Who looks after it.
    owner: Option<String>,
    /// Whether that is you.
    is_mine: bool,
    /// Where it stands.
    state: ExceptionState,
    /// What came of it.
    resolution: Option<String>,
    /// What was said of it, the oldest first.
    notes: Vec<ExceptionNote>,
}

fn row(e: Exception, names: &Names, today: Day, me: Uuid) -> ExceptionRow {
    let raised_on = london_day(e.raised_at);
    let note = |n: crate::savings::queue::Note| ExceptionNote {
        at: n.at.rfc3339(),
        by: n.by.and_then(|s| names.staff.get(&s).cloned()),
        text: n.text,
    };
    ExceptionRow {
        exception: e.id.uuid(),
        code: e.code,
        says: e.says,
        fix: e.code.fix().to_owned(),
        child: e.child.and_then(|c| names.children.get(&c)).map(MoneyChild::from),
        provider: e.provider.and_then(|p| names.providers.get(&p).cloned()),
        file: e.file.map(|f| f.uuid()),
        line: e.line.map(|l| l.uuid()),
        on: e.on,
        amount: e.pence.map(pounds),
        raised_on,
        age_days: (today - raised_on).num_days(),
        owner: e.owner.and_then(|s| names.staff.get(&s).cloned()),
        is_mine: e.owner.is_some_and(|s| s.uuid() == me),
        state: e.state,
        resolution: e.resolution,
        notes: e.notes.into_iter().map(note).collect(),
    }
}

/// How many are open with one thing wrong.
#[derive(Serialize, ToSchema)]
struct OpenCount {
    /// What is wrong.
    code: Code,
    /// How many.
    open: i64,
}

/// A page of exceptions.
#[derive(Serialize, ToSchema)]
struct ExceptionRows {
    /// At most 200, the oldest first.
    items: Vec<ExceptionRow>,
    /// How many are open in all.
    open: Vec<OpenCount>,
    /// Where the next page begins; none on the last.
    next_after: Option<Uuid>,
}

/// Which exceptions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ExceptionQuery {
    /// That stand so; without it, those that are open.
    state: Option<ExceptionState>,
    /// With this wrong.
    exception: Option<Code>,
    /// Of this provider.
    provider: Option<i32>,
    /// Only those that you look after.
    mine: Option<bool>,
    /// The last one of the page before.
    after: Option<Uuid>,
}

/// Lists exceptions.
///
/// The oldest first, each with its age, who looks after it and what to do. No file closes one by being loaded again.
#[utoipa::path(operation_id = "list_exceptions", tag = "savings", security(("staff" = [])), params(ExceptionQuery),
    responses((status = 200, body = ExceptionRows), Problems))]
#[get("/v1/staff/money/exceptions")]
pub async fn list_exceptions(
    store: web::Data<Store>,
    caller: StaffCaller,
    query: web::Query<ExceptionQuery>,
) -> Result<impl Responder, Fault> {
    let q = query.into_inner();
    let asked = Asked {
        state: Some(q.state.unwrap_or(ExceptionState::Open)),
        code: q.exception,
        provider: q.provider,
        owner: q.mine.unwrap_or(false).then_some(caller.staff),
        only: None,
        after: q.after.map(Into::into),
    };
    let page = list_named(&store, caller.actor(), asked).await?;
    let next_after = page.items.last().filter(|_| page.has_more).map(|e| e.id.uuid());
    let ExceptionPage { items, open, names, today, .. } = page;
    let items = items.into_iter().map(|e| row(e, &names, today, caller.staff.uuid())).collect();
    let open = open.into_iter().map(|(code, open)| OpenCount { code, open }).collect();
    Ok::<_, Fault>(web::Json(ExceptionRows { items, open, next_after }))
}

crate::words! {
    /// What a person does about an exception.
    pub enum ExceptionAct {
        /// Says something.
        Say = "say",
        /// Looks after it from now on.
        TakeOn = "take_on",
        /// Closes it, with what came of it.
        Resolve = "resolve",
        /// Opens it again, with why.
        Reopen = "reopen",
    }
}

/// What a person does about an exception.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutExceptionAct {
    /// What.
    what: ExceptionAct,
    /// In words, at most 1,000 letters; only taking on goes without.
    says: Option<String>,
}

/// Does something about an exception: say, take on, resolve, open again.
///
/// Asked again under its id, it is done once.
#[utoipa::path(operation_id = "handle_exception", tag = "savings", security(("staff" = [])),
    request_body = PutExceptionAct, responses((status = 200, body = ExceptionRow), Problems))]
#[put("/v1/staff/money/exceptions/{exception}/acts/{act}")]
pub async fn handle_exception(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<PutExceptionAct>,
) -> Result<impl Responder, Fault> {
    let (exception, act) = path.into_inner();
    let PutExceptionAct { what, says } = body.into_inner();
    let says = says.unwrap_or_default();
    let about = match what {
        ExceptionAct::Say => About::Say(act.into(), says),
        ExceptionAct::TakeOn => About::TakeOn,
        ExceptionAct::Resolve => About::Resolve(act.into(), says),
        ExceptionAct::Reopen => About::Reopen(act.into(), says),
    };
    let mut page = handle_named(&store, caller.actor(), exception.into(), about).await?;
    let one = page.items.pop().ok_or(Fault::NotFound)?;
    Ok(web::Json(row(one, &page.names, page.today, caller.staff.uuid())))
}
