//! The council's files: the yearly return (SSDA903), and what a council gives beside it. A file is read as rows, rows are
//! compared with what is known, and only the difference is written: the same files twice change nothing. Every row of
//! every file is accounted for in the receipt.

pub mod allocating;
mod allocations;
pub mod cells;
mod history;
pub mod known;
mod people;
pub mod reading;
pub mod shapes;
pub mod ssda903;
mod staff;

use crate::files::receipt::Receipt;
use crate::kernel::{At, Day};

use known::{Known, Writes};

crate::words! {
    /// What kind of files.
    pub enum Kind {
        /// The yearly return.
        Ssda903 = "ssda903",
        /// What children are called and how to reach them.
        People = "people",
        /// Who works for the council.
        Staff = "staff",
        /// Who holds which post for which child.
        Allocations = "allocations",
        /// Care episodes of care leavers older than the return.
        History = "history",
    }
}

/// A file that somebody gave.
#[derive(Debug, Clone)]
pub struct Input {
    /// As it was named.
    pub file: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Whether it was named by itself, not found in a folder.
    pub named: bool,
}

/// What somebody asked for beside the files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Write nothing, only say what would be.
    pub dry_run: bool,
    /// Take away what is absent inside a file's own period.
    pub confirm_removals: bool,
}

/// When an import runs: the instant, and the day it is in London.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The instant.
    pub at: At,
    /// The day.
    pub today: Day,
}

/// What comes of comparing files with what is known.
#[derive(Debug, Default)]
pub struct Plan {
    /// What would be written.
    pub writes: Writes,
    /// What is said of it.
    pub receipt: Receipt,
}

/// Compares files with what is known.
///
/// # Errors
/// In words, where a file cannot be read at all.
pub fn plan(kind: Kind, inputs: &[Input], known: &Known, now: Now, wanted: Wanted) -> Result<Plan, String> {
    match kind {
        Kind::Ssda903 => ssda903::plan(inputs, known, now, wanted),
        Kind::People => people::plan(inputs, known, wanted),
        Kind::Staff => staff::plan(inputs, known, now, wanted),
        Kind::Allocations => allocations::plan(inputs, known, now, wanted),
        Kind::History => history::plan(inputs, known, now, wanted),
    }
}
