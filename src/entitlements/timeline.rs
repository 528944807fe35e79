//! A life as spans of one class each, from the days on which something can change; equal to asking every single day.

use super::class::{Class, Reading, class};
use super::facts::Facts;
use super::life::Life;
use super::short_breaks::days_that_can_break_a_limit;
use crate::kernel::Day;
use crate::kernel::calendar::deadline_add_months;

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

/// The classes that begin on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub day: Day,
    /// The class, in favour of the young person.
    pub class: Class,
    /// The class by nights alone.
    pub certain: Class,
}

/// The spans from one day to another (half-open), if what goes on today goes on.
#[must_use]
pub fn spans(facts: &Facts, from: Day, until: Day) -> Vec<Span> {
    let mut days = change_points(facts);
    days.push(from);
    days.retain(|p| *p >= from && *p < until);
    joined(&points(facts, days), until)
}

/// The classes on each of some days, in order, each day once.
#[must_use]
pub fn points(facts: &Facts, mut days: Vec<Day>) -> Vec<Point> {
    days.sort_unstable();
    days.dedup();
    let asked = |life: &Life<'_>, day| Point {
        day,
        class: class(life, day, Reading::InFavour),
        certain: class(life, day, Reading::Strict),
    };
    if Life::varies(facts) {
        return days.into_iter().map(|day| asked(&Life::on(facts, day), day)).collect();
    }
    let Some(last) = days.last() else { return vec![] };
    let life = Life::on(facts, *last);
    days.into_iter().map(|day| asked(&life, day)).collect()
}

/// Points as spans, the last of which ends on a day.
#[must_use]
pub fn joined(points: &[Point], until: Day) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for p in points {
        match spans.last_mut() {
            Some(last) if (last.class, last.certain) == (p.class, p.certain) => {}
            last => {
                if let Some(last) = last {
                    last.until = p.day;
                }
                spans.push(Span { from: p.day, until, class: p.class, certain: p.certain });
            }
        }
    }
    spans
}

/// The days on which a class can change; the ages of the rules come to them in an assessment.
#[must_use]
pub fn change_points(facts: &Facts) -> Vec<Day> {
    let mut points = [16, 18, 21, 25].map(|years| facts.birthday(years)).to_vec();
    for days in facts.stays.iter().map(|s| s.days).chain(facts.periods.iter().map(|p| p.days)) {
        points.push(days.from);
        points.push(deadline_add_months(days.from, 6));
        points.push(deadline_add_months(days.from, 12));
        if let Some(until) = days.until {
            points.extend([until, deadline_add_months(until, 6)]);
        }
    }
    points.extend(Life::on(facts, facts.birthday(18)).days_that_reach_13_weeks());
    if Life::varies(facts) {
        points.extend(Life::on(facts, facts.birthday(14)).days_that_reach_13_weeks());
        points.extend(days_that_can_break_a_limit(facts));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlements::facts::{Flags, Stay};
    use crate::kernel::calendar::Days;

    #[test]
    fn spans_begin_and_end_where_they_are_asked_to() {
        let d = |s: &str| s.parse::<Day>().unwrap_or_default();
        let stay = Stay {
            days: Days { from: d("2020-01-10"), until: None },
            legal_status: "C2".into(),
            placement: "U5".into(),
            short_break: None,
        };
        let facts = Facts {
            born: d("2010-01-10"),
            other_born: None,
            stays: vec![stay],
            periods: vec![],
            flags: Flags::default(),
            history_known_from: None,
        };
        let of = |from, until| {
            let spans = spans(&facts, d(from), d(until));
            spans.into_iter().map(|s| (s.from, s.until, s.class)).collect::<Vec<_>>()
        };
        let (under_16, eligible) = (Class::LookedAfterUnder16, Class::Eligible);
        assert_eq!(of("2024-01-10", "2026-01-10"), [(d("2024-01-10"), d("2026-01-10"), under_16)]);
        let both = [(d("2024-01-10"), d("2026-01-10"), under_16), (d("2026-01-10"), d("2026-01-11"), eligible)];
        assert_eq!(of("2024-01-10", "2026-01-11"), both);
        assert_eq!(of("2026-03-01", "2027-01-01"), [(d("2026-03-01"), d("2027-01-01"), eligible)]);
    }
}
