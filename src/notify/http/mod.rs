//! The routes of this room.

mod choices;
mod public;
mod push;

use utoipa_actix_web::service_config::ServiceConfig;

/// Adds this room's routes. They need the [`Store`](crate::store::Store), a [`Sender`](super::Sender) and a
/// [`Help`](super::Help) as `web::Data`.
pub fn routes(app: &mut ServiceConfig) {
    app.service(public::get_council)
        .service(public::get_help)
        .service(public::get_push_key)
        .service(choices::set_child_choices)
        .service(choices::get_staff_choices)
        .service(choices::set_staff_choices)
        .service(push::add_child_push)
        .service(push::remove_child_push)
        .service(push::decline_child_push)
        .service(push::add_staff_push)
        .service(push::remove_staff_push);
}
