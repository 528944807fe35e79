//! A file's receipt on the wire.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::desk::pounds;
use crate::savings::matching::code::Code;
use crate::savings::matching::outcome::{FileReceipt, ReceiptLine, RowState};

/// A column's sum against its printed total, in pounds.
#[derive(Serialize, ToSchema)]
pub(super) struct ColumnTotal {
    /// Which column.
    column: String,
    /// The sum of the rows.
    sum: String,
    /// The printed total; none where there is none.
    printed: Option<String>,
}

/// What became of a file. Rows read = posted + set aside + ignored.
#[derive(Serialize, ToSchema)]
pub(super) struct MoneyReceipt {
    /// Rows below the header.
    rows_read: u64,
    /// In the ledger, or confirmed.
    posted: u64,
    /// Waiting for a person.
    set_aside: u64,
    /// Nothing to do.
    ignored: u64,
    /// Σ of the posted rows, in pounds.
    posted_amount: String,
    /// Σ of the rows set aside, in pounds.
    set_aside_amount: String,
    /// The total that the file prints, in pounds.
    printed_total: Option<String>,
    /// Whether this very file was in before: then nothing in it is new.
    known_file: bool,
    /// Rows that were in before.
    known_rows: u64,
    /// The file; none where nothing was written.
    file: Option<Uuid>,
    /// Its hash.
    sha256: String,
    /// What is to be said of the file as a whole.
    notes: Vec<String>,
    /// Exceptions of the file as a whole.
    codes: Vec<Code>,
    /// Sums of columns against printed totals.
    columns: Vec<ColumnTotal>,
}

impl From<FileReceipt> for MoneyReceipt {
    fn from(r: FileReceipt) -> Self {
        let total = |c: crate::savings::matching::outcome::ColumnSum| ColumnTotal {
            column: c.column,
            sum: pounds(c.sum_pence),
            printed: c.printed_pence.map(pounds),
        };
        Self {
            rows_read: r.rows_read,
            posted: r.posted,
            set_aside: r.set_aside,
            ignored: r.ignored,
            posted_amount: pounds(r.posted_pence),
            set_aside_amount: pounds(r.set_aside_pence),
            printed_total: r.printed_total_pence.map(pounds),
            known_file: r.known_file,
            known_rows: r.known_rows,
            file: r.file,
            sha256: r.sha256,
            notes: r.notes,
            codes: r.codes,
            columns: r.columns.into_iter().map(total).collect(),
        }
    }
}

/// A row of a receipt.
#[derive(Serialize, ToSchema)]
pub(super) struct MoneyReceiptLine {
    /// Its line in the file.
    file_line: u64,
    /// What became of it.
    state: RowState,
    /// What is wrong.
    code: Option<Code>,
    /// The council's id of the child; of the likeliest where a person must choose.
    child: Option<String>,
    /// Whether the child is sure.
    child_is_sure: bool,
    /// Its amount, in pounds.
    amount: Option<String>,
    /// Why.
    reason: String,
}

impl From<ReceiptLine> for MoneyReceiptLine {
    fn from(l: ReceiptLine) -> Self {
        Self {
            file_line: l.file_line,
            state: l.state,
            code: l.code,
            child: l.child,
            child_is_sure: l.child_is_sure,
            amount: l.pence.map(pounds),
            reason: l.reason,
        }
    }
}
