//! What only the named places may know: diesel, actix, the clock, the environment; and what nobody may use: floats,
//! anything that stops the server, and leave to break a lint.

use proc_macro2::{TokenStream, TokenTree};

use crate::Breach;
use crate::source::{Name, Source, is_punct};

/// A law about names: which names, where they may stand, and why nowhere else.
struct Place {
    is_meant: fn(&Name) -> bool,
    is_allowed: fn(&Source) -> bool,
    say: &'static str,
}

const PLACES: &[Place] = &[
    Place {
        is_meant: |n| {
            begins(n, &["diesel", "diesel_migrations", "libsqlite3_sys", "pq_sys"]) || n.segments.starts_with(&schema())
        },
        is_allowed: |s| s.room() == "store" || s.is_door("store"),
        say: "the database is known only in store/ and in a room's store files",
    },
    Place {
        is_meant: |n| begins(n, &["actix_web", "actix_http", "utoipa_actix_web"]),
        is_allowed: |s| s.is_door("http") || matches!(s.room(), "wire" | "server"),
        say: "the web is known only in wire/, server/ and a room's http files",
    },
    Place {
        is_meant: tells_the_time,
        is_allowed: |s| s.path == "src/kernel/clock.rs",
        say: "what time it is is known only to kernel/clock.rs",
    },
    Place {
        is_meant: |n| has(n, &["std", "env"]) || (begins(n, &["env"]) && n.segments.len() > 1),
        is_allowed: |s| s.path == "src/config.rs",
        say: "the environment is read only in config.rs",
    },
    Place {
        is_meant: |n| {
            let months = ["checked_add_months", "checked_sub_months", "with_year", "Months", "years_since"];
            months.contains(&n.segments.last().unwrap().as_str())
        },
        is_allowed: |s| s.path == "src/kernel/calendar.rs",
        say: "months and years are counted only in kernel/calendar.rs (29 February matters)",
    },
    Place {
        is_meant: |n| n.segments.len() == 1 && matches!(n.segments[0].as_str(), "f32" | "f64"),
        is_allowed: |_| false,
        say: "no floats: money is whole pence, rates are decimals",
    },
];

fn schema() -> [String; 3] {
    ["crate".to_owned(), "store".to_owned(), "schema".to_owned()]
}

fn begins(name: &Name, with: &[&str]) -> bool {
    with.contains(&name.segments[0].as_str())
}

fn has(name: &Name, run: &[&str]) -> bool {
    name.segments.windows(run.len()).any(|w| w == run)
}

fn tells_the_time(name: &Name) -> bool {
    let last = name.segments.last().unwrap().as_str();
    let any = |word: &str| name.segments.iter().any(|s| s == word);
    any("SystemTime")
        || any("Instant")
        || has(name, &["chrono", "Local"])
        || has(name, &["Utc", "now"])
        || has(name, &["Local", "now"])
        || last == "now_v7"
}

pub fn check(house: &[Source]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for source in house {
        let names = source.names();
        for place in PLACES.iter().filter(|p| !(p.is_allowed)(source)) {
            let wrong = names.iter().filter(|n| (place.is_meant)(n));
            breaches
                .extend(wrong.map(|n| format!("{}:{} {}: {}", source.path, n.line, n.segments.join("::"), place.say)));
        }
        let mut stops = Vec::new();
        look(&source.tokens(), &mut stops);
        breaches.extend(stops.into_iter().map(|(line, say)| format!("{}:{line} {say}", source.path)));
    }
    breaches
}

