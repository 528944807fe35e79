//! Care episodes, and the periods of care that they make. Periods are worked out, never stored.

use crate::kernel::Day;
use crate::kernel::calendar::Days;

use super::codes::{LegalStatus, PlaceChange, Placement, ProviderKind, ReasonCeased, ReasonNew};

crate::words! {
    /// Where an episode, a review or an allocation came from.
    pub enum Source {
        /// The yearly return.
        Ssda903 = "ssda903",
        /// A history file, for care leavers older than the return.
        History = "history",
        /// The allocations file.
        Allocations = "allocations",
        /// A person, here.
        Person = "person",
    }
}

/// A stay with one legal status and one placement: `started_on` is in it, `ended_on` is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Episode {
    /// The day it began.
    pub started_on: Day,
    /// The day it ended; none where it goes on.
    pub ended_on: Option<Day>,
    /// Why it began.
    pub reason_new: ReasonNew,
    /// By what law.
    pub legal_status: LegalStatus,
    /// Where.
    pub placement: Placement,
    /// Who provides it.
    pub provider_kind: Option<ProviderKind>,
    /// The provider's number, for the office only.
    pub provider_urn: Option<String>,
    /// Why it ended; none where it goes on or the council's file does not say.
    pub reason_ceased: Option<ReasonCeased>,
    /// Why the placement changed.
    pub reason_place_change: Option<PlaceChange>,
}

/// The periods of care that episodes make: runs in which each ends `X1` on the day that the next begins. A gap of even one
/// day ends a period; so does any other reason than `X1`, though the next begins the same day. Where a council's data
/// overlap, the child was looked after all the while: the period goes on.
#[must_use]
pub fn periods_of_care<'a>(episodes: impl IntoIterator<Item = &'a Episode>) -> Vec<Days> {
    let mut sorted: Vec<&Episode> =
        episodes.into_iter().filter(|e| e.ended_on.is_none_or(|u| u >= e.started_on)).collect();
    sorted.sort();
    let mut periods: Vec<(Days, bool)> = Vec::new();
    for e in sorted {
        let goes_on = e.reason_ceased == Some(ReasonCeased::X1);
        match periods.last_mut() {
            Some((days, open)) if continues(days, *open, e.started_on) => match (days.until, e.ended_on) {
                (Some(before), Some(end)) if end < before => {}
                (None, _) => {}
                (_, end) => (days.until, *open) = (end, goes_on),
            },
            _ => periods.push((Days { from: e.started_on, until: e.ended_on }, goes_on)),
        }
    }
    periods.into_iter().map(|(days, _)| days).collect()
}

fn continues(days: &Days, goes_on: bool, next: Day) -> bool {
    days.until.is_none_or(|until| next < until || (next == until && goes_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    fn episode(from: &str, until: &str, rec: &str) -> Episode {
        Episode {
            started_on: d(from),
            ended_on: until.parse().ok(),
            reason_new: ReasonNew::Started,
            legal_status: LegalStatus::C2,
            placement: Placement::U4,
            provider_kind: None,
            provider_urn: None,
            reason_ceased: rec.parse().ok(),
            reason_place_change: None,
        }
    }

    fn periods(of: &[(&str, &str, &str)]) -> Vec<(String, String)> {
        let episodes: Vec<Episode> = of.iter().map(|(f, u, r)| episode(f, u, r)).collect();
        let say = |p: &Days| (p.from.to_string(), p.until.map_or_else(String::new, |u| u.to_string()));
        periods_of_care(&episodes).iter().map(say).collect()
    }

    #[test]
    fn episodes_that_end_x1_on_the_day_the_next_begins_are_one_period() {
        let of = [("2024-01-10", "2024-03-01", "X1"), ("2024-03-01", "2024-05-01", "X1"), ("2024-05-01", "", "")];
        assert_eq!(periods(&of), [("2024-01-10".into(), String::new())]);
    }

    #[test]
    fn a_gap_of_one_day_ends_a_period() {
        let of = [("2024-03-02", "", ""), ("2024-01-10", "2024-03-01", "X1")];
        assert_eq!(periods(&of), [("2024-01-10".into(), "2024-03-01".into()), ("2024-03-02".into(), String::new())]);
    }

    #[test]
    fn going_home_ends_a_period_though_the_child_returns_the_same_day() {
        let of = [("2024-01-10", "2024-03-01", "E4A"), ("2024-03-01", "2024-04-01", "E8")];
        assert_eq!(periods(&of).len(), 2);
    }

    #[test]
    fn episodes_that_overlap_are_one_period_up_to_the_latest_end() {
        let of = [
            ("2024-01-10", "2024-06-01", "X1"),
            ("2024-02-01", "2024-03-01", "E8"),
            ("2024-06-01", "2024-07-01", "E8"),
        ];
        assert_eq!(periods(&of), [("2024-01-10".into(), "2024-07-01".into())]);
        let of = [("2024-01-10", "", ""), ("2024-02-01", "2024-03-01", "E8")];
        assert_eq!(periods(&of), [("2024-01-10".into(), String::new())]);
    }

    #[test]
    fn an_episode_that_ends_before_it_begins_makes_no_period() {
        assert_eq!(periods(&[("2024-03-01", "2024-02-01", "E8")]), []);
    }
}
