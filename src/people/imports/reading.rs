//! Files → sheets: each table of each file, with its place in the tally.

use std::path::Path;

use crate::files::receipt::RowRef;
use crate::files::{self, Row, Shape, Table, Tally};

use super::Input;

/// A table of a file.
#[derive(Debug)]
pub struct Sheet {
    /// Its number in the tally.
    pub number: usize,
    /// The file, as it was named.
    pub file: String,
    /// What belongs together: the XML document, or the folder that holds the CSV file.
    pub group: String,
    /// The table.
    pub table: Table,
}

impl Sheet {
    /// Which table it is.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.table.shape.name
    }

    /// Its rows with their places.
    pub fn rows(&self) -> impl Iterator<Item = (RowRef, &Row)> {
        self.table.rows.iter().enumerate().map(|(row, r)| (RowRef { table: self.number, row }, r))
    }
}

/// Reads every file. One that cannot be read is noted in the receipt, unless it was named by itself or nothing else was
/// given: then somebody expects it to be read.
///
/// # Errors
/// In words: the file and what is wrong with it.
pub fn read(inputs: &[Input], shapes: &'static [Shape], tally: &mut Tally) -> Result<Vec<Sheet>, String> {
    let mut sheets = Vec::new();
    let mut refused = Vec::new();
    for input in inputs {
        match files::read(&input.bytes, shapes) {
            Ok(contents) => {
                let is_xml = contents.tables.len() != 1 || !contents.unknown.is_empty();
                let folder =
                    Path::new(&input.file).parent().map_or_else(String::new, |p| p.to_string_lossy().into_owned());
                let group = if is_xml { input.file.clone() } else { folder };
                for table in contents.tables {
                    let number = tally.add(&input.file, table.shape.name, table.rows.iter().map(|r| r.line));
                    sheets.push(Sheet { number, file: input.file.clone(), group: group.clone(), table });
                }
                for (tag, rows, line) in contents.unknown {
                    let lines = (0..rows).map(|_| line);
                    let number = tally.add(&input.file, &tag, lines);
                    ignore_all(
                        tally,
                        number,
                        usize::try_from(rows).unwrap_or(0),
                        "Sayso has no use for this part of the document: nothing of it was taken.",
                    );
                }
            }
            Err(why) if input.named => return Err(format!("{}: {why}", input.file)),
            Err(why) => {
                let number = tally.add(&input.file, "none", []);
                tally.say(number, None, format!("Not read: {why}"));
                refused.push(format!("{}: {why}", input.file));
            }
        }
    }
    if sheets.is_empty() {
        return Err(if refused.is_empty() { "There is no CSV or XML file there.".into() } else { refused.join("\n") });
    }
    Ok(sheets)
}

/// Ignores every row of a table and says why once.
pub fn ignore_all(tally: &mut Tally, table: usize, rows: usize, why: &str) {
    tally.say(table, None, why);
    for row in 0..rows {
        tally.ignore_quietly(RowRef { table, row });
    }
}
