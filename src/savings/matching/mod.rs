//! Matching: whose a row is, and which weeks it is for. Expected first: what is due is known before any file is read, and a
//! row is held against it. Pure. Almost every row is the same amount on the same day, so that amounts say nothing: a child is
//! found by id, birth date, name, the sender's reference and placement, and nothing is ever posted on a likeness.

pub mod code;
pub mod declaration;
mod due;
pub mod extract;
mod look;
pub mod names;
pub mod outcome;
pub mod period;
pub mod person;
pub mod schedule;
pub mod share;
pub mod statement;
#[cfg(test)]
mod tests;
pub mod totals;
pub mod who;

pub use look::order_by_births;
