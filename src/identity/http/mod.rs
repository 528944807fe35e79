//! The routes of this room.

mod accounts;
mod child;
mod cookies;
mod enrolment;
mod invitations;
mod phones;
mod staff;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Adds this room's routes. They need the [`Store`](crate::store::Store) and the
/// [`Settings`](crate::config::Settings) as `web::Data`.
pub fn routes(app: &mut ServiceConfig) {
    app.service(enrolment::check_invitation)
        .service(enrolment::enrol_phone)
        .service(enrolment::list_phone_accounts)
        .service(child::unlock_phone)
        .service(child::get_child_me)
        .service(child::set_hidden)
        .service(child::sign_out_child)
        .service(child::change_pin)
        .service(child::change_lock)
        .service(phones::list_own_phones)
        .service(phones::revoke_own_phone)
        .service(phones::list_childs_phones)
        .service(phones::confirm_phone)
        .service(phones::revoke_phone)
        .service(invitations::invite_child)
        .service(invitations::list_invitations)
        .service(invitations::end_invitation)
        .service(invitations::invite_caseload)
        .service(staff::sign_in_staff)
        .service(staff::get_staff_me)
        .service(staff::sign_out_staff)
        .service(staff::set_password)
        .service(staff::become_first_administrator)
        .service(accounts::list_accounts)
        .service(accounts::put_account)
        .service(accounts::make_password_link)
        .service(accounts::disable_account);
}

/// A whole list.
#[derive(Serialize, ToSchema)]
struct Items<T: ToSchema> {
    /// What is in it.
    items: Vec<T>,
}
