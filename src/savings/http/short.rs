//! Weeks that providers have not handed over: topping up, chase letters, gaps for the IROs.

use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::csv_body;
use crate::kernel::Pence;
use crate::savings::Rules;
use crate::savings::actions::shortfall::{self, Letter, Owes, Shortage};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// What a provider owes.
#[derive(Serialize, ToSchema)]
struct ProviderOwes {
    /// Its number in the register; none for those that are not in it.
    provider: Option<i32>,
    /// Its name.
    name: String,
    /// Weeks that are late.
    weeks: usize,
    /// Of children.
    children: usize,
    /// What has not come, in pounds.
    missing: String,
    /// Of it, what the council has topped up, in pounds.
    topped_up: String,
}

/// What has not come.
#[derive(Serialize, ToSchema)]
struct SavingsShort {
    /// Weeks whose file should have come before this day.
    through: NaiveDate,
    /// By provider, what most is owed first.
    providers: Vec<ProviderOwes>,
    /// Weeks that were topped up now.
    weeks: usize,
    /// What they came to, in pounds.
    amount: String,
}

impl From<Shortage> for SavingsShort {
    fn from(s: Shortage) -> Self {
        let owes = |o: Owes| ProviderOwes {
            provider: o.provider,
            name: o.name,
            weeks: o.weeks,
            children: o.children,
            missing: Pence(o.missing_pence).to_string(),
            topped_up: Pence(o.topped_up_pence).to_string(),
        };
        Self {
            through: s.through,
            providers: s.providers.into_iter().map(owes).collect(),
            weeks: s.weeks,
            amount: Pence(s.pence).to_string(),
        }
    }
}

/// Shows which weeks have not come from providers, and what of them was topped up.
///
/// A week is late once the file that should hold it was due.
#[utoipa::path(operation_id = "see_shortage", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = SavingsShort), Problems))]
#[get("/v1/staff/money/short")]
pub async fn see_shortage(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    Ok::<_, Fault>(web::Json(SavingsShort::from(shortfall::see_shortage(&store, caller.actor()).await?)))
}

/// Tops up every week that is late: the council pays it, the provider goes on owing it.
///
/// Run again, nothing is paid twice. Once it was run by a person, it is done by itself.
#[utoipa::path(operation_id = "top_up_weeks", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = SavingsShort), Problems))]
#[post("/v1/staff/money/short/top-up")]
pub async fn top_up_weeks(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let done = shortfall::top_up(&store, &rules.policy, caller.actor(), false).await?;
    Ok::<_, Fault>(web::Json(SavingsShort::from(done)))
}

/// A week of a letter.
#[derive(Serialize, ToSchema)]
struct ChaseWeek {
    /// The council's own id of the child.
    reference: String,
    /// Its first day.
    from: NaiveDate,
    /// Its last day.
    to: NaiveDate,
    /// What has not come, in pounds.
    amount: String,
}

/// A chase letter.
#[derive(Serialize, ToSchema)]
struct ChaseLetter {
    /// To whom.
    name: String,
    /// Whom to ask there.
    contact: Option<String>,
    /// On which day.
    on: NaiveDate,
    /// What is asked for.
    weeks: Vec<ChaseWeek>,
    /// What it comes to, in pounds.
    sum: String,
    /// Of how many children.
    children: usize,
    /// When a letter was last sent.
    #[schema(format = DateTime)]
    last_sent: Option<String>,
}

impl From<Letter> for ChaseLetter {
    fn from(l: Letter) -> Self {
        let week = |w: shortfall::LetterWeek| ChaseWeek {
            reference: w.reference,
            from: w.from,
            to: w.to,
            amount: w.pence.to_string(),
        };
        Self {
            name: l.name,
            contact: l.contact,
            on: l.on,
            sum: l.sum.to_string(),
            children: l.children,
            weeks: l.weeks.into_iter().map(week).collect(),
            last_sent: l.last_sent.map(|at| at.rfc3339()),
        }
    }
}

