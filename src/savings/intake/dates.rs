//! Which of day and month a file writes first: shown by the days that can be read in one way only, and by periods that make
//! sense in one way only.

use chrono::{Datelike, Weekday};

use super::columns::Field;
use super::rows::{ReadRow, What};
use crate::files::date::{DayCell, Order};

/// What the days of a file show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    day_first: usize,
    month_first: usize,
}

impl Evidence {
    /// The order, where the file shows one and not the other.
    #[must_use]
    pub const fn order(self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (_, 0) => Some(Order::DayFirst),
            (0, _) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// Whether it shows both.
    #[must_use]
    pub const fn mixes(self) -> bool {
        self.day_first > 0 && self.month_first > 0
    }

    /// Notes one more that shows an order.
    pub const fn shows(&mut self, order: Order) {
        match order {
            Order::DayFirst => self.day_first += 1,
            Order::MonthFirst => self.month_first += 1,
        }
    }
}

const DAYS: [Field; 9] = [
    Field::Born,
    Field::PlacedFrom,
    Field::PlacedTo,
    Field::From,
    Field::To,
    Field::WeekFrom,
    Field::WeekEnd,
    Field::Date,
    Field::Opened,
];

/// What the rows show.
#[must_use]
pub fn evidence(rows: &[ReadRow]) -> Evidence {
    let mut found = Evidence::default();
    for row in rows.iter().filter(|r| r.what == What::Data) {
        for field in DAYS {
            match row.day(field) {
                DayCell::DayFirst(_) => found.shows(Order::DayFirst),
                DayCell::MonthFirst(_) => found.shows(Order::MonthFirst),
                _ => {}
            }
        }
        if let Some(order) = by_period(row) {
            found.shows(order);
        }
    }
    for (field, weekday) in [(Field::WeekEnd, Weekday::Sun), (Field::WeekFrom, Weekday::Mon)] {
        if let Some(order) = by_weekday(rows, field, weekday) {
            found.shows(order);
        }
    }
    found
}

/// Weeks that begin (or end) on the usual weekday, all of them, in one reading and not in the other.
fn by_weekday(rows: &[ReadRow], field: Field, usual: Weekday) -> Option<Order> {
    let data = rows.iter().filter(|r| r.what == What::Data);
    let either = data.filter_map(|r| match r.day(field) {
        DayCell::Either(d, m) => Some((d.weekday() == usual, m.weekday() == usual)),
        _ => None,
    });
    match either.reduce(|a, b| (a.0 && b.0, a.1 && b.1))? {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// A period of at most ten weeks in one reading and no such period in the other, with the nights that it says.
fn by_period(row: &ReadRow) -> Option<Order> {
    let (from, to) = (row.day(Field::From), row.day(Field::To));
    let fits = |order| {
        let (from, to) = from.day(Some(order)).zip(to.day(Some(order)))?;
        let nights = (to - from).num_days() + 1;
        let said: Option<i64> = row.get(Field::Nights).trim_start_matches('-').parse().ok();
        Some((1..=70).contains(&nights) && said.is_none_or(|n| n == nights || n == nights - 1))
    };
    if !matches!((from, to), (DayCell::Either(..), _) | (_, DayCell::Either(..))) {
        return None;
    }
    match (fits(Order::DayFirst)?, fits(Order::MonthFirst)?) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}
