//! What becomes of a row, and the receipt that adds up.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::code::Code;
use crate::kernel::Day;
use crate::kernel::id::ChildId;

crate::words! {
    /// What became of a row. The three add up to the rows that were read.
    pub enum RowState {
        /// In the ledger, or confirmed.
        Posted = "posted",
        /// Waits for a person.
        SetAside = "set_aside",
        /// Nothing to do: a blank, a total, a row that was in before.
        Ignored = "ignored",
    }
}

/// A part of a row for one week of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// Whose week.
    pub child: ChildId,
    /// Its last day.
    pub week_end: Day,
    /// How much of the row.
    pub pence: i64,
}

/// Somebody whom a row may be about, with why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub child: ChildId,
    /// The council's id.
    pub reference: String,
    /// From 0 to 100: to put the likeliest first.
    pub score: u32,
    /// What speaks for and against.
    pub reasons: Vec<String>,
}

/// What becomes of a row.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The row's number below the header.
    pub nth: u64,
    /// Its line in the file.
    pub line: u64,
    /// What becomes of it.
    pub state: RowState,
    /// What is wrong, where something is.
    pub code: Option<Code>,
    /// Whose it is, where that is sure.
    pub child: Option<ChildId>,
    /// The council's id: of that child, or of the likeliest.
    pub reference: Option<String>,
    /// Whose it may be, the likeliest first.
    pub suggestions: Vec<Suggestion>,
    /// The days it is for, both included.
    pub days: Option<(Day, Day)>,
    /// Its amount; none where it has none that can be read.
    pub pence: Option<i64>,
    /// What was due in those days and not there yet.
    pub expected: i64,
    /// The weeks it is for, and how much of it each gets.
    pub claims: Vec<Claim>,
    /// The weeks it would be for.
    pub weeks: Vec<Day>,
    /// What it has beyond those weeks, within the tolerance.
    pub surplus: i64,
    /// Why, in words, without names.
    pub reason: String,
    /// What it says, so that the same row is known again.
    pub content: String,
    /// The sender's reference.
    pub their_ref: Option<String>,
    /// Which row with this content it is in its file, from 1.
    pub occurrence: u64,
    /// Every cell as it stands.
    pub raw: Vec<String>,
}

impl Decision {
    /// A row that nothing was decided about yet.
    #[must_use]
    pub fn of(row: &crate::savings::intake::rows::ReadRow) -> Self {
        Self {
            nth: row.nth,
            line: row.line,
            state: RowState::Ignored,
            code: None,
            child: None,
            reference: None,
            suggestions: Vec::new(),
            days: None,
            pence: None,
            expected: 0,
            claims: Vec::new(),
            weeks: Vec::new(),
            surplus: 0,
            reason: String::new(),
            content: String::new(),
            their_ref: None,
            occurrence: 1,
            raw: row.raw.clone(),
        }
    }

    /// Nothing to do, and why.
    #[must_use]
    pub fn ignored(mut self, why: impl Into<String>) -> Self {
        self.state = RowState::Ignored;
        self.reason = why.into();
        self
    }

    /// Waits for a person, and why.
    #[must_use]
    pub fn set_aside(mut self, code: Code, why: impl Into<String>) -> Self {
        self.state = RowState::SetAside;
        self.code = Some(code);
        self.reason = why.into();
        self.claims.clear();
        self.surplus = 0;
        self
    }
}

/// The hash of what a row says: names are not kept twice.
#[must_use]
pub fn content_key(content: &str) -> String {
    Sha256::digest(content.as_bytes()).iter().take(16).map(|b| format!("{b:02x}")).collect()
}

/// One row of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReceiptLine {
    /// The row's number below the header, from 1.
    pub line: u64,
    /// The line of the file (the row of the page) that it begins on.
    pub file_line: u64,
    /// What became of it.
    pub state: RowState,
    /// What is wrong, where something is.
    pub code: Option<Code>,
    /// The council's id of the child; of the likeliest where a person must choose.
    pub child: Option<String>,
    /// Whether the child is sure, or only suggested.
    pub child_is_sure: bool,
    /// The weeks it is for, by their last days.
    #[schema(value_type = Vec<String>)]
    pub weeks: Vec<Day>,
    /// Its amount, in pence; none where it cannot be read.
    pub pence: Option<i64>,
    /// Why.
    pub reason: String,
}

/// A column's sum against its printed total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ColumnSum {
    /// Which column.
    pub column: String,
    /// The sum of the rows, in pence.
    pub sum_pence: i64,
    /// The printed total; none where there is none.
    pub printed_pence: Option<i64>,
}

/// What became of a file. Rows read = posted + set aside + ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct FileReceipt {
    /// Rows below the header.
    pub rows_read: u64,
    /// In the ledger, or confirmed.
    pub posted: u64,
    /// Waiting for a person.
    pub set_aside: u64,
    /// Nothing to do.
    pub ignored: u64,
    /// Σ of the posted rows.
    pub posted_pence: i64,
    /// Σ of the rows set aside, as far as they can be read.
    pub set_aside_pence: i64,
    /// The total that the file prints; none where it prints none.
    pub printed_total_pence: Option<i64>,
    /// Whether nothing was written because that was asked for.
    pub dry_run: bool,
    /// Whether this very file was in before.
    pub known_file: bool,
    /// Rows that were in before.
    pub known_rows: u64,
    /// The file's id; none where nothing was written.
    pub file: Option<uuid::Uuid>,
    /// The file's hash.
    pub sha256: String,
    /// What is to be said of the file as a whole.
    pub notes: Vec<String>,
    /// Exceptions of the file as a whole.
    pub codes: Vec<Code>,
    /// Sums of columns against printed totals.
    pub columns: Vec<ColumnSum>,
    /// Every row.
    pub lines: Vec<ReceiptLine>,
}

impl FileReceipt {
    /// The receipt of what was decided.
    #[must_use]
    pub fn new(decisions: &[Decision], printed: Option<i64>) -> Self {
        let mut of = Self { printed_total_pence: printed, ..Self::default() };
        for d in decisions {
            of.rows_read += 1;
            match d.state {
                RowState::Posted => {
                    of.posted += 1;
                    of.posted_pence = of.posted_pence.saturating_add(d.pence.unwrap_or(0));
                }
                RowState::SetAside => {
                    of.set_aside += 1;
                    of.set_aside_pence = of.set_aside_pence.saturating_add(d.pence.unwrap_or(0));
                }
                RowState::Ignored => of.ignored += 1,
            }
            of.lines.push(d.line());
        }
        of
    }

    /// Whether a person should look.
    #[must_use]
    pub const fn wants_looking_at(&self) -> bool {
        self.set_aside > 0 || !self.codes.is_empty()
    }
}

impl Decision {
    fn line(&self) -> ReceiptLine {
        let weeks =
            if self.claims.is_empty() { self.weeks.clone() } else { self.claims.iter().map(|c| c.week_end).collect() };
        ReceiptLine {
            line: self.nth,
            file_line: self.line,
            state: self.state,
            code: self.code,
            child: self.reference.clone(),
            child_is_sure: self.child.is_some(),
            weeks,
            pence: self.pence,
            reason: self.reason.clone(),
        }
    }
}
