//! The SQL of this room.

pub(super) mod accounts;
pub(super) mod care;
pub(super) mod child;
pub(super) mod choices;
pub(super) mod imports;
pub(super) mod staff;
pub(super) mod tasks;

crate::text_column!(super::tasks::TaskKind, super::episode::Source);
crate::text_column!(
    super::codes::ReasonNew,
    super::codes::LegalStatus,
    super::codes::Placement,
    super::codes::ProviderKind,
    super::codes::ReasonCeased,
    super::codes::PlaceChange,
    super::codes::Participation,
    super::codes::InTouch,
);

/// A list of column names, parted by commas, with some more: each once, sorted.
pub(super) fn with_names(list: &str, more: &[&str]) -> String {
    let mut names: Vec<&str> = list.split(',').chain(more.iter().copied()).filter(|n| !n.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(",")
}
