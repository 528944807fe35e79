//! A life as spans of one class each, from the days on which something can change; equal to asking every single day.

use super::class::{Class, certain_class_on, class_on};
use super::counting;
use super::facts::Facts;
use crate::kernel::Day;
use crate::kernel::calendar::{deadline_add_months, next_day};

/// A stretch of days with one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first day.
    pub from: Day,
    /// The first day after it.
    pub until: Day,
    /// The class, in favour of the young person.
    pub class: Class,
    /// The class by nights alone.
    pub certain: Class,
}

/// The spans from one day to another (half-open), if what goes on today goes on.
#[must_use]
pub fn spans(facts: &Facts, from: Day, until: Day) -> Vec<Span> {
    let mut points = change_points(facts);
    points.push(from);
    points.retain(|p| *p >= from && *p < until);
    points.sort_unstable();
    points.dedup();
    let mut starts =
        points.into_iter().map(|day| (day, class_on(facts, day), certain_class_on(facts, day))).collect::<Vec<_>>();
    starts.dedup_by_key(|(_, class, certain)| (*class, *certain));
    let ends = starts.iter().skip(1).map(|(day, _, _)| *day).chain([until]).collect::<Vec<_>>();
    let span = |((from, class, certain), until)| Span { from, until, class, certain };
    starts.into_iter().zip(ends).map(span).collect()
}

/// The days on which a class, a count's verdict or an age limit can change.
#[must_use]
pub fn change_points(facts: &Facts) -> Vec<Day> {
    let mut points = [14, 16, 17, 18, 19, 20, 21, 25, 26].map(|years| facts.birthday(years)).to_vec();
    for days in facts.stays.iter().map(|s| s.days).chain(facts.periods.iter().map(|p| p.days)) {
        points.push(days.from);
        points.push(deadline_add_months(days.from, 6));
        points.push(deadline_add_months(days.from, 12));
        if let Some(until) = days.until {
            points.extend([until, next_day(until), deadline_add_months(until, 6)]);
        }
    }
    points.extend(counting::days_that_reach_13_weeks(facts));
    points
}
