//! Entries of the ledger, before they are posted: one row names the account that is debited and the one that is credited.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::account::{Account, AccountKind};
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::{At, Day, Pence, Refusal};

/// An entry's number: given without gaps.
pub type EntryNo = i32;
/// An act's number.
pub type ActNo = i32;

/// The most that one entry may move: a hundred million pounds. More is a slip of the keyboard.
pub const ENTRY_MAX: Pence = Pence(10_000_000_000);

crate::words! {
    /// Why money moved.
    pub enum EntryKind {
        /// A week was due. At most one for a child and a week, for good.
        Accrual = "accrual",
        /// What was to come has come, in cash or net of an invoice.
        Receipt = "receipt",
        /// The council paid what a provider did not.
        TopUp = "top_up",
        /// A provider gave more than was due: it is owed back.
        Surplus = "surplus",
        /// From before the books were opened.
        Opening = "opening",
        /// The rest that nobody could explain then.
        Unexplained = "unexplained",
        /// Sent to a child's own account.
        PayOut = "pay_out",
        /// Left the council's bank.
        BankOut = "bank_out",
        /// A statement shows it.
        Statement = "statement",
        /// Paid to somebody who has left care.
        Leaver = "leaver",
        /// Undoes another entry.
        Reversal = "reversal",
        /// Puts something right, with a reason.
        Adjustment = "adjustment",
        /// Moves what was put down to the wrong child.
        WrongChild = "wrong_child",
        /// Given up by decision.
        WriteOff = "write_off",
    }
}

impl EntryKind {
    /// Whether it needs a reason in words.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Reversal | Self::Adjustment | Self::WrongChild | Self::WriteOff)
    }
}

crate::words! {
    /// What kind of act posted entries.
    pub enum ActKind {
        /// Weeks became due.
        Accrual = "accrual",
        /// Opening balances.
        Opening = "opening",
        /// A file was posted.
        Import = "import",
        /// A person matched something.
        Match = "match",
        /// Something was put right.
        Correction = "correction",
        /// A pay run.
        PayRun = "pay_run",
        /// A statement.
        Statement = "statement",
        /// Somebody left care.
        Leaver = "leaver",
        /// Anything else.
        Other = "other",
    }
}

/// An act: everything that is posted at once, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Given by whoever makes it; a second try under the same key posts nothing and answers the same.
    pub key: AnyId,
    /// What kind.
    pub kind: ActKind,
    /// The version of the policy it was worked out by.
    pub policy: Option<String>,
    /// Why, where a person says so.
    pub reason: Option<String>,
}

/// An entry to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is debited.
    pub debit: Account,
    /// What is credited.
    pub credit: Account,
    /// How much: more than nothing.
    pub pence: Pence,
    /// Why money moved.
    pub kind: EntryKind,
    /// Whom it is about. Every account of a child in the entry is this child's.
    pub child: Option<ChildId>,
    /// The week it is for, by its last day.
    pub week_end: Option<Day>,
    /// The day it counts from: not in a closed month, not after today.
    pub effective_on: Day,
    /// The entry that it undoes.
    pub reverses: Option<EntryNo>,
    /// Why, for whoever looks at it later.
    pub reason: Option<String>,
    /// The entry that was wrong, where this one puts it right without undoing it; it may be about another child.
    pub cites: Option<EntryNo>,
    /// The day it went wrong, where a correction knows it.
    pub wrong_on: Option<Day>,
}

impl Entry {
    /// An entry without a week and a reason.
    #[must_use]
    pub fn new(kind: EntryKind, debit: Account, credit: Account, pence: Pence, on: Day) -> Self {
        let child = debit.child().or(credit.child());
        let (week_end, reverses, reason) = (None, None, None);
        let (cites, wrong_on) = (None, None);
        Self { debit, credit, pence, kind, child, week_end, effective_on: on, reverses, reason, cites, wrong_on }
    }

    /// The same, about a child.
    #[must_use]
    pub fn about(self, child: ChildId) -> Self {
        Self { child: Some(child), ..self }
    }

    /// The same, for a week.
    #[must_use]
    pub fn for_week(self, week_end: Day) -> Self {
        Self { week_end: Some(week_end), ..self }
    }

    /// The same, with a reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }

    /// The same, naming the entry that was wrong and the day it went wrong.
    #[must_use]
    pub fn citing(self, cites: Option<EntryNo>, wrong_on: Option<Day>) -> Self {
        Self { cites, wrong_on, ..self }
    }

