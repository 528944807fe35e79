//! A life made ready for counting: the stays in the order of the law, joined once, so that any day can be asked cheaply.

use chrono::Duration;

use super::counting::{Count, THIRTEEN_WEEKS};
use super::facts::Facts;
use super::short_breaks;
use crate::kernel::Day;
use crate::kernel::calendar::{day_before, next_day};

/// A stay as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// First day.
    pub from: Day,
    /// The day care stopped; none where it goes on.
    pub until: Option<Day>,
    /// In a series of short breaks (reg 48).
    pub is_break: bool,
    /// With a foster carer (codes U1 to U6).
    pub is_fostered: bool,
}

impl Spell {
    /// Whether somebody is in it on a day.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        day >= self.from && self.until.is_none_or(|u| day < u)
    }
}

/// One life.
#[derive(Debug, Clone)]
pub struct Life<'f> {
    /// The facts.
    pub facts: &'f Facts,
    /// The 14th birthday.
    pub born_14: Day,
    /// The 16th.
    pub born_16: Day,
    /// The 18th.
    pub born_18: Day,
    /// The stays.
    pub spells: Vec<Spell>,
    /// Coded as short breaks, but the stays break the limits.
    pub is_miscoded: bool,
    nights: Stretches,
    days: Stretches,
    nights_with_breaks: Stretches,
}

impl<'f> Life<'f> {
    /// A life as it is read on a day: only the length of short breaks that go on depends on the day.
    #[must_use]
    pub fn on(facts: &'f Facts, as_of: Day) -> Self {
        let judged = short_breaks::judge(facts, as_of);
        let mut spells = facts.stays.iter().map(|s| Spell {
            from: s.days.from,
            until: s.days.until,
            is_break: judged.is_break(s),
            is_fostered: s.placement.starts_with('U'),
        });
        let mut spells = spells.by_ref().collect::<Vec<_>>();
        keep_order_in_force(facts, &mut spells);
        let mut life = Self {
            facts,
            born_14: facts.birthday(14),
            born_16: facts.birthday(16),
            born_18: facts.birthday(18),
            spells,
            is_miscoded: judged.is_miscoded(),
            nights: Stretches::default(),
            days: Stretches::default(),
            nights_with_breaks: Stretches::default(),
        };
        life.nights = life.in_nights(false);
        life.days = life.in_days();
        life.nights_with_breaks =
            if life.spells.iter().any(|s| s.is_break) { life.in_nights(true) } else { life.nights.clone() };
        life
    }

    /// Whether another day could read the stays otherwise.
    #[must_use]
    pub fn varies(facts: &Facts) -> bool {
        facts.stays.iter().any(|s| short_breaks::is_left_to_the_code(s) && s.days.until.is_none())
    }

    /// Counts up to a day: from the 14th birthday to that day, never past the 18th.
    #[must_use]
    pub fn count(&self, as_of: Day) -> Count {
        let after = next_day(as_of);
        Count {
            nights: self.nights.between(self.born_14, as_of),
            days: self.days.between(self.born_14, after),
            nights_with_breaks: self.nights_with_breaks.between(self.born_14, as_of),
            nights_from_16: self.nights.between(self.born_16, as_of),
            touches_16: self.days.between(self.born_16, after) > 0,
        }
    }

    /// Whether somebody is looked after on a day (short breaks included): under 18, and a stay that has not ended.
    #[must_use]
    pub fn is_looked_after(&self, day: Day) -> bool {
        day < self.born_18 && self.spells.iter().any(|s| s.contains(day))
    }

    /// Whether a stay that is no short break covers a day.
    #[must_use]
    pub fn is_in_full_care(&self, day: Day) -> bool {
        self.spells.iter().any(|s| s.contains(day) && !s.is_break)
    }

    /// The day on which care last stopped, up to a day: the latest end of a stay, the 18th birthday at the latest.
    #[must_use]
    pub fn care_stopped(&self, as_of: Day) -> Option<Day> {
        let begun = self.spells.iter().filter(|s| s.from < self.born_18);
        let ends = begun.map(|s| s.until.map_or(self.born_18, |u| u.min(self.born_18)));
        ends.filter(|end| *end <= as_of).max()
    }

    /// Since when somebody has been in care without a break, on a day.
    #[must_use]
    pub fn care_since(&self, day: Day) -> Option<Day> {
        if !self.is_looked_after(day) {
            return None;
        }
        let mut since = self.spells.iter().filter(|s| s.contains(day)).map(|s| s.from).min()?;
        while let Some(earlier) = self.spells.iter().find(|s| s.from < since && s.until.is_some_and(|u| u >= since)) {
            since = earlier.from;
        }
        Some(since)
    }

    /// The days on which a count first says thirteen weeks, if stays without an end go on to 18: by nights, by days
    /// touched, and by nights with the short breaks.
    #[must_use]
    pub fn days_that_reach_13_weeks(&self) -> Vec<Day> {
        // The 91st night is over on the day after it; the 91st day touched is reached on that day itself.
        let by_nights = [&self.nights, &self.nights_with_breaks].map(|s| s.nth(THIRTEEN_WEEKS).map(next_day));
        by_nights.into_iter().chain([self.days.nth(THIRTEEN_WEEKS)]).flatten().collect()
    }

    fn in_nights(&self, with_breaks: bool) -> Stretches {
        let clip = |s: &Spell| (s.from.max(self.born_14), s.until.unwrap_or(self.born_18).min(self.born_18));
        Stretches::joined(self.spells.iter().filter(|s| with_breaks || !s.is_break).map(clip))
    }

