//! What can be done with children's and staff's records: one function each.

pub mod import;

pub use import::import;
