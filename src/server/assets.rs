//! The app's own files, embedded in the binary.

use actix_web::http::header::{self, ETag, EntityTag, HeaderValue, IF_NONE_MATCH};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use sayso_web::Asset;

use crate::wire::Problem;

/// Whether a path is the programs' and not the app's.
pub(super) fn is_api(path: &str) -> bool {
    path == "/health" || path == "/v1" || path.starts_with("/v1/")
}

/// Answers with a file, or with the page that draws that address.
pub(super) fn serve(req: &HttpRequest) -> HttpResponse {
    if !matches!(*req.method(), Method::GET | Method::HEAD) {
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "This cannot be done here.").respond();
    }
    match file(req.path()) {
        Some(asset) => answer(req, asset),
        None => Problem::not_found().respond(),
    }
}

/// The pages that the child's app draws, by the first part of their address. Anything else that is no file is not there:
/// a scanner that asks for `/.env` is not shown a page.
const PAGES: &[&str] = &["", "all-rights", "help", "j", "me", "money", "people", "rights", "t"];

/// The file at a path, or the page that the app draws there.
fn file(path: &str) -> Option<&'static Asset> {
    let name = path.trim_start_matches('/');
    if let Some(asset) = sayso_web::find(name) {
        return Some(asset);
    }
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_'));
    match name.split('/').next().filter(|_| plain) {
        Some("desk") => sayso_web::find("desk.html"),
        Some(first) if PAGES.contains(&first) => sayso_web::find("index.html"),
        _ => None,
    }
}

fn answer(req: &HttpRequest, asset: &'static Asset) -> HttpResponse {
    let packed = asset.br.filter(|_| takes_brotli(req));
    let tag = tag(asset, packed.is_some());
    let mut out = HttpResponse::Ok();
    out.insert_header((header::VARY, "Accept-Encoding"));
    out.insert_header((
        header::CACHE_CONTROL,
        if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" },
    ));
    out.insert_header(ETag(EntityTag::new_strong(tag.clone())));
    if req.headers().get(IF_NONE_MATCH).is_some_and(|have| names(have, &tag)) {
        return out.status(StatusCode::NOT_MODIFIED).finish();
    }
    out.insert_header((header::CONTENT_TYPE, asset.mime));
    if packed.is_some() {
        out.insert_header((header::CONTENT_ENCODING, "br"));
    }
    out.body(web::Bytes::from_static(packed.unwrap_or(asset.raw)))
}

/// One tag for each way that the bytes are packed.
fn tag(asset: &Asset, packed: bool) -> String {
    let plain = asset.etag.trim_start_matches("W/").trim_matches('"');
    if packed { format!("{plain}-br") } else { plain.to_owned() }
}

fn names(have: &HeaderValue, tag: &str) -> bool {
    let Ok(have) = have.to_str() else { return false };
    have.split(',').map(|t| t.trim().trim_start_matches("W/").trim_matches('"')).any(|t| t == tag || t == "*")
}

fn takes_brotli(req: &HttpRequest) -> bool {
    let Some(said) = req.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()) else { return false };
    said.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let none = |q: &str| matches!(q, "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        parts.next() == Some("br") && !parts.any(none)
    })
}
