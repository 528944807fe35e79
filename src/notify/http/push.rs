//! Letting a phone be pushed, and no longer.

use actix_web::{HttpResponse, Responder, delete, post, put, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::notify::{Sender, actions};
use crate::store::{Fault, Store};
use crate::wire::{ChildCaller, Problems, StaffCaller};

/// A phone's address at a push service.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PushAddress {
    /// The subscription's `endpoint`, as the browser gives it. Its keys are not needed: a push carries nothing.
    #[schema(max_length = 1024)]
    endpoint: String,
}

/// Lets this phone be pushed.
///
/// That is a yes to the push question. Only addresses of known push services are taken. Say it again after each sign-in
/// while `choices.push` is true: an address belongs to whoever gave it last.
#[utoipa::path(operation_id = "add_child_push", tag = "notify", security(("child" = [])), request_body = PushAddress,
    responses((status = 204), Problems))]
#[put("/v1/child/push")]
pub async fn add_child_push(
    store: web::Data<Store>,
    sender: web::Data<Sender>,
    who: ChildCaller,
    address: web::Json<PushAddress>,
) -> Result<impl Responder, Fault> {
    let endpoint = sender.push.services().parse(&address.endpoint)?.to_string();
    actions::add_push(&store, who.actor(), who.session, endpoint).await?;
    Ok::<_, Fault>(HttpResponse::NoContent().finish())
}

/// Stops pushes to this phone.
///
/// An address that is not there changes nothing.
#[utoipa::path(operation_id = "remove_child_push", tag = "notify", security(("child" = [])), request_body = PushAddress,
    responses((status = 204), Problems))]
#[delete("/v1/child/push")]
pub async fn remove_child_push(
    store: web::Data<Store>,
    sender: web::Data<Sender>,
    who: ChildCaller,
    address: web::Json<PushAddress>,
) -> Result<impl Responder, Fault> {
    let endpoint = sender.push.services().parse(&address.endpoint)?.to_string();
    actions::remove_push(&store, who.actor(), endpoint).await?;
    Ok::<_, Fault>(HttpResponse::NoContent().finish())
}

/// Answers the push question with “not now”.
///
/// It is final for thirty days: the app does not ask before then.
#[utoipa::path(operation_id = "decline_child_push", tag = "notify", security(("child" = [])), responses((status = 204), Problems))]
#[post("/v1/child/push/not-now")]
pub async fn decline_child_push(store: web::Data<Store>, who: ChildCaller) -> Result<impl Responder, Fault> {
    actions::decline_push(&store, who.actor()).await?;
    Ok::<_, Fault>(HttpResponse::NoContent().finish())
}

/// Lets this phone or computer be pushed.
///
/// It is pushed until its session is ended; say it again after each sign-in while `push` is chosen.
#[utoipa::path(operation_id = "add_staff_push", tag = "notify", security(("staff" = [])), request_body = PushAddress,
    responses((status = 204), Problems))]
#[put("/v1/staff/push")]
pub async fn add_staff_push(
    store: web::Data<Store>,
    sender: web::Data<Sender>,
    who: StaffCaller,
    address: web::Json<PushAddress>,
) -> Result<impl Responder, Fault> {
    let endpoint = sender.push.services().parse(&address.endpoint)?.to_string();
    actions::add_push(&store, who.actor(), who.session, endpoint).await?;
    Ok::<_, Fault>(HttpResponse::NoContent().finish())
}

/// Stops pushes to this phone or computer.
///
/// An address that is not there changes nothing.
#[utoipa::path(operation_id = "remove_staff_push", tag = "notify", security(("staff" = [])), request_body = PushAddress,
    responses((status = 204), Problems))]
#[delete("/v1/staff/push")]
pub async fn remove_staff_push(
    store: web::Data<Store>,
    sender: web::Data<Sender>,
    who: StaffCaller,
    address: web::Json<PushAddress>,
) -> Result<impl Responder, Fault> {
    let endpoint = sender.push.services().parse(&address.endpoint)?.to_string();
    actions::remove_push(&store, who.actor(), endpoint).await?;
    Ok::<_, Fault>(HttpResponse::NoContent().finish())
}
