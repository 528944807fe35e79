//! The routes of this room: parse, call one action, answer.

mod child;
mod office;
mod public;
mod staff;
mod staff_acts;

use utoipa_actix_web::service_config::ServiceConfig;

/// Adds this room's routes.
pub fn routes(app: &mut ServiceConfig) {
    app.service(public::list_rights)
        .service(child::my_rights)
        .service(child::my_letter)
        .service(child::ask_for_right)
        .service(staff::rights_desk)
        .service(staff::read_rights)
        .service(staff_acts::enter_right_fact)
        .service(staff_acts::sign_right_letter)
        .service(staff_acts::answer_right_request)
        .service(office::list_local_rights)
        .service(office::sign_off_right);
}
