//! Text → rows, for any of the delimiters that spreadsheets write. Nothing is lost in silence: a quotation mark that is
//! never closed costs one row, not the rest of the file.

use csv::{ReaderBuilder, StringRecord};

use super::table::{Row, RowFault, Shape, Table, plain};

/// How many lines are searched for the header row: exports have titles above it.
const HEADER_LINES_MAX: usize = 40;
/// What parts cells in the files that spreadsheets write.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The most columns that a table has: a line with more is no header row, and is not looked at cell by cell.
const COLUMNS_MAX: usize = 1_000;
/// The longest header row that is looked at, in bytes.
const HEADER_BYTES_MAX: usize = 64 << 10;

/// Whether a line is longer than any header row, or would have more cells than any table.
#[must_use]
pub fn is_too_wide(line: &str, delimiter: u8) -> bool {
    line.len() > HEADER_BYTES_MAX || line.bytes().filter(|b| *b == delimiter).nth(COLUMNS_MAX).is_some()
}

/// The header row that was found.
#[derive(Debug, Clone)]
pub struct Header {
    /// What parts the cells.
    pub delimiter: u8,
    /// The headings, made [`plain`], without the empty ones at the end.
    pub headings: Vec<String>,
    /// Where the rows begin, in bytes.
    pub body: usize,
    /// The line they begin on.
    pub line: u64,
}

/// Reads the one table that a CSV file holds.
///
/// # Errors
/// In words, where none of its first lines is the header row of a table that is looked for.
pub fn read(text: &str, shapes: &'static [Shape]) -> Result<Table, String> {
    let (shape, header) = find_header(text, shapes).ok_or_else(|| no_header(shapes))?;
    let places = shape.places(&header.headings);
    let rows = below(text, &header, &places);
    Ok(Table { shape, rows })
}

/// The rows below a header: of each the cells that stand at `places`.
#[must_use]
pub fn below(text: &str, header: &Header, places: &[Option<usize>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut at = header.body;
    let mut line = header.line;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        // The reader goes on until a quotation mark leads it astray; that row is taken by itself and reading starts anew.
        let (read_to, lines) = read_rows(rest, header, places, line, &mut rows);
        at += read_to;
        line += lines;
    }
    rows
}

fn no_header(shapes: &[Shape]) -> String {
    let names: Vec<&str> = shapes.iter().map(|s| s.name).collect();
    format!(
        "None of the first {HEADER_LINES_MAX} lines is the header row of a table that is known here ({}).",
        names.join(", ")
    )
}

fn find_header(text: &str, shapes: &'static [Shape]) -> Option<(&'static Shape, Header)> {
    let mut body = 0;
    for (n, line) in (1..).zip(text.split_inclusive('\n').take(HEADER_LINES_MAX)) {
        body += line.len();
        for delimiter in DELIMITERS.into_iter().filter(|d| !is_too_wide(line, *d)) {
            let headings: Vec<String> = cells(line, delimiter, true).iter().map(plain).collect();
            if let Some(shape) = shapes.iter().find(|s| s.fits(&headings)) {
                return Some((shape, Header { delimiter, headings: without_tail(headings), body, line: n + 1 }));
            }
        }
    }
    None
}

/// Headings without the empty ones at the end, which trailing delimiters make.
#[must_use]
pub fn without_tail(mut headings: Vec<String>) -> Vec<String> {
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    headings
}

/// One line's cells.
#[must_use]
pub fn cells(line: &str, delimiter: u8, quoting: bool) -> StringRecord {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(line.as_bytes());
    let mut record = StringRecord::new();
    let read = reader.read_record(&mut record).unwrap_or(false);
    if read { record } else { StringRecord::new() }
}

/// Reads rows until the end or until one that a quotation mark has led astray; answers how far it came, in bytes and lines.
fn read_rows(
    rest: &str,
    header: &Header,
    places: &[Option<usize>],
    first_line: u64,
    rows: &mut Vec<Row>,
) -> (usize, u64) {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(header.delimiter).from_reader(rest.as_bytes());
    let mut record = StringRecord::new();
    let (mut start, mut line) = (0, first_line);
    while reader.read_record(&mut record).unwrap_or(false) {
        let end = usize::try_from(reader.position().byte()).unwrap_or(rest.len()).min(rest.len());
        let raw = rest.get(start..end).unwrap_or_default();
        // Empty lines before a row belong to no row.
        let blank = raw.len() - raw.trim_start_matches('\n').len();
        let own = raw.get(blank..).unwrap_or_default();
        line += lines_in(raw.get(..blank).unwrap_or_default());
        if is_astray(own, &record, header) {
            let only = own.split_inclusive('\n').next().unwrap_or_default();
            let mut row = row(&cells(only, header.delimiter, false), header, places, line);
            row.fault = Some(RowFault::OpenQuote);
            rows.push(row);
            return (start + blank + only.len(), line + 1 - first_line);
        }
        rows.push(row(&record, header, places, line));
        line += lines_in(own);
        start = end;
    }
    (rest.len(), line - first_line)
}

/// Whether a quotation mark has led a row astray: it is left open, or several lines are one row by mistake (the wrong number
/// of cells, or a whole row within one cell).
fn is_astray(own: &str, record: &StringRecord, header: &Header) -> bool {
    let width = header.headings.len();
    let is_open = own.bytes().filter(|b| *b == b'"').count() % 2 == 1;
    match own.trim_end_matches('\n').split_once('\n') {
        None => is_open && record.len() != width,
        Some((_, more)) => {
            is_open
                || record.len() != width
                || more.lines().any(|l| cells(l, header.delimiter, false).len() >= width.max(2))
        }
    }
}

