//! Bytes → sheets: a table whose header row somebody recognises, whatever is above it, between its rows and below. CSV
//! makes one sheet, a workbook one for each of its pages that has such a header.

use super::table::{Row, RowFault, plain};
use super::{csv, decode, xlsx};

/// The largest file that is read.
pub const BYTES_MAX: usize = 32 << 20;
/// How many rows from the top are searched for the header.
const HEADER_ROWS_MAX: usize = 100;
/// A heading may hold line ends; so many lines may make one header row.
const HEADER_LINES_MAX: usize = 6;

/// A table with what stands above it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The page of a workbook.
    pub name: Option<String>,
    /// The filled cells above the header, row by row.
    pub above: Vec<Vec<String>>,
    /// The headings as they stand.
    pub headings: Vec<String>,
    /// Every row below the header, its cells in the order of the headings.
    pub rows: Vec<Row>,
}

/// How well cells fit as a header row: nothing where they do not.
pub type Fit<'a> = &'a dyn Fn(&[String]) -> usize;

/// Reads a file's bytes as the sheets whose header `fit` recognises best.
///
/// # Errors
/// In words: too large, no text and no workbook, or no header row.
pub fn read(bytes: &[u8], fit: Fit<'_>) -> Result<Vec<Sheet>, String> {
    if bytes.len() > BYTES_MAX {
        return Err("The file is larger than 32 MiB. Split it and give its parts.".into());
    }
    if bytes.is_empty() {
        return Err("The file is empty.".into());
    }
    let sheets = if xlsx::is_workbook(bytes)? {
        xlsx::pages(bytes)?.into_iter().filter_map(|page| of_page(page, fit)).collect()
    } else {
        let text = decode::text(bytes)?;
        of_text(&text, fit).into_iter().collect::<Vec<_>>()
    };
    if sheets.is_empty() {
        return Err(format!("None of the first {HEADER_ROWS_MAX} rows is a header row that can be recognised here."));
    }
    Ok(sheets)
}

fn of_text(text: &str, fit: Fit<'_>) -> Option<Sheet> {
    let (_, header, raw) = csv::DELIMITERS
        .iter()
        .filter_map(|d| header_of_text(text, *d, fit))
        .reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    let above = text.get(..header.body).unwrap_or_default();
    let lines = above.lines().take(usize::try_from(header.line).unwrap_or(0)).map(|l| cells(l, header.delimiter));
    let above = lines.filter(|c| !c.is_empty() && *c != filled(&raw)).collect();
    let places: Vec<Option<usize>> = (0..header.headings.len()).map(Some).collect();
    let rows = csv::below(text, &header, &places);
    Some(Sheet { name: None, above, headings: raw, rows })
}

fn cells(line: &str, delimiter: u8) -> Vec<String> {
    filled(&csv::cells(line, delimiter, true).iter().map(|c| c.trim().to_owned()).collect::<Vec<_>>())
}

fn filled(cells: &[String]) -> Vec<String> {
    cells.iter().filter(|c| !c.is_empty()).cloned().collect()
}

/// The line that fits best as a header, for one delimiter.
fn header_of_text(text: &str, delimiter: u8, fit: Fit<'_>) -> Option<(usize, csv::Header, Vec<String>)> {
    let mut best: Option<(usize, csv::Header, Vec<String>)> = None;
    let lines: Vec<&str> = text.split_inclusive('\n').take(HEADER_ROWS_MAX + HEADER_LINES_MAX).collect();
    let mut start = 0;
    for (n, first) in lines.iter().enumerate().take(HEADER_ROWS_MAX) {
        let mut taken = 1;
        let mut end = start + first.len();
        let is_open = |end: usize| text.get(start..end).unwrap_or_default().matches('"').count() % 2 == 1;
        while is_open(end) && taken < HEADER_LINES_MAX && n + taken < lines.len() {
            end += lines.get(n + taken).map_or(0, |l| l.len());
            taken += 1;
        }
        if is_open(end) {
            (end, taken) = (start + first.len(), 1);
        }
        let own = text.get(start..end).unwrap_or_default();
        if csv::is_too_wide(own, delimiter) {
            start += first.len();
            continue;
        }
        let record = csv::cells(own, delimiter, true);
        let mut raw: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
        while raw.last().is_some_and(String::is_empty) {
            raw.pop();
        }
        let fits = fit(&raw);
        if fits > best.as_ref().map_or(0, |b| b.0) {
            let headings = csv::without_tail(record.iter().map(plain).collect());
            raw.truncate(headings.len().max(1));
            let line = u64::try_from(n + taken + 1).unwrap_or(1);
            best = Some((fits, csv::Header { delimiter, headings, body: end, line }, raw));
        }
        start += first.len();
    }
    best.filter(|(_, h, raw)| h.headings.len() == raw.len())
}

