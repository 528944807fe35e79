//! When somebody next reads what a child writes. Pure: worked out from the same hours, working days, bank holidays and
//! leave that the answer-by day rests on, so that no notice ever says more than is true.

use std::collections::BTreeSet;

use chrono::{Datelike, Weekday};

use super::promise::is_working;
use crate::kernel::calendar::{BankHolidays, london_day, london_time, next_day};
use crate::kernel::{At, Day};

/// How far ahead somebody is looked for, in days.
const LOOK_AHEAD: u32 = 120;

/// The days of the week on which somebody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkDays(BTreeSet<u32>);

impl WorkDays {
    /// Reads `mon,tue,wed`. What names no day at all reads as Monday to Friday.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let days: BTreeSet<u32> = text
            .split(',')
            .filter_map(|d| d.trim().parse::<Weekday>().ok())
            .map(|d| d.num_days_from_monday())
            .collect();
        if days.is_empty() { Self((0..5).collect()) } else { Self(days) }
    }

    fn has(&self, day: Day) -> bool {
        self.0.contains(&day.weekday().num_days_from_monday())
    }

    /// The days in words: "Monday to Friday", "Monday, Tuesday and Thursday".
    #[must_use]
    pub fn in_words(&self) -> String {
        let names: Vec<&str> =
            self.0.iter().filter_map(|n| NAMES.get(usize::try_from(*n).unwrap_or(7)).copied()).collect();
        let in_a_row = self.0.iter().zip(self.0.iter().skip(1)).all(|(a, b)| b - a == 1);
        match names.as_slice() {
            [] => "Monday to Friday".to_owned(),
            [one] => (*one).to_owned(),
            [first, .., last] if in_a_row && names.len() > 2 => format!("{first} to {last}"),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }
}

const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Somebody who reads: when they work, and when they are away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Working days.
    pub days: WorkDays,
    /// Leave, half-open.
    pub away: Vec<(At, At)>,
    /// Until when they read: somebody who covers no longer does when the other is back.
    pub until: Option<At>,
}

impl Reader {
    /// Until when they are away, where they are away at `at`.
    fn away_until(&self, at: At) -> Option<At> {
        self.away.iter().filter(|(from, until)| *from <= at && at < *until).map(|(_, until)| *until).max()
    }
}

/// When messages are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextRead {
    /// Whether somebody reads them now.
    pub open_now: bool,
    /// The instant from which they are read: now, or the next opening.
    pub from: At,
}

/// When one of `readers` next reads, within `hours` (minutes after midnight, half-open). Without readers, or where all of
/// them are away for months, the team's own working days count.
#[must_use]
pub fn next_read(now: At, hours: (u32, u32), holidays: &BankHolidays, readers: &[Reader]) -> NextRead {
    let team = [Reader { days: WorkDays::parse(""), away: vec![], until: None }];
    let found = readers.iter().filter_map(|r| next_of(now, hours, holidays, r)).min();
    let from = found.or_else(|| team.iter().find_map(|r| next_of(now, hours, holidays, r))).unwrap_or(now);
    NextRead { open_now: from <= now, from }
}

