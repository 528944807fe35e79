//! Which files are expected.

use actix_web::{Responder, get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::savings::actions::expected::{self, ExpectedFile};
use crate::savings::expected::Arrival;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// Which month.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct OfMonth {
    /// Any day of it; without it, the last month that is over.
    month: Option<NaiveDate>,
}

/// A file that is expected.
#[derive(Serialize, ToSchema)]
struct ExpectedRow {
    /// The provider's number.
    provider: i32,
    /// The provider's name.
    name: String,
    /// By which day.
    due_on: NaiveDate,
    /// Where it stands.
    arrival: Arrival,
    /// On which day it came.
    came_on: Option<NaiveDate>,
    /// The file that came.
    file: Option<Uuid>,
    /// The exception about it.
    exception: Option<Uuid>,
}

impl From<ExpectedFile> for ExpectedRow {
    fn from(e: ExpectedFile) -> Self {
        Self {
            provider: e.expected.provider,
            name: e.name,
            due_on: e.expected.due_on,
            arrival: e.expected.arrival,
            came_on: e.expected.came.map(|(_, on)| on),
            file: e.expected.came.map(|(file, _)| file.uuid()),
            exception: e.exception.map(|x| x.uuid()),
        }
    }
}

/// The files that are expected for a month.
#[derive(Serialize, ToSchema)]
struct ExpectedRows {
    /// The month, by its first day.
    month: NaiveDate,
    /// By the providers' names.
    items: Vec<ExpectedRow>,
}

/// Says which files are in for a month, which are awaited and which are late.
///
/// A file is due on the provider's day of the month after; one that is late has an exception (X31).
#[utoipa::path(operation_id = "see_expected_files", tag = "savings", security(("staff" = [])), params(OfMonth),
    responses((status = 200, body = ExpectedRows), Problems))]
#[get("/v1/staff/money/expected")]
pub async fn see_expected(
    store: web::Data<Store>,
    caller: StaffCaller,
    query: web::Query<OfMonth>,
) -> Result<impl Responder, Fault> {
    let (month, all) = expected::see_expected(&store, caller.actor(), query.into_inner().month).await?;
    Ok::<_, Fault>(web::Json(ExpectedRows { month, items: all.into_iter().map(ExpectedRow::from).collect() }))
}
