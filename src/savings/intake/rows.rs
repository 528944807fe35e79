//! Rows of a file, each told apart: one that says something, a blank, the header once more, a total, or one that cannot be
//! read. What stands below the table is no row, like what stands above it.

use std::collections::BTreeMap;

use super::FileKind;
use super::columns::{self, Columns, Field, Profile};
use super::dates;
use crate::files::date::{self, DayCell, Order};
use crate::files::money::{self, Money};
use crate::files::sheet::{self, Sheet};
use crate::files::table::{Row, RowFault, plain};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It says something of somebody.
    Data,
    /// All its cells are empty.
    Blank,
    /// The header once more.
    HeaderAgain,
    /// The total of all rows.
    Total,
    /// The total of some rows.
    Subtotal,
    /// A heading between rows: words in one cell.
    Heading,
    /// Its cells cannot be told apart.
    Broken(&'static str),
}

/// A row with its cells by what they hold.
#[derive(Debug, Clone)]
pub struct ReadRow {
    /// Its number among the rows below the header, from 1.
    pub nth: u64,
    /// The line of the file, or the row of the page, that it begins on.
    pub line: u64,
    /// Every cell as it stands, each under its heading of [`Reading::headings`].
    pub raw: Vec<String>,
    /// Cells by what they hold, trimmed; none that is empty.
    cells: BTreeMap<Field, String>,
    /// What it is.
    pub what: What,
}

impl ReadRow {
    /// A cell; empty where there is none.
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        self.cells.get(&field).map_or("", String::as_str)
    }

    /// A cell, none where it is empty.
    #[must_use]
    pub fn filled(&self, field: Field) -> Option<&str> {
        self.cells.get(&field).map(String::as_str)
    }

    /// A cell as money.
    #[must_use]
    pub fn money(&self, field: Field) -> Money {
        money::read(self.get(field))
    }

    /// A cell as a day.
    #[must_use]
    pub fn day(&self, field: Field) -> DayCell {
        date::cell(self.get(field))
    }
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What kind.
    pub kind: FileKind,
    /// What the columns hold, by their headings: kept as the sender's profile.
    pub profile: Profile,
    /// Whether amounts are in pence.
    pub in_pence: bool,
    /// The headings as they stand, each with what it was read as; of a workbook whose pages differ, those of each such page
    /// one after the other.
    pub headings: Vec<(String, Option<Field>)>,
    /// What stands above the table, cell by cell.
    pub above: Vec<String>,
    /// Its rows, blank ones and totals too.
    pub rows: Vec<ReadRow>,
    /// The order of day and month, where the file shows it; none where nothing shows it.
    pub order: Option<Order>,
    /// Whether some days have the day first and others the month.
    pub mixes_orders: bool,
}

/// Reads a file of a kind, with what is known of its sender's columns, and the order of dates if a person has said it.
///
/// # Errors
/// In words: no text, no header row, two columns that could be the savings, pages in pounds and in pence.
pub fn read(kind: FileKind, bytes: &[u8], profile: &Profile, asked: Option<Order>) -> Result<Reading, String> {
    let sheets = sheet::read(bytes, &|cells| columns::fit(kind, cells, profile))?;
    let mut reading = Reading {
        kind,
        profile: Profile::new(),
        in_pence: false,
        headings: Vec::new(),
        above: Vec::new(),
        rows: Vec::new(),
        order: asked,
        mixes_orders: false,
    };
    let mut unit: Option<bool> = None;
    for sheet in sheets {
        let Some(columns) = columns::of(kind, &sheet.headings, profile)? else { continue };
        if *unit.get_or_insert(columns.in_pence) != columns.in_pence {
            return Err(format!(
                "The page \"{}\" gives amounts in {} and a page before it in {}. Give them as two files.",
                sheet.name.as_deref().unwrap_or_default(),
                if columns.in_pence { "pence" } else { "pounds" },
                if columns.in_pence { "pounds" } else { "pence" },
            ));
        }
        take(&mut reading, sheet, &columns);
    }
    let evidence = dates::evidence(&reading.rows);
    reading.mixes_orders = evidence.mixes();
    reading.order = asked.or_else(|| evidence.order());
    Ok(reading)
}

/// The row that looks most like headings, where none is recognised: so that a person can say what they hold.
///
/// # Errors
/// In words: no text and no workbook, or no row of several words.
pub fn likely_headings(
    kind: FileKind,
    bytes: &[u8],
    profile: &Profile,
) -> Result<Vec<(String, Option<Field>)>, String> {
    let is_words = |c: &&String| c.chars().any(char::is_alphabetic) && c.chars().count() <= 60;
    let sheets = sheet::read(bytes, &|cells| cells.iter().filter(is_words).count().saturating_sub(1))?;
    let headings = sheets.into_iter().next().map(|s| s.headings).unwrap_or_default();
    Ok(headings.into_iter().map(|h| (h.clone(), columns::held(kind, &h, profile))).collect())
}

fn take(reading: &mut Reading, sheet: Sheet, columns: &Columns) {
    for (field, at) in &columns.at {
        if let Some(heading) = sheet.headings.get(*at) {
            reading.profile.insert(plain(heading), *field);
        }
    }
    let held = |n: usize| columns.at.iter().find(|(_, at)| **at == n).map(|(field, _)| *field);
    let headings: Vec<_> = sheet.headings.iter().enumerate().map(|(n, h)| (h.clone(), held(n))).collect();
    let place = place(&mut reading.headings, headings);
    reading.in_pence = columns.in_pence;
    reading.above.extend(sheet.above.into_iter().flatten());
    let mut rows: Vec<ReadRow> = sheet.rows.into_iter().map(|row| told_apart(reading.kind, row, columns)).collect();
    drop_below(&mut rows);
    let before = u64::try_from(reading.rows.len()).unwrap_or(u64::MAX);
    for (nth, row) in (before + 1..).zip(rows.iter_mut()) {
        row.nth = nth;
        row.raw.splice(..0, std::iter::repeat_n(String::new(), place));
    }
    reading.rows.extend(rows);
}

