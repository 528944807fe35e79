//! What every room's doors share: over HTTP who calls and how a refusal is told (`application/problem+json`), at a terminal
//! how a command ends.
//!
//! The one place that turns faults into statuses. Causes are logged here, once, and never sent.

pub mod caller;
pub mod problem;
pub mod terminal;

pub use caller::{ChildCaller, Network, StaffCaller};
pub use problem::{Problem, Problems};
