//! Weeks that changed after they were posted, over HTTP: looked at before, listed after, posted by a person.

use actix_web::{Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{Pence, Refusal};
use crate::savings::Rules;
use crate::savings::actions::changes::{self, ChildChange, WhatIf};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A week.
#[derive(Serialize, ToSchema)]
struct ChangedWeek {
    /// Its last day.
    week_end: NaiveDate,
    /// What stands in the ledger, in pounds.
    posted: String,
    /// What is due, in pounds.
    due: String,
    /// Why.
    why: String,
    /// Its entry; none where it is not in the ledger.
    entry: Option<i32>,
}

/// A child with such weeks.
#[derive(Serialize, ToSchema)]
struct ChangedChild {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// By how much what is owed would change, in pounds; may be less than nothing.
    change: String,
    /// The weeks, the oldest first.
    weeks: Vec<ChangedWeek>,
}

/// Weeks that stand otherwise than they are due.
#[derive(Serialize, ToSchema)]
struct ChangedChildren {
    /// By the council's id.
    items: Vec<ChangedChild>,
    /// By how much what is owed would change in all, in pounds.
    change: String,
}

impl From<Vec<ChildChange>> for ChangedChildren {
    fn from(all: Vec<ChildChange>) -> Self {
        let change = Pence(all.iter().map(ChildChange::sum).fold(0, i64::saturating_add)).to_string();
        let items = all.into_iter().map(|c| ChangedChild {
            child: c.child.uuid(),
            change: Pence(c.sum()).to_string(),
            reference: c.reference,
            known_as: c.known_as,
            weeks: c
                .weeks
                .into_iter()
                .map(|w| ChangedWeek {
                    week_end: w.week_end,
                    posted: w.posted.to_string(),
                    due: w.due.to_string(),
                    why: w.why,
                    entry: w.entry,
                })
                .collect(),
        });
        Self { items: items.collect(), change }
    }
}

/// Lists the weeks that stand otherwise than they are due by what is known now.
///
/// After a birth date, a day of entry, a placement or a rate has changed: week by week with why. Nothing is edited.
#[utoipa::path(operation_id = "list_changed_weeks", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = ChangedChildren), Problems))]
#[get("/v1/staff/money/changes")]
pub async fn list_changed_weeks(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let found = changes::list(&store, &rules, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(ChangedChildren::from(found)))
}

/// What would be another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeSupposed {
    /// Whose; none for a rate, which is everybody's.
    child: Option<Uuid>,
    /// The day of birth.
    born_on: Option<NaiveDate>,
    /// The first day of the last period of care.
    entered_on: Option<NaiveDate>,
    /// The day the child left care.
    left_on: Option<NaiveDate>,
    /// From which day another placement.
    placed_from: Option<NaiveDate>,
    /// Which, as its SSDA903 code.
    placed_as: Option<String>,
    /// From which day another rate.
    rate_from: Option<NaiveDate>,
    /// The weekly rate, in pounds.
    rate: Option<String>,
}

/// Says which weeks would change, before anything is saved.
///
/// For a child's birth date, day of entry or leaving, or placement; or for everybody's rate. Nothing changes.
#[utoipa::path(operation_id = "preview_changed_weeks", tag = "savings", security(("staff" = [])), request_body = ChangeSupposed,
    responses((status = 200, body = ChangedChildren), Problems))]
#[post("/v1/staff/money/changes/preview")]
pub async fn preview_changed_weeks(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    body: web::Json<ChangeSupposed>,
) -> Result<impl Responder, Fault> {
    let b = body.into_inner();
    let rate = b.rate.map(|r| r.parse::<Pence>()).transpose();
    let rate = rate.ok().filter(|r| r.is_none_or(|p| p >= Pence::ZERO)).ok_or_else(|| {
        Refusal::invalid("amount_unreadable", "rate", "Give the rate in pounds and pence, like 5.00.")
    })?;
    let what = WhatIf {
        born_on: b.born_on,
        entered_on: b.entered_on,
        left_on: b.left_on,
        placed: b.placed_from.zip(b.placed_as),
        rate: b.rate_from.zip(rate),
    };
    let found = changes::preview(&store, &rules, caller.actor(), b.child.map(Into::into), what).await?;
    Ok::<_, Fault>(web::Json(ChangedChildren::from(found)))
}

/// Which weeks are posted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PostChanged {
    /// Whose.
    child: Uuid,
    /// The weeks that were looked at, by their last days.
    weeks: Vec<NaiveDate>,
    /// Why, in 1 to 500 letters.
    reason: String,
}

/// What was posted.
#[derive(Serialize, ToSchema)]
struct ChangedPosted {
    /// Entries.
    entries: usize,
}

/// Posts the difference of weeks that changed.
///
/// What no longer counts is undone with the reason, what counts otherwise is adjusted, what is missing becomes due. Sent once
/// more under its id, nothing more is posted.
#[utoipa::path(operation_id = "post_changed_weeks", tag = "savings", security(("staff" = [])), request_body = PostChanged,
    responses((status = 200, body = ChangedPosted), Problems))]
#[put("/v1/staff/money/changes/{change}")]
pub async fn post_changed_weeks(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    change: web::Path<Uuid>,
    body: web::Json<PostChanged>,
) -> Result<impl Responder, Fault> {
    let PostChanged { child, weeks, reason } = body.into_inner();
    let id = change.into_inner().into();
    let entries = changes::post(&store, &rules, caller.actor(), id, child.into(), weeks, reason).await?;
    Ok::<_, Fault>(web::Json(ChangedPosted { entries }))
}