/// Where a page's headings begin among those of its file: where the same stand already, or behind all of them.
fn place(all: &mut Vec<(String, Option<Field>)>, page: Vec<(String, Option<Field>)>) -> usize {
    if let Some(at) = all.windows(page.len().max(1)).position(|some| some == page) {
        return at;
    }
    let at = all.len();
    all.extend(page);
    at
}

fn told_apart(kind: FileKind, row: Row, columns: &Columns) -> ReadRow {
    let cell = |at: &usize| row.cells.get(*at).map(|c| tidy(c)).filter(|c| !c.is_empty());
    let cells: BTreeMap<Field, String> =
        columns.at.iter().filter_map(|(field, at)| cell(at).map(|c| (*field, c))).collect();
    let what = match row.fault {
        Some(RowFault::Empty) => What::Blank,
        Some(RowFault::HeaderAgain) => What::HeaderAgain,
        Some(RowFault::Long(_)) => {
            What::Broken("It has more cells than the header, so they may stand in the wrong columns.")
        }
        Some(RowFault::OpenQuote) => What::Broken("A quotation mark is opened in it and not closed."),
        Some(RowFault::Short(_)) | None => kind_of(kind, &row.cells, &cells),
    };
    ReadRow { nth: 0, line: row.line, raw: row.cells, cells, what }
}

/// A cell without the spaces that fonts and spreadsheets put in.
fn tidy(cell: &str) -> String {
    let zero_width = |c: char| matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{200e}' | '\u{200f}' | '\u{ad}');
    cell.chars().filter(|c| !zero_width(*c)).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind_of(kind: FileKind, raw: &[String], cells: &BTreeMap<Field, String>) -> What {
    let filled: Vec<&String> = raw.iter().filter(|c| !tidy(c).is_empty()).collect();
    if filled.is_empty() {
        return What::Blank;
    }
    let has_day = [Field::Born, Field::From, Field::WeekFrom, Field::WeekEnd, Field::Date]
        .iter()
        .filter_map(|f| cells.get(f))
        .any(|c| !matches!(date::cell(c), DayCell::Unreadable | DayCell::Empty));
    let note = cells.get(&Field::Note);
    let words = || filled.iter().filter(|c| note.is_none_or(|n| tidy(c) != *n)).filter_map(|c| total_word(c));
    if !has_day && let Some(found) = words().max() {
        return if found { What::Total } else { What::Subtotal };
    }
    if filled.len() == 1 && cells.keys().all(|f| !is_money(*f)) {
        return What::Heading;
    }
    let says = cells.keys().any(|f| is_money(*f))
        || cells.contains_key(&Field::ChildId)
        || cells.contains_key(&Field::Born)
        || has_day
        || (cells.contains_key(&Field::Name) && kind != FileKind::Extract);
    if says { What::Data } else { What::Heading }
}

const fn is_money(field: Field) -> bool {
    matches!(field, Field::Amount | Field::Pocket | Field::Debit | Field::Credit | Field::Opening | Field::Closing)
}

/// Whether a cell says that its row is a total (true) or the total of some rows (false).
fn total_word(cell: &str) -> Option<bool> {
    let lower = tidy(cell).to_lowercase();
    let text = lower.trim_end_matches([':', '.', ' ']);
    let begins = |w: &str| text == w || text.strip_prefix(w).is_some_and(|r| r.starts_with([' ', ':', '-', '(']));
    if [
        "subtotal",
        "sub-total",
        "sub total",
        "page total",
        "carried forward",
        "brought forward",
        "c/f",
        "b/f",
        "c/fwd",
        "b/fwd",
    ]
    .iter()
    .any(|w| begins(w))
        || text.ends_with(" subtotal")
    {
        return Some(false);
    }
    if ["total", "totals", "grand total", "overall total", "invoice total", "report total", "sum"].contains(&text) {
        return Some(true);
    }
    if begins("grand total") || begins("overall total") || begins("invoice total") {
        return Some(true);
    }
    // "Total for Oak House", "Smith total": of some rows, unless it speaks of all.
    let of_all =
        ["total savings", "total deducted", "total savings deducted", "total amount", "total payable", "total due"];
    if of_all.contains(&text) {
        return Some(true);
    }
    (begins("total") || text.ends_with(" total")).then_some(false)
}

/// Leaves out the words that stand below the table. Blank rows there were read, and stay.
fn drop_below(rows: &mut Vec<ReadRow>) {
    let after_total = rows.iter().rposition(|r| r.what == What::Total);
    let few = |r: &ReadRow| r.raw.iter().filter(|c| !tidy(c).is_empty()).count() <= 2;
    let without_money = |r: &ReadRow| r.cells.keys().all(|f| !is_money(*f));
    let is_words = |at: usize, r: &ReadRow| {
        r.what == What::Heading
            || (after_total.is_some_and(|t| at > t) && r.what == What::Data && without_money(r) && few(r))
    };
    let is_solid = |(at, r): (usize, &ReadRow)| r.what != What::Blank && !is_words(at, r);
    let end = rows.iter().enumerate().rposition(is_solid).map_or(0, |at| at + 1);
    let blanks: Vec<ReadRow> = rows.drain(end..).filter(|r| r.what == What::Blank).collect();
    rows.extend(blanks);
}