    /// Days touched, as half-open stretches that end the day after the last one. The 18th birthday is never one.
    fn in_days(&self) -> Stretches {
        let last = day_before(self.born_18);
        let clip = |s: &Spell| (s.from.max(self.born_14), next_day(s.until.unwrap_or(last).min(last)));
        let counted = self.spells.iter().filter(|s| !s.is_break && s.until.is_none_or(|u| u > s.from));
        Stretches::joined(counted.map(clip))
    }
}

/// A child on a care order is in the council's care wherever they live (s22(1)(a)): where somebody has said that the order
/// is in force and no stay goes on, the last stay under an order does.
fn keep_order_in_force(facts: &Facts, spells: &mut [Spell]) {
    if facts.flags.care_order_in_force != Some(true) || facts.stays.iter().any(|s| s.days.until.is_none()) {
        return;
    }
    let orders = facts.stays.iter().zip(spells.iter_mut()).filter(|(stay, _)| stay.is_care_order());
    if let Some((_, spell)) = orders.max_by_key(|(stay, _)| stay.days.until) {
        spell.until = None;
    }
}

/// Stretches of days that neither overlap nor touch, in order; half-open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Stretches(Vec<(Day, Day)>);

impl Stretches {
    /// Joins stretches that overlap or touch, so that a day of moving counts once.
    fn joined(stretches: impl Iterator<Item = (Day, Day)>) -> Self {
        let mut all = stretches.filter(|(from, until)| from < until).collect::<Vec<_>>();
        all.sort_unstable();
        let mut joined: Vec<(Day, Day)> = Vec::with_capacity(all.len());
        for (from, until) in all {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => joined.push((from, until)),
            }
        }
        Self(joined)
    }

    /// Days of the stretches in a half-open window.
    fn between(&self, from: Day, until: Day) -> i64 {
        self.0.iter().map(|(a, b)| ((*b).min(until) - (*a).max(from)).num_days().max(0)).sum()
    }

    /// The `n`-th day, where there are so many.
    fn nth(&self, n: i64) -> Option<Day> {
        let mut left = n;
        for (from, until) in &self.0 {
            let length = (*until - *from).num_days();
            if left <= length {
                return from.checked_add_signed(Duration::days(left - 1));
            }
            left -= length;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlements::facts::{Flags, Stay};
    use crate::kernel::calendar::Days;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    /// Born on 10 January 2010.
    fn facts(stays: &[(&str, &str, &str)]) -> Facts {
        let stay = |(status, from, until): &(&str, &str, &str)| Stay {
            days: Days { from: d(from), until: until.parse().ok() },
            legal_status: (*status).to_owned(),
            placement: "U5".into(),
            short_break: None,
        };
        Facts {
            born: d("2010-01-10"),
            other_born: None,
            stays: stays.iter().map(stay).collect(),
            periods: vec![],
            flags: Flags::default(),
            history_known_from: None,
        }
    }

    #[test]
    fn a_row_that_begins_on_the_18th_birthday_never_stopped() {
        let day = d("2028-02-01");
        assert_eq!(Life::on(&facts(&[("V2", "2028-01-10", "")]), day).care_stopped(day), None);
        assert_eq!(Life::on(&facts(&[("V2", "2028-01-09", "")]), day).care_stopped(day), Some(d("2028-01-10")));
    }

    #[test]
    fn care_goes_back_over_stays_that_overlap_or_touch() {
        let day = d("2025-12-01");
        let since = |stays: &[(&str, &str, &str)]| Life::on(&facts(stays), day).care_since(day);
        assert_eq!(since(&[("V2", "2025-01-01", ""), ("V2", "2025-06-01", "")]), Some(d("2025-01-01")));
        assert_eq!(since(&[("V2", "2025-01-01", "2025-06-01"), ("V2", "2025-06-01", "")]), Some(d("2025-01-01")));
        assert_eq!(since(&[("V2", "2025-01-01", "2025-05-31"), ("V2", "2025-06-01", "")]), Some(d("2025-06-01")));
    }

    #[test]
    fn an_order_in_force_reopens_no_stay_while_another_goes_on() {
        let mut two = facts(&[("C2", "2024-06-01", "2024-07-01"), ("V2", "2026-03-01", "")]);
        two.flags.care_order_in_force = Some(true);
        assert_eq!(Life::on(&two, d("2026-03-31")).count(d("2026-03-31")).nights, 60);
        let mut one = facts(&[("C2", "2026-02-01", "2026-03-01")]);
        one.flags.care_order_in_force = Some(true);
        assert_eq!(Life::on(&one, d("2026-03-31")).count(d("2026-03-31")).nights, 58);
    }

    #[test]
    fn thirteen_weeks_are_reached_on_the_last_day_of_a_stay_that_is_just_long_enough() {
        let exactly = facts(&[("V2", "2026-02-01", "2026-05-03")]);
        let reached = Life::on(&exactly, d("2028-01-10")).days_that_reach_13_weeks();
        assert_eq!(reached, [d("2026-05-03"), d("2026-05-03"), d("2026-05-02")]);
        let short = facts(&[("V2", "2026-02-01", "2026-05-02")]);
        assert_eq!(Life::on(&short, d("2028-01-10")).days_that_reach_13_weeks(), [d("2026-05-02")]);
    }
}
