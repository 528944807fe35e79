//! Whether the service is up, for the council's monitoring and its reverse proxy.

use actix_web::{Responder, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::{Refusal, RefusalKind};
use crate::store::{Answer, Store};
use crate::wire::Problems;

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `up`.
    status: &'static str,
    /// `up`.
    database: &'static str,
}

/// Whether the service is up.
///
/// Asks the database one question. 503 where it does not answer.
#[utoipa::path(
    operation_id = "read_health",
    tag = "server",
    security(()),
    responses((status = 200, description = "The service is up, and so is its database", body = Health), Problems)
)]
#[get("/health")]
pub(super) async fn health(store: web::Data<Store>) -> Answer<impl Responder> {
    match store.read(super::store::answers).await {
        Ok(()) => Ok(web::Json(Health { status: "up", database: "up" })),
        Err(fault) => {
            tracing::error!(?fault, "the database does not answer");
            Err(Refusal::of(RefusalKind::Busy, "database_down", "The database does not answer.").into())
        }
    }
}
