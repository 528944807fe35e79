//! Savings: which weeks a council must save for a child, and why. Pure: history and policy in, weeks out.

pub mod cli;
pub mod history;
pub mod policy;
pub mod weeks;
