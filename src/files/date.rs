//! Days as people write them in England: DD/MM/YYYY; and ISO, as programs write them.

use crate::kernel::Day;
use chrono::{Datelike, Duration, NaiveDate};

/// Reads a day: `31/03/2024`, `3/4/2024`, `31-03-2024`, `31.03.2024` or `2024-03-31`, with or without a time of midnight
/// behind it. The day always comes before the month. A year of two digits is not guessed.
#[must_use]
pub fn day(text: &str) -> Option<Day> {
    let text = without_midnight(text.trim());
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |s: &str| {
        (s.len() <= 4 && !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse::<u32>().ok())
            .flatten()
    };
    let (a, b, c, year_first) = (number(a)?, number(b)?, number(c)?, a.len() == 4);
    if parts.iter().filter(|p| p.len() == 4).count() != 1 || parts.iter().any(|p| p.len() == 3) {
        return None;
    }
    let (year, month, day) = if year_first { (a, b, c) } else { (c, b, a) };
    let found = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (1900..=2200).contains(&found.year()).then_some(found)
}

/// Which of day and month comes first in a file that writes `05/06/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Day, month, year: England.
    DayFirst,
    /// Month, day, year: America.
    MonthFirst,
}

/// What stands in a cell for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayCell {
    /// Nothing, or `n/a`.
    Empty,
    /// A day that can be read in one way only.
    Sure(Day),
    /// Read with the day first, because it cannot be read with the month first.
    DayFirst(Day),
    /// Read with the month first, because it cannot be read with the day first.
    MonthFirst(Day),
    /// Two days: with the day first, with the month first.
    Either(Day, Day),
    /// A day and a month without a year.
    NoYear(u32, u32),
    /// No day at all.
    Unreadable,
}

impl DayCell {
    /// The day, if the file's order is known where that matters.
    #[must_use]
    pub const fn day(self, order: Option<Order>) -> Option<Day> {
        match (self, order) {
            (Self::Sure(d) | Self::DayFirst(d) | Self::MonthFirst(d), _) => Some(d),
            (Self::Either(d, _), Some(Order::DayFirst)) | (Self::Either(_, d), Some(Order::MonthFirst)) => Some(d),
            _ => None,
        }
    }
}

/// Reads a day as any office may write it: as [`day`], with a month in letters, with a year of two digits, as a
/// spreadsheet's serial number, or with the month first.
#[must_use]
pub fn cell(text: &str) -> DayCell {
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    let text = without_midnight(text.trim());
    if matches!(text.to_lowercase().as_str(), "" | "n/a" | "na" | "-" | "none" | "nil" | "tbc") {
        return DayCell::Empty;
    }
    if !text.is_ascii() {
        return DayCell::Unreadable;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) || text.ends_with(".0") {
        return serial(text.trim_end_matches(".0"));
    }
    if text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return lettered(text);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|p| !p.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return DayCell::Unreadable };
    if a.len() == 4 {
        return day(text).map_or(DayCell::Unreadable, DayCell::Sure);
    }
    let (Some(a), Some(b), Some(year)) = (small(a), small(b), year(c)) else { return DayCell::Unreadable };
    match (made(year, b, a), made(year, a, b)) {
        (Some(d), Some(m)) if d == m => DayCell::Sure(d),
        (Some(d), Some(m)) => DayCell::Either(d, m),
        (Some(d), None) => DayCell::DayFirst(d),
        (None, Some(m)) => DayCell::MonthFirst(m),
        (None, None) => DayCell::Unreadable,
    }
}

fn made(year: i32, month: u32, day: u32) -> Option<Day> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|d| (1900..=2200).contains(&d.year()))
}

