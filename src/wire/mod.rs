//! What every room's http door shares: who calls, and how a refusal is told (`application/problem+json`).
//!
//! The one place that turns faults into statuses. Causes are logged here, once, and never sent.

pub mod caller;
pub mod problem;

pub use caller::{ChildCaller, Network, StaffCaller};
pub use problem::{Problem, Problems};
