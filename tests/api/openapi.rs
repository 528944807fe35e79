//! The OpenAPI document: rendered from the code, committed, and complete.
//!
//! After changing a route: `UPDATE=1 cargo test --test api openapi` writes `openapi/sayso.json` anew.

use std::collections::BTreeSet;

use sayso::server::document;

use crate::harness::Value;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/sayso.json");

fn rendered() -> Value {
    serde_json::to_value(document()).unwrap()
}

/// Every operation as (path, method, what the document says).
pub fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let each = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, said)| (path.clone(), method.clone(), said.clone()))
    });
    each.filter(|(_, method, _)| ["get", "put", "post", "patch", "delete"].contains(&method.as_str())).collect()
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    let text = serde_json::to_string_pretty(&rendered()).unwrap() + "\n";
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(FILE, &text).unwrap();
    }
    let committed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(committed == text, "openapi/sayso.json is stale: UPDATE=1 cargo test --test api openapi");
}

#[test]
fn every_operation_says_what_it_does_who_may_and_how_it_refuses() {
    let document = rendered();
    let mut wrong = Vec::new();
    let mut ids = BTreeSet::new();
    for (path, method, said) in operations(&document) {
        let mut need = |there: bool, what: &str| {
            if !there {
                wrong.push(format!("{method} {path}: {what}"));
            }
        };
        let id = said["operationId"].as_str().unwrap_or_default().to_owned();
        need(!id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "operation_id in snake_case");
        need(ids.insert(id), "an operation_id of its own");
        need(said["tags"].as_array().is_some_and(|t| t.len() == 1), "one tag");
        need(said["summary"].as_str().is_some_and(|s| !s.is_empty()), "a summary");
        need(said["description"].as_str().is_some_and(|s| !s.is_empty()), "a description");
        need(said["security"].as_array().is_some_and(|s| s.len() == 1), "security, said explicitly");
        let problem = |status: &str| {
            let named =
                said["responses"][status]["$ref"].as_str().and_then(|r| r.strip_prefix("#/components/responses/"));
            named.is_some_and(|n| {
                document["components"]["responses"][n]["content"]["application/problem+json"].is_object()
            })
        };
        need(["400", "401", "404", "422", "500"].into_iter().all(problem), "problem+json errors (Problems)");
        need(said["responses"].as_object().unwrap().keys().any(|s| s.starts_with('2')), "an answer when it goes well");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_tag_is_explained() {
    let document = rendered();
    let known: BTreeSet<&str> =
        document["tags"].as_array().unwrap().iter().filter_map(|t| t["name"].as_str()).collect();
    for (path, method, said) in operations(&document) {
        let tag = said["tags"][0].as_str().unwrap_or_default().to_owned();
        assert!(known.contains(tag.as_str()), "{method} {path}: the tag {tag} has no description");
    }
}
