//! "Other money held": a flag on a child's savings.

use actix_web::{HttpResponse, Responder, delete, put, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::savings::actions::other_money as actions;
use crate::savings::other_money::OtherKind;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// Other money of a child's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FlagOtherMoney {
    /// Where it comes from.
    kind: OtherKind,
    /// Who holds it and where to ask. No amount.
    note: String,
}

/// Says that there is other money of a child's, which these books do not count.
///
/// Compensation, an inheritance, a disability benefit. Asked once more under its id, it changes nothing.
#[utoipa::path(operation_id = "flag_other_money", tag = "savings", security(("staff" = [])), request_body = FlagOtherMoney,
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/staff/children/{child}/money/other/{flag}")]
pub async fn flag_other_money(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<FlagOtherMoney>,
) -> Result<impl Responder, Fault> {
    let (child, flag) = path.into_inner();
    let FlagOtherMoney { kind, note } = body.into_inner();
    actions::flag_other_money(&store, caller.actor(), child.into(), flag.into(), kind, note).await?;
    Ok(HttpResponse::NoContent())
}

/// Takes such a flag off again.
///
/// That it stood stays in the file.
#[utoipa::path(operation_id = "end_other_money", tag = "savings", security(("staff" = [])),
    responses((status = 204, description = "It is taken off."), Problems))]
#[delete("/v1/staff/children/{child}/money/other/{flag}")]
pub async fn end_other_money(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (child, flag) = path.into_inner();
    actions::end_other_money(&store, caller.actor(), child.into(), flag.into()).await?;
    Ok(HttpResponse::NoContent())
}
