//! What to do today.

use actix_web::{Responder, get, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::savings::Rules;
use crate::savings::actions::today::{self, Today as Seen};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A provider whose file has not come.
#[derive(Serialize, ToSchema)]
struct FileNotIn {
    /// Its name.
    name: String,
    /// When it is or was due.
    due_on: NaiveDate,
    /// Whether that day is past.
    is_late: bool,
}

/// Exceptions by how long they have been open.
#[derive(Serialize, ToSchema)]
struct ExceptionAges {
    /// Up to a week.
    week: usize,
    /// Up to thirty days.
    month: usize,
    /// Up to ninety days.
    quarter: usize,
    /// Longer.
    older: usize,
}

/// What to do today, in counts.
#[derive(Serialize, ToSchema)]
struct SavingsToday {
    /// Today.
    day: NaiveDate,
    /// The month whose provider files are due now, by its first day.
    files_month: NaiveDate,
    /// How many of them are expected.
    files_expected: usize,
    /// Of these, come.
    files_in: usize,
    /// Those that have not.
    not_in: Vec<FileNotIn>,
    /// Rows that a person decides.
    to_decide: i64,
    /// Rows that were put aside for later.
    parked: i64,
    /// Open exceptions by age.
    exceptions: ExceptionAges,
    /// Months that are over and not closed, the oldest first.
    months_to_close: Vec<NaiveDate>,
    /// Children with savings who turn 18 soon.
    eighteen_soon: usize,
    /// Accounts that are being opened.
    accounts_opening: usize,
    /// Of these, too long.
    accounts_late: usize,
    /// Children who need an account and were not asked for.
    accounts_needed: usize,
    /// Weeks that are late from providers and not topped up.
    weeks_short: usize,
    /// What they come to, in pounds.
    amount_short: String,
    /// Providers that owe late weeks.
    providers_to_chase: usize,
    /// Gaps of more than four weeks.
    gaps: usize,
    /// What carers hold and somebody should ask for.
    carers_open: usize,
    /// How many people have signed the policy as it is.
    signatures: usize,
}

impl From<Seen> for SavingsToday {
    fn from(t: Seen) -> Self {
        let e = t.exceptions;
        let not_in = t.not_in.into_iter().map(|f| FileNotIn { name: f.name, due_on: f.due_on, is_late: f.is_late });
        Self {
            day: t.day,
            files_month: t.files_month,
            files_expected: t.files_expected,
            files_in: t.files_in,
            not_in: not_in.collect(),
            to_decide: t.to_decide,
            parked: t.parked,
            exceptions: ExceptionAges { week: e.week, month: e.month, quarter: e.quarter, older: e.older },
            months_to_close: t.months_to_close,
            eighteen_soon: t.eighteen_soon,
            accounts_opening: t.accounts_opening,
            accounts_late: t.accounts_late,
            accounts_needed: t.accounts_needed,
            weeks_short: t.weeks_short,
            amount_short: t.pence_short.to_string(),
            providers_to_chase: t.providers_to_chase,
            gaps: t.gaps,
            carers_open: t.carers_open,
            signatures: t.signatures,
        }
    }
}

/// Shows what to do today, in counts.
///
/// Files, rows, exceptions, months, accounts, weeks that have not come. No child's name.
#[utoipa::path(operation_id = "see_savings_today", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = SavingsToday), Problems))]
#[get("/v1/staff/money/today")]
pub async fn see_savings_today(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let seen = today::see_today(&store, &rules, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(SavingsToday::from(seen)))
}
