//! The Share Foundation: who needs an account, the list out, the answer in.

use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::csv_body;
use super::first_week::{Preview, SetupFile};
use crate::savings::Rules;
use crate::savings::actions::foundation::{self, Accounts as Seen, Odd};
use crate::savings::foundation::AckAnswer;
use crate::savings::register::AccountState;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A child who needs an account.
#[derive(Serialize, ToSchema)]
struct AccountNeed {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// Day of birth.
    born_on: NaiveDate,
    /// Since when looked after without a break.
    since: NaiveDate,
    /// What the register says.
    state: AccountState,
    /// Whether there may be a Child Trust Fund that nobody knows of.
    may_have_ctf: bool,
}

/// An account that is being opened.
#[derive(Serialize, ToSchema)]
struct AccountOpening {
    /// Whose.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// When it was asked for.
    asked_on: NaiveDate,
    /// How many days ago.
    days: i64,
    /// Whether that is too long.
    is_late: bool,
    /// What was answered so far.
    answer: Option<AckAnswer>,
}

/// A child on one list and not on the other, or refused.
#[derive(Serialize, ToSchema)]
struct AccountOdd {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// Why.
    why: String,
}

impl From<Odd> for AccountOdd {
    fn from(o: Odd) -> Self {
        Self { child: o.child.uuid(), reference: o.reference, known_as: o.known_as, why: o.why }
    }
}

/// A list that went out.
#[derive(Serialize, ToSchema)]
struct AccountReturn {
    /// Its id.
    id: Uuid,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Children on it.
    children: usize,
    /// Of these, answered.
    answered: usize,
}

/// Everything about accounts.
#[derive(Serialize, ToSchema)]
struct FoundationAccounts {
    /// Children who need one and were not asked for.
    needs: Vec<AccountNeed>,
    /// Being opened, the longest first.
    opening: Vec<AccountOpening>,
    /// Refused, with why.
    refused: Vec<AccountOdd>,
    /// Lists that went out, the newest first.
    sent: Vec<AccountReturn>,
    /// Looked after and not in the register.
    not_in_register: Vec<AccountOdd>,
    /// In the register and not looked after.
    not_in_care: Vec<AccountOdd>,
    /// So many days an account may take.
    days_allowed: u32,
}

impl From<Seen> for FoundationAccounts {
    fn from(s: Seen) -> Self {
        let need = |n: crate::savings::foundation::Need| AccountNeed {
            child: n.child.uuid(),
            reference: n.reference,
            known_as: n.known_as,
            born_on: n.born_on,
            since: n.since,
            state: n.state,
            may_have_ctf: n.may_have_ctf,
        };
        let opening = |o: foundation::Opening| AccountOpening {
            child: o.child.uuid(),
            reference: o.reference,
            known_as: o.known_as,
            asked_on: o.asked_on,
            days: o.days,
            is_late: o.is_late,
            answer: o.answer,
        };
        let sent = |s: foundation::Sent| AccountReturn {
            id: s.id.uuid(),
            at: s.at.rfc3339(),
            children: s.children,
            answered: s.answered,
        };
        Self {
            needs: s.needs.into_iter().map(need).collect(),
            opening: s.opening.into_iter().map(opening).collect(),
            refused: s.refused.into_iter().map(AccountOdd::from).collect(),
            sent: s.sent.into_iter().map(sent).collect(),
            not_in_register: s.not_in_register.into_iter().map(AccountOdd::from).collect(),
            not_in_care: s.not_in_care.into_iter().map(AccountOdd::from).collect(),
            days_allowed: s.days_allowed,
        }
    }
}

/// Shows who needs an account, which are being opened, and whether register and care list have the same children.
///
/// Who has looked is written down.
#[utoipa::path(operation_id = "see_accounts", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = FoundationAccounts), Problems))]
#[get("/v1/staff/money/accounts")]
pub async fn see_accounts(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
) -> Result<impl Responder, Fault> {
    let seen = foundation::see_accounts(&store, &rules, caller.actor()).await?;
    Ok::<_, Fault>(web::Json(FoundationAccounts::from(seen)))
}

/// How many children are on a list.
#[derive(Serialize, ToSchema)]
struct ReturnMade {
    /// How many.
    children: usize,
}

/// Makes the list of everybody who needs an account.
///
/// From then on each is asked for and the days count. Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "ask_for_accounts", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = ReturnMade), Problems))]
#[put("/v1/staff/money/foundation-returns/{return}")]
pub async fn ask_for_accounts(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    list: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let children = foundation::ask_for_accounts(&store, &rules, caller.actor(), list.into_inner().into()).await?;
    Ok::<_, Fault>(web::Json(ReturnMade { children }))
}

/// Exports a list for The Share Foundation as a CSV file.
///
/// Surname and residence are empty: they are not kept here, and the council fills them in.
#[utoipa::path(operation_id = "export_foundation_return", tag = "savings", security(("staff" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/v1/staff/money/foundation-returns/{return}/list.csv")]
pub async fn export_foundation_return(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    list: web::Path<Uuid>,
) -> Result<HttpResponse, Fault> {
    let text = foundation::foundation_return(&store, &rules, caller.actor(), list.into_inner().into()).await?;
    Ok(csv_body::csv("share-foundation.csv", text))
}

/// Takes in what The Share Foundation answered, or shows what it would change.
///
/// The body is the CSV file: la_ref, outcome (accepted, opened, refused), tsf_ref, reason, opened_on.
#[utoipa::path(operation_id = "take_acknowledgement", tag = "savings", security(("staff" = [])), params(Preview),
    request_body(content = String, content_type = "text/csv"), responses((status = 200, body = SetupFile), Problems))]
#[post("/v1/staff/money/foundation-acknowledgements")]
pub async fn take_acknowledgement(
    store: web::Data<Store>,
    caller: StaffCaller,
    query: web::Query<Preview>,
    body: web::Payload,
) -> Result<impl Responder, Fault> {
    let bytes = csv_body::file(body).await?;
    let receipt = foundation::take_acknowledgement(&store, caller.actor(), bytes, query.dry_run).await?;
    Ok::<_, Fault>(web::Json(SetupFile::from(receipt)))
}
