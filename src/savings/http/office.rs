//! The savings desk: every child on one list, providers, coverage.

use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::savings::Rules;
use crate::savings::actions::office::{self, Row, Standing};
use crate::savings::actions::providers::{self, SetProvider};
use crate::savings::export;
use crate::savings::provider::{How, Terms};
use crate::savings::register::AccountState;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A child on the list.
#[derive(Serialize, ToSchema)]
struct SavingsRow {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// Day of birth.
    born_on: NaiveDate,
    /// The provider now.
    provider: Option<String>,
    /// Where the child stands.
    standing: Standing,
    /// From when, if the stay goes on.
    qualifies_on: Option<NaiveDate>,
    /// What is held, in pounds.
    held: String,
    /// The child's own account.
    account: AccountState,
    /// Its reference.
    account_reference: Option<String>,
}

impl From<Row> for SavingsRow {
    fn from(r: Row) -> Self {
        Self {
            child: r.child.uuid(),
            reference: r.reference,
            known_as: r.known_as,
            born_on: r.born_on,
            provider: r.provider,
            standing: r.standing,
            qualifies_on: r.qualifies_on,
            held: r.held.to_string(),
            account: r.account,
            account_reference: r.account_reference,
        }
    }
}

/// A page of the list.
#[derive(Serialize, ToSchema)]
struct SavingsPage {
    /// At most 200 children.
    items: Vec<SavingsRow>,
    /// Where the next page begins; none on the last.
    next_after: Option<Uuid>,
}

/// Where a page begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AfterChild {
    /// The last child of the page before.
    after: Option<Uuid>,
}

/// Lists every child with what is saved for them.
///
/// For the savings desk: name, birth date, provider, where the child stands and what is held; no words and no rights.
#[utoipa::path(operation_id = "list_savings", tag = "savings", security(("staff" = [])), params(AfterChild),
    responses((status = 200, body = SavingsPage), Problems))]
#[get("/v1/staff/money/children")]
pub async fn list_savings(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    query: web::Query<AfterChild>,
) -> Result<impl Responder, Fault> {
    let after = query.into_inner().after.map(Into::into);
    let (items, next) = office::list_savings(&store, &rules, caller.actor(), after).await?;
    let items = items.into_iter().map(SavingsRow::from).collect();
    Ok::<_, Fault>(web::Json(SavingsPage { items, next_after: next.map(Uuid::from) }))
}

/// Exports the list as a CSV file.
///
/// Every child, with what is held. A cell that a spreadsheet would take for a formula begins with an apostrophe.
#[utoipa::path(operation_id = "export_savings", tag = "savings", security(("staff" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/v1/staff/money/children.csv")]
pub async fn export_savings(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (mut rows, next) = office::list_savings(&store, &rules, caller.actor(), after).await?;
        all.append(&mut rows);
        if next.is_none() {
            break;
        }
        after = next;
    }
    let named = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename("savings.csv".into())],
    };
    let text = export::register(&all)?;
    Ok::<_, Fault>(HttpResponse::Ok().content_type("text/csv; charset=utf-8").insert_header(named).body(text))
}

/// A month of coverage.
#[derive(Serialize, ToSchema)]
struct CoverageRow {
    /// The month, by its first day.
    month: NaiveDate,
    /// The provider; none for all together.
    provider: Option<String>,
    /// Children looked after at the end of the month's last week.
    looked_after: usize,
    /// Of these, children who qualify.
    qualify: usize,
    /// Of these, children for whom it stands in the ledger.
    saved: usize,
}

/// Coverage over time.
#[derive(Serialize, ToSchema)]
struct Coverage {
    /// By month, and in each month in all and by provider.
    items: Vec<CoverageRow>,
}

/// Says how many children are saved for, month by month and by provider.
///
/// For the savings desk of every child, for a manager of those of their teams. Counts only.
#[utoipa::path(operation_id = "see_coverage", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = Coverage), Problems))]
#[get("/v1/staff/money/coverage")]
pub async fn see_coverage(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let rows = office::coverage(&store, &rules, caller.actor()).await?;
    let items = rows.into_iter().map(|c| CoverageRow {
        month: c.month,
        provider: c.provider,
        looked_after: c.looked_after,
        qualify: c.qualify,
        saved: c.saved,
    });
    Ok::<_, Fault>(web::Json(Coverage { items: items.collect() }))
}

/// How a provider pays, from a day on.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProviderTerms {
    /// From which day.
    starts_on: NaiveDate,
    /// How.
    how: How,
    /// On which day of the month its file is due; none where it sends none.
    due_day: Option<i16>,
}

impl From<ProviderTerms> for Terms {
    fn from(t: ProviderTerms) -> Self {
        Self { starts_on: t.starts_on, how: t.how, due_day: t.due_day }
    }
}

/// A provider.
#[derive(Serialize, ToSchema)]
struct ProviderRow {
    /// Its number in the register.
    provider: i32,
    /// Its name.
    name: String,
    /// Its number at Ofsted, by which the care history names it.
    urn: Option<String>,
    /// Whom to ask.
    contact: Option<String>,
    /// How it pays, the oldest first.
    terms: Vec<ProviderTerms>,
}