/// Shows the chase letter to a provider: the weeks that are late, by the council's own id of the child and days.
///
/// No name and no birth date: the provider finds them by the council's id.
#[utoipa::path(operation_id = "see_chase_letter", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = ChaseLetter), Problems))]
#[get("/v1/staff/money/providers/{provider}/letter")]
pub async fn see_chase_letter(
    store: web::Data<Store>,
    caller: StaffCaller,
    provider: web::Path<i32>,
) -> Result<impl Responder, Fault> {
    let letter = shortfall::chase_letter(&store, caller.actor(), provider.into_inner()).await?;
    Ok::<_, Fault>(web::Json(ChaseLetter::from(letter)))
}

/// Exports the weeks of a chase letter as a CSV file.
///
/// The same weeks, to be sent beside the letter.
#[utoipa::path(operation_id = "export_chase_letter", tag = "savings", security(("staff" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/v1/staff/money/providers/{provider}/letter.csv")]
pub async fn export_chase_letter(
    store: web::Data<Store>,
    caller: StaffCaller,
    provider: web::Path<i32>,
) -> Result<HttpResponse, Fault> {
    let letter = shortfall::chase_letter(&store, caller.actor(), provider.into_inner()).await?;
    Ok(csv_body::csv("weeks.csv", letter.csv()?))
}

/// Writes into the chase log that the letter was sent.
///
/// With how many weeks it asked for. Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "send_chase_letter", tag = "savings", security(("staff" = [])),
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/staff/money/providers/{provider}/letters/{chase}")]
pub async fn send_chase_letter(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(i32, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (provider, chase) = path.into_inner();
    shortfall::letter_sent(&store, caller.actor(), chase.into(), provider).await?;
    Ok(HttpResponse::NoContent())
}

/// A gap.
#[derive(Serialize, ToSchema)]
struct SavingsGapRow {
    /// Whose.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// The provider.
    provider: Option<String>,
    /// The child's IRO.
    iro: Option<String>,
    /// The last day of its first week.
    first: NaiveDate,
    /// The last day of its last week.
    last: NaiveDate,
    /// How many weeks.
    weeks: usize,
    /// What has not come, in pounds.
    missing: String,
    /// Whether the IRO was told.
    is_told: bool,
}

/// Gaps of more than four weeks.
#[derive(Serialize, ToSchema)]
struct SavingsGaps {
    /// By IRO.
    items: Vec<SavingsGapRow>,
}

/// Lists gaps of more than four weeks in a row, with the child's IRO.
///
/// Who has looked is written down.
#[utoipa::path(operation_id = "list_savings_gaps", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = SavingsGaps), Problems))]
#[get("/v1/staff/money/gaps")]
pub async fn list_savings_gaps(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let all = shortfall::list_gaps(&store, caller.actor()).await?;
    let row = |r: shortfall::GapRow| SavingsGapRow {
        child: r.gap.child.uuid(),
        reference: r.reference,
        known_as: r.known_as,
        provider: r.provider,
        iro: r.iro,
        first: r.gap.first,
        last: r.gap.last,
        weeks: r.gap.weeks,
        missing: r.gap.missing.to_string(),
        is_told: r.is_told,
    };
    Ok::<_, Fault>(web::Json(SavingsGaps { items: all.into_iter().map(row).collect() }))
}

/// Exports the gaps as a CSV file, by IRO.
///
/// By the council's own id of the child; no name.
#[utoipa::path(operation_id = "export_savings_gaps", tag = "savings", security(("staff" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/v1/staff/money/gaps.csv")]
pub async fn export_savings_gaps(store: web::Data<Store>, caller: StaffCaller) -> Result<HttpResponse, Fault> {
    let all = shortfall::list_gaps(&store, caller.actor()).await?;
    Ok(csv_body::csv("gaps.csv", shortfall::gaps_csv(&all)?))
}

/// How many IROs' tasks were made.
#[derive(Serialize, ToSchema)]
struct IrosTold {
    /// How many are new.
    told: usize,
}

/// Gives the IRO of each child with a gap a task, once for a gap.
///
/// A push about it says nothing: no child, no amount.
#[utoipa::path(operation_id = "tell_iros_of_gaps", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = IrosTold), Problems))]
#[post("/v1/staff/money/gaps/tell")]
pub async fn tell_iros_of_gaps(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let told = shortfall::tell_iros(&store, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(IrosTold { told }))
}
