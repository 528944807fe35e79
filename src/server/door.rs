//! The door: what every request passes before a handler and every answer after it.
//!
//! In: the client's true address, whether another site asked for it (CSRF), how large it is, who calls. Out: the headers
//! of [`super::headers`]. A handler that panics is answered with a plain 500, and nobody else notices.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, error, web};
use futures_util::FutureExt;
use ipnet::IpNet;

use super::{assets, headers, refuse, session};
use crate::config;
use crate::savings;
use crate::wire::{Network, Problem};

const FORWARDED_FOR: HeaderName = header::X_FORWARDED_FOR;
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the door goes by.
pub(super) struct Door {
    origin: String,
    proxies: Vec<IpNet>,
    /// The paths that there are.
    pub(super) known: refuse::Known,
}

impl Door {
    /// A door for the council's settings.
    pub(super) fn new(server: &config::Server, known: refuse::Known) -> Self {
        let origin = server.origin.trim_end_matches('/').to_owned();
        Self { origin, proxies: server.trusted_proxies.clone(), known }
    }

    /// Refuses what another site asked for: a change must come from the app's own pages. A browser says where it comes
    /// from; what says nothing is refused too.
    fn same_site(&self, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
        if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return Ok(());
        }
        let origin = headers.get(header::ORIGIN).map(|v| v.as_bytes());
        let ours = match headers.get(FETCH_SITE) {
            Some(site) => site.as_bytes() == b"same-origin" && origin != Some(b"null"),
            None => origin == Some(self.origin.as_bytes()),
        };
        let refused =
            || Problem::new(StatusCode::FORBIDDEN, "other_site", "This can only be done from the app itself.");
        if ours { Ok(()) } else { Err(refused()) }
    }

    /// Refuses what is too large by its own word, before a byte of it is read. What says nothing is cut off while it is
    /// read.
    fn small_enough(path: &str, headers: &HeaderMap) -> Result<(), Problem> {
        let said =
            headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
        let takes_files = savings::http::TAKES_FILES.contains(&path);
        let max = if takes_files { savings::http::FILE_BODY_BYTES_MAX } else { refuse::BODY_BYTES_MAX };
        let max = u64::try_from(max).unwrap_or(u64::MAX);
        match said {
            Some(n) if n > max && takes_files => Err(refuse::file_too_large()),
            Some(n) if n > max => Err(refuse::too_large()),
            _ => Ok(()),
        }
    }

    /// The client's true address: the peer's, or, where the peer is one of the council's own proxies, the last address
    /// in `X-Forwarded-For` that is none of them. Anybody else's word does not count.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut at = peer;
        let said = headers.get_all(FORWARDED_FOR).filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
        let hops = said.map(|h| h.trim().parse::<IpAddr>().ok()).collect::<Vec<_>>();
        for hop in hops.into_iter().rev() {
            if !self.proxies.iter().any(|net| net.contains(&at.to_canonical())) {
                break;
            }
            let Some(hop) = hop else { break };
            at = hop;
        }
        at.to_canonical()
    }

    fn check(&self, req: &ServiceRequest) -> Result<(), Problem> {
        self.same_site(req.method(), req.headers())?;
        Self::small_enough(req.path(), req.headers())
    }
}

/// The door, as the outermost layer of the app.
pub(super) async fn door(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let method = req.method().clone();
    let mut answer = match AssertUnwindSafe(pass(req, next)).catch_unwind().await {
        Ok(Ok(answer)) => answer,
        // A failure outside every handler has lost its request: its answer goes out by itself.
        Ok(Err(e)) => return Err(alone(e.error_response())),
        Err(_) => return Err(alone(panicked())),
    };
    headers::set(answer.headers_mut());
    if answer.status().is_server_error() {
        tracing::warn!(%method, route = answer.request().match_pattern(), status = answer.status().as_u16(), "answered");
    } else {
        tracing::debug!(%method, route = answer.request().match_pattern(), status = answer.status().as_u16(), "answered");
    }
    Ok(answer)
}

