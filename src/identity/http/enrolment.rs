//! A phone comes in.

use actix_web::{HttpRequest, HttpResponse, Responder, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::child::Me;
use super::cookies;
use crate::identity::actions::unlock::{Door, list_phone_accounts as doors};
use crate::identity::actions::{self, Enrol};
use crate::identity::picture::Picture;
use crate::kernel::text::Secret;
use crate::store::{Fault, Store};
use crate::wire::{Network, Problems};

/// A code to be checked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckInvitation {
    /// The code as it was typed: `ABC-DEFG234`.
    code: String,
}

/// A phone that comes in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnrolPhone {
    /// The code as it was typed or scanned.
    code: String,
    /// Six numbers or more, or words.
    pin: String,
    /// The picture for this phone: one that nobody else on it has.
    picture: Picture,
}

/// One child's account on this phone. No name: whoever holds the phone sees it.
#[derive(Serialize, ToSchema)]
struct PhoneAccount {
    /// Which account.
    account: Uuid,
    /// Its picture.
    picture: Picture,
    /// Whether a worker has confirmed it.
    confirmed: bool,
    /// Whether only a new invitation helps.
    shut: bool,
    /// Seconds until the next PIN may be tried.
    wait_s: Option<u32>,
}

impl From<Door> for PhoneAccount {
    fn from(d: Door) -> Self {
        Self { account: d.account.uuid(), picture: d.picture, confirmed: d.confirmed, shut: d.shut, wait_s: d.wait_s }
    }
}

/// Says whether a code can be used.
///
/// The same answer for every code that cannot: used, over, burnt, ended and unknown. Each try counts.
#[utoipa::path(operation_id = "check_invitation", tag = "identity", security(()), request_body = CheckInvitation,
    responses((status = 204, description = "It can be used."), Problems))]
#[post("/v1/enrolments/check")]
pub async fn check_invitation(
    store: web::Data<Store>,
    network: Network,
    body: web::Json<CheckInvitation>,
) -> Result<impl Responder, Fault> {
    actions::check_invitation(&store, network, &Secret::new(body.into_inner().code)).await?;
    Ok(HttpResponse::NoContent())
}

/// Lets a phone in.
///
/// Uses the invitation up, sets the phone's cookie and opens a session. The phone can send at once, and read once a worker
/// has confirmed it. The same child on the same phone keeps the account.
#[utoipa::path(operation_id = "enrol_phone", tag = "identity", security(()), request_body = EnrolPhone,
    responses((status = 201, body = Me), Problems))]
#[post("/v1/enrolments")]
pub async fn enrol_phone(
    req: HttpRequest,
    store: web::Data<Store>,
    network: Network,
    body: web::Json<EnrolPhone>,
) -> Result<impl Responder, Fault> {
    let EnrolPhone { code, pin, picture } = body.into_inner();
    let (code, pin) = (Secret::new(code), Secret::new(pin));
    let done =
        actions::enrol_phone(&store, Enrol { network, device: cookies::device_of(&req), code, pin, picture }).await?;
    let mut answer = HttpResponse::Created();
    answer.cookie(cookies::device(&done.device)).cookie(cookies::child(&done.session));
    Ok(answer.json(Me::from(done.me)))
}

/// Lists the accounts of this phone.
///
/// Pictures only. None for a phone that never came in.
#[utoipa::path(operation_id = "list_phone_accounts", tag = "identity", security(()),
    responses((status = 200, body = PhoneAccounts), Problems))]
#[get("/v1/device")]
pub async fn list_phone_accounts(req: HttpRequest, store: web::Data<Store>) -> Result<impl Responder, Fault> {
    let doors = doors(&store, cookies::device_of(&req)).await?;
    Ok(web::Json(PhoneAccounts { accounts: doors.into_iter().map(PhoneAccount::from).collect() }))
}

/// The accounts of a phone.
#[derive(Serialize, ToSchema)]
struct PhoneAccounts {
    /// In the order they came.
    accounts: Vec<PhoneAccount>,
}
