//! Loads what is known before an import, and writes what the import changes: in batches, in one transaction.

mod load;
pub(super) mod rows;
mod write;

pub(in crate::people) use load::known;
pub(in crate::people) use write::{keep_run, write};
