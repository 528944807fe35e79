//! Sayso: children in care and care leavers say what they think and are answered, see their money, and know their
//! rights.
//!
//! The map of the house. Rooms are features; a room calls only rooms below it in this order, and only their face:
//! kernel, files < store < access < wire < people < identity < notify < voice < savings < entitlements < oversight < demo,
//! server. `tests/house.rs` holds that law.
#![recursion_limit = "256"]

#[macro_use]
pub mod kernel;
pub mod access;
pub mod config;
pub mod demo;
pub mod entitlements;
pub mod files;
pub mod identity;
pub mod notify;
pub mod people;
pub mod savings;
pub mod server;
pub mod store;
pub mod voice;
pub mod wire;
