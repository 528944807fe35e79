//! What a desk does: enter a fact, sign a letter, take a request on.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, Responder, post, put, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::entitlements::actions::facts::{self, EnterFact};
use crate::entitlements::actions::{answer, letter};
use crate::entitlements::fact::FactKind;
use crate::entitlements::request::{NextStep, RequestState};
use crate::entitlements::rules::Rules;
use crate::kernel::text::Words;
use crate::store::{Fault, Store};
use crate::voice;
use crate::wire::{Problems, StaffCaller};

/// A fact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutRightFact {
    /// Of which kind.
    kind: FactKind,
    /// The value: true or false, a day, a name, or a list of periods; null takes the fact back.
    #[schema(value_type = Object, nullable)]
    value: Value,
    /// Where it is written, or who said so.
    #[schema(min_length = 1, max_length = 300)]
    source: String,
    /// The day on which it was checked.
    checked_on: NaiveDate,
    /// The day on which the young person said yes to its use on their own screen.
    agreed_on: Option<NaiveDate>,
}

/// Enters a fact that rights depend on.
///
/// What was entered before stays; the newest counts. Pregnancy, custody, immigration, disability and adoption change
/// nothing on the young person's own screen without their yes.
#[utoipa::path(operation_id = "enter_right_fact", tag = "rights", security(("staff" = [])), request_body = PutRightFact,
    params(("child" = Uuid, Path, description = "The young person"), ("fact" = Uuid, Path, description = "The id that the desk made (UUIDv7)")),
    responses((status = 201, description = "It is entered."), (status = 200, description = "It was so already."), Problems))]
#[put("/v1/staff/children/{child}/rights/facts/{fact}")]
pub async fn enter_right_fact(
    store: web::Data<Store>,
    who: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<PutRightFact>,
) -> Result<impl Responder, Fault> {
    let (child, fact) = path.into_inner();
    let PutRightFact { kind, value, source, checked_on, agreed_on } = body.into_inner();
    let fact = EnterFact { id: fact.into(), kind, value, source, checked_on, agreed_on };
    let new = facts::enter(&store, who.actor(), child.into(), fact).await?;
    Ok::<_, Fault>(HttpResponse::new(if new { StatusCode::CREATED } else { StatusCode::OK }))
}

/// Signs a letter that confirms a status to others.
///
/// Made from the record as it stands today. The young person can show and print it.
#[utoipa::path(operation_id = "sign_right_letter", tag = "rights", security(("staff" = [])),
    params(("child" = Uuid, Path, description = "The young person"), ("letter" = Uuid, Path, description = "The id that the desk made (UUIDv7)")),
    responses((status = 204), Problems))]
#[put("/v1/staff/children/{child}/rights/letters/{letter}")]
pub async fn sign_right_letter(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (child, id) = path.into_inner();
    letter::sign(&store, &rules, who.actor(), child.into(), id.into()).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// The next step of a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NextRightStep {
    /// The id of the message that tells the young person, made by the desk.
    message: Uuid,
    /// To which state.
    state: RequestState,
    /// Who decides, or who decided.
    #[schema(max_length = 200)]
    decided_by: Option<String>,
    /// By which day it is decided.
    decide_on: Option<NaiveDate>,
    /// What the young person reads: for a no, the reason.
    #[schema(min_length = 1, max_length = 9000)]
    said: String,
}

/// Says what becomes of a request.
///
/// Being decided, by whom and by when; yes; no, with the reason and who decided; done. The young person reads it in the
/// thread in which they asked, and a no tells them how to reach an advocate and how to complain.
#[utoipa::path(operation_id = "answer_right_request", tag = "rights", security(("staff" = [])), request_body = NextRightStep,
    params(("request" = Uuid, Path, description = "The request")), responses((status = 204), Problems))]
#[post("/v1/staff/rights/requests/{request}/steps")]
pub async fn answer_right_request(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    voice: web::Data<voice::Rules>,
    who: StaffCaller,
    request: web::Path<Uuid>,
    body: web::Json<NextRightStep>,
) -> Result<impl Responder, Fault> {
    let NextRightStep { message, state, decided_by, decide_on, said } = body.into_inner();
    let said = Words::parse(said, "said")?;
    let next = NextStep { message: message.into(), state, decided_by, decide_on, said };
    answer::step(&store, &rules, &voice, who.actor(), request.into_inner().into(), next).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}
