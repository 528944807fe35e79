//! Pay runs over HTTP: proposed, read, approved by somebody else, sent, paid, given up.

use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::pay_run_page::{PayRun, PayRunRow, page, row};
use crate::kernel::Refusal;
use crate::kernel::id::{AnyId, Id};
use crate::savings::Rules;
use crate::savings::actions::pay_runs::{self as runs, Propose, Sent};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// The runs.
#[derive(Serialize, ToSchema)]
struct PayRunRows {
    /// The newest first.
    items: Vec<PayRunRow>,
}

/// Lists the pay runs.
///
/// The newest first, with who proposed and who approved each.
#[utoipa::path(operation_id = "list_pay_runs", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = PayRunRows), Problems))]
#[get("/v1/staff/money/pay-runs")]
pub async fn list_pay_runs(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let (all, names) = runs::list_runs(&store, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(PayRunRows { items: all.iter().map(|r| row(r, &names)).collect() }))
}

async fn read(store: &Store, caller: &StaffCaller, run: Uuid) -> Result<web::Json<PayRun>, Fault> {
    let found = runs::read_run(store, caller.actor(), run.into()).await?;
    Ok(web::Json(page(found, caller.actor().staff())))
}

/// Reads a pay run, child by child.
///
/// With the reason in words where a child is not paid, or not all; and whether the books add up at the cut-off.
#[utoipa::path(operation_id = "read_pay_run", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = PayRun), Problems))]
#[get("/v1/staff/money/pay-runs/{run}")]
pub async fn read_pay_run(
    store: web::Data<Store>,
    caller: StaffCaller,
    run: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    read(&store, &caller, run.into_inner()).await
}

/// What is proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposePayRun {
    /// What is held at the end of this day is paid.
    cut_off: NaiveDate,
    /// The day on which the accounts accept it: the limit's year goes by this.
    accepted_on: NaiveDate,
    /// Children left out this time.
    leave_out: Vec<Uuid>,
    /// Children near 18 of whom somebody has made sure that it is accepted in time.
    in_time: Vec<Uuid>,
}

/// A run that was proposed.
#[derive(Serialize, ToSchema)]
struct PayRunProposed {
    /// Its id.
    run: Uuid,
    /// A hash of its lines.
    content: String,
}

/// Proposes a pay run, or works it out again.
///
/// Under the id of a run that did not go out yet, it is worked out from what is known now, by whoever asks; an approval is
/// gone. One run waits at a time.
#[utoipa::path(operation_id = "propose_pay_run", tag = "savings", security(("staff" = [])), request_body = ProposePayRun,
    responses((status = 200, body = PayRunProposed), Problems))]
#[put("/v1/staff/money/pay-runs/{run}")]
pub async fn propose_pay_run(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    run: web::Path<Uuid>,
    body: web::Json<ProposePayRun>,
) -> Result<impl Responder, Fault> {
    let b = body.into_inner();
    let ids = |all: Vec<Uuid>| all.into_iter().map(Into::into).collect();
    let ask = Propose {
        id: run.into_inner().into(),
        cut_off: b.cut_off,
        accepted_on: b.accepted_on,
        leave_out: ids(b.leave_out),
        in_time: ids(b.in_time),
    };
    let run = runs::propose(&store, &rules, caller.actor(), ask).await?;
    Ok::<_, Fault>(web::Json(PayRunProposed { run: run.id.uuid(), content: run.content }))
}

/// What is approved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApprovePayRun {
    /// The hash of the lines that were seen.
    content: String,
}

/// Approves a pay run as it was seen.
///
/// For a finance approver who did not propose it. Refused where it changed since, or where the books do not add up.
#[utoipa::path(operation_id = "approve_pay_run", tag = "savings", security(("staff" = [])), request_body = ApprovePayRun,
    responses((status = 204, description = "It is approved."), Problems))]