async fn pass(req: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(door) = req.app_data::<web::Data<Door>>().cloned() else {
        return Err(error::ErrorInternalServerError("no door"));
    };
    if let Err(problem) = door.check(&req) {
        return Ok(req.into_response(problem.respond()));
    }
    if let Some(peer) = req.peer_addr() {
        let address = door.address(peer.ip(), req.headers());
        req.extensions_mut().insert(Network::of(address));
    }
    let seen = if assets::is_api(req.path()) { session::recognise(&req).await } else { Ok(session::Seen::default()) };
    let seen = match seen {
        Ok(seen) => seen,
        Err(fault) => return Ok(req.into_response(Problem::from(&fault).respond())),
    };
    let mut answer = next.call(req).await?.map_into_boxed_body();
    seen.mark(&mut answer);
    Ok(answer)
}

fn panicked() -> HttpResponse {
    tracing::error!("a handler panicked");
    Problem::broken().respond()
}

fn alone(mut answer: HttpResponse) -> Error {
    headers::set(answer.headers_mut());
    error::InternalError::from_response("answered outside a handler", answer).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn door() -> Door {
        let server = config::Server {
            origin: "https://sayso.example".into(),
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
            ..config::Server::default()
        };
        Door::new(&server, refuse::Known::of(&utoipa::openapi::OpenApi::default()))
    }

    fn said(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), header::HeaderValue::from_static(v))).collect()
    }

    // DUR-18
    #[actix_web::test]
    async fn a_handler_that_panics_is_a_plain_500_and_others_go_on() {
        use actix_web::{App, middleware::from_fn, test};
        async fn panics() -> HttpResponse {
            panic!("a child's words")
        }
        let app = App::new()
            .app_data(web::Data::new(door()))
            .route("/panics", web::get().to(panics))
            .route("/goes-on", web::get().to(HttpResponse::Ok))
            .wrap(from_fn(super::door));
        let app = test::init_service(app).await;
        let broken = test::try_call_service(&app, test::TestRequest::get().uri("/panics").to_request()).await;
        let answer = broken.unwrap_err().error_response();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("a child's words"));
        let other = test::call_service(&app, test::TestRequest::get().uri("/goes-on").to_request()).await;
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn the_word_of_a_stranger_about_its_address_does_not_count() {
        let headers = said(&[("x-forwarded-for", "1.2.3.4")]);
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        assert_eq!(door().address(stranger, &headers), stranger);
    }

    #[test]
    fn a_trusted_proxy_names_the_client_and_forged_hops_before_it_do_not_count() {
        let headers = said(&[("x-forwarded-for", "1.2.3.4, 203.0.113.9, 10.1.1.1")]);
        assert_eq!(door().address("10.0.0.1".parse().unwrap(), &headers), "203.0.113.9".parse::<IpAddr>().unwrap());
        let nonsense = said(&[("x-forwarded-for", "1.2.3.4, unknown")]);
        assert_eq!(door().address("10.0.0.1".parse().unwrap(), &nonsense), "10.0.0.1".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn a_change_is_taken_from_the_apps_own_pages_only() {
        let ok = |pairs: &[(&'static str, &'static str)]| door().same_site(&Method::POST, &said(pairs)).is_ok();
        assert!(ok(&[("sec-fetch-site", "same-origin")]));
        assert!(ok(&[("origin", "https://sayso.example")]));
        assert!(!ok(&[]));
        assert!(!ok(&[("origin", "null")]));
        assert!(!ok(&[("origin", "https://sayso.example.evil")]));
        assert!(!ok(&[("sec-fetch-site", "same-site"), ("origin", "https://sayso.example")]));
        assert!(!ok(&[("sec-fetch-site", "cross-site")]));
        assert!(!ok(&[("sec-fetch-site", "none")]));
        assert!(!ok(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
    }
}