/// The provider register.
#[derive(Serialize, ToSchema)]
struct ProviderRows {
    /// By name.
    items: Vec<ProviderRow>,
}

/// Lists the provider register.
///
/// Each with how it pays, from which day, and when its file is due.
#[utoipa::path(operation_id = "list_providers", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = ProviderRows), Problems))]
#[get("/v1/staff/money/providers")]
pub async fn list_providers(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let all = providers::list(&store, caller.actor()).await?;
    let items = all.into_iter().map(|p| ProviderRow {
        provider: p.no,
        name: p.name,
        urn: p.urn,
        contact: p.contact,
        terms: p
            .terms
            .into_iter()
            .map(|t| ProviderTerms { starts_on: t.starts_on, how: t.how, due_day: t.due_day })
            .collect(),
    });
    Ok::<_, Fault>(web::Json(ProviderRows { items: items.collect() }))
}

/// What is known of a provider. What is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutProvider {
    /// Its name.
    name: String,
    /// Its number at Ofsted.
    urn: Option<String>,
    /// Whom to ask.
    contact: Option<String>,
    /// How it pays, from a day on.
    terms: Option<ProviderTerms>,
}

impl From<PutProvider> for SetProvider {
    fn from(p: PutProvider) -> Self {
        Self { name: p.name, urn: p.urn, contact: p.contact, terms: p.terms.map(Terms::from) }
    }
}

/// A provider's number.
#[derive(Serialize, ToSchema)]
struct ProviderNumber {
    /// Its number in the register.
    provider: i32,
}

/// Adds a provider, or changes the one of that name.
///
/// Names are compared without case, marks, and what a company is (Ltd).
#[utoipa::path(operation_id = "add_provider", tag = "savings", security(("staff" = [])), request_body = PutProvider,
    responses((status = 200, body = ProviderNumber), Problems))]
#[post("/v1/staff/money/providers")]
pub async fn add_provider(
    store: web::Data<Store>,
    caller: StaffCaller,
    body: web::Json<PutProvider>,
) -> Result<impl Responder, Fault> {
    let provider = providers::set_provider(&store, caller.actor(), None, body.into_inner().into()).await?;
    Ok::<_, Fault>(web::Json(ProviderNumber { provider }))
}

/// Changes a provider.
///
/// How it pays is added from a day on; what was before that day stays.
#[utoipa::path(operation_id = "change_provider", tag = "savings", security(("staff" = [])), request_body = PutProvider,
    responses((status = 200, body = ProviderNumber), Problems))]
#[put("/v1/staff/money/providers/{provider}")]
pub async fn change_provider(
    store: web::Data<Store>,
    caller: StaffCaller,
    provider: web::Path<i32>,
    body: web::Json<PutProvider>,
) -> Result<impl Responder, Fault> {
    let no = Some(provider.into_inner());
    let provider = providers::set_provider(&store, caller.actor(), no, body.into_inner().into()).await?;
    Ok::<_, Fault>(web::Json(ProviderNumber { provider }))
}

/// What was asked of a provider, or what it said.
#[derive(Serialize, ToSchema)]
struct ChaseRow {
    /// For which month.
    month: NaiveDate,
    /// In words.
    note: String,
    /// Who wrote it down.
    by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

/// The chase log of a provider.
#[derive(Serialize, ToSchema)]
struct ChaseRows {
    /// The newest first.
    items: Vec<ChaseRow>,
}

/// Lists what was asked of a provider and what it said.
///
/// The newest first, with who wrote it down.
#[utoipa::path(operation_id = "list_chases", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = ChaseRows), Problems))]
#[get("/v1/staff/money/providers/{provider}/chases")]
pub async fn list_chases(
    store: web::Data<Store>,
    caller: StaffCaller,
    provider: web::Path<i32>,
) -> Result<impl Responder, Fault> {
    let all = providers::list_chases(&store, caller.actor(), provider.into_inner()).await?;
    let items = all.into_iter().map(|(c, by)| ChaseRow { month: c.month, note: c.note, by, at: c.at.rfc3339() });
    Ok::<_, Fault>(web::Json(ChaseRows { items: items.collect() }))
}

/// What was asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutChase {
    /// For which month: any day of it.
    month: NaiveDate,
    /// In words, at most 1,000 letters.
    note: String,
}

/// Writes down what was asked of a provider, or what it said.
///
/// Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "chase_provider", tag = "savings", security(("staff" = [])), request_body = PutChase,
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/staff/money/providers/{provider}/chases/{chase}")]
pub async fn chase_provider(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(i32, Uuid)>,
    body: web::Json<PutChase>,
) -> Result<impl Responder, Fault> {
    let (provider, chase) = path.into_inner();
    let PutChase { month, note } = body.into_inner();
    providers::chase(&store, caller.actor(), chase.into(), provider, month, note).await?;
    Ok(HttpResponse::NoContent())
}
