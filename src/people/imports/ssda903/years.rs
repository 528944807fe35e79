//! Which year each table is about: the return year, named by its last day (31 March), that the table's own days fall in.
//! The name of a file counts only where a table has no days.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use chrono::Datelike;

use crate::kernel::Day;
use crate::kernel::calendar::Days;

use super::super::reading::Sheet;
use super::rows::Rows;

/// Of so many days, one must fall in a year for the year to count: a single mistyped year moves nothing.
const ONE_DAY_IN: usize = 200;

/// The year of each table, by its number; none where it cannot be told.
#[derive(Debug, Default)]
pub struct Years(HashMap<usize, i16>);

impl Years {
    /// The year of a table.
    #[must_use]
    pub fn of(&self, table: usize) -> Option<i16> {
        self.0.get(&table).copied()
    }

    /// The years of the tables with this name.
    #[must_use]
    pub fn of_tables(&self, sheets: &[Sheet], name: &str) -> BTreeSet<i16> {
        sheets.iter().filter(|s| s.name() == name).filter_map(|s| self.of(s.number)).collect()
    }
}

/// The return year that a day is in: 31 March 2024 is in 2024, 1 April 2024 in 2025.
#[must_use]
pub fn year_ending(day: Day) -> i16 {
    let year = if day.month() >= 4 { day.year() + 1 } else { day.year() };
    i16::try_from(year).unwrap_or(i16::MAX)
}

/// The days of a return year.
#[must_use]
pub fn period(year_ending: i16) -> Days {
    let april = |year: i32| Day::from_ymd_opt(year, 4, 1).unwrap_or_default();
    Days { from: april(i32::from(year_ending) - 1), until: Some(april(i32::from(year_ending))) }
}

/// Works out the year of every sheet. Files that belong together and hold each table once are one return: its year is the
/// latest that any of them speaks of.
#[must_use]
pub fn work_out(sheets: &[Sheet], rows: &Rows) -> Years {
    let dated = dated(rows);
    let all: BTreeSet<i16> = dated.values().copied().collect();
    let mut groups: BTreeMap<&str, Vec<&Sheet>> = BTreeMap::new();
    for sheet in sheets {
        groups.entry(&sheet.group).or_default().push(sheet);
    }
    let only = |years: &BTreeSet<i16>| years.first().copied().filter(|_| years.len() == 1);
    let mut years = Years::default();
    for together in groups.values() {
        let names: BTreeSet<&str> = together.iter().map(|s| s.name()).collect();
        let spoken: BTreeSet<i16> = together.iter().filter_map(|s| dated.get(&s.number)).copied().collect();
        let one_return = names.len() == together.len();
        for sheet in together {
            let own = dated.get(&sheet.number).copied().filter(|_| !one_return);
            let group = if one_return { spoken.last().copied() } else { only(&spoken) };
            let year = own.or(group).or_else(|| named(&sheet.file, &all)).or_else(|| only(&all));
            years.0.extend(year.map(|y| (sheet.number, y)));
        }
    }
    years
}

/// The year of each table that has days of its own.
fn dated(rows: &Rows) -> HashMap<usize, i16> {
    let mut counts: HashMap<usize, BTreeMap<i16, usize>> = HashMap::new();
    let mut count = |table: usize, day: Option<Day>| {
        if let Some(day) = day {
            *counts.entry(table).or_default().entry(year_ending(day)).or_default() += 1;
        }
    };
    for r in &rows.episodes {
        count(r.at.table, Some(r.episode.started_on));
        count(r.at.table, r.episode.ended_on);
    }
    for r in &rows.reviews {
        count(r.at.table, Some(r.held_on));
    }
    for r in &rows.workers {
        count(r.at.table, Some(r.starts_on));
        count(r.at.table, r.ends_on);
    }
    counts.into_iter().filter_map(|(table, years)| latest(&years).map(|y| (table, y))).collect()
}

/// The latest year that enough days fall in.
fn latest(years: &BTreeMap<i16, usize>) -> Option<i16> {
    let enough = (years.values().sum::<usize>() / ONE_DAY_IN).max(1);
    years.iter().rev().find(|(_, n)| **n >= enough).map(|(y, _)| *y)
}

/// A year in a file's name: `2023-24`, `2023_2024`, `202324` and `2324` name 2024; a year alone counts where one of the
/// run's tables is about it.
fn named(file: &str, known: &BTreeSet<i16>) -> Option<i16> {
    let stem = Path::new(file).file_stem()?.to_string_lossy().into_owned();
    let runs: Vec<String> =
        stem.split(|c: char| !c.is_ascii_digit()).filter(|r| !r.is_empty()).map(str::to_owned).collect();
    let number = |s: &str| s.parse::<i16>().ok();
    let full = |s: &str| number(s).filter(|y| (1990..2100).contains(y));
    let follows = |a: i16, b: &str| match b.len() {
        4 => full(b).filter(|b| *b == a + 1),
        2 => number(b).filter(|b| (a + 1) % 100 == *b).map(|_| a + 1),
        _ => None,
    };
    let pairs = runs.windows(2).filter_map(|w| match w {
        [a, b] if a.len() == 4 => full(a).and_then(|a| follows(a, b)),
        [a, b] if a.len() == 2 && b.len() == 2 => number(a).and_then(|a| follows(2000 + a, b)),
        _ => None,
    });
    let joined = runs.iter().filter_map(|r| match r.len() {
        8 | 6 => r.split_at_checked(4).and_then(|(a, b)| follows(full(a)?, b)),
        4 => r.split_at_checked(2).and_then(|(a, b)| follows(2000 + number(a)?, b)),
        _ => None,
    });
    let alone = runs.iter().filter(|r| r.len() == 4).filter_map(|r| full(r)).filter(|y| known.contains(y));
    pairs.chain(joined).chain(alone).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    #[test]
    fn a_return_year_ends_on_31_march() {
        assert_eq!(year_ending(d("2024-03-31")), 2024);
        assert_eq!(year_ending(d("2024-04-01")), 2025);
        assert!(period(2024).contains(d("2023-04-01")) && period(2024).contains(d("2024-03-31")));
        assert!(!period(2024).contains(d("2024-04-01")) && !period(2024).contains(d("2023-03-31")));
    }

    #[test]
    fn a_file_name_tells_its_year_in_the_ways_councils_write_it() {
        let known = BTreeSet::from([2024]);
        for name in [
            "a/header_2023-24.csv",
            "903 2023_2024 header.csv",
            "SSDA903_202324.csv",
            "hdr2324.csv",
            "header_23-24.csv",
            "2024/header 2024.csv",
        ] {
            assert_eq!(named(name, &known), Some(2024), "{name}");
        }
        assert_eq!(named("header.csv", &known), None);
        assert_eq!(named("header 2019.csv", &known), None);
        assert_eq!(named("header 20240405.csv", &known), None);
    }

    #[test]
    fn one_mistyped_year_among_many_days_moves_nothing() {
        assert_eq!(latest(&BTreeMap::from([(2023, 400), (2024, 600), (2025, 1)])), Some(2024));
        assert_eq!(latest(&BTreeMap::from([(2024, 3), (2025, 1)])), Some(2025));
    }
}