#[post("/v1/staff/money/pay-runs/{run}/approve")]
pub async fn approve_pay_run(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    run: web::Path<Uuid>,
    body: web::Json<ApprovePayRun>,
) -> Result<impl Responder, Fault> {
    runs::approve(&store, &rules, caller.actor(), run.into_inner().into(), body.into_inner().content).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// What went out.
#[derive(Serialize, ToSchema)]
struct PayRunSent {
    /// Payments on the schedule.
    payments: usize,
    /// Its control total, in pounds.
    total: String,
    /// The SHA-256 of its lines, as in its trailer.
    sha256: String,
    /// The schedule, as CSV.
    schedule: String,
}

/// Sends an approved pay run.
///
/// Every child's money is on its way, and the schedule comes out. Sent once more, the same schedule comes out and nothing
/// moves. Where anything changed since the approval, the approval is gone (`approval_gone`) and nothing is sent.
#[utoipa::path(operation_id = "send_pay_run", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = PayRunSent), Problems))]
#[post("/v1/staff/money/pay-runs/{run}/send")]
pub async fn send_pay_run(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    run: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    match runs::send(&store, &rules, caller.actor(), run.into_inner().into()).await? {
        Sent::Schedule(schedule, total) => {
            let trailer: Vec<&str> = schedule.lines().last().unwrap_or_default().split(',').collect();
            let cell = |n: usize| trailer.get(n).copied().unwrap_or_default();
            let (payments, sha256) = (cell(1).parse().unwrap_or(0), cell(3).to_owned());
            Ok(web::Json(PayRunSent { payments, total: total.to_string(), sha256, schedule }))
        }
        Sent::ApprovalGone => {
            let say = "Something changed since it was approved, so the approval is gone and nothing was sent. Have it \
                       worked out again and approved.";
            Err(Refusal::conflict("approval_gone", say).into())
        }
    }
}

/// Downloads the schedule of a pay run that went out.
///
/// Letter for letter as it went out: a line for each payment, then count, control total and hash.
#[utoipa::path(operation_id = "read_pay_schedule", tag = "savings", security(("staff" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/v1/staff/money/pay-runs/{run}/schedule.csv")]
pub async fn read_pay_schedule(
    store: web::Data<Store>,
    caller: StaffCaller,
    run: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let text = runs::read_schedule(&store, caller.actor(), run.into_inner().into()).await?;
    Ok::<_, Fault>(csv_file("contributions.csv", text))
}

/// A CSV file to be kept.
pub(super) fn csv_file(name: &str, text: String) -> HttpResponse {
    let named = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name.to_owned())],
    };
    HttpResponse::Ok().content_type("text/csv; charset=utf-8").insert_header(named).body(text)
}

/// When it left the bank.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PayRunPaid {
    /// The day.
    on: NaiveDate,
}

/// Says that a pay run left the bank.
///
/// What was on its way is empty again. Said once more, it changes nothing.
#[utoipa::path(operation_id = "mark_pay_run_paid", tag = "savings", security(("staff" = [])), request_body = PayRunPaid,
    responses((status = 204, description = "It is written down."), Problems))]
#[post("/v1/staff/money/pay-runs/{run}/paid")]
pub async fn mark_pay_run_paid(
    store: web::Data<Store>,
    caller: StaffCaller,
    run: web::Path<Uuid>,
    body: web::Json<PayRunPaid>,
) -> Result<impl Responder, Fault> {
    let key: AnyId = Id::at(store.clock().now());
    runs::mark_paid(&store, caller.actor(), run.into_inner().into(), key, body.into_inner().on).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Gives a pay run up that was not sent.
///
/// It stays on the list. Another one can be proposed then.
#[utoipa::path(operation_id = "give_up_pay_run", tag = "savings", security(("staff" = [])),
    responses((status = 204, description = "It is given up."), Problems))]
#[post("/v1/staff/money/pay-runs/{run}/give-up")]
pub async fn give_up_pay_run(
    store: web::Data<Store>,
    caller: StaffCaller,
    run: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    runs::withdraw(&store, caller.actor(), run.into_inner().into()).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}
