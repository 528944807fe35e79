//! Rows that wait for a person, as the desk sees them.

use super::account::ProviderNo;
use super::entry::EntryNo;
use super::intake::FileKind;
use super::matching::code::Code;
use crate::kernel::id::{ChildId, ExceptionId, LineId, MoneyFileId, StaffId};
use crate::kernel::{At, Day};

crate::words! {
    /// Where a row stands.
    pub enum LineState {
        /// In the ledger, or confirmed.
        Posted = "posted",
        /// Waits for a person.
        SetAside = "set_aside",
        /// Put off, with a reason.
        Parked = "parked",
        /// Will not be posted, with a reason.
        Rejected = "rejected",
    }
}

crate::words! {
    /// Where an exception stands.
    pub enum ExceptionState {
        /// Somebody must look.
        Open = "open",
        /// Somebody has looked, and said what came of it.
        Resolved = "resolved",
    }
}

/// A file, as it is listed.
#[derive(Debug, Clone)]
pub struct FileFace {
    /// Which.
    pub id: MoneyFileId,
    /// What kind.
    pub kind: FileKind,
    /// Whose.
    pub provider: Option<ProviderNo>,
    /// As it was named.
    pub name: String,
    /// Its hash.
    pub sha256: String,
    /// When it was loaded.
    pub loaded_at: At,
    /// By whom; none for a command.
    pub loaded_by: Option<StaffId>,
    /// The days of its rows.
    pub days: Option<(Day, Day)>,
    /// The sum of its rows.
    pub sum_pence: i64,
    /// The printed total.
    pub printed_pence: Option<i64>,
    /// Rows by where they stand now.
    pub lines: Vec<(LineState, i64)>,
}

/// Somebody whom a row may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// Who.
    pub child: ChildId,
    /// From 0 to 100.
    pub score: u32,
    /// What speaks for and against.
    pub reasons: Vec<String>,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which.
    pub id: LineId,
    /// Of which file.
    pub file: MoneyFileId,
    /// What kind of file.
    pub kind: FileKind,
    /// Whose file: the provider's number, or nothing.
    pub sender: String,
    /// Its number below the header.
    pub nth: i32,
    /// Its line in the file.
    pub file_line: i64,
    /// Its cells as they stand.
    pub raw: Vec<String>,
    /// The sender's reference.
    pub their_ref: Option<String>,
    /// Where it stands.
    pub state: LineState,
    /// What is wrong.
    pub code: Option<Code>,
    /// Why, in words.
    pub reason: String,
    /// Whose it is.
    pub child: Option<ChildId>,
    /// Whose it may be.
    pub suggestions: Vec<Suggested>,
    /// The days it is for.
    pub days: Option<(Day, Day)>,
    /// Its amount.
    pub pence: Option<i64>,
    /// What was due.
    pub expected: i64,
    /// What it has beyond the weeks.
    pub surplus: i64,
    /// The entry of the ledger beside those of its weeks.
    pub extra_entry: Option<EntryNo>,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<At>,
}

impl Line {
    /// The provider whose file it is of.
    #[must_use]
    pub fn provider(&self) -> Option<ProviderNo> {
        self.sender.parse().ok()
    }

    /// Whether somebody can still decide about it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, LineState::SetAside | LineState::Parked)
    }
}

/// A claim of a row on a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// Whose week.
    pub child: ChildId,
    /// Its last day.
    pub week_end: Day,
    /// How much.
    pub pence: i64,
    /// The entry of the ledger.
    pub entry: Option<EntryNo>,
}

/// What was said of an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: crate::kernel::id::AnyId,
    /// When.
    pub at: At,
    /// By whom; none for a file or a job.
    pub by: Option<StaffId>,
    /// In words.
    pub text: String,
}

/// An exception.
#[derive(Debug, Clone)]
pub struct Exception {
    /// Which.
    pub id: ExceptionId,
    /// What is wrong.
    pub code: Code,
    /// With whom.
    pub child: Option<ChildId>,
    /// With which provider.
    pub provider: Option<ProviderNo>,
    /// With which file.
    pub file: Option<MoneyFileId>,
    /// With which row.
    pub line: Option<LineId>,
    /// On which day.
    pub on: Option<Day>,
    /// In words.
    pub says: String,
    /// About how much.
    pub pence: Option<i64>,
    /// Since when.
    pub raised_at: At,
    /// Who looks after it.
    pub owner: Option<StaffId>,
    /// Where it stands.
    pub state: ExceptionState,
    /// What came of it.
    pub resolution: Option<String>,
    /// What was said of it, oldest first.
    pub notes: Vec<Note>,
}

/// A child as the savings desk sees one: who, and no words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// Day of birth.
    pub born_on: Day,
}

impl From<crate::people::Care> for Face {
    fn from(c: crate::people::Care) -> Self {
        Self { child: c.child, reference: c.reference, known_as: c.known_as, born_on: c.born_on }
    }
}

/// What an act of a person about rows was, for the record and so that it is done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// About which row.
    pub line: LineId,
    /// What, in a word.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Of what was asked.
    pub fingerprint: String,
    /// Whether it was done; false where the row was left.
    pub is_done: bool,
    /// By whom.
    pub by: Option<StaffId>,
    /// When.
    pub at: At,
    /// Under which id.
    pub id: crate::kernel::id::AnyId,
}

/// How many rows stand somewhere, of one sender and with one thing wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What kind of file.
    pub kind: FileKind,
    /// Whose.
    pub provider: Option<ProviderNo>,
    /// What is wrong.
    pub code: Option<Code>,
    /// How many.
    pub rows: i64,
}
