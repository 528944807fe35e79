//! A child's phones, for the child and for those who answer to the child.

use actix_web::{HttpResponse, Responder, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Items;
use crate::identity::actions::device::{self, Phone};
use crate::identity::phone::{ConfirmHow, RevokeReason};
use crate::identity::picture::Picture;
use crate::kernel::At;
use crate::kernel::calendar::london_day;
use crate::kernel::id::{AccountId, Id};
use crate::store::{Fault, Store};
use crate::wire::{ChildCaller, Problems, StaffCaller};

/// One of one's own phones.
#[derive(Serialize, ToSchema)]
struct OwnPhone {
    /// Which account.
    account: Uuid,
    /// Its picture.
    picture: Picture,
    /// Since when it has been in use.
    made_at: String,
    /// When it was last opened.
    last_used_at: String,
    /// Whether it is the phone that asks.
    this_one: bool,
    /// Whether a worker has confirmed it.
    confirmed: bool,
    /// When it was shut out.
    revoked_at: Option<String>,
    /// Why it was shut out.
    revoke_reason: Option<RevokeReason>,
}

impl OwnPhone {
    fn of(phone: &Phone, this: AccountId) -> Self {
        Self {
            account: phone.id.uuid(),
            picture: phone.picture,
            made_at: phone.made_at.rfc3339(),
            last_used_at: phone.last_used_at.rfc3339(),
            this_one: phone.id == this,
            confirmed: phone.confirmed_at.is_some(),
            revoked_at: phone.revoked_at.map(At::rfc3339),
            revoke_reason: phone.revoke_reason,
        }
    }
}

/// A child's phone as staff see it. When a child is in the app is nobody's business, so only the month is told.
#[derive(Serialize, ToSchema)]
struct ChildsPhone {
    /// Which account.
    account: Uuid,
    /// Its picture.
    picture: Picture,
    /// Since when it has been in use.
    made_at: String,
    /// Whether it was opened this month.
    used_this_month: bool,
    /// Whether a worker has confirmed it.
    confirmed: bool,
    /// The words on its screen, until it is confirmed.
    three_words: Option<Vec<String>>,
    /// Whether it was closed after too many wrong PINs: a new invitation helps.
    shut: bool,
    /// When it was shut out.
    revoked_at: Option<String>,
    /// Why it was shut out.
    revoke_reason: Option<RevokeReason>,
}

impl ChildsPhone {
    fn of(phone: &Phone, now: At) -> Self {
        let month = |at: At| london_day(at).format("%Y-%m").to_string();
        let waits = phone.confirmed_at.is_none() && phone.revoked_at.is_none();
        Self {
            account: phone.id.uuid(),
            picture: phone.picture,
            made_at: phone.made_at.rfc3339(),
            used_this_month: month(phone.last_used_at) == month(now),
            confirmed: phone.confirmed_at.is_some(),
            three_words: waits.then(|| device::words(phone)),
            shut: phone.shut_at.is_some(),
            revoked_at: phone.revoked_at.map(At::rfc3339),
            revoke_reason: phone.revoke_reason,
        }
    }
}

/// Why a phone is shut out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RevokePhone {
    /// The child and the IRO see it.
    reason: RevokeReason,
}

/// How a worker knows that a phone is the child's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmPhone {
    /// How.
    how: ConfirmHow,
}

/// Lists one's own phones.
///
/// Those that were shut out too, with the reason. Not on a phone that nobody has confirmed.
#[utoipa::path(operation_id = "list_own_phones", tag = "identity", security(("child" = [])),
    responses((status = 200, body = inline(Items<OwnPhone>)), Problems))]
#[get("/v1/child/devices")]
pub async fn list_own_phones(store: web::Data<Store>, caller: ChildCaller) -> Result<impl Responder, Fault> {
    let phones = device::list_phones(&store, caller.actor(), caller.child).await?;
    Ok(web::Json(Items { items: phones.iter().map(|p| OwnPhone::of(p, caller.account)).collect() }))
}

/// Shuts one of one's own phones out.
///
/// This one too.
#[utoipa::path(operation_id = "revoke_own_phone", tag = "identity", security(("child" = [])), request_body = RevokePhone,
    responses((status = 204, description = "It is shut out."), Problems))]
#[post("/v1/child/devices/{account}/revoke")]
pub async fn revoke_own_phone(
    store: web::Data<Store>,
    caller: ChildCaller,
    account: web::Path<Uuid>,
    body: web::Json<RevokePhone>,
) -> Result<impl Responder, Fault> {
    device::revoke_phone(&store, caller.actor(), caller.child, account.into_inner().into(), body.reason).await?;
    Ok(HttpResponse::NoContent())
}

/// Lists a child's phones.
///
/// With the three words of those that wait to be confirmed.
#[utoipa::path(operation_id = "list_childs_phones", tag = "identity", security(("staff" = [])),
    responses((status = 200, body = inline(Items<ChildsPhone>)), Problems))]
#[get("/v1/staff/children/{child}/devices")]
pub async fn list_childs_phones(
    store: web::Data<Store>,
    caller: StaffCaller,
    child: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let phones = device::list_phones(&store, caller.actor(), child.into_inner().into()).await?;
    let now = store.clock().now();
    Ok(web::Json(Items { items: phones.iter().map(|p| ChildsPhone::of(p, now)).collect() }))
}

/// Confirms that a phone is the child's.
///
/// From then on it can read. Only by somebody who holds or covers a post of this child.
#[utoipa::path(operation_id = "confirm_phone", tag = "identity", security(("staff" = [])), request_body = ConfirmPhone,
    responses((status = 204, description = "It is confirmed."), Problems))]
#[post("/v1/staff/children/{child}/devices/{account}/confirm")]
pub async fn confirm_phone(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<ConfirmPhone>,
) -> Result<impl Responder, Fault> {
    let (child, account) = path.into_inner();
    device::confirm_phone(&store, caller.actor(), Id::from(child), Id::from(account), body.how).await?;
    Ok(HttpResponse::NoContent())
}

/// Shuts a child's phone out.
///
/// Its sessions and streams end at once; at its next contact it is told to forget everything.
#[utoipa::path(operation_id = "revoke_phone", tag = "identity", security(("staff" = [])), request_body = RevokePhone,
    responses((status = 204, description = "It is shut out."), Problems))]
#[post("/v1/staff/children/{child}/devices/{account}/revoke")]
pub async fn revoke_phone(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<RevokePhone>,
) -> Result<impl Responder, Fault> {
    let (child, account) = path.into_inner();
    device::revoke_phone(&store, caller.actor(), Id::from(child), Id::from(account), body.reason).await?;
    Ok(HttpResponse::NoContent())
}
