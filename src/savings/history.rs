//! A child's care history, as far as saving depends on it.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::policy::{Effect, Policy};
use crate::kernel::Day;
use crate::kernel::calendar::{Days, attains_age};

/// A history as a file gives it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryFile {
    dob: Day,
    episodes: Vec<FileEpisode>,
    /// The day from which the history is known; none where all of it is.
    #[serde(default)]
    history_known_from: Option<Day>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEpisode {
    start: Day,
    #[serde(default)]
    end: Option<Day>,
    legal_status: String,
    placement: String,
    #[serde(default)]
    #[expect(dead_code, reason = "whose week it is to pay for is not asked here")]
    provider: Option<String>,
}

/// One stay in care.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// First day.
    pub from: Day,
    /// First day that is no longer in it; none where it goes on.
    pub until: Option<Day>,
    /// SSDA903 legal status.
    pub legal_status: String,
    /// SSDA903 placement code.
    pub placement: String,
}

/// A child's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Born on.
    pub born: Day,
    /// Stays, oldest first, each once.
    stays: Vec<Stay>,
    /// Before this day nobody knows.
    pub known_from: Option<Day>,
}

impl HistoryFile {
    /// The history.
    ///
    /// # Errors
    /// In words, which episode ends before it begins or has no code.
    pub fn read(self) -> Result<History, String> {
        let mut stays = BTreeSet::new();
        for (n, e) in self.episodes.into_iter().enumerate() {
            if e.end.is_some_and(|end| end < e.start) {
                return Err(format!("episodes[{n}].end is before its start. Correct one of the two."));
            }
            if e.legal_status.trim().is_empty() || e.placement.trim().is_empty() {
                return Err(format!("episodes[{n}] needs legal_status and placement, as SSDA903 codes."));
            }
            stays.insert(Stay { from: e.start, until: e.end, legal_status: e.legal_status, placement: e.placement });
        }
        Ok(History { born: self.dob, stays: stays.into_iter().collect(), known_from: self.history_known_from })
    }
}

impl History {
    /// A history of stays, in any order.
    #[must_use]
    pub fn new(born: Day, stays: impl IntoIterator<Item = Stay>) -> Self {
        Self { born, stays: stays.into_iter().collect::<BTreeSet<_>>().into_iter().collect(), known_from: None }
    }

    /// The first day of the first stay.
    #[must_use]
    pub fn first_day(&self) -> Option<Day> {
        self.stays.iter().map(|s| s.from).min()
    }

    /// The 18th birthday: from its beginning nothing more is saved.
    #[must_use]
    pub fn eighteen(&self) -> Day {
        attains_age(self.born, 18)
    }

    /// What the policy says of a day in care: counts, paused, excluded; none where the child is not in care. Of several
    /// stays on one day the kindest counts, so that a duplicated or overlapping row takes nothing away.
    #[must_use]
    pub fn on(&self, day: Day, policy: &Policy) -> Option<Option<Effect>> {
        let today = self.stays.iter().filter(|s| day >= s.from && s.until.is_none_or(|u| day < u));
        today.map(|s| policy.effect(s, day)).min()
    }

    /// Stretches of care in which the clock runs, joined where they touch, oldest first.
    #[must_use]
    pub fn clock_runs(&self, policy: &Policy) -> Vec<Days> {
        let mut joined: Vec<Days> = Vec::new();
        for stay in self.stays.iter().filter(|s| policy.effect(s, s.from) != Some(Effect::Exclude)) {
            match joined.last_mut() {
                Some(last) if last.until.is_none_or(|u| stay.from <= u) => {
                    last.until = match (last.until, stay.until) {
                        (Some(a), Some(b)) => Some(a.max(b)),
                        _ => None,
                    };
                }
                _ => joined.push(Days { from: stay.from, until: stay.until }),
            }
        }
        joined
    }
}
