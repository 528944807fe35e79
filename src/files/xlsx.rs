//! A workbook (XLSX) → pages of text. Values only: no macro is run, no formula worked out, nothing outside is opened.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use rust_decimal::Decimal;
use zip::ZipArchive;

/// What a workbook may unpack to. It is a zip file, so a small one can hide a very large one.
const UNZIPPED_MAX: u64 = 256 << 20;
const ENTRIES_MAX: usize = 5_000;
const PAGES_MAX: usize = 100;
const ROWS_MAX: u32 = 400_000;
const COLUMNS_MAX: u32 = 256;
const CELLS_MAX: usize = 8_000_000;

/// One page: its rows that hold something, each with its number.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// Row number from 1, and cells from the first column on.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// Whether bytes are a workbook.
///
/// # Errors
/// In words, where they are one that cannot be read here: locked by a password, or of the old kind (XLS).
pub fn is_workbook(bytes: &[u8]) -> Result<bool, String> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(
            "This workbook is locked by a password, or is of the old kind (XLS). Save it without a password as XLSX or CSV."
                .into(),
        );
    }
    Ok(bytes.starts_with(b"PK\x03\x04"))
}

/// The pages of a workbook, hidden or not, in their order.
///
/// # Errors
/// In words, where it is no workbook, or one too large.
pub fn pages(bytes: &[u8]) -> Result<Vec<Page>, String> {
    check_size(bytes)?;
    // The library reads what strangers wrote: should it ever stop, that is one file that cannot be read.
    std::panic::catch_unwind(|| read(bytes)).unwrap_or_else(|_| Err(broken()))
}

fn broken() -> String {
    "This is no workbook that can be read (XLSX). Save it anew, or as CSV, and give that.".into()
}

/// Unpacks everything once, counting: what the file says of its own sizes is not believed.
fn check_size(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > ENTRIES_MAX {
        return Err(broken());
    }
    let mut left = UNZIPPED_MAX;
    for n in 0..archive.len() {
        let entry = archive.by_index(n).map_err(|_| broken())?;
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| broken())?;
        left = left.checked_sub(size).ok_or("The workbook unpacks to more than 256 MiB. Give it as CSV.")?;
    }
    Ok(())
}

fn read(bytes: &[u8]) -> Result<Vec<Page>, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let names = book.sheet_names();
    let mut left = CELLS_MAX;
    let mut pages = Vec::new();
    for name in names.into_iter().take(PAGES_MAX) {
        // A page may be a chart: it has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(|_| broken())? {
            let (row, column) = cell.get_position();
            let text = value(cell.get_value());
            if text.is_empty() || column >= COLUMNS_MAX {
                continue;
            }
            left = left.checked_sub(1).ok_or("The workbook holds too many cells. Give it as CSV.")?;
            if row >= ROWS_MAX {
                return Err("The workbook has more than 400,000 rows. Split it.".into());
            }
            put(&mut rows, u64::from(row) + 1, usize::try_from(column).unwrap_or(0), text);
        }
        drop(cells);
        rows.sort_by_key(|(n, _)| *n);
        for region in book.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            fill_down(&mut rows, region.start, region.end);
        }
        pages.push(Page { name, rows });
    }
    Ok(pages)
}

/// Cells merged downwards say the same of every row that they span. An amount is not repeated: it would count twice.
fn fill_down(rows: &mut [(u64, Vec<String>)], start: (u32, u32), end: (u32, u32)) {
    let Ok(column) = usize::try_from(start.1) else { return };
    let (first, last) = (u64::from(start.0) + 1, u64::from(end.0) + 1);
    let top = rows.iter().find(|(n, _)| *n == first).and_then(|(_, cells)| cells.get(column)).cloned();
    let words = |text: &String| text.chars().any(char::is_alphabetic) || text.matches('-').count() == 2;
    let Some(text) = top.filter(|t| start.1 == end.1 && words(t)) else { return };
    for (_, cells) in rows.iter_mut().filter(|(n, _)| *n > first && *n <= last) {
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column).filter(|c| c.is_empty()) {
            cell.clone_from(&text);
        }
    }
}

fn put(rows: &mut Vec<(u64, Vec<String>)>, number: u64, column: usize, text: String) {
    if rows.last().is_none_or(|(n, _)| *n != number) {
        rows.push((number, Vec::new()));
    }
    if let Some((_, cells)) = rows.last_mut() {
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
    }
}

/// A cell as text: a day as ISO, a number as it shows.
fn value(of: &DataRef<'_>) -> String {
    match of {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(&n.to_string()),
        DataRef::String(s) => s.trim().to_owned(),
        DataRef::SharedString(s) => s.trim().to_owned(),
        DataRef::Bool(b) => b.to_string().to_uppercase(),
        DataRef::DateTime(d) => d.as_datetime().map_or_else(String::new, |t| {
            let text = t.format("%Y-%m-%d %H:%M:%S").to_string();
            text.strip_suffix(" 00:00:00").map_or(text.clone(), str::to_owned)
        }),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.clone(),
        DataRef::Error(e) => e.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A number to the fifteen digits that a spreadsheet shows: what lies beyond is the dirt of its arithmetic.
fn number(text: &str) -> String {
    let exact = text.parse::<Decimal>().ok().and_then(|d| d.round_sf(15));
    exact.map_or_else(|| text.to_owned(), |d| d.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dirt_of_a_spreadsheets_arithmetic_is_left_out() {
        assert_eq!(number("21.430000000000003"), "21.43");
        assert_eq!(number("45444"), "45444");
        assert_eq!(number("0.005"), "0.005");
    }
}
