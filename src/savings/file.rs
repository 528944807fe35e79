//! A file that came in, as it is written down.

use super::account::ProviderNo;
use super::intake::FileKind;
use super::matching::code::Code;
use super::matching::outcome::Decision;
use crate::kernel::Day;
use crate::kernel::id::{ChildId, LineId, MoneyFileId};

/// A file to be written down.
#[derive(Debug, Clone)]
pub struct FileMade {
    /// Its id.
    pub id: MoneyFileId,
    /// What kind.
    pub kind: FileKind,
    /// Whose, where it is a provider's.
    pub provider: Option<ProviderNo>,
    /// The provider's number, or nothing: files are compared with those of the same sender.
    pub sender: String,
    /// As it was named.
    pub name: String,
    /// Its hash.
    pub sha256: String,
    /// The first and the last day of its rows.
    pub days: Option<(Day, Day)>,
    /// The day a statement is as at.
    pub as_at: Option<Day>,
    /// The sum of its rows.
    pub sum_pence: i64,
    /// The printed total.
    pub printed_pence: Option<i64>,
    /// Words by which the council's ledger may name it, parted by line ends.
    pub words: String,
    /// The receipt, as JSON.
    pub receipt: String,
    /// Its headings with what they were read as, as JSON.
    pub headings: String,
}

/// A row to be written down.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// Its id.
    pub id: LineId,
    /// What was decided.
    pub decision: Decision,
    /// Its cells, as JSON.
    pub raw: String,
    /// The hash of what it says.
    pub content: String,
    /// Whose it may be, as JSON.
    pub suggestions: String,
}

/// An exception to be raised.
#[derive(Debug, Clone)]
pub struct NewException {
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
    /// In words, without names.
    pub says: String,
    /// About how much.
    pub pence: Option<i64>,
    /// What it is about, so that it is raised once.
    pub key: String,
}

/// A file's name as it is shown: no path, no control characters, no characters that turn the direction of text.
#[must_use]
pub fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_safe = |c: &char| {
        !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    let clean: String = last.chars().filter(is_safe).take(120).collect();
    if clean.trim().is_empty() { "file".to_owned() } else { clean }
}
