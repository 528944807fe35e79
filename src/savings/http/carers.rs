//! What carers hold of children's own.

use actix_web::{HttpResponse, Responder, get, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{Pence, Refusal};
use crate::savings::actions::carers::{self, Declare, Held, TakeStep};
use crate::savings::carer::{CarerState, CarerStep};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A step that was taken.
#[derive(Serialize, ToSchema)]
struct CarerStepRow {
    /// What.
    step: CarerStep,
    /// How much, in pounds.
    amount: String,
    /// The evidence, or who decided it and why.
    says: String,
    /// Its entry in the ledger.
    entry: Option<i32>,
    /// Who wrote it down.
    by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

/// What a carer holds.
#[derive(Serialize, ToSchema)]
struct CarerRow {
    /// Its id.
    holding: Uuid,
    /// Whose.
    child: Uuid,
    /// The council's own id of the child.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// The council's own number or name of the carer.
    carer_number: String,
    /// Who asks for it.
    owner: Option<String>,
    /// How much was declared, in pounds.
    declared: Option<String>,
    /// On which day.
    declared_on: NaiveDate,
    /// Where this is known from.
    source: String,
    /// Where it stands.
    state: CarerState,
    /// What was confirmed and has not come, in pounds.
    outstanding: String,
    /// The day on which the child moved on from there, where it is still open.
    moved_on: Option<NaiveDate>,
    /// What became of it.
    steps: Vec<CarerStepRow>,
}

impl From<Held> for CarerRow {
    fn from(h: Held) -> Self {
        let (state, outstanding) = (h.savings.state(), h.savings.outstanding().to_string());
        let steps = h.savings.steps.into_iter().zip(h.by).map(|(s, by)| CarerStepRow {
            step: s.step,
            amount: s.pence.to_string(),
            says: s.says,
            entry: s.entry,
            by,
            at: s.at.rfc3339(),
        });
        Self {
            holding: h.savings.id.uuid(),
            child: h.savings.child.uuid(),
            reference: h.reference,
            known_as: h.known_as,
            carer_number: h.savings.carer,
            owner: h.savings.owner,
            declared: h.savings.pence.map(|p| p.to_string()),
            declared_on: h.savings.declared_on,
            source: h.savings.source,
            state,
            outstanding,
            moved_on: h.moved_on,
            steps: steps.collect(),
        }
    }
}

/// What carers hold.
#[derive(Serialize, ToSchema)]
struct CarerRows {
    /// What is open first.
    items: Vec<CarerRow>,
}

/// Lists what carers hold of children's own.
///
/// What is open first, with every step. Nothing is ever sent to a carer from here.
#[utoipa::path(operation_id = "list_carer_savings", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = CarerRows), Problems))]
#[get("/v1/staff/money/carers")]
pub async fn list_carer_savings(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let all = carers::list_carers(&store, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(CarerRows { items: all.into_iter().map(CarerRow::from).collect() }))
}

/// What is declared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeclareCarer {
    /// Whose.
    child: Uuid,
    /// The council's own number or name of the carer.
    carer_number: String,
    /// Who asks for it: the carer's supervising social worker, by name or post.
    owner: Option<String>,
    /// How much, in pounds, where somebody knows.
    amount: Option<String>,
    /// On which day it was said.
    declared_on: NaiveDate,
    /// Where this is known from.
    source: String,
}

fn pence(amount: Option<&str>) -> Result<Option<Pence>, Refusal> {
    let amount = amount.map(|a| a.trim().trim_start_matches('£').replace(',', "")).filter(|a| !a.is_empty());
    let bad = || Refusal::invalid("amount_unreadable", "amount", "Write the amount as 312.00.");
    amount.map(|a| a.parse::<Pence>().map_err(|_| bad())).transpose()
}

/// Writes down what a carer is said to hold.
///
/// Nothing is posted by it. Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "declare_carer_savings", tag = "savings", security(("staff" = [])), request_body = DeclareCarer,
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/staff/money/carers/{holding}")]
pub async fn declare_carer_savings(
    store: web::Data<Store>,
    caller: StaffCaller,
    holding: web::Path<Uuid>,
    body: web::Json<DeclareCarer>,
) -> Result<impl Responder, Fault> {
    let body = body.into_inner();
    let ask = Declare {
        child: body.child.into(),
        carer: body.carer_number,
        owner: body.owner,
        pence: pence(body.amount.as_deref())?,
        declared_on: body.declared_on,
        source: body.source,
    };
    carers::declare(&store, caller.actor(), holding.into_inner().into(), ask).await?;
    Ok(HttpResponse::NoContent())
}

/// Who asks for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnCarer {
    /// The carer's supervising social worker, by name or post.
    owner: String,
}

/// Says who asks the carer for it.
///
/// The carer's supervising social worker, or whoever holds that post.
#[utoipa::path(operation_id = "own_carer_savings", tag = "savings", security(("staff" = [])), request_body = OwnCarer,
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/staff/money/carers/{holding}/owner")]
pub async fn own_carer_savings(
    store: web::Data<Store>,
    caller: StaffCaller,
    holding: web::Path<Uuid>,
    body: web::Json<OwnCarer>,
) -> Result<impl Responder, Fault> {
    carers::own_carer(&store, caller.actor(), holding.into_inner().into(), body.into_inner().owner).await?;
    Ok(HttpResponse::NoContent())
}

/// What happens.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepCarer {
    /// What.
    step: CarerStep,
    /// How much, in pounds; left out where it is given up.
    amount: Option<String>,
    /// The evidence, or who decided it and why.
    says: String,
}

/// Takes a step: confirmed in writing, received, made good by the council, given up.
///
/// Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "step_carer_savings", tag = "savings", security(("staff" = [])), request_body = StepCarer,
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/staff/money/carers/{holding}/steps/{step}")]
pub async fn step_carer_savings(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<StepCarer>,
) -> Result<impl Responder, Fault> {
    let (holding, step) = path.into_inner();
    let body = body.into_inner();
    let ask = TakeStep { step: body.step, pence: pence(body.amount.as_deref())?, says: body.says };
    carers::take_step(&store, caller.actor(), holding.into(), step.into(), ask).await?;
    Ok(HttpResponse::NoContent())
}
