//! Live streams: whoever has the app open hears at once that something happened, and fetches it.
//!
//! An event carries ids only. It may come twice (after a reconnect); it never comes to somebody whose session is over:
//! that is asked before each delivery and every second between.

pub(super) mod http;
pub(super) mod hub;
mod stream;
