//! Those who leave, over HTTP.

use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{Pence, Refusal};
use crate::savings::Rules;
use crate::savings::actions::leavers::{self, Decide};
use crate::savings::leaver::{Decision, LeaverKind, LeaverWhat};
use crate::savings::register::AccountState;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// Something that was decided.
#[derive(Serialize, ToSchema)]
struct LeaverDecision {
    /// Its id.
    decision: Uuid,
    /// What.
    what: LeaverWhat,
    /// On which day it happened.
    on: NaiveDate,
    /// In words.
    note: String,
    /// How much is paid direct, in pounds.
    amount: Option<String>,
    /// Who decided.
    by: Option<String>,
    /// Whether the one who reads it did.
    mine: bool,
    /// Who confirmed a direct payment; until then no money has moved.
    confirmed_by: Option<String>,
}

/// Somebody who leaves.
#[derive(Serialize, ToSchema)]
struct LeaverRow {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What they are called.
    known_as: Option<String>,
    /// Day of birth.
    born_on: NaiveDate,
    /// How they leave.
    kind: LeaverKind,
    /// The 18th birthday, or the day they left.
    day: NaiveDate,
    /// What is held, in pounds.
    held: String,
    /// Their own account.
    account: AccountState,
    /// Its reference.
    account_reference: Option<String>,
    /// What is to be done.
    to_do: String,
    /// Whether there is anything to do.
    open: bool,
    /// What was decided, the oldest first.
    decisions: Vec<LeaverDecision>,
}

/// Everybody who leaves.
#[derive(Serialize, ToSchema)]
struct LeaverRows {
    /// Those with something to do first.
    items: Vec<LeaverRow>,
}

/// Lists those who leave: 18 soon, 18 or over (until 21), out of care before 18.
///
/// Each with what is held, what is to be done, and what was decided.
#[utoipa::path(operation_id = "list_leavers", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = LeaverRows), Problems))]
#[get("/v1/staff/money/leavers")]
pub async fn list_leavers(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let me = caller.actor().staff();
    let (all, names) = leavers::list(&store, &rules, caller.actor()).await?;
    let decision = |d: Decision| LeaverDecision {
        decision: d.id.uuid(),
        what: d.what,
        on: d.on,
        note: d.note,
        amount: d.pence.map(|p| p.to_string()),
        by: names.get(&d.by).cloned(),
        mine: me == Some(d.by),
        confirmed_by: d.confirmed.and_then(|(by, _)| names.get(&by).cloned()),
    };
    let items = all.into_iter().map(|l| LeaverRow {
        child: l.child.uuid(),
        reference: l.reference,
        known_as: l.known_as,
        born_on: l.born_on,
        kind: l.kind,
        day: l.day,
        held: l.held.to_string(),
        account: l.account,
        account_reference: l.account_reference,
        to_do: l.to_do,
        open: l.is_open,
        decisions: l.decisions.into_iter().map(decision).collect(),
    });
    Ok::<_, Fault>(web::Json(LeaverRows { items: items.collect() }))
}

/// What is decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecideLeaver {
    /// What.
    what: LeaverWhat,
    /// On which day it happened: today or earlier.
    on: NaiveDate,
    /// In words, at most 500 letters.
    note: String,
    /// How much is paid direct, in pounds; for nothing else.
    amount: Option<String>,
}

/// Writes down what was decided about the savings of somebody who leaves.
///
/// No money moves by it; a direct payment waits for a second person. Sent once more under its id, it changes nothing.
#[utoipa::path(operation_id = "decide_leaver", tag = "savings", security(("staff" = [])), request_body = DecideLeaver,
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/staff/money/leavers/{child}/decisions/{decision}")]
pub async fn decide_leaver(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<DecideLeaver>,
) -> Result<impl Responder, Fault> {
    let (child, decision) = path.into_inner();
    let DecideLeaver { what, on, note, amount } = body.into_inner();
    let pence = amount.map(|a| a.parse::<Pence>()).transpose();
    let pence = pence.map_err(|_| {
        Refusal::invalid("amount_unreadable", "amount", "Give the amount in pounds and pence, like 21.43.")
    })?;
    let ask = Decide { id: decision.into(), child: child.into(), what, on, note, pence };
    leavers::decide(&store, &rules, caller.actor(), ask).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Confirms a direct payment to somebody who is 18.
///
/// For a finance approver who did not decide it. Then the money moves, once.
#[utoipa::path(operation_id = "confirm_leaver_payment", tag = "savings", security(("staff" = [])),
    responses((status = 204, description = "It is paid."), Problems))]
#[post("/v1/staff/money/leavers/{child}/decisions/{decision}/confirm")]
pub async fn confirm_leaver_payment(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (child, decision) = path.into_inner();
    leavers::confirm(&store, caller.actor(), child.into(), decision.into()).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}
