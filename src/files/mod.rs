//! Files that a council gives: bytes in, rows with line numbers out. Pure: whoever calls has read the bytes.
//!
//! A table is found by its header row, not by the name of its file. Only the columns that are asked for leave this room:
//! a postcode in the file is never anywhere else.

pub mod csv;
pub mod date;
pub mod decode;
pub mod money;
pub mod receipt;
pub mod sheet;
pub mod table;
pub mod xlsx;
pub mod xml;

pub use receipt::{Fate, Receipt, Tally};
pub use table::{Column, Row, RowFault, Shape, Table};

/// What a file holds.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its tables, those that were asked for.
    pub tables: Vec<Table>,
    /// Groups of an XML document that nobody asked for: their tag, how many, the line of the first.
    pub unknown: Vec<(String, u64, u64)>,
}

/// Reads a file's bytes as the tables among `shapes` that it holds: one for CSV, any number for XML.
///
/// # Errors
/// In words, with the line where there is one: no such table in it, or no text at all.
pub fn read(bytes: &[u8], shapes: &'static [Shape]) -> Result<Contents, String> {
    let text = decode::text(bytes)?;
    if xml::is_xml(&text) {
        return xml::read(&text, shapes);
    }
    let table = csv::read(&text, shapes)?;
    Ok(Contents { tables: vec![table], unknown: vec![] })
}
