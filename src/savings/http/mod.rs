//! The routes of this room: parse, call one action, answer. Amounts are decimal strings (`"5.00"`), days `YYYY-MM-DD`.

mod carers;
mod changes;
mod child;
mod corrections;
mod csv_body;
mod decide;
mod desk;
mod exceptions;
mod expected;
mod exports;
mod files;
mod first_week;
mod foundation;
mod leavers;
mod months;
mod office;
mod other_money;
mod pay_run_page;
mod pay_runs;
mod policy;
mod queue;
mod receipt;
mod short;
mod staff;
mod tie_out;
mod today;
mod upload;

use utoipa_actix_web::service_config::ServiceConfig;

/// The addresses that take files, and the largest body of theirs: a file and what is said of it. All others are small.
pub const TAKES_FILES: &[&str] = &[
    "/v1/staff/money/files",
    "/v1/staff/money/files/preview",
    "/v1/staff/money/accounts-register",
    "/v1/staff/money/opening-balances",
    "/v1/staff/money/provider-register",
    "/v1/staff/money/foundation-acknowledgements",
];
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
        .service(exceptions::handle_exception)
        .service(pay_runs::list_pay_runs)
        .service(pay_runs::read_pay_schedule)
        .service(pay_runs::read_pay_run)
        .service(pay_runs::propose_pay_run)
        .service(pay_runs::approve_pay_run)
        .service(pay_runs::send_pay_run)
        .service(pay_runs::mark_pay_run_paid)
        .service(pay_runs::give_up_pay_run)
        .service(months::list_months)
        .service(months::propose_month)
        .service(months::confirm_month)
        .service(corrections::preview_correction)
        .service(corrections::correct_money)
        .service(tie_out::tie_out)
        .service(exports::export_accrual)
        .service(exports::export_forecast)
        .service(leavers::list_leavers)
        .service(leavers::decide_leaver)
        .service(leavers::confirm_leaver_payment)
        .service(changes::list_changed_weeks)
        .service(changes::preview_changed_weeks)
        .service(changes::post_changed_weeks);
    first_routes(app);
}

/// The savings desk's first week, and what is short.
fn first_routes(app: &mut ServiceConfig) {
    app.service(policy::see_savings_policy)
        .service(policy::sign_savings_policy)
        .service(first_week::see_first_week)
        .service(first_week::load_accounts_register)
        .service(first_week::load_opening_balances)
        .service(first_week::load_providers)
        .service(foundation::see_accounts)
        .service(foundation::ask_for_accounts)
        .service(foundation::export_foundation_return)
        .service(foundation::take_acknowledgement)
        .service(carers::list_carer_savings)
        .service(carers::declare_carer_savings)
        .service(carers::own_carer_savings)
        .service(carers::step_carer_savings)
        .service(short::see_shortage)
        .service(short::top_up_weeks)
        .service(short::see_chase_letter)
        .service(short::export_chase_letter)
        .service(short::send_chase_letter)
        .service(short::list_savings_gaps)
        .service(short::export_savings_gaps)
        .service(short::tell_iros_of_gaps)
        .service(today::see_savings_today)
        .service(other_money::flag_other_money)
        .service(other_money::end_other_money);
}
