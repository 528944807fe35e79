//! What people do with the savings: each is one transaction with its audit entry.

pub mod providers;
