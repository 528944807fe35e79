//! The headers that stand on every answer, refusals and files included (facts: safety 7.5).

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

/// Nothing but the app's own scripts, styles, pictures and calls; nobody may frame it; no text becomes code.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; \
                   connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
                   form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
                   trusted-types svelte-trusted-html sw";

/// The headers and their values.
static ALWAYS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, CSP),
    (STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "geolocation=(), microphone=(), camera=(self), payment=()"),
];

/// Sets them. An answer that does not say how long it may be kept may not be kept.
pub(super) fn set(headers: &mut HeaderMap) {
    for (name, value) in &ALWAYS {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
