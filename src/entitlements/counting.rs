//! Counting the thirteen weeks. The law says "13 weeks" and gives no way to count (Children Act 1989 Sch 2 para 19B, SI
//! 2010/959 reg 40), so both counts in use are made: nights (the day care stops is not one) and days touched (it is).

use chrono::Duration;

use super::facts::{Facts, Stay};
use super::short_breaks;
use crate::kernel::Day;
use crate::kernel::calendar::{day_before, next_day};

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
    let breaks = short_breaks::which(facts);
    let counted = |s: &&Stay| !breaks.contains(s);
    let full = facts.stays.iter().filter(counted).collect::<Vec<_>>();
    let all = facts.stays.iter().collect::<Vec<_>>();
    let from_14 = Window { from: facts.birthday(14), born_18: facts.birthday(18), as_of };
    let from_16 = Window { from: facts.birthday(16), ..from_14 };
    Count {
        nights: from_14.nights(&full),
        days: from_14.days(&full),
        nights_with_breaks: from_14.nights(&all),
        nights_from_16: from_16.nights(&full),
        touches_16: from_16.days(&full) > 0,
    }
}

/// Where counting begins and ends.
#[derive(Clone, Copy)]
struct Window {
    from: Day,
    born_18: Day,
    as_of: Day,
}

impl Window {
    fn nights(&self, stays: &[&Stay]) -> i64 {
        length(&self.in_nights(stays))
    }

    fn days(&self, stays: &[&Stay]) -> i64 {
        length(&self.in_days(stays))
    }

    /// The `n`-th day of the stretches, where they have so many.
    fn nth(&self, stretches: &[(Day, Day)], n: i64) -> Option<Day> {
        let mut left = n;
        for (from, until) in stretches {
            let length = (*until - *from).num_days();
            if left <= length {
                return from.checked_add_signed(Duration::days(left - 1));
            }
            left -= length;
        }
        None
    }

    fn in_nights(&self, stays: &[&Stay]) -> Vec<(Day, Day)> {
        let end = self.as_of.min(self.born_18);
        let clip = |s: &&Stay| (s.days.from.max(self.from), s.days.until.unwrap_or(end).min(end));
        union(stays.iter().map(clip).filter(|(from, until)| from < until).collect())
    }

    /// Days touched, as half-open stretches that end the day after the last one.
    fn in_days(&self, stays: &[&Stay]) -> Vec<(Day, Day)> {
        let last = self.as_of.min(day_before(self.born_18));
        let clip = |s: &&Stay| (s.days.from.max(self.from), next_day(s.days.until.unwrap_or(last).min(last)));
        let begun = stays.iter().filter(|s| s.days.until.is_none_or(|u| u > s.days.from));
        union(begun.map(clip).filter(|(from, until)| from < until).collect())
    }
}

/// Joins stretches that overlap or touch, so that a day of moving counts once.
fn union(mut stretches: Vec<(Day, Day)>) -> Vec<(Day, Day)> {
    stretches.sort_unstable();
    let mut joined: Vec<(Day, Day)> = Vec::with_capacity(stretches.len());
    for (from, until) in stretches {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => joined.push((from, until)),
        }
    }
    joined
}

fn length(stretches: &[(Day, Day)]) -> i64 {
    stretches.iter().map(|(from, until)| (*until - *from).num_days()).sum()
}

/// Whether somebody is looked after on a day (short breaks included): under 18, and a stay that has not ended.
#[must_use]
pub fn is_looked_after(facts: &Facts, day: Day) -> bool {
    day < facts.birthday(18) && facts.stays.iter().any(|s| s.days.contains(day))
}

/// The day on which care last stopped, up to a day: the latest end of a stay, the 18th birthday at the latest.
#[must_use]
pub fn care_stopped(facts: &Facts, as_of: Day) -> Option<Day> {
    let born_18 = facts.birthday(18);
    let ends =
        facts.stays.iter().filter(|s| s.days.from < born_18).map(|s| s.days.until.map_or(born_18, |u| u.min(born_18)));
    ends.filter(|end| *end <= as_of).max()
}

/// The days on which a count first says thirteen weeks, if stays without an end go on to 18: by nights, by days touched,
/// and by nights with the short breaks.
#[must_use]
pub fn days_that_reach_13_weeks(facts: &Facts) -> Vec<Day> {
    let breaks = short_breaks::which(facts);
    let window = Window { from: facts.birthday(14), born_18: facts.birthday(18), as_of: facts.birthday(18) };
    let full = facts.stays.iter().filter(|s| !breaks.contains(s)).collect::<Vec<_>>();
    let all = facts.stays.iter().collect::<Vec<_>>();
    // The 91st night is over on the day after it; the 91st day touched is reached on that day itself.
    let by_nights =
        [&full, &all].into_iter().filter_map(|s| window.nth(&window.in_nights(s), THIRTEEN_WEEKS).map(next_day));
    by_nights.chain(window.nth(&window.in_days(&full), THIRTEEN_WEEKS)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn ninety_nights_and_ninety_one_days_are_met_by_days_only() {
        let c = count(&facts(vec![stay("2026-06-01", None)]), d("2026-08-30"));
        assert_eq!((c.nights, c.days, c.met()), (90, 91, Met::ByDaysOnly));
    }
}
