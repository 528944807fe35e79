//! The three cookies. All are `__Host-`: of this host alone, over TLS alone, out of reach of scripts.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::identity::lifetime::DEVICE_UNUSED_MAX_MS;
use crate::identity::token::Token;
use crate::identity::{CHILD_COOKIE, DEVICE_COOKIE, STAFF_COOKIE};

fn cookie(name: &'static str, value: String, same_site: SameSite) -> Cookie<'static> {
    Cookie::build(name, value).path("/").secure(true).http_only(true).same_site(same_site).finish()
}

/// A phone's secret, kept for as long as the phone may be unused.
pub(super) fn device(secret: &Token) -> Cookie<'static> {
    let mut cookie = cookie(DEVICE_COOKIE, secret.reveal(), SameSite::Strict);
    cookie.set_max_age(Duration::milliseconds(DEVICE_UNUSED_MAX_MS));
    cookie
}

/// A child's session, until the browser is closed.
pub(super) fn child(token: &Token) -> Cookie<'static> {
    cookie(CHILD_COOKIE, token.reveal(), SameSite::Strict)
}

/// The session of a member of staff, until the browser is closed. Lax, so that a link in an e-mail finds it.
pub(super) fn staff(token: &Token) -> Cookie<'static> {
    cookie(STAFF_COOKIE, token.reveal(), SameSite::Lax)
}

/// Takes the child's session back.
pub(super) fn no_child() -> Cookie<'static> {
    gone(cookie(CHILD_COOKIE, String::new(), SameSite::Strict))
}

/// Takes the session of a member of staff back.
pub(super) fn no_staff() -> Cookie<'static> {
    gone(cookie(STAFF_COOKIE, String::new(), SameSite::Lax))
}

fn gone(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// The phone's secret that a call brought; none where there is none or it cannot be one.
pub(super) fn device_of(req: &HttpRequest) -> Option<Token> {
    req.cookie(DEVICE_COOKIE).and_then(|c| Token::parse(c.value()))
}
