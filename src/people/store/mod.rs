//! The SQL of this room.

pub(super) mod child;
pub(super) mod staff;
pub(super) mod tasks;

crate::text_column!(super::tasks::TaskKind);
