//! Decisions about rows, one and many, and the search for a child.

use actix_web::{Responder, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::desk::MoneyChild;
use crate::kernel::{Pence, Refusal};
use crate::savings::Rules;
use crate::savings::actions::decide::{self, One};
use crate::savings::actions::faces;
use crate::savings::actions::queue::{Decide, Many, Share};
use crate::savings::queue::LineState;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

crate::words! {
    /// What a person decides about a row.
    pub enum LineAct {
        /// It is this child's.
        Accept = "accept",
        /// It is several children's.
        Split = "split",
        /// It was posted to another child, and is this one's.
        Reassign = "reassign",
        /// It will not be posted.
        Reject = "reject",
        /// Later.
        Park = "park",
        /// What was decided is undone.
        Undo = "undo",
    }
}

/// A part of a row.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinePart {
    /// For whom.
    child: Uuid,
    /// How much, in pounds.
    amount: String,
}

/// What a person decides about a row.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutDecision {
    /// What.
    what: LineAct,
    /// Whose it is: to accept or reassign.
    child: Option<Uuid>,
    /// The parts, which add up to the row: to split.
    parts: Option<Vec<LinePart>>,
    /// The weeks that it is for, by their last days, where its own days do not say.
    weeks: Option<Vec<NaiveDate>>,
    /// The decision that is undone: refused where another came in between.
    undoes: Option<Uuid>,
    /// Why; only accepting goes without.
    reason: Option<String>,
}

fn decided(body: &PutDecision) -> Result<Decide, Refusal> {
    let child = || {
        let missing = || Refusal::invalid("child_missing", "child", "Say whose it is.");
        body.child.map(Into::into).ok_or_else(missing)
    };
    Ok(match body.what {
        LineAct::Accept => Decide::Accept(child()?),
        LineAct::Reassign => Decide::Reassign(child()?),
        LineAct::Split => {
            let parts = body.parts.iter().flatten().map(|p| {
                let wrong = || Refusal::invalid("parts_differ", "parts", "Write amounts as pounds and pence: 5.00");
                Ok(Share { child: p.child.into(), pence: p.amount.parse::<Pence>().map_err(|_| wrong())?.0 })
            });
            Decide::Split(parts.collect::<Result<_, Refusal>>()?)
        }
        LineAct::Reject => Decide::Reject,
        LineAct::Park => Decide::Park,
        LineAct::Undo => Decide::Undo,
    })
}

/// A row after a decision.
#[derive(Serialize, ToSchema)]
struct LineNow {
    /// Which.
    line: Uuid,
    /// Where it stands now.
    state: LineState,
    /// Whose it is now.
    child: Option<Uuid>,
    /// Why, in words.
    reason: String,
}

/// Decides about a row.
///
/// Asked again under its id, it is done once. Refused in words where somebody was quicker, the parts do not add up, a reason is
/// missing, or the books would go wrong.
#[utoipa::path(operation_id = "decide_line", tag = "savings", security(("staff" = [])), request_body = PutDecision,
    responses((status = 200, body = LineNow), Problems))]
#[put("/v1/staff/money/lines/{line}/decisions/{decision}")]
pub async fn decide_line(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<PutDecision>,
) -> Result<impl Responder, Fault> {
    let (line, id) = path.into_inner();
    let what = decided(&body)?;
    let body = body.into_inner();
    let one = One {
        id: id.into(),
        line: line.into(),
        what,
        weeks: body.weeks.unwrap_or_default(),
        undoes: body.undoes.map(Into::into),
        reason: body.reason.unwrap_or_default(),
    };
    let now = decide::decide_line(&store, &rules.policy, caller.actor(), one).await?;
    let child = now.child.map(|c| c.uuid());
    Ok(web::Json(LineNow { line: now.id.uuid(), state: now.state, child, reason: now.reason }))
}

crate::words! {
    /// What a person decides about many rows.
    pub enum ManyAct {
        /// Each is its one likely child's; the others are left.
        AcceptSuggested = "accept_suggested",
        /// None will be posted.
        Reject = "reject",
        /// Later.
        Park = "park",
    }
}

/// What a person decides about many rows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutDecisions {
    /// Which rows: between 1 and 500.
    lines: Vec<Uuid>,
    /// What.
    what: ManyAct,
    /// Why; only accepting goes without.
    reason: Option<String>,
}

/// Rows that were left.
#[derive(Serialize, ToSchema)]
struct LinesLeft {
    /// For somebody to look at one by one.
    left: Vec<Uuid>,
}

/// Decides about many rows at once.
///
/// A row with a conflict, with several likely children, or that somebody decided about is left. Asked again under its id, it
/// is done once.
#[utoipa::path(operation_id = "decide_lines", tag = "savings", security(("staff" = [])), request_body = PutDecisions,
    responses((status = 200, body = LinesLeft), Problems))]
#[put("/v1/staff/money/decisions/{decision}")]
pub async fn decide_lines(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    decision: web::Path<Uuid>,
    body: web::Json<PutDecisions>,
) -> Result<impl Responder, Fault> {
    let PutDecisions { lines, what, reason } = body.into_inner();
    let what = match what {
        ManyAct::AcceptSuggested => Many::AcceptSuggested,
        ManyAct::Reject => Many::Reject,
        ManyAct::Park => Many::Park,
    };
    let lines = lines.into_iter().map(Into::into).collect();
    let (id, reason) = (decision.into_inner().into(), reason.unwrap_or_default());
    let left = decide::decide_lines(&store, &rules.policy, caller.actor(), id, lines, what, reason).await?;
    Ok::<_, Fault>(web::Json(LinesLeft { left: left.into_iter().map(|l| l.uuid()).collect() }))
}

/// What is looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FindChild {
    /// Beginnings of names, a part of the council's id, or a day of birth. In the body, so that it stands in no address.
    text: String,
}

/// Children that were found.
#[derive(Serialize, ToSchema)]
struct FoundChildren {
    /// By name, at most 20.
    items: Vec<MoneyChild>,
}

/// Finds a child for a row.
///
/// By name, the council's id or the day of birth, among all children: name, birth date and id, and nothing else.
#[utoipa::path(operation_id = "find_money_child", tag = "savings", security(("staff" = [])), request_body = FindChild,
    responses((status = 200, body = FoundChildren), Problems))]
#[post("/v1/staff/money/find-child")]
pub async fn find_child(
    store: web::Data<Store>,
    caller: StaffCaller,
    body: web::Json<FindChild>,
) -> Result<impl Responder, Fault> {
    let found = faces::find_child(&store, caller.actor(), body.into_inner().text).await?;
    Ok::<_, Fault>(web::Json(FoundChildren { items: found.iter().map(MoneyChild::from).collect() }))
}
