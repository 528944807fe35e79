//! The policy in force, its open decisions, and signing it.

use actix_web::{HttpResponse, Responder, get, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::Pence;
use crate::savings::Rules;
use crate::savings::actions::policy::{self, Costed, Measure, PolicyPage};
use crate::savings::policy::choices::Decision;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A setting.
#[derive(Serialize, ToSchema)]
struct PolicySetting {
    /// Its number in the settings list.
    no: u8,
    /// What it is about.
    about: String,
    /// What holds.
    words: String,
}

/// Another way to decide.
#[derive(Serialize, ToSchema)]
struct DecisionWay {
    /// In words.
    words: String,
    /// What the figures are: so much more than now, money that is decided on, or an amount a year.
    measure: Measure,
    /// In all up to the page's day, in pounds.
    in_all: Option<String>,
    /// In the last 52 weeks, or in a year to come, in pounds.
    a_year: Option<String>,
    /// Children whom it touches.
    children: usize,
}

impl From<Costed> for DecisionWay {
    fn from(c: Costed) -> Self {
        let pounds = |p: Option<i64>| p.map(|p| Pence(p).to_string());
        Self {
            words: c.words,
            measure: c.measure,
            in_all: pounds(c.in_all),
            a_year: pounds(c.a_year),
            children: c.children,
        }
    }
}

/// An open decision.
#[derive(Serialize, ToSchema)]
struct OpenDecision {
    /// Which.
    decision: Decision,
    /// The question.
    question: String,
    /// What holds now.
    now: String,
    /// The other ways.
    ways: Vec<DecisionWay>,
}

/// A signature.
#[derive(Serialize, ToSchema)]
struct PolicySignature {
    /// Who.
    name: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Whether it is the caller's own.
    is_mine: bool,
}

/// The policy in force.
#[derive(Serialize, ToSchema)]
struct SavingsPolicy {
    /// Its name: every week says by which policy it was worked out.
    name: String,
    /// Who decided it.
    source: String,
    /// The settings in words.
    settings: Vec<PolicySetting>,
    /// The open decisions.
    decisions: Vec<OpenDecision>,
    /// Children in the figures.
    children: usize,
    /// Children left out, because nobody knows when their care began.
    left_out: usize,
    /// Up to which day the figures go.
    as_at: NaiveDate,
    /// What is signed: it changes when a setting does.
    content: String,
    /// Who has signed it.
    signed: Vec<PolicySignature>,
    /// Whether two people have.
    is_signed: bool,
}

impl From<PolicyPage> for SavingsPolicy {
    fn from(p: PolicyPage) -> Self {
        let is_signed = p.is_signed();
        let settings =
            p.settings.into_iter().map(|s| PolicySetting { no: s.no, about: s.about.into(), words: s.words });
        let decisions = p.decisions.into_iter().map(|d| OpenDecision {
            decision: d.decision,
            question: d.decision.question().into(),
            now: d.now,
            ways: d.ways.into_iter().map(DecisionWay::from).collect(),
        });
        let signed =
            p.signed.into_iter().map(|s| PolicySignature { name: s.name, at: s.at.rfc3339(), is_mine: s.is_mine });
        Self {
            name: p.name,
            source: p.source,
            settings: settings.collect(),
            decisions: decisions.collect(),
            children: p.children,
            left_out: p.left_out,
            as_at: p.as_at,
            content: p.content,
            signed: signed.collect(),
            is_signed,
        }
    }
}

/// Shows the savings policy in words, with its open decisions and what each would cost.
///
/// The figures are worked out from this council's own children, up to yesterday. Who has signed it stands there too.
#[utoipa::path(operation_id = "see_savings_policy", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = SavingsPolicy), Problems))]
#[get("/v1/staff/money/policy")]
pub async fn see_savings_policy(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let page = policy::see_policy(&store, &rules, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(SavingsPolicy::from(page)))
}

/// What is signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignPolicy {
    /// The content of the page that was read.
    content: String,
}

/// Signs the policy as it was read.
///
/// It counts when two people have signed the same. Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "sign_savings_policy", tag = "savings", security(("staff" = [])), request_body = SignPolicy,
    responses((status = 204, description = "It is signed."), Problems))]
#[put("/v1/staff/money/policy/signings/{signing}")]
pub async fn sign_savings_policy(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    signing: web::Path<Uuid>,
    body: web::Json<SignPolicy>,
) -> Result<impl Responder, Fault> {
    let read = body.into_inner().content;
    policy::sign_policy(&store, &rules, caller.actor(), signing.into_inner().into(), read).await?;
    Ok(HttpResponse::NoContent())
}
