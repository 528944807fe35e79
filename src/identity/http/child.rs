//! A child's own session.

use actix_web::{HttpRequest, HttpResponse, Responder, delete, get, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cookies;
use crate::identity::actions::{me, own, unlock};
use crate::identity::picture::Picture;
use crate::kernel::id::Id;
use crate::kernel::text::Secret;
use crate::store::{Fault, Store};
use crate::wire::{ChildCaller, Problems};

/// What a child on an open phone is told of themselves.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// Who.
    child: Uuid,
    /// On which phone.
    account: Uuid,
    /// What the child is called; null on a phone that nobody has confirmed.
    known_as: Option<String>,
    /// The picture for this phone.
    picture: Picture,
    /// Whether a worker has confirmed the phone: one that nobody has confirmed can send and read nothing.
    confirmed: bool,
    /// The words that the worker's screen shows too, until the phone is confirmed.
    three_words: Option<Vec<String>>,
    /// How long a hidden page stays open, in seconds.
    lock_after_s: i32,
    /// The key of what the phone keeps: 32 bytes in base64. To be held in memory only.
    local_key: String,
    /// When the PIN is asked for again whatever happens.
    expires_at: String,
    /// How the child is told.
    choices: MyChoices,
}

/// How a child is told.
#[derive(Serialize, ToSchema)]
struct MyChoices {
    /// The language of the app.
    language: Option<String>,
    /// Whether to push.
    push: bool,
    /// Which fixed text a push shows.
    push_text: i16,
    /// The hour, London time, from which nothing is pushed.
    quiet_from: i16,
    /// The hour at which what waited is pushed.
    quiet_until: i16,
    /// Whether the app may ask for pushes now.
    ask_push: bool,
}

impl From<me::Me> for Me {
    fn from(m: me::Me) -> Self {
        Self {
            child: m.child.uuid(),
            account: m.account.uuid(),
            known_as: m.known_as,
            picture: m.picture,
            confirmed: m.confirmed,
            three_words: m.three_words,
            lock_after_s: m.lock_after_s,
            local_key: m.local_key.reveal().to_owned(),
            expires_at: m.expires_at.rfc3339(),
            choices: MyChoices {
                language: m.choices.language,
                push: m.choices.push,
                push_text: m.choices.push_text,
                quiet_from: m.choices.quiet_from,
                quiet_until: m.choices.quiet_until,
                ask_push: m.ask_push,
            },
        }
    }
}

/// A PIN at the door.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Unlock {
    /// Whose; may be left out where the phone has only one account.
    account: Option<Uuid>,
    /// The PIN.
    pin: String,
}

/// Opens the app with the PIN.
///
/// After five wrong PINs in a row the next waits for 1, 5 and then 15 minutes, and the right one is refused too; ten need a
/// new invitation. Counted per child and phone.
#[utoipa::path(operation_id = "unlock_phone", tag = "identity", security(()), request_body = Unlock,
    responses((status = 200, body = Me), Problems))]
#[post("/v1/child/session")]
pub async fn unlock_phone(
    req: HttpRequest,
    store: web::Data<Store>,
    body: web::Json<Unlock>,
) -> Result<impl Responder, Fault> {
    let Unlock { account, pin } = body.into_inner();
    let secret = cookies::device_of(&req);
    let open = unlock::unlock_phone(&store, secret.clone(), account.map(Id::from), &Secret::new(pin)).await?;
    let mut answer = HttpResponse::Ok();
    answer.cookie(cookies::child(&open.session));
    if let Some(secret) = secret {
        answer.cookie(cookies::device(&secret));
    }
    Ok(answer.json(Me::from(open.me)))
}

/// Tells a child about themselves.
///
/// Answers 401 where the phone is locked.
#[utoipa::path(operation_id = "get_child_me", tag = "identity", security(("child" = [])),
    responses((status = 200, body = Me), Problems))]
#[get("/v1/child/session")]
pub async fn get_child_me(store: web::Data<Store>, caller: ChildCaller) -> Result<impl Responder, Fault> {
    Ok(web::Json(Me::from(me::get_child_me(&store, caller).await?)))
}

/// Whether the page is hidden.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetHidden {
    /// True when the page goes out of sight, false when it is back.
    hidden: bool,
}

/// Says that the page is hidden, or in front again.
///
/// A page that stays hidden for longer than the child chose is locked at the next call, by the server's clock.
#[utoipa::path(operation_id = "set_hidden", tag = "identity", security(("child" = [])), request_body = SetHidden,
    responses((status = 204, description = "It is known."), Problems))]
#[post("/v1/child/session/hidden")]
pub async fn set_hidden(
    store: web::Data<Store>,
    caller: ChildCaller,
    body: web::Json<SetHidden>,
) -> Result<impl Responder, Fault> {
    unlock::set_hidden(&store, caller, body.hidden).await?;
    Ok(HttpResponse::NoContent())
}

/// Locks the app.
///
/// The phone stays enrolled.
#[utoipa::path(operation_id = "sign_out_child", tag = "identity", security(("child" = [])),
    responses((status = 204, description = "It is locked."), Problems))]
#[delete("/v1/child/session")]
pub async fn sign_out_child(store: web::Data<Store>, caller: ChildCaller) -> Result<impl Responder, Fault> {
    unlock::sign_out_child(&store, caller).await?;
    Ok(HttpResponse::NoContent().cookie(cookies::no_child()).finish())
}

/// A new PIN in place of the old one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangePin {
    /// The PIN until now.
    old_pin: String,
    /// The PIN from now on.
    new_pin: String,
}

/// Changes the PIN of this phone.
///
/// A wrong old PIN counts as a try at the door.
#[utoipa::path(operation_id = "change_pin", tag = "identity", security(("child" = [])), request_body = ChangePin,
    responses((status = 204, description = "It is changed."), Problems))]
#[put("/v1/child/pin")]
pub async fn change_pin(
    req: HttpRequest,
    store: web::Data<Store>,
    caller: ChildCaller,
    body: web::Json<ChangePin>,
) -> Result<impl Responder, Fault> {
    let ChangePin { old_pin, new_pin } = body.into_inner();
    own::change_pin(&store, caller, cookies::device_of(&req), &Secret::new(old_pin), Secret::new(new_pin)).await?;
    Ok(HttpResponse::NoContent())
}

/// How soon a hidden page locks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeLock {
    /// In seconds.
    #[schema(minimum = 0, maximum = 300)]
    lock_after_s: i32,
}

/// Chooses how soon a hidden page locks.
///
/// From at once to five minutes.
#[utoipa::path(operation_id = "change_lock", tag = "identity", security(("child" = [])), request_body = ChangeLock,
    responses((status = 204, description = "It is chosen."), Problems))]
#[put("/v1/child/lock")]
pub async fn change_lock(
    store: web::Data<Store>,
    caller: ChildCaller,
    body: web::Json<ChangeLock>,
) -> Result<impl Responder, Fault> {
    own::change_lock(&store, caller, body.lock_after_s).await?;
    Ok(HttpResponse::NoContent())
}
