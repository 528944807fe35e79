//! What people do with the savings: each is one transaction with its audit entry.

pub mod carers;
pub mod changes;
pub mod child_money;
pub mod corrections;
pub mod decide;
pub mod exceptions;
pub mod expected;
pub mod exports;
pub mod faces;
pub mod files;
pub mod first_week;
pub mod foundation;
pub mod leavers;
pub mod lists;
pub mod office;
pub mod other_money;
pub mod pay_runs;
pub mod policy;
pub mod providers;
pub mod queue;
pub mod setup;
pub mod shortfall;
pub mod staff_money;
pub mod tie_out;
pub mod today;
pub mod watch;
