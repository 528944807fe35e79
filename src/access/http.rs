//! The routes of this room: allocations, and who covers.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, Responder, delete, post, put, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::actions;
use super::allocation::{Allocate, SetCover};
use crate::kernel::words::Post;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// Adds this room's routes.
pub fn routes(app: &mut ServiceConfig) {
    app.service(allocate).service(end_allocation).service(set_cover).service(cancel_cover);
}

/// A post for a child, given to somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutAllocation {
    /// For which child.
    child: Uuid,
    /// To whom.
    staff: Uuid,
    /// Which post.
    post: Post,
    /// From which day; none means from now on. Never before today.
    from: Option<NaiveDate>,
}

/// A leave.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutCover {
    /// Who is away; none means whoever asks.
    staff: Option<Uuid>,
    /// Who covers; none means nobody.
    cover: Option<Uuid>,
    /// The first day away.
    from: NaiveDate,
    /// The day on which they are back.
    back_on: NaiveDate,
}

/// Created where it is new, OK where it was so already.
fn created(new: bool) -> HttpResponse {
    HttpResponse::new(if new { StatusCode::CREATED } else { StatusCode::OK })
}

/// Gives a post for a child to somebody.
///
/// For the manager of that post's team; an IRO's post only for the IRO service. Whoever holds the post until then is
/// followed by them and loses access in the same instant. Never back-dated, never to oneself. The id is made by whoever
/// asks: sent once more it changes nothing.
#[utoipa::path(operation_id = "allocate", tag = "access", security(("staff" = [])), request_body = PutAllocation,
    responses((status = 201, description = "They hold the post."), (status = 200, description = "It was so already."), Problems))]
#[put("/v1/staff/allocations/{allocation}")]
pub async fn allocate(
    store: web::Data<Store>,
    caller: StaffCaller,
    allocation: web::Path<Uuid>,
    body: web::Json<PutAllocation>,
) -> Result<impl Responder, Fault> {
    let PutAllocation { child, staff, post, from } = body.into_inner();
    let ask = Allocate { id: allocation.into_inner().into(), child: child.into(), staff: staff.into(), post, from };
    Ok(created(actions::allocate(&store, caller.actor(), ask).await?))
}

/// Ends an allocation now.
///
/// For the manager of that post's team. Access goes with the next statement; the row stays, so that it can be said who
/// held the post until when.
#[utoipa::path(operation_id = "end_allocation", tag = "access", security(("staff" = [])),
    responses((status = 204, description = "It is over."), Problems))]
#[post("/v1/staff/allocations/{allocation}/end")]
pub async fn end_allocation(
    store: web::Data<Store>,
    caller: StaffCaller,
    allocation: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    actions::end_allocation(&store, caller.actor(), allocation.into_inner().into()).await?;
    Ok(HttpResponse::NoContent())
}

/// Says that somebody is away and who covers.
///
/// One's own leave, or that of somebody in a team one manages. Whoever covers reads from the oldest open ask on, or the
/// last 28 days, for as long as the leave lasts. The id is made by whoever asks: sent once more it changes nothing.
#[utoipa::path(operation_id = "set_cover", tag = "access", security(("staff" = [])), request_body = PutCover,
    responses((status = 201, description = "It is noted."), (status = 200, description = "It was so already."), Problems))]
#[put("/v1/staff/cover/{absence}")]
pub async fn set_cover(
    store: web::Data<Store>,
    caller: StaffCaller,
    absence: web::Path<Uuid>,
    body: web::Json<PutCover>,
) -> Result<impl Responder, Fault> {
    let PutCover { staff, cover, from, back_on } = body.into_inner();
    let ask = SetCover {
        id: absence.into_inner().into(),
        staff: staff.map(Into::into),
        cover: cover.map(Into::into),
        from,
        back_on,
    };
    Ok(created(actions::set_cover(&store, caller.actor(), ask).await?))
}

/// Calls a leave off.
///
/// One's own, or that of somebody in a team one manages. Whoever covers loses access with the next statement.
#[utoipa::path(operation_id = "cancel_cover", tag = "access", security(("staff" = [])),
    responses((status = 204, description = "It is called off."), Problems))]
#[delete("/v1/staff/cover/{absence}")]
pub async fn cancel_cover(
    store: web::Data<Store>,
    caller: StaffCaller,
    absence: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    actions::cancel_cover(&store, caller.actor(), absence.into_inner().into()).await?;
    Ok(HttpResponse::NoContent())
}
