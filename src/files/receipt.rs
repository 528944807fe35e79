//! What became of every row of a file. The counts add up: taken + corrected + set aside + ignored = rows read;
//! `unchanged` says how many of those taken or corrected were so already.

use serde::Serialize;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Read and stored as it stands.
    Taken,
    /// Read and stored with something put right or left out, which a problem names.
    Corrected,
    /// Not stored, for a reason that a problem names: somebody should look.
    SetAside,
    /// Not stored, and nobody need look: a column or table that Sayso does not keep, a row that says the same again.
    Ignored,
}

/// A line about a row. It never quotes a cell: a receipt may be sent by e-mail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Line in the file, from 1; none where the whole file is meant.
    pub line: Option<u64>,
    /// The column, where one is meant.
    pub column: Option<&'static str>,
    /// What it is, in words.
    pub problem: String,
}

/// What became of the rows of one table of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReceipt {
    /// The file, as it was named.
    pub file: String,
    /// The table found in it.
    pub table: String,
    /// How many rows it has, without the header.
    pub rows_read: usize,
    /// Stored as they stand.
    pub taken: usize,
    /// Stored with something put right or left out.
    pub corrected: usize,
    /// Not stored: somebody should look.
    pub set_aside: usize,
    /// Not stored, and nobody need look.
    pub ignored: usize,
    /// Of those taken and corrected, how many were so already.
    pub unchanged: usize,
    /// A line for everything that is to be said of a row.
    pub problems: Vec<Problem>,
}

/// One thing that the files say otherwise than the database did. It names the council's own id and a day, never a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// `added`, `changed`, `absent` (was there, is not in the file, is kept) or `removed`.
    pub what: &'static str,
    /// Of which table.
    pub table: &'static str,
    /// The council's own id of the child, the member of staff or the team.
    pub of: String,
    /// The day it begins, where it has one.
    pub on: Option<String>,
    /// Which columns, where something was changed.
    pub columns: Vec<&'static str>,
}

/// A week of savings that would stand otherwise, were the files saved. It names the council's own id, never a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct WeekForeseen {
    /// The council's own id of the child.
    pub of: String,
    /// The week, by its last day.
    pub week_end: String,
    /// What stands in the ledger, in pence.
    pub posted_pence: i64,
    /// What is due by what is known now, in pence.
    pub due_now_pence: i64,
    /// What would be due, in pence.
    pub due_then_pence: i64,
    /// Why.
    pub reason: String,
}

/// How many things the files say otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// New.
    pub added: usize,
    /// There with other content.
    pub changed: usize,
    /// Not in the file though inside its period, and taken away because that was confirmed.
    pub removed: usize,
    /// Not in the file though inside its period, and kept.
    pub absent: usize,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// A receipt for each table of each file.
    pub files: Vec<FileReceipt>,
    /// Whether nothing was written because that was asked for.
    pub dry_run: bool,
    /// How many things the files say otherwise than the database did.
    pub changes: Changes,
    /// Each of them; those that are new are only counted.
    pub differences: Vec<Difference>,
    /// The weeks of savings that would stand otherwise, in a dry run of what savings are worked out from; none where nobody
    /// looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub savings_weeks: Option<Vec<WeekForeseen>>,
}

impl Receipt {
    /// Whether anything was or would be written.
    #[must_use]
    pub const fn changes_something(&self) -> bool {
        self.changes.added + self.changes.changed + self.changes.removed > 0
    }

    /// Whether a person should look at a row or at something that is absent.
    #[must_use]
    pub fn wants_looking_at(&self) -> bool {
        self.changes.absent > 0 || self.files.iter().any(|f| f.set_aside > 0)
    }

    /// Notes a difference; what is new is only counted.
    pub fn differs(&mut self, difference: Difference) {
        match difference.what {
            "added" => self.changes.added += 1,
            "changed" => self.changes.changed += 1,
            "removed" => self.changes.removed += 1,
            _ => self.changes.absent += 1,
        }
        if difference.what != "added" {
            self.differences.push(difference);
        }
    }
}

#[derive(Debug, Clone, Default)]
struct RowTally {
    line: u64,
    fate: Option<Fate>,
    changed: bool,
    problems: Vec<(Option<&'static str>, String)>,
}

/// Where a row stands: which table of the run, which row of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// Which table.
    pub table: usize,
    /// Which row.
    pub row: usize,
}

#[derive(Debug, Clone, Default)]
struct TableTally {
    file: String,
    table: String,
    rows: Vec<RowTally>,
    problems: Vec<Problem>,
}

/// Counts the rows of a run while they are read, so that none is lost.
#[derive(Debug, Clone, Default)]
pub struct Tally(Vec<TableTally>);

impl Tally {
    /// Adds a table with the lines of its rows; answers its number.
    pub fn add(&mut self, file: &str, table: &str, lines: impl IntoIterator<Item = u64>) -> usize {
        let rows = lines.into_iter().map(|line| RowTally { line, ..RowTally::default() }).collect();
        self.0.push(TableTally { file: file.to_owned(), table: table.to_owned(), rows, problems: vec![] });
        self.0.len() - 1
    }

