//! Who calls: the cookies are shown to `identity`, and the caller it recognises goes into the request, where a handler
//! asks for it.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CLEAR_SITE_DATA, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage, web};

use crate::identity::{self, CHILD_COOKIE, DEVICE_COOKIE, STAFF_COOKIE};
use crate::store::{Answer, Fault, Store};

/// What was seen at the door, as far as the answer must show it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    gone: bool,
    signing_out: Option<&'static str>,
}

impl Seen {
    /// Tells the browser to forget what it keeps: all of it where the phone was revoked, painted pages on signing out.
    pub(super) fn mark(&self, answer: &mut ServiceResponse<BoxBody>) {
        let forget = if self.gone && answer.status() == StatusCode::UNAUTHORIZED {
            Some("\"cache\", \"storage\"")
        } else {
            self.signing_out.filter(|_| answer.status().is_success())
        };
        if let Some(what) = forget {
            answer.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static(what));
        }
    }
}

/// Recognises the caller of a request.
pub(super) async fn recognise(req: &ServiceRequest) -> Answer<Seen> {
    let cookie = |name: &str| req.cookie(name).map(|c| c.value().to_owned());
    let (child, device, staff) = (cookie(CHILD_COOKIE), cookie(DEVICE_COOKIE), cookie(STAFF_COOKIE));
    if child.is_none() && device.is_none() && staff.is_none() {
        return Ok(Seen::default());
    }
    let Some(store) = req.app_data::<web::Data<Store>>().cloned() else { return Err(Fault::broken("no store")) };
    let found = identity::recognise(&store, child.as_deref(), device.as_deref(), staff.as_deref()).await?;
    if let Some(child) = found.child {
        req.extensions_mut().insert(child);
    }
    if let Some(staff) = found.staff {
        req.extensions_mut().insert(staff);
    }
    Ok(Seen { gone: found.gone, signing_out: signing_out(req) })
}

/// A child's words that wait on a shared phone outlast somebody else's signing out, so only painted pages go there; a
/// council's machine keeps nothing.
fn signing_out(req: &ServiceRequest) -> Option<&'static str> {
    match (req.method(), req.path()) {
        (&Method::DELETE, "/v1/child/session") => Some("\"cache\""),
        (&Method::DELETE, "/v1/staff/session") => Some("\"cache\", \"storage\""),
        _ => None,
    }
}