fn of_page(page: xlsx::Page, fit: Fit<'_>) -> Option<Sheet> {
    let fits = page.rows.iter().take(HEADER_ROWS_MAX).map(|(_, cells)| fit(cells));
    let (at, best) = fits.enumerate().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    if best == 0 {
        return None;
    }
    let mut headings = page.rows.get(at).map(|(_, cells)| cells.clone()).unwrap_or_default();
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    let above = page.rows.iter().take(at).map(|(_, c)| filled(c)).filter(|c| !c.is_empty()).collect();
    let mut rows: Vec<Row> = Vec::new();
    let mut last = page.rows.get(at).map_or(0, |(n, _)| *n);
    for (line, cells) in page.rows.into_iter().skip(at + 1) {
        // A row that a workbook does not hold is one that is blank on paper; a long gap is only so much white paper.
        if line - last <= 100 {
            rows.extend((last + 1..line).map(|line| blank(line, headings.len())));
        }
        last = line;
        rows.push(row(line, cells, &headings));
    }
    Some(Sheet { name: Some(page.name), above, headings, rows })
}

fn blank(line: u64, width: usize) -> Row {
    Row { line, cells: vec![String::new(); width], fault: Some(RowFault::Empty) }
}

fn row(line: u64, mut cells: Vec<String>, headings: &[String]) -> Row {
    let width = headings.len();
    let is_again = cells.len() >= width && cells.iter().zip(headings).all(|(c, h)| plain(c) == plain(h));
    let fault = if cells.iter().all(String::is_empty) {
        Some(RowFault::Empty)
    } else if is_again {
        Some(RowFault::HeaderAgain)
    } else {
        None
    };
    cells.resize(width.max(cells.len()), String::new());
    // Beside the table people write to themselves; a workbook's cells cannot slip into the next column.
    cells.truncate(width);
    Row { line, cells, fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(cells: &[String]) -> usize {
        cells.iter().filter(|c| matches!(plain(c).as_str(), "CHILD" | "SAVINGSDEDUCTED" | "FROM")).count() / 2
    }

    fn rows(bytes: &[u8]) -> Vec<(u64, String)> {
        let sheets = read(bytes, &fit).unwrap_or_default();
        sheets.iter().flat_map(|s| s.rows.iter().map(|r| (r.line, r.cells.join("|")))).collect()
    }

    #[test]
    fn the_header_is_found_under_titles_whatever_parts_the_cells() {
        for d in [",", ";", "\t", "|"] {
            let text = format!("Oak Ltd{d}{d}\nPeriod{d}June{d}\n\nChild{d}From{d}Savings deducted\n1{d}2{d}3\n");
            assert_eq!(rows(text.as_bytes()), [(5, "1|2|3".into())], "{d}");
            let sheet = read(text.as_bytes(), &fit).unwrap_or_default();
            assert_eq!(sheet[0].above, [vec!["Oak Ltd".to_owned()], vec!["Period".into(), "June".into()]]);
        }
    }

    #[test]
    fn a_heading_may_stand_on_two_lines_and_so_may_a_cell() {
        let text = "Child,From,\"Savings\ndeducted\"\n1,2,3\n4,5,\"6\n6\"\n";
        assert_eq!(rows(text.as_bytes()), [(3, "1|2|3".into()), (4, "4|5|6\n6".into())]);
    }

    #[test]
    fn what_has_no_header_or_is_no_text_is_refused_in_words() {
        for bytes in
            [&b""[..], b"a,b\n1,2\n", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", b"PK\x03\x04nothing", b"\0\x01\x02\x03"]
        {
            assert!(read(bytes, &fit).is_err());
        }
    }
}
