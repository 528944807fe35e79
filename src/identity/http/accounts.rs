//! Accounts of staff, for the system administrator.

use actix_web::{HttpResponse, Responder, get, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Items;
use crate::config::Settings;
use crate::identity::actions::{account, link};
use crate::kernel::words::Role;
use crate::people::accounts::AccountDetails;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// An account.
#[derive(Serialize, ToSchema)]
struct StaffAccount {
    /// Whose.
    staff: Uuid,
    /// The council's own id for the person.
    code: String,
    /// Their name.
    name: String,
    /// Employed as what.
    role: Role,
    /// Code of their team.
    team: Option<String>,
    /// What the team is called.
    team_name: Option<String>,
    /// Where the morning e-mail goes.
    email: Option<String>,
    /// What they sign in with.
    sign_in_name: Option<String>,
    /// Whether the account is disabled.
    disabled: bool,
    /// Whether its owner has set a password.
    has_password: bool,
}

impl From<account::Listed> for StaffAccount {
    fn from(l: account::Listed) -> Self {
        let a = l.account;
        Self {
            staff: a.id.uuid(),
            code: a.code,
            name: a.name,
            role: a.role,
            team: a.team_code,
            team_name: a.team_name,
            email: a.email,
            sign_in_name: a.sign_in_name,
            disabled: a.disabled_at.is_some(),
            has_password: l.has_password,
        }
    }
}

/// What an administrator writes of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutAccount {
    /// The council's own id for the person.
    code: String,
    /// Their name.
    name: String,
    /// Employed as what. A role alone opens no child's record.
    role: Role,
    /// Code of their team.
    team: Option<String>,
    /// Where the morning e-mail goes.
    email: Option<String>,
    /// What they sign in with.
    sign_in_name: Option<String>,
}

/// A link by which somebody sets their own password. Shown this once.
#[derive(Serialize, ToSchema)]
struct PasswordLink {
    /// The link, with its token in the fragment.
    link: String,
    /// Until when it can be used.
    expires_at: String,
}

/// Lists every account.
///
/// For the system administrator.
#[utoipa::path(operation_id = "list_accounts", tag = "identity", security(("staff" = [])),
    responses((status = 200, body = inline(Items<StaffAccount>)), Problems))]
#[get("/v1/staff/accounts")]
pub async fn list_accounts(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let listed = account::list_accounts(&store, caller.actor()).await?;
    Ok(web::Json(Items { items: listed.into_iter().map(StaffAccount::from).collect() }))
}

/// Makes or changes an account.
///
/// A changed role ends all sessions of that person; nobody changes their own.
#[utoipa::path(operation_id = "put_account", tag = "identity", security(("staff" = [])), request_body = PutAccount,
    responses((status = 200, body = StaffAccount), Problems))]
#[put("/v1/staff/accounts/{staff}")]
pub async fn put_account(
    store: web::Data<Store>,
    caller: StaffCaller,
    staff: web::Path<Uuid>,
    body: web::Json<PutAccount>,
) -> Result<impl Responder, Fault> {
    let PutAccount { code, name, role, team, email, sign_in_name } = body.into_inner();
    let details = AccountDetails { id: staff.into_inner().into(), code, name, role, team, email, sign_in_name };
    let listed = account::put_account(&store, caller.actor(), details).await?;
    Ok(web::Json(StaffAccount::from(listed)))
}

/// Makes a link by which somebody sets their own password.
///
/// It works once, within 24 hours; an older one stops working. Nobody but the person sees or sets the password.
#[utoipa::path(operation_id = "make_password_link", tag = "identity", security(("staff" = [])),
    responses((status = 201, body = PasswordLink), Problems))]
#[post("/v1/staff/accounts/{staff}/password-link")]
pub async fn make_password_link(
    store: web::Data<Store>,
    settings: web::Data<Settings>,
    caller: StaffCaller,
    staff: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let made =
        link::make_password_link(&store, &settings.server.origin, caller.actor(), staff.into_inner().into()).await?;
    let answer = PasswordLink { link: made.link.reveal().to_owned(), expires_at: made.expires_at.rfc3339() };
    Ok(HttpResponse::Created().json(answer))
}

/// Disables an account.
///
/// Its sessions and streams end at once.
#[utoipa::path(operation_id = "disable_account", tag = "identity", security(("staff" = [])),
    responses((status = 204, description = "It is disabled."), Problems))]
#[post("/v1/staff/accounts/{staff}/disable")]
pub async fn disable_account(
    store: web::Data<Store>,
    caller: StaffCaller,
    staff: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    account::disable_account(&store, caller.actor(), staff.into_inner().into()).await?;
    Ok(HttpResponse::NoContent())
}
