//! What somebody without a cookie can do: nothing beyond a list.

use sayso::server::document;

use super::*;
use crate::openapi::operations;

/// What anybody may call. A new route that nobody signed in for must be put here on purpose.
const PUBLIC: &[&str] = &[
    "get /health",
    "get /v1/council",
    "get /v1/device",
    "get /v1/help",
    "get /v1/push-key",
    "get /v1/topics",
    "post /v1/child/session",
    "post /v1/enrolments",
    "post /v1/enrolments/check",
    "post /v1/staff/first-administrator",
    "get /v1/rights",
    "post /v1/staff/password",
    "post /v1/staff/session",
];

on_both! {
    // AUTHN-01
    async fn every_route_refuses_somebody_without_a_cookie_except_a_public_list(app) {
        let document = serde_json::to_value(document()).unwrap();
        let stranger = app.stranger();
        let mut open = Vec::new();
        for (path, method, said) in operations(&document) {
            let name = format!("{method} {path}");
            let is_public = said["security"] == json!([{}]) || said["security"] == json!([]);
            assert_eq!(is_public, PUBLIC.contains(&name.as_str()), "{name} and the public list do not agree");
            if is_public {
                open.push(name);
                continue;
            }
            let filled = path.split('/').map(|part| if part.starts_with('{') { app.id().to_string() } else { part.to_owned() });
            let filled = filled.collect::<Vec<_>>().join("/");
            let body = if ["get", "delete"].contains(&method.as_str()) { Value::Null } else { json!({}) };
            let method = method.to_uppercase().parse().unwrap();
            let reply = stranger.with_body(method, &filled, &body).await;
            assert!([401, 404].contains(&reply.status), "{name}: {} {}", reply.status, reply.text());
        }
        assert!(open.len() >= 10);
    }
}
