//! The routes of this room: parse, call one action, answer.

mod children;
mod team;

use utoipa_actix_web::service_config::ServiceConfig;

/// Adds this room's routes.
pub fn routes(app: &mut ServiceConfig) {
    app.service(children::list_children)
        .service(children::read_child)
        .service(children::change_child)
        .service(children::resume_messages)
        .service(team::list_colleagues)
        .service(team::list_cover)
        .service(team::list_tasks)
        .service(team::finish_task);
}