    /// Says something of a whole table.
    pub fn say(&mut self, table: usize, line: Option<u64>, problem: impl Into<String>) {
        if let Some(t) = self.0.get_mut(table) {
            t.problems.push(Problem { line, column: None, problem: problem.into() });
        }
    }

    /// The line a row begins on.
    #[must_use]
    pub fn line(&self, row: RowRef) -> u64 {
        self.0.get(row.table).and_then(|t| t.rows.get(row.row)).map_or(0, |r| r.line)
    }

    /// The row was read; what is worse stays.
    pub fn take(&mut self, row: RowRef) {
        self.fate(row, Fate::Taken);
    }

    /// The row changes something.
    pub fn changes(&mut self, row: RowRef) {
        if let Some(r) = self.row(row) {
            r.changed = true;
        }
    }

    /// Something of the row was put right or left out.
    pub fn correct(&mut self, row: RowRef, column: Option<&'static str>, what: impl Into<String>) {
        self.fate(row, Fate::Corrected);
        self.note(row, column, what);
    }

    /// The row is not stored, and somebody should look.
    pub fn set_aside(&mut self, row: RowRef, column: Option<&'static str>, why: impl Into<String>) {
        self.fate(row, Fate::SetAside);
        self.note(row, column, why);
    }

    /// The row is not stored, and nobody need look.
    pub fn ignore(&mut self, row: RowRef, why: impl Into<String>) {
        self.fate(row, Fate::Ignored);
        self.note(row, None, why);
    }

    /// The row is not stored, nobody need look, and the table says why once for all its rows.
    pub fn ignore_quietly(&mut self, row: RowRef) {
        self.fate(row, Fate::Ignored);
    }

    /// Says something of a row that changes nothing about what becomes of it.
    pub fn note(&mut self, row: RowRef, column: Option<&'static str>, what: impl Into<String>) {
        let what = what.into();
        if let Some(r) = self.row(row)
            && !r.problems.iter().any(|(c, w)| *c == column && *w == what)
        {
            r.problems.push((column, what));
        }
    }

    /// Whether the row was set aside or ignored.
    #[must_use]
    pub fn is_out(&self, row: RowRef) -> bool {
        let fate = self.0.get(row.table).and_then(|t| t.rows.get(row.row)).and_then(|r| r.fate);
        matches!(fate, Some(Fate::SetAside | Fate::Ignored))
    }

    fn row(&mut self, row: RowRef) -> Option<&mut RowTally> {
        self.0.get_mut(row.table).and_then(|t| t.rows.get_mut(row.row))
    }

    fn fate(&mut self, row: RowRef, fate: Fate) {
        if let Some(r) = self.row(row) {
            r.fate = Some(r.fate.map_or(fate, |f| f.max(fate)));
        }
    }

    /// The receipts, one per table, in the order in which they were added.
    #[must_use]
    pub fn receipts(self) -> Vec<FileReceipt> {
        self.0.into_iter().map(TableTally::receipt).collect()
    }
}

impl TableTally {
    fn receipt(self) -> FileReceipt {
        let of = |fate: Fate| self.rows.iter().filter(|r| r.fate.unwrap_or(Fate::SetAside) == fate).count();
        let stays = |r: &&RowTally| matches!(r.fate, Some(Fate::Taken | Fate::Corrected)) && !r.changed;
        let counts = (of(Fate::Taken), of(Fate::Corrected), of(Fate::SetAside), of(Fate::Ignored));
        let (rows_read, unchanged) = (self.rows.len(), self.rows.iter().filter(stays).count());
        let mut problems = self.problems;
        for row in self.rows {
            let problem = |(column, problem)| Problem { line: Some(row.line), column, problem };
            problems.extend(row.problems.into_iter().map(problem));
            if row.fate.is_none() {
                problems.push(Problem { line: Some(row.line), column: None, problem: "It was not read.".into() });
            }
        }
        problems.sort();
        let (taken, corrected, set_aside, ignored) = counts;
        FileReceipt {
            file: self.file,
            table: self.table,
            rows_read,
            taken,
            corrected,
            set_aside,
            ignored,
            unchanged,
            problems,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_add_up_and_the_worst_that_befell_a_row_counts() {
        let mut tally = Tally::default();
        let table = tally.add("a.csv", "Episodes", [2, 3, 4, 5, 6]);
        let row = |row| RowRef { table, row };
        tally.take(row(0));
        tally.changes(row(0));
        tally.set_aside(row(1), Some("DEC"), "is before DECOM");
        tally.take(row(1));
        tally.ignore(row(2), "says the same again");
        tally.correct(row(3), None, "put right");
        let [receipt] = tally.receipts().try_into().unwrap_or_else(|_| unreachable!("one table"));
        assert_eq!(
            (receipt.taken, receipt.corrected, receipt.set_aside, receipt.ignored, receipt.unchanged),
            (1, 1, 2, 1, 1)
        );
        assert_eq!(receipt.rows_read, 5);
        assert_eq!(receipt.problems.len(), 4);
    }
}