/// Methods and macros that stop the server, numbers with a point, and lints that somebody let off.
fn look(tokens: &[TokenTree], found: &mut Vec<(usize, String)>) {
    for (at, token) in tokens.iter().enumerate() {
        let line = token.span().start().line;
        let next = tokens.get(at + 1);
        let follows = |c: char| at > 0 && is_punct(&tokens[at - 1], c);
        match token {
            TokenTree::Ident(id) => {
                let word = id.to_string();
                if follows('.') && next.is_some_and(|n| stops_as_method(&word, n)) {
                    found.push((line, format!(".{word}(): say what went wrong instead of stopping")));
                }
                let stops = matches!(
                    word.as_str(),
                    "panic" | "unreachable" | "todo" | "unimplemented" | "dbg" | "assert" | "assert_eq"
                );
                if stops && next.is_some_and(|n| is_punct(n, '!')) {
                    found.push((line, format!("{word}!: say what went wrong instead of stopping")));
                }
            }
            TokenTree::Literal(number) if is_float(&number.to_string()) && !follows('.') => {
                found.push((line, format!("{number}: no floats")));
            }
            TokenTree::Group(group) => {
                let inner: Vec<_> = group.stream().into_iter().collect();
                if follows('#') || follows('!') {
                    found.extend(
                        let_off(&group.stream()).map(|lint| (line, format!("{lint} may not be let off outside tests"))),
                    );
                }
                look(&inner, found);
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// `unwrap()` takes nothing (a key's keeper has an `unwrap` of its own that takes something), `expect("…")` a text.
fn stops_as_method(word: &str, call: &TokenTree) -> bool {
    let TokenTree::Group(call) = call else { return false };
    let inside = call.stream().to_string();
    (word == "unwrap" && inside.is_empty()) || (word == "expect" && inside.starts_with(['"', '&']))
}

fn is_float(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_digit()) && !text.starts_with("0x");
    begins && (text.contains('.') || text.ends_with("f32") || text.ends_with("f64"))
}

/// The lints that are law and that an attribute lets off.
fn let_off(attribute: &TokenStream) -> impl Iterator<Item = &'static str> {
    const LAW: [&str; 7] = [
        "unwrap_used",
        "expect_used",
        "indexing_slicing",
        "panic",
        "float_arithmetic",
        "unsafe_code",
        "as_conversions",
    ];
    let text = attribute.to_string().replace(' ', "");
    let lets = text.starts_with("allow(") || text.starts_with("expect(");
    LAW.into_iter().filter(move |lint| {
        lets && (text.contains(&format!("clippy::{lint}")) || (*lint == "unsafe_code" && text.contains(lint)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(path: &str, text: &str) -> usize {
        check(&[Source::of(path, text)]).len()
    }

    #[test]
    fn the_database_outside_a_store_file_is_a_breach() {
        let text = "use diesel::prelude::*;";
        assert_eq!(breaches("src/voice/actions.rs", text), 1);
        assert_eq!(breaches("src/voice/store.rs", text), 0);
        assert_eq!(breaches("src/voice/store/asks.rs", text), 0);
        assert_eq!(breaches("src/voice/http.rs", "use crate::store::schema::asks;"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "fn f() { let x = diesel::sql_query(\"\"); }"), 1);
    }

    #[test]
    fn the_web_outside_a_http_file_is_a_breach() {
        let text = "use actix_web::{web, get};";
        assert!(breaches("src/voice/actions.rs", text) > 0);
        assert_eq!(breaches("src/voice/http/asks.rs", text), 0);
        assert_eq!(breaches("src/server/app.rs", text), 0);
    }

    #[test]
    fn the_clock_outside_the_kernel_is_a_breach() {
        assert_eq!(breaches("src/voice/actions.rs", "fn f() { std::time::SystemTime::now(); }"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "fn f() { chrono::Utc::now(); }"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "use tokio::time::Instant;"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "fn f() { uuid::Uuid::now_v7(); }"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "fn f(t: chrono::DateTime<chrono::Utc>) {}"), 0);
        assert_eq!(breaches("src/kernel/clock.rs", "use std::time::SystemTime;"), 0);
    }

    #[test]
    fn the_environment_outside_config_is_a_breach() {
        assert_eq!(breaches("src/server/mod.rs", "fn f() { std::env::var(\"X\").ok(); }"), 1);
        assert!(breaches("src/server/mod.rs", "use std::env; fn f() { env::var(\"X\").ok(); }") > 0);
        assert_eq!(breaches("src/server/mod.rs", "const V: &str = env!(\"CARGO_PKG_VERSION\");"), 0);
    }

    #[test]
    fn floats_are_a_breach_and_the_parts_of_a_tuple_are_not() {
        assert_eq!(breaches("src/savings/rate.rs", "fn f(x: f64) {}"), 1);
        assert_eq!(breaches("src/savings/rate.rs", "const X: i64 = 1.5;"), 1);
        assert_eq!(breaches("src/savings/rate.rs", "fn f(x: ((u8, u8), u8)) -> u8 { x.0.1 }"), 0);
        assert_eq!(breaches("src/savings/rate.rs", "const IP: &str = \"1.5\"; const N: u8 = 0x1f;"), 0);
    }

    #[test]
    fn months_outside_the_calendar_are_a_breach() {
        assert_eq!(breaches("src/entitlements/age.rs", "fn f(d: Day) { d.with_year(2000); }"), 1);
        assert_eq!(breaches("src/kernel/calendar.rs", "fn f(d: Day) { d.with_year(2000); }"), 0);
    }

    #[test]
    fn whatever_stops_the_server_is_a_breach_outside_tests() {
        assert_eq!(
            breaches("src/voice/actions.rs", "fn f() { x.unwrap(); y.expect(\"z\"); panic!(); unreachable!() }"),
            4
        );
        assert_eq!(breaches("src/voice/actions.rs", "fn f() { x.unwrap_or(1); }"), 0);
        assert_eq!(breaches("src/voice/actions.rs", "#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }"), 0);
    }

    #[test]
    fn a_lint_that_somebody_let_off_is_a_breach() {
        assert_eq!(breaches("src/voice/actions.rs", "#[allow(clippy::unwrap_used)] fn f() {}"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "#![expect(clippy::indexing_slicing, reason = \"x\")]"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "#[expect(dead_code, reason = \"x\")] fn f() {}"), 0);
    }
}
