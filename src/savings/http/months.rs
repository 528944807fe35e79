//! Months of the ledger over HTTP: closed and opened again by two people.

use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::Pence;
use crate::savings::period::{self, Ask, MonthState, PeriodAct, Proposal};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// What somebody proposed for a month.
#[derive(Serialize, ToSchema)]
struct MonthAct {
    /// Its id.
    proposal: Uuid,
    /// What.
    what: PeriodAct,
    /// Why.
    reason: Option<String>,
    /// Rows that still waited and are carried over.
    carried: Option<usize>,
    /// Who proposed it.
    proposed_by: Option<String>,
    /// Whether the one who reads it did, and so cannot confirm it.
    mine: bool,
    /// When.
    #[schema(format = DateTime)]
    proposed_at: String,
    /// Who confirmed it.
    confirmed_by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    confirmed_at: Option<String>,
}

/// A month.
#[derive(Serialize, ToSchema)]
struct MonthRow {
    /// By its first day.
    month: NaiveDate,
    /// Where it stands.
    state: MonthState,
    /// Rows of files that wait.
    waiting: usize,
    /// What they come to, in pounds.
    waiting_amount: String,
    /// Rows of the council's own books that nothing explains: the month cannot be closed.
    unexplained: usize,
    /// What they come to, in pounds.
    unexplained_amount: String,
    /// What is proposed and waits for a second person.
    proposed: Option<MonthAct>,
    /// What was confirmed last.
    confirmed: Option<MonthAct>,
}

/// The months.
#[derive(Serialize, ToSchema)]
struct MonthRows {
    /// The newest first.
    items: Vec<MonthRow>,
}

/// Lists the months of the ledger.
///
/// Whether each takes postings, what still waits in it, and what is proposed for it.
#[utoipa::path(operation_id = "list_months", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = MonthRows), Problems))]
#[get("/v1/staff/money/months")]
pub async fn list_months(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let me = caller.actor().staff();
    let (all, names) = period::months(&store, caller.actor()).await?;
    let act = |p: Proposal| MonthAct {
        proposal: p.id.uuid(),
        what: p.what,
        carried: p.carried,
        proposed_by: names.get(&p.proposed_by).cloned(),
        mine: me == Some(p.proposed_by),
        proposed_at: p.proposed_at.rfc3339(),
        confirmed_by: p.confirmed.and_then(|(by, _)| names.get(&by).cloned()),
        confirmed_at: p.confirmed.map(|(_, at)| at.rfc3339()),
        reason: p.reason,
    };
    let items = all.into_iter().map(|m| MonthRow {
        month: m.month,
        state: m.state,
        waiting: m.waiting.0,
        waiting_amount: Pence(m.waiting.1).to_string(),
        unexplained: m.unexplained.0,
        unexplained_amount: Pence(m.unexplained.1).to_string(),
        proposed: m.proposed.map(act),
        confirmed: m.confirmed.map(act),
    });
    Ok::<_, Fault>(web::Json(MonthRows { items: items.collect() }))
}

/// What is proposed for a month.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposeMonth {
    /// Any day of the month.
    month: NaiveDate,
    /// What.
    what: PeriodAct,
    /// Why, in at most 500 letters; needed to open it again, and to close it while rows wait.
    reason: Option<String>,
    /// How many rows that wait are carried over.
    carry: Option<usize>,
}

/// Proposes to close a month, or to open it again.
///
/// A finance approver who did not propose it confirms it. Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "propose_month", tag = "savings", security(("staff" = [])), request_body = ProposeMonth,
    responses((status = 204, description = "It waits for a second person."), Problems))]
#[put("/v1/staff/money/months/proposals/{proposal}")]
pub async fn propose_month(
    store: web::Data<Store>,
    caller: StaffCaller,
    proposal: web::Path<Uuid>,
    body: web::Json<ProposeMonth>,
) -> Result<impl Responder, Fault> {
    let ProposeMonth { month, what, reason, carry } = body.into_inner();
    let ask = Ask { id: proposal.into_inner().into(), month, what, reason, carry };
    period::propose(&store, caller.actor(), ask).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Confirms what somebody else proposed for a month.
///
/// For a finance approver who did not propose it. From then on it counts.
#[utoipa::path(operation_id = "confirm_month", tag = "savings", security(("staff" = [])),
    responses((status = 204, description = "It counts."), Problems))]
#[post("/v1/staff/money/months/proposals/{proposal}/confirm")]
pub async fn confirm_month(
    store: web::Data<Store>,
    caller: StaffCaller,
    proposal: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    period::confirm(&store, caller.actor(), proposal.into_inner().into()).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}
