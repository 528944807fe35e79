//! What people do with the savings: each is one transaction with its audit entry.

pub mod child_money;
pub mod corrections;
pub mod office;
pub mod pay_runs;
pub mod providers;
pub mod setup;
pub mod staff_money;
