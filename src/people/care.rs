//! A child's care history, for rooms that work out what follows from it.

use super::episode::{Episode, periods_of_care};
use crate::kernel::Day;
use crate::kernel::calendar::Days;
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

impl Care {
    /// The periods of care that are known, oldest first. Short breaks are no part of them: the child lives at home.
    #[must_use]
    pub fn periods(&self) -> Vec<Days> {
        periods_of_care(self.episodes.iter().filter(|e| !e.legal_status.is_short_breaks()))
    }

    /// From the first day of the first short break to the end of the last; none where there were none.
    #[must_use]
    pub fn short_breaks(&self) -> Option<Days> {
        let breaks = periods_of_care(self.episodes.iter().filter(|e| e.legal_status.is_short_breaks()));
        let from = breaks.first()?.from;
        let ends: Option<Vec<Day>> = breaks.iter().map(|b| b.until).collect();
        Some(Days { from, until: ends.and_then(|all| all.into_iter().max()) })
    }

    /// The first day that is known, where the child may have been in care before it: not known is not “none”.
    #[must_use]
    pub fn unknown_before(&self) -> Option<Day> {
        self.known_from.filter(|_| !self.is_complete)
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes::{LegalStatus, Placement, ReasonNew};
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    fn care(stays: &[(&str, &str, LegalStatus)]) -> Care {
        let episode = |(from, until, legal_status): &(&str, &str, LegalStatus)| Episode {
            started_on: d(from),
            ended_on: until.parse().ok(),
            reason_new: ReasonNew::Started,
            legal_status: *legal_status,
            placement: Placement::U4,
            provider_kind: None,
            provider_urn: None,
            reason_ceased: None,
            reason_place_change: None,
        };
        Care {
            child: uuid::Uuid::from_u128(1).into(),
            reference: "C1".into(),
            further: vec![],
            known_as: None,
            born_on: d("2011-01-01"),
            known_from: Some(d("2024-01-10")),
            is_complete: false,
            died_on: None,
            episodes: stays.iter().map(episode).collect(),
        }
    }

    fn days(from: &str, until: &str) -> Days {
        Days { from: d(from), until: until.parse().ok() }
    }

    #[test]
    fn short_breaks_are_no_period_of_care() {
        let care = care(&[
            ("2024-01-10", "2024-01-12", LegalStatus::V3),
            ("2024-02-10", "2024-02-12", LegalStatus::V3),
            ("2024-03-01", "", LegalStatus::C2),
        ]);
        assert_eq!(care.periods(), [days("2024-03-01", "")]);
        assert_eq!(care.short_breaks(), Some(days("2024-01-10", "2024-02-12")));
    }

    #[test]
    fn short_breaks_that_go_on_have_no_end_and_who_had_none_has_none() {
        let on = care(&[("2024-01-10", "", LegalStatus::V4), ("2024-02-10", "2024-02-12", LegalStatus::V3)]);
        assert_eq!((on.periods(), on.short_breaks()), (vec![], Some(days("2024-01-10", ""))));
        assert_eq!(care(&[("2024-03-01", "", LegalStatus::C2)]).short_breaks(), None);
    }

    #[test]
    fn what_came_before_is_unknown_only_where_the_history_does_not_begin_with_its_beginning() {
        let unknown = care(&[]);
        let known = Care { is_complete: true, ..unknown.clone() };
        assert_eq!((unknown.unknown_before(), known.unknown_before()), (Some(d("2024-01-10")), None));
    }
}
