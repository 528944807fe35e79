//! The routes of this room: parse, call one action, answer.

mod child;
mod public;
mod staff;
mod staff_acts;
mod wire;

use utoipa_actix_web::service_config::ServiceConfig;

/// Adds this room's routes.
pub fn routes(app: &mut ServiceConfig) {
    app.service(public::list_topics)
        .service(child::list_posts)
        .service(child::list_people)
        .service(child::read_thread)
        .service(child::send_message)
        .service(child::set_topics)
        .service(child::hide_message)
        .service(child::say_if_right)
        .service(child::who_looked)
        .service(child::copy_own)
        .service(staff::see_inbox)
        .service(staff::read_thread)
        .service(staff::mark_seen)
        .service(staff::reply)
        .service(staff::open_thread)
        .service(staff::copy_case_note)
        .service(staff_acts::mark_answered)
        .service(staff_acts::write_down)
        .service(staff_acts::set_topics)
        .service(staff_acts::seal_wrong_child)
        .service(staff_acts::pin_plan)
        .service(staff_acts::hand_over);
}
