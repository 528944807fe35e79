//! The routes of this room: parse, call one action, answer. Amounts are decimal strings (`"5.00"`), days `YYYY-MM-DD`.

mod child;
mod decide;
mod desk;
mod exceptions;
mod expected;
mod files;
mod office;
mod queue;
mod receipt;
mod staff;
mod upload;

use utoipa_actix_web::service_config::ServiceConfig;

/// The addresses that take files, and the largest body of theirs: a file and what is said of it. All others are small.
pub const TAKES_FILES: &[&str] = &["/v1/staff/money/files", "/v1/staff/money/files/preview"];
/// The largest body that these addresses take, in bytes.
pub const FILE_BODY_BYTES_MAX: usize = crate::files::sheet::BYTES_MAX + 64 * 1024;

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
        .service(office::chase_provider)
        .service(files::preview)
        .service(files::post_file)
        .service(files::list_files)
        .service(files::read_receipt)
        .service(expected::see_expected)
        .service(queue::list_queue)
        .service(queue::weigh_line)
        .service(decide::decide_line)
        .service(decide::decide_lines)
        .service(decide::find_child)
        .service(exceptions::list_exceptions)
        .service(exceptions::handle_exception);
}
