//! The two streams.

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use actix_web::{HttpRequest, HttpResponse, get, web};

use super::hub::Hub;
use super::stream;
use crate::kernel::id::{AnyId, EventId, SessionId};
use crate::store::{Answer, Store};
use crate::wire::{ChildCaller, Problems, StaffCaller};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Hear at once that something happened.
///
/// Server-sent events for a child's phone: `event` is what happened (`message`, `seen`, `ask`, `answered` …), `data` is
/// `{"thread":…,"subject":…}`, ids only. `event: resync` says that something was missed: fetch everything again. Resumes
/// after `Last-Event-ID`; an event may come twice. Ends within a second after the session does.
#[utoipa::path(
    operation_id = "listen_child",
    tag = "server",
    security(("child" = [])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen")),
    responses((status = 200, description = "The stream", content_type = "text/event-stream", body = String), Problems)
)]
#[get("/v1/child/live")]
pub(in crate::server) async fn listen_child(
    req: HttpRequest,
    caller: ChildCaller,
    store: web::Data<Store>,
    hub: web::Data<Hub>,
) -> Answer<HttpResponse> {
    // A phone that nobody has confirmed hears only of itself.
    let mut whose = vec![caller.account.of()];
    whose.extend(caller.confirmed.then_some(caller.child.of::<crate::kernel::id::AnyKind>()));
    open(&req, &store, hub.into_inner(), whose, caller.session).await
}

/// Hear at once that something happened.
///
/// The same for staff: `message`, `ask`, `late`, `passed_on`, `task`, `cover` …
#[utoipa::path(
    operation_id = "listen_staff",
    tag = "server",
    security(("staff" = [])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen")),
    responses((status = 200, description = "The stream", content_type = "text/event-stream", body = String), Problems)
)]
#[get("/v1/staff/live")]
pub(in crate::server) async fn listen_staff(
    req: HttpRequest,
    caller: StaffCaller,
    store: web::Data<Store>,
    hub: web::Data<Hub>,
) -> Answer<HttpResponse> {
    open(&req, &store, hub.into_inner(), vec![caller.staff.of()], caller.session).await
}

async fn open(
    req: &HttpRequest,
    store: &Store,
    hub: Arc<Hub>,
    whose: Vec<AnyId>,
    session: SessionId,
) -> Answer<HttpResponse> {
    // The place is taken before what was missed is read: an event in between comes twice, not never.
    let place = hub.take(whose.clone());
    let seen =
        req.headers().get(LAST_EVENT_ID).and_then(|v| v.to_str().ok()).and_then(|v| v.trim().parse::<EventId>().ok());
    let missed = match seen {
        Some(seen) => stream::missed(store, whose, seen).await?,
        None => vec![],
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((X_ACCEL_BUFFERING, "no"))
        .streaming(stream::frames(place, store.clone(), session, missed)))
}
