//! The routes of this room.

use utoipa_actix_web::service_config::ServiceConfig;

/// Adds this room's routes.
pub fn routes(_app: &mut ServiceConfig) {}
