//! The SQL of this room.

pub(super) mod accounts;
pub(super) mod child;
pub(super) mod staff;
pub(super) mod tasks;

crate::text_column!(super::tasks::TaskKind);

/// A list of column names, parted by commas, with some more: each once, sorted.
pub(super) fn with_names(list: &str, more: &[&str]) -> String {
    let mut names: Vec<&str> = list.split(',').chain(more.iter().copied()).filter(|n| !n.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(",")
}
