//! A child's care history, for rooms that work out what follows from it.

use super::episode::Episode;
use crate::kernel::Day;
use crate::kernel::id::ChildId;

/// A child, with the stays in care that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Care {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// Other ids that the council's files used.
    pub further: Vec<String>,
    /// What the child is called.
    pub known_as: Option<String>,
    /// Day of birth.
    pub born_on: Day,
    /// The first day from which the history is known; none where all of it is.
    pub known_from: Option<Day>,
    /// Whether the history reaches back to the first day in care.
    pub is_complete: bool,
    /// The day the child died.
    pub died_on: Option<Day>,
    /// Stays, oldest first.
    pub episodes: Vec<Episode>,
}
