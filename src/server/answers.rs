//! What the OpenAPI document says of answers: every field is always there, null where there is nothing to say.
//!
//! The derive macro leaves a field that may be null out of `required`, because a caller may leave it out of a request. The
//! server never leaves one out of an answer, and the app's types are made from the document: without this every
//! such field would have to be looked at for null and for absence.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use utoipa::openapi::OpenApi;

/// The one answer that leaves fields out: a problem names a field, or a time to wait, only where there is one.
const LEAVES_OUT: &str = "Problem";

/// Marks every field of what only answers use as required.
pub(super) fn always_whole(document: OpenApi) -> OpenApi {
    let Ok(mut whole) = serde_json::to_value(&document) else { return document };
    let asked = reached(&whole, "requestBody");
    for_each_part(&mut whole, "responses", &mut require_all);
    if let Some(schemas) = whole.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, schema) in schemas.iter_mut() {
            if !asked.contains(name) && name != LEAVES_OUT {
                require_all(schema);
            }
        }
    }
    serde_json::from_value(whole).unwrap_or(document)
}

fn require_all(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                let names: Vec<Value> = properties.keys().cloned().map(Value::String).collect();
                fields.insert("required".into(), Value::Array(names));
            }
            fields.values_mut().for_each(require_all);
        }
        Value::Array(items) => items.iter_mut().for_each(require_all),
        _ => {}
    }
}

fn for_each_part(whole: &mut Value, part: &str, act: &mut impl FnMut(&mut Value)) {
    let paths = whole.get_mut("paths").and_then(Value::as_object_mut).map(Map::values_mut);
    for item in paths.into_iter().flatten() {
        for operation in item.as_object_mut().map(Map::values_mut).into_iter().flatten() {
            if let Some(found) = operation.get_mut(part) {
                act(found);
            }
        }
    }
}

/// The schemas that this part of the operations names, and those that these name in turn.
fn reached(whole: &Value, part: &str) -> BTreeSet<String> {
    let mut ahead = BTreeSet::new();
    for_each_part(&mut whole.clone(), part, &mut |found| references(found, &mut ahead));
    let mut reached = BTreeSet::new();
    while let Some(name) = ahead.pop_first() {
        let schema = whole.pointer("/components/schemas").and_then(|all| all.get(&name));
        if let Some(schema) = schema.filter(|_| !reached.contains(&name)) {
            references(schema, &mut ahead);
            reached.insert(name);
        }
    }
    reached
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let to = fields.get("$ref").and_then(Value::as_str);
            found.extend(to.and_then(|to| to.rsplit('/').next()).map(str::to_owned));
            fields.values().for_each(|inner| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}