/// The first instant from `now` on at which one reader reads.
fn next_of(now: At, hours: (u32, u32), holidays: &BankHolidays, reader: &Reader) -> Option<At> {
    let mut day = london_day(now);
    for _ in 0..LOOK_AHEAD {
        if reader.days.has(day) && is_working(holidays, day) {
            let (opens, shuts) = (london_time(day, hours.0), london_time(day, hours.1));
            let mut at = opens.max(now);
            while let Some(back) = reader.away_until(at) {
                at = back;
            }
            if at < shuts {
                return reader.until.is_none_or(|u| at < u).then_some(at);
            }
        }
        day = next_day(day);
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::kernel::calendar::london_midnight;
    use proptest::prelude::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn at(s: &str) -> At {
        let t = chrono::NaiveDateTime::parse_from_str(s, "%Y-%m-%d %H:%M").unwrap();
        london_time(t.date(), {
            use chrono::Timelike;
            t.hour() * 60 + t.minute()
        })
    }

    fn england() -> BankHolidays {
        crate::people::holidays(&crate::config::RuleFiles::default()).unwrap()
    }

    fn works(days: &str) -> Reader {
        Reader { days: WorkDays::parse(days), away: vec![], until: None }
    }

    #[test]
    fn nobody_reads_at_night_on_sundays_or_on_bank_holidays() {
        let week = "mon,tue,wed,thu,fri";
        let table = [
            ("2026-11-22 02:00", week, "2026-11-23 09:00"),
            ("2026-11-23 08:59", week, "2026-11-23 09:00"),
            ("2026-11-23 17:00", week, "2026-11-24 09:00"),
            ("2026-11-27 18:00", week, "2026-11-30 09:00"),
            ("2026-12-24 17:30", week, "2026-12-29 09:00"),
            ("2026-11-25 12:00", "mon,tue", "2026-11-30 09:00"),
            ("2026-06-30 23:30", week, "2026-07-01 09:00"),
        ];
        for (now, days, next) in table {
            let read = next_read(at(now), (540, 1020), &england(), &[works(days)]);
            assert_eq!(read, NextRead { open_now: false, from: at(next) }, "{now} {days}");
        }
    }

    #[test]
    fn within_the_hours_of_a_working_day_somebody_reads_now() {
        let now = at("2026-11-23 16:59");
        assert_eq!(next_read(now, (540, 1020), &england(), &[works("mon")]), NextRead { open_now: true, from: now });
    }

    #[test]
    fn somebody_on_leave_reads_when_they_are_back_and_their_cover_before() {
        let leave = (london_midnight(d("2026-11-23")), london_midnight(d("2026-12-01")));
        let away = Reader { away: vec![leave], ..works("mon,tue,wed,thu,fri") };
        let now = at("2026-11-23 10:00");
        assert_eq!(next_read(now, (540, 1020), &england(), std::slice::from_ref(&away)).from, at("2026-12-01 09:00"));
        let cover = works("tue");
        assert_eq!(next_read(now, (540, 1020), &england(), &[away.clone(), cover]).from, at("2026-11-24 09:00"));
        let too_late = Reader { until: Some(london_midnight(d("2026-11-24"))), ..works("tue") };
        assert_eq!(next_read(now, (540, 1020), &england(), &[away, too_late]).from, at("2026-12-01 09:00"));
    }

    #[test]
    fn where_nobody_holds_the_post_the_teams_days_count() {
        let read = next_read(at("2026-11-22 02:00"), (540, 1020), &england(), &[]);
        assert_eq!(read.from, at("2026-11-23 09:00"));
    }

    #[test]
    fn working_days_in_words() {
        let table = [
            ("mon,tue,wed,thu,fri", "Monday to Friday"),
            ("mon,wed,fri", "Monday, Wednesday and Friday"),
            ("thu,fri", "Thursday and Friday"),
            ("tue", "Tuesday"),
            ("", "Monday to Friday"),
        ];
        for (days, words) in table {
            assert_eq!(WorkDays::parse(days).in_words(), words);
        }
    }

    proptest! {
        #[test]
        fn the_next_reading_is_never_in_the_past_nor_on_a_day_off(hour in 0i64..80_000, days in "(mon|tue|wed|thu|fri)(,(mon|tue|wed|thu|fri))?") {
            let now = at("2019-01-02 00:00").plus(hour * crate::kernel::clock::HOUR);
            let read = next_read(now, (540, 1020), &england(), &[works(&days)]);
            prop_assert!(read.from >= now);
            let (day, minutes) = (london_day(read.from), crate::kernel::calendar::london_minutes(read.from));
            prop_assert_eq!(england().is_working(day), Ok(true));
            prop_assert!((540..1020).contains(&minutes));
            prop_assert_eq!(read.open_now, read.from == now);
        }
    }
}
