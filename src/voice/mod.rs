//! To be furnished.

pub mod http;