fn lines_in(raw: &str) -> u64 {
    u64::try_from(raw.bytes().filter(|b| *b == b'\n').count()).unwrap_or(u64::MAX)
}

fn row(record: &StringRecord, header: &Header, places: &[Option<usize>], line: u64) -> Row {
    let all: Vec<&str> = record.iter().map(str::trim).collect();
    let width = header.headings.len();
    let fault = if all.iter().all(|c| c.is_empty()) {
        Some(RowFault::Empty)
    } else if all.len() >= width && all.iter().zip(&header.headings).all(|(c, h)| plain(c) == *h) {
        Some(RowFault::HeaderAgain)
    } else if all.iter().skip(width).any(|c| !c.is_empty()) {
        Some(RowFault::Long(width))
    } else if all.len() < width {
        Some(RowFault::Short(width))
    } else {
        None
    };
    let cell = |place: &Option<usize>| place.and_then(|p| all.get(p)).map_or_else(String::new, |c| unwrapped(c));
    Row { line, cells: places.iter().map(cell).collect(), fault }
}

/// A cell as people meant it: spreadsheets are told `="00123"` to keep leading noughts.
fn unwrapped(cell: &str) -> String {
    let inner = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"'));
    inner.unwrap_or(cell).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::table::Column;
    use super::*;

    static SHAPES: &[Shape] = &[Shape {
        name: "Things",
        columns: &[Column::or("CHILD", &["CHILDID"]), Column::new("DOB"), Column::new("NOTE")],
        needs: &[Column::or("CHILD", &["CHILDID"]), Column::new("DOB")],
        any_of: &[],
    }];

    fn table(text: &str) -> Table {
        read(text, SHAPES)
            .unwrap_or_else(|e| Table { shape: &SHAPES[0], rows: vec![Row { line: 0, cells: vec![e], fault: None }] })
    }

    fn lines(t: &Table) -> Vec<(u64, String)> {
        t.rows.iter().map(|r| (r.line, r.cells.join("|"))).collect()
    }

    #[test]
    fn a_table_is_found_by_its_header_row_whatever_parts_the_cells() {
        for text in [
            "CHILD,DOB\n1,2\n",
            "child;dob\n1;2\n",
            "Child_ID\tD.O.B.\n1\t2",
            "\"CHILD\",\"DOB\"\n\"1\",\"2\"\n",
            "sep=;\n\nReturn of 2024;\nCHILD;DOB;\n1;2;\n",
        ] {
            let t = table(text);
            assert_eq!(t.rows.last().map(|r| r.cells.join("|")), Some("1|2|".into()), "{text}");
            assert_eq!(t.rows.last().and_then(|r| r.fault.clone()), None, "{text}");
        }
    }

    #[test]
    fn lines_are_those_of_the_file_past_empty_ones_and_cells_of_several_lines() {
        let t = table("title\nCHILD,NOTE,DOB\n\n1,a,2\n\n\n3,\"b\nb\",4\n5,c,6\n");
        assert_eq!(lines(&t), [(4, "1|2|a".into()), (7, "3|4|b\nb".into()), (9, "5|6|c".into())]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_costs_one_row_only() {
        let t = table("CHILD,DOB,NOTE\n1,2,a\n3,4,\"b\n5,6,c\n7,8,d\n");
        assert_eq!(lines(&t), [(2, "1|2|a".into()), (3, "3|4|\"b".into()), (4, "5|6|c".into()), (5, "7|8|d".into())]);
        assert_eq!(t.rows[1].fault, Some(RowFault::OpenQuote));
        assert_eq!(t.rows[2].fault, None);
    }

    #[test]
    fn a_quotation_mark_closed_by_another_rows_costs_those_rows_only() {
        let t = table("CHILD,DOB,NOTE\n1,2,\"a\n3,4,b\"\n5,6,c\n");
        assert_eq!(t.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 3, 4]);
        let t = table("CHILD,NOTE,DOB\n1,\"a,2\n3,b\",4\n5,c,6\n");
        assert_eq!(lines(&t).last(), Some(&(4, "5|6|c".into())));
    }

    #[test]
    fn ragged_rows_say_so() {
        let t = table("CHILD,DOB,NOTE\n1,2\n1,2,3,4\n1,2,3,,\n,,\nCHILD,DOB,NOTE\n");
        let faults: Vec<_> = t.rows.iter().map(|r| r.fault.clone()).collect();
        assert_eq!(
            faults,
            [
                Some(RowFault::Short(3)),
                Some(RowFault::Long(3)),
                None,
                Some(RowFault::Empty),
                Some(RowFault::HeaderAgain)
            ]
        );
    }

    #[test]
    fn leading_noughts_that_a_spreadsheet_was_told_to_keep_are_kept() {
        assert_eq!(lines(&table("CHILD,DOB\n=\"007\",2\n")), [(2, "007|2|".into())]);
    }

    #[test]
    fn a_file_without_a_known_header_row_is_refused_in_words() {
        assert!(read("a,b\n1,2\n", SHAPES).is_err());
        assert!(read("", SHAPES).is_err());
    }
}
