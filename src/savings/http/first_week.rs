//! The first week: its steps, and the two files that open the books.

use actix_web::{HttpRequest, Responder, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::csv_body;
use crate::kernel::{Pence, Refusal};
use crate::savings::Rules;
use crate::savings::actions::first_week::{self, FirstWeek as Seen, StepKind};
use crate::savings::actions::office::Standing;
use crate::savings::actions::providers::import_providers;
use crate::savings::actions::setup::{AgainstCode, import_accounts, import_openings};
use crate::savings::opening::Surety;
use crate::savings::setup::SetupReceipt;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A step.
#[derive(Serialize, ToSchema)]
struct FirstWeekStep {
    /// Which.
    step: StepKind,
    /// What is done of it.
    done: usize,
    /// What is left.
    left: usize,
}

/// How many children stand in one way.
#[derive(Serialize, ToSchema)]
struct StandingCount {
    /// How they stand.
    standing: Standing,
    /// How many.
    children: usize,
}

/// How many opening balances are how sure.
#[derive(Serialize, ToSchema)]
struct SuretyCount {
    /// How sure.
    surety: Surety,
    /// How many.
    balances: usize,
}

/// A child whose start is unsure.
#[derive(Serialize, ToSchema)]
struct UnsureChild {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
}

/// The first week.
#[derive(Serialize, ToSchema)]
struct FirstWeek {
    /// Its steps in their order.
    steps: Vec<FirstWeekStep>,
    /// Children by where they stand.
    standings: Vec<StandingCount>,
    /// Opening balances by how sure they are.
    sureties: Vec<SuretyCount>,
    /// What nobody can explain since the start, in pounds; may be negative.
    unexplained: String,
    /// Numbers at Ofsted that stays of today name and nobody in the register has.
    unknown_urns: Vec<String>,
    /// Children whose start is unsure.
    unsure: Vec<UnsureChild>,
}

impl From<Seen> for FirstWeek {
    fn from(s: Seen) -> Self {
        let step = |s: first_week::Step| FirstWeekStep { step: s.step, done: s.done, left: s.left };
        let unsure = s.unsure.into_iter().map(|(child, reference, known_as)| UnsureChild {
            child: child.uuid(),
            reference,
            known_as,
        });
        Self {
            steps: s.steps.into_iter().map(step).collect(),
            standings: s
                .standings
                .into_iter()
                .map(|(standing, children)| StandingCount { standing, children })
                .collect(),
            sureties: s.sureties.into_iter().map(|(surety, balances)| SuretyCount { surety, balances }).collect(),
            unexplained: s.unexplained.to_string(),
            unknown_urns: s.unknown_urns,
            unsure: unsure.collect(),
        }
    }
}

/// Shows the steps of the first week, with what is done and what is left.
///
/// The policy, who qualifies, the accounts register, opening balances, providers, The Share Foundation, carers.
#[utoipa::path(operation_id = "see_first_week", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = FirstWeek), Problems))]
#[get("/v1/staff/money/first-week")]
pub async fn see_first_week(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let seen = first_week::see_first_week(&store, &rules, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(FirstWeek::from(seen)))
}

/// A row of a file.
#[derive(Serialize, ToSchema)]
pub(super) struct SetupRow {
    /// Line in the file, from 1.
    line: u64,
    /// What became of it: `posted`, `unchanged`, `set_aside` or `ignored`.
    state: String,
    /// The council's own id of the child, as the file has it.
    child: Option<String>,
    /// How much, in pounds.
    amount: Option<String>,
    /// Why it was set aside or ignored.
    reason: Option<String>,
}

/// What became of a file: rows read = posted + unchanged + set aside + ignored.
#[derive(Serialize, ToSchema)]
pub(super) struct SetupFile {
    /// Whether nothing was written.
    dry_run: bool,
    /// Rows below the header.
    rows_read: usize,
    /// New, or changed something.
    posted: usize,
    /// So already.
    unchanged: usize,
    /// For a person.
    set_aside: usize,
    /// Without content.
    ignored: usize,
    /// What is put into the ledger, in pounds.
    posted_amount: String,
    /// What stands in rows that were set aside, in pounds.
    set_aside_amount: String,
    /// What the council holds by all opening balances, in pounds.
    council_amount: Option<String>,
    /// What the savings code says, in pounds.
    savings_code_amount: Option<String>,
    /// The difference that nobody can explain, in pounds.
    unexplained_amount: Option<String>,
    /// Children in care without a line.
    missing: Vec<String>,
    /// Each row that was not simply taken, at most 500.
    rows: Vec<SetupRow>,
}

/// Rows that are told of at most.
const ROWS_MAX: usize = 500;

impl From<SetupReceipt> for SetupFile {
    fn from(r: SetupReceipt) -> Self {
        let pounds = |p: Option<i64>| p.map(|p| Pence(p).to_string());
        let row = |l: crate::savings::setup::SetupLine| SetupRow {
            line: l.line,
            state: l.state.to_owned(),
            child: l.child,
            amount: pounds(l.pence),
            reason: l.reason,
        };
        let told = r.lines.into_iter().filter(|l| l.reason.is_some() || l.state == "set_aside");
        Self {
            dry_run: r.dry_run,
            rows_read: r.rows_read,
            posted: r.posted,
            unchanged: r.unchanged,
            set_aside: r.set_aside,
            ignored: r.ignored,
            posted_amount: Pence(r.posted_pence).to_string(),
            set_aside_amount: Pence(r.set_aside_pence).to_string(),
            council_amount: pounds(r.council_pence),
            savings_code_amount: pounds(r.savings_code_pence),
            unexplained_amount: pounds(r.unexplained_pence),
            missing: r.missing,
            rows: told.take(ROWS_MAX).map(row).collect(),
        }
    }
}

/// Whether only to look.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Preview {
    /// Nothing is written.
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// Loads the accounts register, or shows what it would change.
///
/// The body is the CSV file: child_id, state, reference, held_with, asked_on, opened_on. The same file again changes nothing.
#[utoipa::path(operation_id = "load_accounts_register", tag = "savings", security(("staff" = [])), params(Preview),
    request_body(content = String, content_type = "text/csv"), responses((status = 200, body = SetupFile), Problems))]
