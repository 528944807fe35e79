//! What can be done with children's and staff's records: one function each.

pub mod children;
pub mod import;
pub mod team;

pub use import::import;
