//! Which files are expected from providers, for which month, by which day. Pure.
//!
//! A provider's file for a month is due on its day of the month after (the register's *due day*; the last day of a shorter
//! month), and late from the day after that. A file is a month's where at least seven of its days, or all of them, fall into
//! it: providers that bill by four weeks reach into two months. A file whose days nobody can read counts for the month
//! before it came. No file is expected for a month that was over a month before the provider was entered, for one
//! before its terms began, or for one in which it looked after nobody.

use chrono::{Datelike, Duration};

use super::account::ProviderNo;
use super::ledger::month_of;
use super::provider::Provider;
use crate::kernel::Day;
use crate::kernel::calendar::{day_before, deadline_add_months};
use crate::kernel::id::MoneyFileId;

/// A file belongs to a month of which it has so many days.
const DAYS_MIN: i64 = 7;

crate::words! {
    /// Where a file stands that is expected.
    pub enum Arrival {
        /// It is in.
        In = "in",
        /// It is not due yet.
        Awaited = "awaited",
        /// It was due and is not in.
        Late = "late",
    }
}

/// A file that is expected of a provider for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Of whom.
    pub provider: ProviderNo,
    /// For which month, by its first day.
    pub month: Day,
    /// By which day.
    pub due_on: Day,
    /// Where it stands.
    pub arrival: Arrival,
    /// The file that came first for that month, and the day on which it came.
    pub came: Option<(MoneyFileId, Day)>,
}

/// A file that came from a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// Which.
    pub file: MoneyFileId,
    /// From whom.
    pub provider: ProviderNo,
    /// The days of its rows; none where they cannot be read.
    pub days: Option<(Day, Day)>,
    /// The day on which it was loaded.
    pub on: Day,
}

/// The first day of the month after.
#[must_use]
pub fn month_after(month: Day) -> Day {
    deadline_add_months(month_of(month), 1)
}

/// The first day of the month before.
#[must_use]
pub fn month_before(month: Day) -> Day {
    month_of(day_before(month_of(month)))
}

/// By which day the file for a month is due.
#[must_use]
pub fn due_on(month: Day, due_day: i16) -> Day {
    let next = month_after(month);
    let last = day_before(month_after(next));
    let day = u32::try_from(due_day).unwrap_or(1).clamp(1, last.day());
    next.with_day(day).unwrap_or(last)
}

/// Whether a file is a month's.
#[must_use]
pub fn is_of(came: &Came, month: Day) -> bool {
    let Some((from, to)) = came.days else { return month_before(came.on) == month_of(month) };
    let (first, last) = (month_of(month), day_before(month_after(month)));
    let within = (to.min(last) - from.max(first)).num_days() + 1;
    within >= DAYS_MIN.min((to - from).num_days() + 1).max(1)
}

/// What is expected of a provider for a month; none where nothing is. `looked_after`: whether it looked after anybody then.
#[must_use]
pub fn of(
    provider: &Provider,
    entered_on: Day,
    looked_after: bool,
    month: Day,
    came: &[Came],
    today: Day,
) -> Option<Expected> {
    let month = month_of(month);
    let terms = provider.terms_on(day_before(month_after(month)))?;
    let due_on = due_on(month, terms.due_day?);
    if !looked_after || month < month_before(entered_on) {
        return None;
    }
    let first = came.iter().filter(|c| c.provider == provider.no && is_of(c, month)).min_by_key(|c| c.on);
    let arrival = match first {
        Some(_) => Arrival::In,
        None if today > due_on => Arrival::Late,
        None => Arrival::Awaited,
    };
    Some(Expected { provider: provider.no, month, due_on, arrival, came: first.map(|c| (c.file, c.on)) })
}

