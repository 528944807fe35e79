//! What people do to get in and out, one function each.

pub mod session;
