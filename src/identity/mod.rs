//! Who is who: invitations, phones and PINs for children, names and passwords for staff, and everybody's sessions.
//!
//! The face of the room: [`recognise`] and [`still_open`] for whoever assembles the server, [`actions`] for a demonstration
//! that signs people in without HTTP, and the names of the cookies.

pub mod actions;
pub mod cli;
pub mod code;
mod hashing;
pub mod http;
pub mod lifetime;
pub mod link;
pub mod password;
pub mod phone;
pub mod picture;
pub mod pin;
mod qr;
mod store;
mod tidy;
pub mod token;
pub mod tries;

pub use actions::session::{Recognised, recognise, still_open};
pub use tidy::forget_old;

/// The cookie with a phone's secret: SameSite=Strict, 180 days.
pub const DEVICE_COOKIE: &str = "__Host-device";
/// The cookie with a child's session: SameSite=Strict.
pub const CHILD_COOKIE: &str = "__Host-child";
/// The cookie with the session of a member of staff: SameSite=Lax.
pub const STAFF_COOKIE: &str = "__Host-staff";
