//! Staff sign in, and set their own passwords.

use actix_web::{HttpResponse, Responder, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cookies;
use crate::identity::actions::{link, staff};
use crate::identity::lifetime;
use crate::kernel::clock::SECOND;
use crate::kernel::text::Secret;
use crate::kernel::words::Role;
use crate::store::{Fault, Store};
use crate::wire::{Network, Problems, StaffCaller};

/// What a member of staff is told of themselves.
#[derive(Serialize, ToSchema)]
struct StaffMe {
    /// Who.
    staff: Uuid,
    /// Their name.
    name: String,
    /// Employed as what.
    role: Role,
    /// The role in words.
    role_words: String,
    /// The teams that they manage.
    manages: Vec<ManagedTeam>,
    /// When they sign in again whatever happens.
    expires_at: String,
    /// How long a session lasts without a call, in seconds: the desk tells before the end.
    idle_s: i64,
}

/// A team that somebody manages.
#[derive(Serialize, ToSchema)]
struct ManagedTeam {
    /// The team's code.
    team: String,
    /// What it is called.
    name: String,
}

impl From<staff::Me> for StaffMe {
    fn from(m: staff::Me) -> Self {
        Self {
            staff: m.staff.uuid(),
            name: m.name,
            role: m.role,
            role_words: staff::role_words(m.role).to_owned(),
            manages: m.manages.into_iter().map(|(team, name)| ManagedTeam { team, name }).collect(),
            expires_at: m.expires_at.rfc3339(),
            idle_s: lifetime::of_staff(m.role).idle_ms / SECOND,
        }
    }
}

/// A name and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignInStaff {
    /// The name, in any case.
    sign_in_name: String,
    /// The password.
    password: String,
}

/// Signs a member of staff in.
///
/// Six tries in 15 minutes for a name from one network. An unknown name and a wrong password read the same and take as long.
#[utoipa::path(operation_id = "sign_in_staff", tag = "identity", security(()), request_body = SignInStaff,
    responses((status = 200, body = StaffMe), Problems))]
#[post("/v1/staff/session")]
pub async fn sign_in_staff(
    store: web::Data<Store>,
    network: Network,
    body: web::Json<SignInStaff>,
) -> Result<impl Responder, Fault> {
    let SignInStaff { sign_in_name, password } = body.into_inner();
    let done = staff::sign_in_staff(&store, network, &sign_in_name, &Secret::new(password)).await?;
    Ok(HttpResponse::Ok().cookie(cookies::staff(&done.session)).json(StaffMe::from(done.me)))
}

/// Tells a member of staff about themselves.
///
/// Answers 401 where nobody is signed in.
#[utoipa::path(operation_id = "get_staff_me", tag = "identity", security(("staff" = [])),
    responses((status = 200, body = StaffMe), Problems))]
#[get("/v1/staff/session")]
pub async fn get_staff_me(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    Ok(web::Json(StaffMe::from(staff::get_staff_me(&store, caller).await?)))
}

/// Signs a member of staff out.
///
/// Ends this session only.
#[utoipa::path(operation_id = "sign_out_staff", tag = "identity", security(("staff" = [])),
    responses((status = 204, description = "Nobody is signed in."), Problems))]
#[delete("/v1/staff/session")]
pub async fn sign_out_staff(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    staff::sign_out_staff(&store, caller).await?;
    Ok(HttpResponse::NoContent().cookie(cookies::no_staff()).finish())
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetPassword {
    /// The token of the one-time link's fragment.
    token: String,
    /// Twelve characters or more.
    password: String,
}

/// Sets one's own password by a one-time link.
///
/// Ends all one's sessions. There is no other way to set a password.
#[utoipa::path(operation_id = "set_password", tag = "identity", security(()), request_body = SetPassword,
    responses((status = 204, description = "It is set."), Problems))]
#[post("/v1/staff/password")]
pub async fn set_password(store: web::Data<Store>, body: web::Json<SetPassword>) -> Result<impl Responder, Fault> {
    let SetPassword { token, password } = body.into_inner();
    link::set_password(&store, &Secret::new(token), Secret::new(password)).await?;
    Ok(HttpResponse::NoContent())
}

/// The first system administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstAdministrator {
    /// The token that was printed once.
    token: String,
    /// The person's name.
    name: String,
    /// What they will sign in with.
    sign_in_name: String,
    /// Twelve characters or more.
    password: String,
}

/// Whoever has become the first system administrator.
#[derive(Serialize, ToSchema)]
struct AdministratorMade {
    /// Who.
    staff: Uuid,
}

/// Makes the first system administrator.
///
/// Works once, within 30 minutes, and only while there is none.
#[utoipa::path(operation_id = "become_first_administrator", tag = "identity", security(()), request_body = FirstAdministrator,
    responses((status = 201, body = AdministratorMade), Problems))]
#[post("/v1/staff/first-administrator")]
pub async fn become_first_administrator(
    store: web::Data<Store>,
    body: web::Json<FirstAdministrator>,
) -> Result<impl Responder, Fault> {
    let FirstAdministrator { token, name, sign_in_name, password } = body.into_inner();
    let (token, password) = (Secret::new(token), Secret::new(password));
    let staff = link::become_first_administrator(&store, &token, name, sign_in_name, password).await?;
    Ok(HttpResponse::Created().json(AdministratorMade { staff: staff.uuid() }))
}
