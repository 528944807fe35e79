//! Days as people write them in England: DD/MM/YYYY; and ISO, as programs write them.

use crate::kernel::Day;
use chrono::{Datelike, NaiveDate};

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
}