/// A day before which no file of a month can be looked for: the month's first day less the longest file that is taken for it.
#[must_use]
pub fn look_from(month: Day) -> Day {
    month_of(month) - Duration::days(400)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::kernel::id::Id;
    use crate::savings::provider::{How, Terms};

    fn d(day: &str) -> Day {
        day.parse().unwrap()
    }

    fn came(days: Option<(&str, &str)>, on: &str) -> Came {
        let file = Id::at(crate::kernel::At::from_ms(1));
        Came { file, provider: 1, days: days.map(|(a, b)| (d(a), d(b))), on: d(on) }
    }

    fn oak(due_day: Option<i16>) -> Provider {
        let terms = vec![Terms { starts_on: d("2026-04-01"), how: How::NetOfInvoice, due_day }];
        Provider { no: 1, name: "Oak".into(), urn: None, contact: None, terms }
    }

    #[test]
    fn a_file_is_due_on_its_day_of_the_month_after_and_on_the_last_of_a_shorter_one() {
        for (month, day, due) in [
            ("2026-10-01", 10, "2026-11-10"),
            ("2026-12-01", 10, "2027-01-10"),
            ("2027-01-31", 31, "2027-02-28"),
            ("2028-01-01", 30, "2028-02-29"),
            ("2026-10-15", 1, "2026-11-01"),
        ] {
            assert_eq!(due_on(d(month), day), d(due), "{month} {day}");
        }
    }

    #[test]
    fn a_file_is_a_months_by_seven_of_its_days_or_all() {
        for (days, months) in [
            (("2026-10-01", "2026-10-31"), vec!["2026-10-01"]),
            (("2026-09-28", "2026-10-25"), vec!["2026-10-01"]),
            (("2026-09-21", "2026-10-18"), vec!["2026-09-01", "2026-10-01"]),
            (("2026-10-26", "2026-11-01"), vec![]),
            (("2026-10-05", "2026-10-05"), vec!["2026-10-01"]),
            (("2026-07-01", "2026-09-30"), vec!["2026-07-01", "2026-08-01", "2026-09-01"]),
        ] {
            let file = came(Some(days), "2026-11-12");
            let of: Vec<Day> =
                (6..=12).map(|m| Day::from_ymd_opt(2026, m, 1).unwrap()).filter(|m| is_of(&file, *m)).collect();
            assert_eq!(of, months.iter().map(|m| d(m)).collect::<Vec<_>>(), "{days:?}");
        }
        assert!(
            is_of(&came(None, "2026-11-12"), d("2026-10-01")),
            "days that cannot be read: the month before it came"
        );
        assert!(!is_of(&came(None, "2026-11-12"), d("2026-11-01")));
    }

    #[test]
    fn a_file_is_awaited_until_its_day_is_over_and_late_from_the_next() {
        let of = |today: &str, came: &[Came]| {
            super::of(&oak(Some(10)), d("2026-04-20"), true, d("2026-10-01"), came, d(today)).map(|e| e.arrival)
        };
        assert_eq!(of("2026-11-10", &[]), Some(Arrival::Awaited));
        assert_eq!(of("2026-11-11", &[]), Some(Arrival::Late));
        let file = came(Some(("2026-10-01", "2026-10-31")), "2026-11-12");
        assert_eq!(of("2026-11-20", &[file]), Some(Arrival::In));
        let other = Came { provider: 2, ..file };
        assert_eq!(of("2026-11-20", &[other]), Some(Arrival::Late), "another provider's file is no help");
    }

    #[test]
    fn nothing_is_expected_without_a_day_a_child_or_terms_or_from_before_anybody_knew() {
        let of = |p: &Provider, entered: &str, has: bool, month: &str| {
            super::of(p, d(entered), has, d(month), &[], d("2026-11-24")).is_some()
        };
        assert!(of(&oak(Some(10)), "2026-04-20", true, "2026-10-01"));
        assert!(!of(&oak(None), "2026-04-20", true, "2026-10-01"));
        assert!(!of(&oak(Some(10)), "2026-04-20", false, "2026-10-01"));
        assert!(!of(&oak(Some(10)), "2026-01-20", true, "2026-03-01"), "before its terms");
        assert!(of(&oak(Some(10)), "2026-11-20", true, "2026-10-01"));
        assert!(!of(&oak(Some(10)), "2026-11-20", true, "2026-09-01"), "over before it was entered");
    }
}
