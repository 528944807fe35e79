//! Counting the thirteen weeks. The law says "13 weeks" and gives no way to count (Children Act 1989 Sch 2 para 19B, SI
//! 2010/959 reg 40), so both counts in use are made: nights (the day care stops is not one) and days touched (it is).

use super::facts::Facts;
use super::life::Life;
use crate::kernel::Day;

/// Thirteen weeks in nights or days.
pub const THIRTEEN_WEEKS: i64 = 91;

/// What was counted, up to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Nights looked after from the 14th birthday on, short breaks left out.
    pub nights: i64,
    /// Days touched, both ends, from the 14th birthday on, short breaks left out.
    pub days: i64,
    /// Nights with the short breaks.
    pub nights_with_breaks: i64,
    /// Nights on or after the 16th birthday, short breaks left out.
    pub nights_from_16: i64,
    /// Whether care touched the 16th birthday or a day after it, short breaks left out.
    pub touches_16: bool,
}

/// How thirteen weeks are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// By neither count.
    No,
    /// By days but not by nights: in favour of the young person, and a person checks.
    ByDaysOnly,
    /// By both.
    Yes,
}

impl Count {
    /// Whether thirteen weeks are met.
    #[must_use]
    pub const fn met(&self) -> Met {
        if self.nights >= THIRTEEN_WEEKS {
            Met::Yes
        } else if self.days >= THIRTEEN_WEEKS {
            Met::ByDaysOnly
        } else {
            Met::No
        }
    }

    /// Whether the nights are within one of thirteen weeks: somebody should look again.
    #[must_use]
    pub const fn is_near_line(&self) -> bool {
        (THIRTEEN_WEEKS - self.nights).abs() <= 1
    }

    /// Whether thirteen weeks are met only with the short breaks, which is arguable (reg 40(2) leaves out a child, not days).
    #[must_use]
    pub const fn is_met_only_with_breaks(&self) -> bool {
        self.nights < THIRTEEN_WEEKS && self.days < THIRTEEN_WEEKS && self.nights_with_breaks >= THIRTEEN_WEEKS
    }
}

/// Counts up to a day: from the 14th birthday to that day, never past the 18th.
#[must_use]
pub fn count(facts: &Facts, as_of: Day) -> Count {
    Life::on(facts, as_of).count(as_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlements::facts::Stay;
    use crate::kernel::calendar::Days;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    fn stay(from: &str, until: Option<&str>) -> Stay {
        Stay {
            days: Days { from: d(from), until: until.map(d) },
            legal_status: "V2".into(),
            placement: "U5".into(),
            short_break: None,
        }
    }

    fn facts(stays: Vec<Stay>) -> Facts {
        Facts {
            born: d("2010-01-10"),
            other_born: None,
            stays,
            periods: vec![],
            flags: Default::default(),
            history_known_from: None,
        }
    }

    #[test]
    fn a_day_of_moving_counts_once() {
        let moved = facts(vec![stay("2026-01-01", Some("2026-02-01")), stay("2026-02-01", Some("2026-03-01"))]);
        let stayed = facts(vec![stay("2026-01-01", Some("2026-03-01"))]);
        assert_eq!(count(&moved, d("2026-06-01")), count(&stayed, d("2026-06-01")));
    }

    #[test]
    fn the_18th_birthday_is_never_a_day_in_care() {
        let to_18 = facts(vec![stay("2027-10-12", Some("2028-01-10"))]);
        let c = count(&to_18, d("2028-02-01"));
        assert_eq!((c.nights, c.days), (90, 90));
    }

    #[test]
    fn thirteen_weeks_are_met_only_with_breaks_where_no_other_count_meets_them() {
        let only = |nights, days, nights_with_breaks| {
            Count { nights, days, nights_with_breaks, ..Count::default() }.is_met_only_with_breaks()
        };
        assert!(only(90, 90, 91));
        assert!(!only(90, 90, 90) && !only(90, 91, 91) && !only(91, 90, 91) && !only(91, 92, 95));
    }

    #[test]
    fn a_stay_of_no_night_touches_no_day() {
        let c = count(&facts(vec![stay("2026-03-01", Some("2026-03-01"))]), d("2026-04-01"));
        assert_eq!((c.nights, c.days, c.touches_16), (0, 0, false));
    }

    #[test]
    fn ninety_nights_and_ninety_one_days_are_met_by_days_only() {
        let c = count(&facts(vec![stay("2026-06-01", None)]), d("2026-08-30"));
        assert_eq!((c.nights, c.days, c.met()), (90, 91, Met::ByDaysOnly));
    }
}