#[post("/v1/staff/money/accounts-register")]
pub async fn load_accounts_register(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    query: web::Query<Preview>,
    body: web::Payload,
) -> Result<impl Responder, Fault> {
    let bytes = csv_body::file(body).await?;
    let receipt = import_accounts(&store, &rules, caller.actor(), bytes, query.dry_run).await?;
    Ok::<_, Fault>(web::Json(SetupFile::from(receipt)))
}

/// How opening balances are compared with the savings code: a header, because an amount does not belong into an address.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningsHow {
    /// The balance of the savings code, in pounds.
    savings_code: Option<String>,
    /// The staff code of who finds out about what nobody can explain.
    unexplained_owner: Option<String>,
}

/// Loads opening balances, or shows what they come to.
///
/// The body is the CSV file: child_id, holder, holder_name, amount, surety, evidence, as_at. What the council holds must come
/// to the savings code, or somebody owns the difference: it is never forced. The header `Compare-With` holds
/// `savings_code` (its balance, in pounds) and `unexplained_owner` (a staff code), written like a form:
/// `savings_code=12345.67&unexplained_owner=BA01`.
#[utoipa::path(operation_id = "load_opening_balances", tag = "savings", security(("staff" = [])),
    params(Preview, ("Compare-With" = Option<String>, Header, description = "What it is compared with, written like a form.")),
    request_body(content = String, content_type = "text/csv"), responses((status = 200, body = SetupFile), Problems))]
#[post("/v1/staff/money/opening-balances")]
pub async fn load_opening_balances(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    query: web::Query<Preview>,
    request: HttpRequest,
    body: web::Payload,
) -> Result<impl Responder, Fault> {
    let how = request.headers().get("Compare-With").map(|h| web::Query::from_query(h.to_str().unwrap_or("?")));
    let how = how.transpose().map_err(|_| {
        let say = "Write the header Compare-With like a form: savings_code=12345.67&unexplained_owner=BA01.";
        Refusal::invalid("header_unreadable", "Compare-With", say)
    })?;
    let OpeningsHow { savings_code, unexplained_owner } = how.map(web::Query::into_inner).unwrap_or_default();
    let amount = savings_code.filter(|c| !c.trim().is_empty());
    let code = amount.map(|c| c.trim().trim_start_matches('£').replace(',', "").parse::<Pence>());
    let code = code.transpose().map_err(|_| {
        Refusal::invalid("amount_unreadable", "savings_code", "Write the balance of the code as 12345.67.")
    })?;
    let against = AgainstCode { code, owner: unexplained_owner };
    let bytes = csv_body::file(body).await?;
    let receipt = import_openings(&store, &rules, caller.actor(), bytes, against, query.dry_run).await?;
    Ok::<_, Fault>(web::Json(SetupFile::from(receipt)))
}

/// Loads the provider register, or shows what it would change.
///
/// The body is the CSV file: name, urn, contact, how, from, due_day. Providers are found by name; what is not named stays.
#[utoipa::path(operation_id = "load_providers", tag = "savings", security(("staff" = [])), params(Preview),
    request_body(content = String, content_type = "text/csv"), responses((status = 200, body = SetupFile), Problems))]
#[post("/v1/staff/money/provider-register")]
pub async fn load_providers(
    store: web::Data<Store>,
    caller: StaffCaller,
    query: web::Query<Preview>,
    body: web::Payload,
) -> Result<impl Responder, Fault> {
    let bytes = csv_body::file(body).await?;
    let receipt = import_providers(&store, caller.actor(), bytes, query.dry_run).await?;
    Ok::<_, Fault>(web::Json(SetupFile::from(receipt)))
}
