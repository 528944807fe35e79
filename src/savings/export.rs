//! Lists as CSV files for a spreadsheet. No cell is ever taken for a formula.

use super::actions::office::Row;
use crate::store::{Answer, Fault};

/// A cell as a spreadsheet takes it for text: one that would be a formula begins with an apostrophe.
#[must_use]
pub fn inert(cell: &str) -> String {
    // Spaces and quotation marks before it do not make it safe: some programs take them off first.
    let is_skipped = |c: char| c.is_whitespace() || matches!(c, '"' | '\u{200b}' | '\u{feff}');
    let bare = cell.trim_start_matches(is_skipped);
    let starts_formula = bare.starts_with(['=', '+', '-', '@', '|', '\0', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n', '\0']);
    let is_amount = cell.parse::<rust_decimal::Decimal>().is_ok();
    if starts_formula && !is_amount { format!("'{cell}") } else { cell.to_owned() }
}

/// Rows of cells under a header, as CSV.
///
/// # Errors
/// [`Fault::Broken`] where it cannot be written.
pub fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Answer<String> {
    let broken = |e: String| Fault::broken(format!("a CSV file could not be written: {e}"));
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(header).map_err(|e| broken(e.to_string()))?;
    for row in rows {
        out.write_record(row.iter().map(|c| inert(c))).map_err(|e| broken(e.to_string()))?;
    }
    let bytes = out.into_inner().map_err(|e| broken(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| broken(e.to_string()))
}

/// The list of children with what is saved for them.
///
/// # Errors
/// As [`csv`].
pub fn register(rows: &[Row]) -> Answer<String> {
    let header =
        ["child_id", "known_as", "dob", "provider", "standing", "qualifies_on", "held", "account", "account_reference"];
    let day = |d: Option<crate::kernel::Day>| d.map_or_else(String::new, |d| d.to_string());
    let cells = rows.iter().map(|r| {
        vec![
            r.reference.clone(),
            r.known_as.clone().unwrap_or_default(),
            r.born_on.to_string(),
            r.provider.clone().unwrap_or_default(),
            r.standing.to_string(),
            day(r.qualifies_on),
            r.held.to_string(),
            r.account.to_string(),
            r.account_reference.clone().unwrap_or_default(),
        ]
    });
    csv(&header, cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// INP-15, INP-17
    #[test]
    fn no_cell_is_taken_for_a_formula_and_an_amount_stays_one() {
        for cell in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            " =1",
            "\"=1",
            "\u{a0}=1",
            "|calc",
            "\0=1",
            "\r=1",
            "＝1",
        ] {
            assert!(inert(cell).starts_with('\''), "{cell}");
        }
        for cell in ["5.00", "-5.00", "Amara", ""] {
            assert_eq!(inert(cell), cell);
        }
    }
}
