//! Days as a council counts them: Europe/London, working days, ages.
//!
//! Deadlines in law count working days or months. Two named functions do it, [`attains_age`] and [`deadline_add_months`],
//! because 29 February makes a library's default wrong for one of them.

use std::collections::BTreeSet;

use chrono::{Datelike, LocalResult, Months, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Europe::London;

use super::clock::At;
use super::refusal::Refusal;

/// A day in Europe/London.
pub type Day = NaiveDate;

/// The day it is in London at an instant.
#[must_use]
pub fn london_day(at: At) -> Day {
    at.utc().with_timezone(&London).date_naive()
}

/// The time of day in London at an instant, as minutes after midnight.
#[must_use]
pub fn london_minutes(at: At) -> u32 {
    use chrono::Timelike;
    let t = at.utc().with_timezone(&London).time();
    t.hour() * 60 + t.minute()
}

/// The instant at which a day begins in London.
#[must_use]
pub fn london_midnight(day: Day) -> At {
    london_time(day, 0)
}

/// The instant so many minutes after midnight on a day in London, by the clock on the wall. An hour that the spring
/// change leaves out reads as the first instant after it; of an hour that comes twice, the first counts.
#[must_use]
pub fn london_time(day: Day, minutes: u32) -> At {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(minutes.min(1439) * 60, 0).unwrap_or_default();
    let mut wall = day.and_time(time);
    loop {
        match London.from_local_datetime(&wall) {
            LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => return At::from(t.to_utc()),
            LocalResult::None => wall += chrono::Duration::minutes(30),
        }
    }
}

/// The next day; the last day there is stays itself.
#[must_use]
pub fn next_day(day: Day) -> Day {
    day.succ_opt().unwrap_or(day)
}

/// The day before; the first day there is stays itself.
#[must_use]
pub fn day_before(day: Day) -> Day {
    day.pred_opt().unwrap_or(day)
}

/// The day somebody born on `born` attains an age: a 29 February becomes 1 March (Family Law Reform Act 1969 s.9 counts
/// from the beginning of the anniversary, and in a common year that is 1 March).
#[must_use]
pub fn attains_age(born: Day, years: i32) -> Day {
    let year = born.year() + years;
    NaiveDate::from_ymd_opt(year, born.month(), born.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(born)
}

/// A deadline so many months after a day: the same day of the month, or the last day of a month that has no such day.
#[must_use]
pub fn deadline_add_months(from: Day, months: u32) -> Day {
    from.checked_add_months(Months::new(months)).unwrap_or(from)
}

/// How old somebody is on a day, in whole years; 0 before birth.
#[must_use]
pub fn age_on(born: Day, day: Day) -> u32 {
    let years = day.year() - born.year();
    let had = day >= attains_age(born, years);
    u32::try_from(if had { years } else { years - 1 }).unwrap_or(0)
}

/// England's bank holidays, and the last day for which they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankHolidays {
    days: BTreeSet<Day>,
    known_from: Day,
    known_until: Day,
}

impl BankHolidays {
    /// The holidays among `days`, known for every day from `known_from` to `known_until`, both included.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = Day>, known_from: Day, known_until: Day) -> Self {
        Self { days: days.into_iter().collect(), known_from, known_until }
    }

    /// Whether a day is a working day: not Saturday, not Sunday, not a bank holiday in England.
    ///
    /// # Errors
    /// Where the bank holidays of that day have not been entered: nothing is assumed.
    pub fn is_working(&self, day: Day) -> Result<bool, Refusal> {
        if day < self.known_from || day > self.known_until {
            return Err(Refusal::no_rule("bank holidays", day));
        }
        Ok(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.days.contains(&day))
    }
}

/// A half-open stretch of days: `from` is in it, `until` is not; no `until` means that it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Day,
    /// The first day that is no longer in it.
    pub until: Option<Day>,
}

impl Days {
    /// Whether a day is in it.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        day >= self.from && self.until.is_none_or(|u| day < u)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    #[test]
    fn somebody_born_on_29_february_attains_18_on_1_march() {
        assert_eq!(attains_age(d("2008-02-29"), 18), d("2026-03-01"));
        assert_eq!(attains_age(d("2008-02-29"), 16), d("2024-02-29"));
    }

    #[test]
    fn three_months_after_30_november_is_the_last_of_february() {
        assert_eq!(deadline_add_months(d("2025-11-30"), 3), d("2026-02-28"));
    }

    #[test]
    fn age_changes_on_the_birthday_itself() {
        assert_eq!(age_on(d("2010-06-15"), d("2026-06-14")), 15);
        assert_eq!(age_on(d("2010-06-15"), d("2026-06-15")), 16);
    }

    #[test]
    fn weekends_and_bank_holidays_are_no_working_days() {
        let h = BankHolidays::new([d("2026-12-25"), d("2026-12-28")], d("2026-01-01"), d("2027-12-31"));
        for day in ["2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28"] {
            assert_eq!(h.is_working(d(day)), Ok(false), "{day}");
        }
        for day in ["2026-12-24", "2026-12-29"] {
            assert_eq!(h.is_working(d(day)), Ok(true), "{day}");
        }
    }

    #[test]
    fn a_day_without_bank_holidays_entered_is_an_error_and_not_a_guess() {
        let h = BankHolidays::new([], d("2026-01-01"), d("2026-12-31"));
        assert!(h.is_working(d("2027-01-01")).is_err());
    }

    #[test]
    fn bank_holidays_are_known_on_the_first_day_and_on_the_last() {
        let h = BankHolidays::new([], d("2026-01-01"), d("2026-12-31"));
        assert_eq!((h.is_working(d("2026-01-01")), h.is_working(d("2026-12-31"))), (Ok(true), Ok(true)));
        assert!(h.is_working(d("2025-12-31")).is_err());
    }

    #[test]
    fn a_stretch_of_days_holds_its_first_and_not_its_end() {
        let days = Days { from: d("2026-03-01"), until: Some(d("2026-04-01")) };
        assert!(days.contains(d("2026-03-01")) && days.contains(d("2026-03-31")));
        assert!(!days.contains(d("2026-02-28")) && !days.contains(d("2026-04-01")));
        assert!(Days { from: d("2026-03-01"), until: None }.contains(d("2100-01-01")));
    }

    #[test]
    fn the_day_in_london_turns_at_london_midnight() {
        let summer =
            At::from(chrono::DateTime::parse_from_rfc3339("2026-06-30T23:30:00Z").unwrap_or_default().to_utc());
        assert_eq!(london_day(summer), d("2026-07-01"));
        assert_eq!(london_day(london_midnight(d("2026-07-01"))), d("2026-07-01"));
        assert_eq!(london_day(london_midnight(d("2026-07-01")).plus(-1)), d("2026-06-30"));
    }
}
