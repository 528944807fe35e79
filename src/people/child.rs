//! A child, as those near the child see it.

use crate::kernel::Day;
use crate::kernel::id::ChildId;

/// A child or young person. No address, no school, no legal status: whoever needs those has the case system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildFace {
    /// Who.
    pub id: ChildId,
    /// The council's own id of the child.
    pub reference: String,
    /// What the child is called; none until the council's file or a worker has said so.
    pub known_as: Option<String>,
    /// Day of birth.
    pub born_on: Day,
    /// The language the child speaks best.
    pub first_language: Option<String>,
    /// Whether the child needs an interpreter.
    pub interpreter: bool,
    /// Whether every message and reminder is stopped until a person acts.
    pub messages_stopped: bool,
}

/// A child's name in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildName {
    /// Who.
    pub id: ChildId,
    /// What the child is called.
    pub known_as: Option<String>,
    /// The council's own id.
    pub reference: String,
}