    /// Whether it can be posted at all on `today`.
    ///
    /// # Errors
    /// In words: an amount that is none, a day to come, a missing reason, two children in one entry.
    pub fn check(&self, today: Day) -> Result<(), Refusal> {
        if self.pence <= Pence::ZERO || self.pence > ENTRY_MAX {
            let say = "An entry moves more than nothing and less than a hundred million pounds. Check the amount.";
            return Err(Refusal::invalid("amount_out_of_range", "pence", say));
        }
        if self.effective_on > today {
            let say = "An entry cannot count from a day to come. Give today or an earlier day.";
            return Err(Refusal::invalid("day_to_come", "effective_on", say));
        }
        let blank = self.reason.as_ref().is_none_or(|r| r.trim().is_empty());
        if self.kind.needs_reason() && blank {
            return Err(Refusal::invalid("reason_missing", "reason", "Say why: this entry needs a reason."));
        }
        if (self.kind == EntryKind::Reversal) != self.reverses.is_some() {
            return Err(Refusal::invalid("reversal_unlinked", "reverses", "A reversal names the entry it undoes."));
        }
        if self.kind == EntryKind::Accrual && (self.week_end.is_none() || self.child.is_none()) {
            return Err(Refusal::invalid(
                "week_missing",
                "week_end",
                "A week that is due names its child and its end.",
            ));
        }
        let others = [self.debit.child(), self.credit.child()];
        if others.into_iter().flatten().any(|c| Some(c) != self.child) {
            let say = "One entry cannot touch two children. Post one for each.";
            return Err(Refusal::invalid("two_children", "child", say));
        }
        if self.debit == self.credit || self.debit.kind().is_memo() != self.credit.kind().is_memo() {
            let say = "These two accounts cannot stand in one entry.";
            return Err(Refusal::invalid("accounts_clash", "credit", say));
        }
        Ok(())
    }
}

/// How much each account's balance changes by entries, on its own side.
///
/// # Errors
/// Where a sum is too large to be money.
pub fn changes(entries: &[Entry]) -> Result<BTreeMap<Account, i64>, Refusal> {
    let mut by_account: BTreeMap<Account, i64> = BTreeMap::new();
    let too_large = || Refusal::invalid("amount_out_of_range", "pence", "The sum of these entries is too large.");
    // A child's weeks mostly stand together: their sum is added once.
    for same in entries.chunk_by(|a, b| (a.debit, a.credit) == (b.debit, b.credit)) {
        let Some(Entry { debit, credit, .. }) = same.first() else { continue };
        let pence = same.iter().try_fold(0_i64, |sum, e| sum.checked_add(e.pence.0)).ok_or_else(too_large)?;
        for (account, debited) in [(*debit, true), (*credit, false)] {
            let change = if account.kind().is_debit() == debited { pence } else { -pence };
            let sum = by_account.entry(account).or_default();
            *sum = sum.checked_add(change).ok_or_else(too_large)?;
        }
    }
    Ok(by_account)
}

/// What an act was, so that another one under its key is told from a second try.
#[must_use]
pub fn fingerprint(act: &Act, entries: &[Entry]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(format!("{:?}{:?}{:?}", act.kind, act.policy, act.reason));
    for e in entries {
        hash.update(format!("{e:?}"));
    }
    hash.finalize().to_vec()
}

/// An entry that stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub no: EntryNo,
    /// The act that posted it.
    pub act: ActNo,
    /// What it says.
    pub entry: Entry,
    /// When it was recorded.
    pub recorded_at: At,
    /// The entry that undid it.
    pub reversed_by: Option<EntryNo>,
}

/// What posting answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The act.
    pub act: ActNo,
    /// Its entries, in the order they were given.
    pub entries: Vec<EntryNo>,
    /// Whether it stood there already, under the same key: then nothing was posted now.
    pub already: bool,
}

/// A week that is in the ledger as due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekDue {
    /// Whose.
    pub child: ChildId,
    /// Its last day.
    pub week_end: Day,
    /// How much.
    pub pence: Pence,
    /// Its entry.
    pub entry: EntryNo,
    /// From whom it is to come: a provider, a carer, or the council itself (then there is nothing to wait for).
    pub from: Account,
    /// Whether it was undone since.
    pub is_reversed: bool,
}

impl WeekDue {
    /// Whether somebody else than the council is to hand it over.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        !self.is_reversed && matches!(self.from.kind(), AccountKind::Provider | AccountKind::Carer)
    }
}
