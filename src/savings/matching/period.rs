//! The days that a row is for, from its own cells or from what stands above the table.

use crate::files::date::{self, DayCell, Order};
use crate::kernel::Day;
use crate::kernel::calendar::{day_before, deadline_add_months};
use crate::savings::intake::columns::Field;
use crate::savings::intake::rows::ReadRow;

/// The days that a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// From one day to another, both included.
    Days(Day, Day),
    /// They can be read in two ways.
    Ask,
    /// There is none that can be read; why.
    None(&'static str),
}

/// The period of a row; `page` is that of the whole file, where the rows have none of their own.
#[must_use]
pub fn of(row: &ReadRow, order: Option<Order>, page: Option<(Day, Day)>) -> Period {
    let cells = (row.day(Field::From), row.day(Field::To));
    match cells {
        (DayCell::Empty, DayCell::Empty) => {}
        (from, to) => return both(from, to, order),
    }
    for (field, back) in [(Field::WeekEnd, true), (Field::WeekFrom, false)] {
        match row.day(field) {
            DayCell::Empty => {}
            cell => {
                return match cell.day(order) {
                    Some(d) if back => Period::Days(d - chrono::Duration::days(6), d),
                    Some(d) => Period::Days(d, d + chrono::Duration::days(6)),
                    None => missing(cell, "The week cannot be read."),
                };
            }
        }
    }
    if let Some(text) = row.filled(Field::Period) {
        return in_words(text, order).map_or(Period::None("The period cannot be read."), |(f, t)| Period::Days(f, t));
    }
    page.map_or(Period::None("It does not say for which days it is."), |(f, t)| Period::Days(f, t))
}

fn missing(cell: DayCell, why: &'static str) -> Period {
    if matches!(cell, DayCell::Either(..)) { Period::Ask } else { Period::None(why) }
}

fn both(from: DayCell, to: DayCell, order: Option<Order>) -> Period {
    match (from.day(order), to.day(order)) {
        (Some(f), Some(t)) if f > t => Period::None("It ends before it begins."),
        (Some(f), Some(t)) if (t - f).num_days() > 400 => Period::None("It is for more than a year."),
        (Some(f), Some(t)) => Period::Days(f, t),
        (None, _) if matches!(from, DayCell::Either(..)) => Period::Ask,
        (_, None) if matches!(to, DayCell::Either(..)) => Period::Ask,
        (None, _) => Period::None("The first day cannot be read."),
        (_, None) => Period::None("The last day cannot be read."),
    }
}

/// `June 2024`, `Jun-24`, `01/06/2024 - 30/06/2024`, `w/e 09/06/2024`.
#[must_use]
pub fn in_words(text: &str, order: Option<Order>) -> Option<(Day, Day)> {
    let text = text.trim().replace(['–', '—'], "-");
    let lower = text.to_lowercase();
    for (mark, back) in [("w/e", true), ("week ending", true), ("w/c", false), ("week commencing", false)] {
        if let Some(rest) = lower.strip_prefix(mark) {
            let d = date::cell(rest.trim_start_matches([':', ' '])).day(order)?;
            let week = chrono::Duration::days(6);
            return Some(if back { (d - week, d) } else { (d, d + week) });
        }
    }
    for parts in [" - ", " to ", "-"] {
        if let Some((a, b)) = lower.split_once(parts) {
            let days = date::cell(a).day(order).zip(date::cell(b).day(order)).filter(|(f, t)| f <= t);
            if days.is_some() {
                return days;
            }
        }
    }
    month(&lower)
}

/// A whole month: `June 2024`, `Jun-24`, `2024-06`, or the first of it, which spreadsheets show as a month.
fn month(text: &str) -> Option<(Day, Day)> {
    let words: Vec<&str> = text.split([' ', '-', '/', ',']).filter(|w| !w.is_empty()).collect();
    let year = |w: &str| match (w.len(), w.parse::<i32>()) {
        (4, Ok(y)) if (1990..=2100).contains(&y) => Some(y),
        (2, Ok(y)) => Some(2000 + y),
        _ => None,
    };
    let found = match words.as_slice() {
        [m, y] if date::month(m).is_some() => date::month(m).zip(year(y)),
        [y, m] if y.len() == 4 => m.parse::<u32>().ok().or_else(|| date::month(m)).zip(year(y)),
        [y, m, "01"] if y.len() == 4 => m.parse::<u32>().ok().zip(year(y)),
        _ => None,
    };
    let (month, year) = found?;
    let first = Day::from_ymd_opt(year, month, 1)?;
    Some((first, day_before(deadline_add_months(first, 1))))
}

/// The one period that is named above a table; none where there is none, or there are several.
#[must_use]
pub fn of_page(above: &[String], order: Option<Order>) -> Option<(Day, Day)> {
    let mut found: Vec<(Day, Day)> = above.iter().filter_map(|cell| named(cell, order)).collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// A period in a cell, alone or behind a word such as `Period:`.
fn named(cell: &str, order: Option<Order>) -> Option<(Day, Day)> {
    let after = cell.split_once(':').map_or(cell, |(_, after)| after);
    // A single day above a table is when it was printed.
    let is_day = !matches!(date::cell(after), DayCell::Unreadable | DayCell::Empty);
    in_words(after, order).filter(|_| !is_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    #[test]
    fn periods_in_words_are_read() {
        let june = Some((d("2024-06-01"), d("2024-06-30")));
        for text in [
            "June 2024",
            "Jun-24",
            "2024-06",
            "01/06/2024 - 30/06/2024",
            "1 June 2024 to 30 June 2024",
            "2024-06-01 to 2024-06-30",
        ] {
            assert_eq!(in_words(text, Some(Order::DayFirst)), june, "{text}");
        }
        assert_eq!(in_words("w/e 09/06/2024", Some(Order::DayFirst)), Some((d("2024-06-03"), d("2024-06-09"))));
        for text in ["soon", "", "2024", "Q1 2024", "13-24"] {
            assert_eq!(in_words(text, Some(Order::DayFirst)), None, "{text}");
        }
    }

    #[test]
    fn the_period_above_a_table_is_not_the_day_it_was_printed() {
        let above = ["Oak Ltd", "Period:", "June 2024", "Raised:", "01/07/2024"].map(str::to_owned);
        assert_eq!(of_page(&above, Some(Order::DayFirst)), Some((d("2024-06-01"), d("2024-06-30"))));
        let two = ["June 2024", "May 2024"].map(str::to_owned);
        assert_eq!(of_page(&two, None), None);
    }
}
