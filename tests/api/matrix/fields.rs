//! Which fields each role gets from each route: written down, so that a new one is seen before it is given.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::Value;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/matrix/fields.txt");

/// The fields that were got, by operation and relation.
#[derive(Default)]
pub struct Got(BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>);

impl Got {
    pub fn note(&mut self, operation: &str, relation: &'static str, json: &Value) {
        let mut found = BTreeSet::new();
        walk(json, "", &mut found);
        if !found.is_empty() {
            self.0.entry(operation.to_owned()).or_default().entry(relation).or_default().extend(found);
        }
    }

    /// One line for each set of fields, with those who get it.
    fn text(&self) -> String {
        let mut text =
            "# operation | who | the fields of the answer. Written by UPDATE=1 cargo test --test api matrix\n"
                .to_owned();
        for (operation, each) in &self.0 {
            let mut by_fields: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            for (relation, fields) in each {
                let fields = fields.iter().cloned().collect::<Vec<_>>().join(" ");
                by_fields.entry(fields).or_default().push(relation);
            }
            let mut lines: Vec<(String, String)> = by_fields.into_iter().map(|(f, r)| (r.join(" "), f)).collect();
            lines.sort();
            for (who, fields) in lines {
                text += &format!("{operation} | {who} | {fields}\n");
            }
        }
        text
    }

    #[track_caller]
    pub fn compare(&self) {
        let text = self.text();
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(FILE, &text).unwrap();
        }
        let old = std::fs::read_to_string(FILE).unwrap_or_default();
        let (have, want): (BTreeSet<&str>, BTreeSet<&str>) = (text.lines().collect(), old.lines().collect());
        let new: Vec<_> = have.difference(&want).map(|l| format!("+ {l}")).collect();
        let gone: Vec<_> = want.difference(&have).map(|l| format!("- {l}")).collect();
        assert!(
            new.is_empty() && gone.is_empty(),
            "the fields that each role gets have changed. Where that is meant: UPDATE=1 cargo test --test api matrix\n{}",
            [gone, new].concat().join("\n")
        );
    }
}

fn walk(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                walk(value, &at, found);
                // A field that is there and says nothing tells nothing: the words of a thread of which only the dates may be read.
                if !value.is_null() {
                    found.insert(at);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, at, found)),
        _ => {}
    }
}
