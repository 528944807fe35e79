//! Whether the service is up, for the council's monitoring and its reverse proxy.

use actix_web::{HttpResponse, Responder, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::Store;
use crate::wire::Problems;

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `up`, or `down` where the database does not answer.
    status: &'static str,
    /// `up` or `down`.
    database: &'static str,
}

/// Whether the service is up.
///
/// Asks the database one question. 503 where it does not answer.
#[utoipa::path(
    operation_id = "read_health",
    tag = "server",
    security(()),
    responses((status = 200, description = "The service is up", body = Health), (status = 503, description = "The database does not answer", body = Health), Problems)
)]
#[get("/health")]
pub(super) async fn health(store: web::Data<Store>) -> impl Responder {
    let up = store.read(super::store::answers).await.is_ok();
    let word = if up { "up" } else { "down" };
    let mut answer = if up { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(Health { status: word, database: word })
}
