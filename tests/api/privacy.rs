//! What may stand nowhere: places in the schema, words in what is printed, anything but ids in an address.

use std::collections::BTreeSet;

use sayso::identity::token::Token;
use sayso::kernel::text::{Secret, Words};
use sayso::server::document;

use crate::harness::*;
use crate::openapi::operations;

/// Every word of a name: `home_postcode` → home, postcode.
fn parts(name: &str) -> Vec<String> {
    name.to_lowercase().split(['_', '-', '.']).map(str::to_owned).collect()
}

const PLACES: &[&str] = &[
    "address",
    "addresses",
    "street",
    "postcode",
    "post_code",
    "zip",
    "town",
    "school",
    "lat",
    "lon",
    "lng",
    "latitude",
    "longitude",
    "coordinates",
    "location",
    "geo",
    "uprn",
    "easting",
    "northing",
    "gps",
    "ip",
];

fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(named) = fields.get("properties").and_then(Value::as_object) {
                found.extend(named.keys().cloned());
            }
            fields.values().for_each(|v| properties(v, found));
        }
        Value::Array(items) => items.iter().for_each(|v| properties(v, found)),
        _ => {}
    }
}

// PRIV-12
#[test]
fn neither_the_database_nor_the_api_has_a_place_for_where_a_child_is() {
    let schema = include_str!("../../src/store/schema.rs");
    let columns: BTreeSet<&str> =
        schema.lines().filter_map(|l| l.trim().split_once(" -> ").map(|(name, _)| name)).collect();
    assert!(columns.len() > 100 && columns.contains("placement"), "the columns could not be read");
    let mut fields = BTreeSet::new();
    properties(&serde_json::to_value(document()).unwrap(), &mut fields);
    assert!(fields.len() > 100, "the fields could not be read");
    for name in columns.iter().map(|c| (*c).to_owned()).chain(fields.iter().cloned()) {
        let wrong: Vec<_> = parts(&name).into_iter().filter(|p| PLACES.contains(&p.as_str())).collect();
        assert!(wrong.is_empty() && !PLACES.contains(&name.as_str()), "{name}");
    }
    // The kind of a placement is in the database, for rules; neither a child nor a worker reads it.
    for name in ["placement", "provider_urn", "placement_urn", "carer"] {
        assert!(!fields.contains(name), "{name} is in the API");
    }
}

// PRIV-05
#[test]
fn an_address_holds_nothing_but_ids_and_words_of_the_api() {
    let document = serde_json::to_value(document()).unwrap();
    let mut wrong = Vec::new();
    for (path, method, said) in operations(&document) {
        for parameter in said["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            if !["path", "query"].contains(&parameter["in"].as_str().unwrap()) {
                continue;
            }
            let schema = &parameter["schema"];
            let target = match schema["$ref"].as_str() {
                Some(r) => &document["components"]["schemas"][r.rsplit('/').next().unwrap()],
                None => schema,
            };
            let kind = target["type"].as_str().or_else(|| target["type"][0].as_str()).unwrap_or("");
            let format = target["format"].as_str().unwrap_or("");
            let is_closed = target["enum"].is_array() || schema["oneOf"].to_string().contains("$ref");
            let is_id = kind == "string" && ["uuid", "date", "date-time"].contains(&format);
            let is_number = ["integer", "boolean"].contains(&kind);
            if !(is_id || is_number || is_closed) {
                wrong.push(format!("{method} {path}: {name} is any text"));
            }
            if !is_id && ["name", "q", "query", "search", "code", "token", "pin", "text", "reference"].contains(&name) {
                wrong.push(format!("{method} {path}: {name} does not belong into an address"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// PRIV-03
#[test]
fn whatever_is_secret_prints_as_nothing() {
    let vault = vault(7);
    let token = Token::fresh().unwrap();
    let printed = [
        format!("{:?}", Words::parse("a child's words".into(), "text").unwrap()),
        format!("{:?}", Secret::new("493817".into())),
        format!("{:?}", sayso::identity::code::Code::parse("ABC-DEFG234").unwrap()),
    ];
    for text in printed {
        assert!(text.contains("redacted") && text.len() < 30, "{text}");
    }
    assert!(!format!("{:?}", token.hash()).contains(&token.reveal()));
    drop(vault);
}

// PRIV-03: what the wire reads and writes is never `Debug`, so that it can reach no log by accident.
#[test]
fn no_wire_type_with_words_or_secrets_in_it_can_be_printed() {
    let secret = [
        "text",
        "said",
        "pin",
        "old_pin",
        "new_pin",
        "password",
        "code",
        "token",
        "link",
        "qr_svg",
        "local_key",
        "endpoint",
        "known_as",
    ];
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new("src").into_iter().filter_map(Result::ok) {
        let path = entry.path().to_string_lossy().into_owned();
        if !path.contains("/http") || !path.ends_with(".rs") {
            continue;
        }
        let source = std::fs::read_to_string(entry.path()).unwrap();
        let mut derives = String::new();
        let mut inside = None;
        for line in source.lines().map(str::trim) {
            if let Some(of) = line.strip_prefix("#[derive(") {
                derives = of.to_owned();
            } else if line.starts_with("struct ")
                || line.starts_with("pub struct ")
                || line.starts_with("pub(") && line.contains(" struct ")
            {
                inside = derives.contains("Debug").then(|| line.to_owned());
                derives.clear();
            } else if line == "}" {
                inside = None;
            } else if let Some(name) = &inside {
                let field = line.trim_start_matches("pub ").split(':').next().unwrap_or_default();
                if secret.contains(&field) && line.contains("String") {
                    wrong.push(format!("{path}: {name} is Debug and has {field}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
