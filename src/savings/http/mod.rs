//! The routes of this room: parse, call one action, answer. Amounts are decimal strings (`"5.00"`), days `YYYY-MM-DD`.

mod child;
mod office;
mod staff;

use utoipa_actix_web::service_config::ServiceConfig;

/// Adds this room's routes.
pub fn routes(app: &mut ServiceConfig) {
    app.service(child::see_own_money)
        .service(child::say_pocket)
        .service(child::ask_of_money)
        .service(staff::read_money)
        .service(staff::close_question)
        .service(staff::close_pocket)
        .service(office::list_savings)
        .service(office::export_savings)
        .service(office::see_coverage)
        .service(office::list_providers)
        .service(office::add_provider)
        .service(office::change_provider)
        .service(office::list_chases)
        .service(office::chase_provider);
}
