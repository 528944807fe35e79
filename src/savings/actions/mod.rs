//! What people do with the savings: each is one transaction with its audit entry.

pub mod child_money;
pub mod office;
pub mod providers;
pub mod staff_money;
