//! Exports for the council's accountants, over HTTP.

use actix_web::{Responder, get, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::pay_runs::csv_file;
use crate::savings::Rules;
use crate::savings::actions::exports;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// As at which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AccrualDay {
    /// Today or earlier; without it today.
    on: Option<NaiveDate>,
}

/// Exports what is owed to each child on a day, by who holds it.
///
/// For the year's end: a line for each child and holder (the council, a provider, a carer). No cell is taken for a formula.
#[utoipa::path(operation_id = "export_accrual", tag = "savings", security(("staff" = [])), params(AccrualDay),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/v1/staff/money/accrual.csv")]
pub async fn export_accrual(
    store: web::Data<Store>,
    caller: StaffCaller,
    query: web::Query<AccrualDay>,
) -> Result<impl Responder, Fault> {
    let today = crate::kernel::calendar::london_day(store.clock().now());
    let on = query.on.unwrap_or(today);
    let text = exports::accrual(&store, caller.actor(), on).await?;
    Ok::<_, Fault>(csv_file(&format!("owed-{on}.csv"), text))
}

/// Exports what to expect of the next twelve months.
///
/// Month by month, if every stay goes on: children and weeks, what is saved, what is paid out, what is held at the end.
#[utoipa::path(operation_id = "export_forecast", tag = "savings", security(("staff" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/v1/staff/money/forecast.csv")]
pub async fn export_forecast(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let text = exports::forecast(&store, &rules, caller.actor()).await?;
    Ok::<_, Fault>(csv_file("forecast.csv", text))
}