fn small(text: &str) -> Option<u32> {
    (matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// A year of four digits, or of two: no child in care was born before 1990, and nothing is planned beyond 2069.
fn year(text: &str) -> Option<i32> {
    let number: i32 = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()?;
    match text.len() {
        4 => Some(number),
        2 => Some(if number >= 70 { 1900 + number } else { 2000 + number }),
        _ => None,
    }
}

/// A spreadsheet's number of a day (1 = 1 January 1900, its 29 February 1900 included), or a day as eight digits.
fn serial(digits: &str) -> DayCell {
    let sure = |d: Option<Day>| d.map_or(DayCell::Unreadable, DayCell::Sure);
    match digits.len() {
        8 => {
            let part = |from, to| digits.get(from..to).and_then(|d: &str| d.parse::<u32>().ok()).unwrap_or(0);
            sure(i32::try_from(part(0, 4)).ok().and_then(|y| made(y, part(4, 6), part(6, 8))))
        }
        5 => {
            let days = digits.parse::<i64>().ok().filter(|n| (25_569..=73_050).contains(n));
            sure(days.and_then(|n| NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(Duration::days(n))))
        }
        _ => DayCell::Unreadable,
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The month that a word names: its name, or the beginning of it from three letters on.
#[must_use]
pub fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_lowercase();
    let found = MONTHS.iter().position(|m| word.len() >= 3 && m.starts_with(word.trim_end_matches('t')));
    let found = found.or_else(|| (word == "sept").then_some(8))?;
    u32::try_from(found + 1).ok()
}

/// A day with its month in letters: `17-Nov-10`, `6th May`, `Monday 3 June 2024`, `June 3, 2024`.
fn lettered(text: &str) -> DayCell {
    let (mut the_month, mut numbers) = (None, Vec::new());
    for word in text.split(['/', '-', '.', ' ', ',']).filter(|w| !w.is_empty()) {
        let lower = word.to_lowercase();
        if lower.bytes().all(|b| b.is_ascii_digit()) {
            numbers.push(lower);
        } else if let Some(found) = month(&lower) {
            if the_month.replace(found).is_some() {
                return DayCell::Unreadable;
            }
        } else if let Some(number) = ordinal(&lower) {
            numbers.insert(0, number);
        } else if !(lower == "of" || WEEKDAYS.iter().any(|d| lower.len() >= 3 && d.starts_with(lower.as_str()))) {
            return DayCell::Unreadable;
        }
    }
    let Some(month) = the_month else { return DayCell::Unreadable };
    match numbers.as_slice() {
        [day] => match small(day).filter(|d| made(2024, month, *d).is_some()) {
            Some(day) => DayCell::NoYear(day, month),
            None => DayCell::Unreadable,
        },
        [a, b] => {
            let (day, of) = if a.len() == 4 { (b, a) } else { (a, b) };
            let found = small(day).zip(year(of)).and_then(|(d, y)| made(y, month, d));
            found.map_or(DayCell::Unreadable, DayCell::Sure)
        }
        _ => DayCell::Unreadable,
    }
}

fn ordinal(word: &str) -> Option<String> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|e| word.strip_suffix(e))?;
    small(digits).map(|_| digits.to_owned())
}

/// Leaves out a time of midnight, which spreadsheets and databases add to days.
fn without_midnight(text: &str) -> &str {
    let end = text.find([' ', 'T']).unwrap_or(text.len());
    let (day, time) = text.split_at_checked(end).unwrap_or((text, ""));
    let time = time.trim_matches([' ', 'T', 'Z']);
    if time.chars().all(|c| matches!(c, '0' | ':' | '.')) { day } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written_in_england_and_in_iso() {
        let day_2024 = NaiveDate::from_ymd_opt(2024, 4, 3);
        for text in [
            "03/04/2024",
            "3/4/2024",
            " 03/04/2024 ",
            "03-04-2024",
            "03.04.2024",
            "2024-04-03",
            "2024/04/03",
            "03/04/2024 00:00",
            "2024-04-03T00:00:00Z",
            "2024-04-03 00:00:00.000",
        ] {
            assert_eq!(day(text), day_2024, "{text}");
        }
    }

    #[test]
    fn what_could_be_two_days_or_none_is_not_guessed() {
        for text in [
            "",
            "3/4/24",
            "30/02/2024",
            "04/13/2024",
            "45387",
            "20240403",
            "3 April 2024",
            "03/04/2024 13:30",
            "2024-04",
            "03/04/20244",
            "0/0/0000",
            "٠٣/٠٤/٢٠٢٤",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    fn d(y: i32, m: u32, d: u32) -> Day {
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    #[test]
    fn an_offices_ways_of_writing_a_day_are_read_without_guessing() {
        let june = d(2024, 6, 3);
        for (text, is) in [
            ("2024-06-03", DayCell::Sure(june)),
            ("3 June 2024", DayCell::Sure(june)),
            ("Mon 3rd Jun 24", DayCell::Sure(june)),
            ("June 3, 2024", DayCell::Sure(june)),
            ("45446", DayCell::Sure(june)),
            ("45446.0", DayCell::Sure(june)),
            ("20240603", DayCell::Sure(june)),
            ("03/06/2024", DayCell::Either(june, d(2024, 3, 6))),
            ("3/6/24", DayCell::Either(june, d(2024, 3, 6))),
            ("06/06/2024", DayCell::Sure(d(2024, 6, 6))),
            ("13/06/2024", DayCell::DayFirst(d(2024, 6, 13))),
            ("05/13/2024", DayCell::MonthFirst(d(2024, 5, 13))),
            ("17-Nov-10", DayCell::Sure(d(2010, 11, 17))),
            ("6th May", DayCell::NoYear(6, 5)),
            ("n/a", DayCell::Empty),
            ("", DayCell::Empty),
        ] {
            assert_eq!(cell(text), is, "{text}");
        }
        for text in [
            "31/06/2024",
            "soon",
            "2024",
            "45",
            "999999",
            "32 June 2024",
            "3 June July 2024",
            "may 2024 3 4",
            "٠٣/٠٦/٢٠٢٤",
        ] {
            assert_eq!(cell(text), DayCell::Unreadable, "{text}");
        }
    }
}
