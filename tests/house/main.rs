//! The law of the house (DESIGN.md), as a test: where the database, the web and the clock may be known, which room may
//! call which, and that no function reaches a child's record without a permit. Clippy holds the rest (`Cargo.toml`).
//!
//! Each law is a function from sources to breaches, and each is tried on small bad sources of its own, so that a law that
//! can no longer fail is noticed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop")]
#![allow(missing_docs, reason = "a test's name is its sentence")]

mod migrations;
mod permits;
mod places;
mod rooms;
mod shape;
mod source;
mod upkeep;

use source::Source;

/// One breach of a law: where, and what.
pub type Breach = String;

/// Stops with every breach on a line of its own.
#[track_caller]
fn none(breaches: &[Breach]) {
    assert!(breaches.is_empty(), "{} breaches:\n  {}", breaches.len(), breaches.join("\n  "));
}

#[test]
fn only_the_named_places_know_the_database_the_web_the_clock_and_the_environment() {
    none(&places::check(&Source::house()));
}

#[test]
fn a_room_calls_only_the_face_of_a_room_below_it() {
    none(&rooms::check(&Source::house()));
}

#[test]
fn no_store_function_reaches_a_childs_table_without_a_permit() {
    none(&permits::check(&Source::house()));
}

#[test]
fn only_bookkeeping_is_written_without_an_audit_entry() {
    none(&upkeep::check(&Source::house()));
}

#[test]
fn files_and_functions_stay_small_enough_to_read() {
    none(&shape::check(&Source::house()));
}

#[test]
fn both_databases_have_the_same_migrations() {
    none(&migrations::check(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))));
}
