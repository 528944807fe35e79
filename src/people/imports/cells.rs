//! Reads one row's cells; what cannot be read is said of the row, by line and column, without quoting it.

use std::str::FromStr;

use crate::files::date;
use crate::files::receipt::RowRef;
use crate::files::{Row, RowFault, Shape, Tally};
use crate::kernel::Day;

/// One row that is being read.
pub struct Cells<'a> {
    /// Where what becomes of the row is counted.
    pub tally: &'a mut Tally,
    /// Which row.
    pub at: RowRef,
    row: &'a Row,
    shape: &'static Shape,
}

impl<'a> Cells<'a> {
    /// The row's cells, where the row as a whole can be read; what is wrong with it has been said otherwise.
    pub fn open(tally: &'a mut Tally, at: RowRef, row: &'a Row, shape: &'static Shape) -> Option<Self> {
        match &row.fault {
            None => {}
            Some(RowFault::Empty) => {
                tally.ignore(at, "The row is empty.");
                return None;
            }
            Some(RowFault::HeaderAgain) => {
                tally.ignore(at, "This is the header row once more.");
                return None;
            }
            Some(RowFault::Long(width)) => {
                tally.set_aside(
                    at,
                    None,
                    format!("The row has more than {width} cells, so they may stand in the wrong columns."),
                );
                return None;
            }
            Some(RowFault::OpenQuote) => {
                tally.set_aside(at, None, "A quotation mark is opened in this row and not closed.");
                return None;
            }
            Some(RowFault::Short(width)) => {
                tally.correct(
                    at,
                    None,
                    format!("The row has fewer than {width} cells: those missing at its end were read as empty."),
                );
            }
        }
        Some(Self { tally, at, row, shape })
    }

    fn name(&self, column: usize) -> Option<&'static str> {
        self.shape.columns.get(column).map(|c| c.name)
    }

    /// A cell as it stands; empty where there is none.
    #[must_use]
    pub fn text(&self, column: usize) -> &'a str {
        self.row.cell(column)
    }

    /// A cell, none where it is empty.
    #[must_use]
    pub fn filled(&self, column: usize) -> Option<&'a str> {
        Some(self.row.cell(column)).filter(|c| !c.is_empty())
    }

    /// The row is set aside.
    pub fn set_aside(&mut self, column: usize, why: impl Into<String>) {
        let name = self.name(column);
        self.tally.set_aside(self.at, name, why);
    }

    /// The row is taken with something put right or left out.
    pub fn correct(&mut self, column: usize, what: impl Into<String>) {
        let name = self.name(column);
        self.tally.correct(self.at, name, what);
    }

    /// The row can be taken as far as its cells go.
    pub fn take(&mut self) {
        self.tally.take(self.at);
    }

    /// An id that must be there: 1 to 40 characters on one line. Numbers that a spreadsheet gave decimals lose them.
    pub fn id(&mut self, column: usize) -> Option<String> {
        let Some(text) = self.filled(column) else {
            self.set_aside(column, "There is no id.");
            return None;
        };
        let (text, trimmed) = without_decimals(text);
        if text.chars().count() > 40 || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            self.set_aside(column, "This is no id: it is longer than 40 characters or holds spaces.");
            return None;
        }
        if trimmed {
            self.correct(column, "The id ends in .0, as spreadsheets write numbers: that was left out.");
        }
        Some(text.to_owned())
    }

    /// A day that must be there.
    pub fn day(&mut self, column: usize) -> Option<Day> {
        match self.day_if_any(column)? {
            Some(day) => Some(day),
            None => {
                self.set_aside(column, "There is no date.");
                None
            }
        }
    }

    /// A day that may be missing; the outer none means that it cannot be read and that the row was set aside.
    pub fn day_if_any(&mut self, column: usize) -> Option<Option<Day>> {
        let Some(text) = self.filled(column) else { return Some(None) };
        let found = date::day(text);
        if found.is_none() {
            self.set_aside(column, "This is no date that can be read. Write it as DD/MM/YYYY.");
        }
        found.map(Some)
    }

    /// A code that must be there and be known.
    pub fn code<T: FromStr>(&mut self, column: usize) -> Option<T> {
        let Some(text) = self.filled(column) else {
            self.set_aside(column, "There is no code.");
            return None;
        };
        let found = parse(text);
        if found.is_none() {
            self.set_aside(column, "This code is not in the guide to the return.");
        }
        found
    }

    /// A code that may be missing; one that is not known is left out, which is said.
    pub fn code_if_any<T: FromStr>(&mut self, column: usize) -> Option<T> {
        let found = parse(self.filled(column)?);
        if found.is_none() {
            self.correct(column, "This code is not in the guide to the return: it was left out.");
        }
        found
    }
}

/// A code in whatever case, with or without spaces.
fn parse<T: FromStr>(text: &str) -> Option<T> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    plain.parse().ok()
}

/// A whole number without the `.0` that spreadsheets and data frames add.
pub fn without_decimals(text: &str) -> (&str, bool) {
    match text.strip_suffix(".0") {
        Some(number) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => (number, true),
        _ => (text, false),
    }
}

/// A Social Work England number: `SW` and digits, however it is written; other ids that a return uses stay as they are.
#[must_use]
pub fn swe_number(text: &str) -> Option<String> {
    let plain: String = without_decimals(text)
        .0
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_uppercase)
        .collect();
    let fits = (1..=20).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_alphanumeric());
    let bare = plain.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| if bare { format!("SW{plain}") } else { plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_social_work_england_number_reads_the_same_however_it_is_written() {
        for text in ["SW12345", "sw 12345", "12345", "12345.0", "SW-12345"] {
            assert_eq!(swe_number(text).as_deref(), Some("SW12345"), "{text}");
        }
        assert_eq!(swe_number(""), None);
        assert_eq!(swe_number("SW/1"), None);
    }
}
