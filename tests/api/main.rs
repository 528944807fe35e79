//! The real server over HTTP, on both databases. See `harness/mod.rs` for how to write one of these tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test may stop"
)]
#![allow(missing_docs, reason = "a test's name is its sentence")]

#[macro_use]
mod harness;

mod backup;
mod door;
mod identity;
mod live;
mod matrix;
mod notify;
mod openapi;
mod people;
mod privacy;
mod processes;
mod rights;
mod savings;
mod voice;
