//! Whether everything is equal: what children are entitled to, what was deducted for them, what came, what the ledger owes,
//! what statements confirm. Every difference down to its week or row.

use std::collections::{BTreeMap, HashMap};

use super::files::weigh;
use crate::access::{Action, Actor, Target, may};
use crate::kernel::id::{ChildId, LineId};
use crate::kernel::{Day, Pence, Refusal};
use crate::savings::entry::EntryKind;
use crate::savings::matching::code::Code;
use crate::savings::policy::Policy;
use crate::savings::queue::LineState;
use crate::savings::store::{files as stored, queue as rows};
use crate::savings::weeks::weeks;
use crate::store::{Answer, Fault, Outcome, Store};

/// The longest stretch that is tied out at once.
const DAYS_MAX: i64 = 800;

/// A week that is due and did not come whole, or came and is not due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekDifference {
    /// Its last day.
    pub week_end: Day,
    /// What is due.
    pub due: i64,
    /// What came.
    pub came: i64,
}

/// A row that waits and may be this child's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub line: LineId,
    /// How much.
    pub pence: i64,
    /// What is wrong.
    pub code: Option<Code>,
}

/// One child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieRow {
    /// Who.
    pub child: ChildId,
    /// The council's id.
    pub reference: String,
    /// By the policy.
    pub entitled: i64,
    /// By the rows of providers' files that were posted.
    pub deducted: i64,
    /// By the ledger's receipts.
    pub came: i64,
    /// By the ledger's accruals.
    pub accrued: i64,
    /// Sent to the child's account.
    pub paid: i64,
    /// Confirmed by statements.
    pub confirmed: i64,
    /// Weeks that differ.
    pub weeks: Vec<WeekDifference>,
    /// Rows that wait.
    pub waiting: Vec<Waiting>,
}

impl TieRow {
    /// Whether everything about the child is equal.
    #[must_use]
    pub const fn is_equal(&self) -> bool {
        self.entitled == self.deducted
            && self.deducted == self.came
            && self.entitled == self.accrued
            && self.paid == self.confirmed
            && self.waiting.is_empty()
    }
}

/// Ties out the weeks that end between two days, both included. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk; refused where the days are the wrong way round or too far apart.
pub async fn tie_out(store: &Store, policy: &Policy, actor: Actor, from: Day, to: Day) -> Answer<Vec<TieRow>> {
    if to < from || (to - from).num_days() > DAYS_MAX {
        return Err(
            Refusal::invalid("days_wrong", "to", "Give two days, the earlier first, at most two years apart.").into()
        );
    }
    let policy = policy.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let mut all: BTreeMap<ChildId, TieRow> = BTreeMap::new();
            let care = weigh::care(tx, &permit)?;
            let histories = weigh::histories(&care);
            let claimed = stored::claimed(tx, &permit, from, to)?;
            for child in &care {
                let mut row = empty(child.child, &child.reference);
                let history = histories.get(&child.child).ok_or(Fault::NotFound)?;
                let got = claimed.get(&child.child);
                for week in weeks(history, &policy, from, to)? {
                    let came = got.and_then(|g| g.get(&week.week_end)).map_or(0, |(pence, _)| *pence);
                    row.entitled += week.pence.0;
                    if came != week.pence.0 {
                        row.weeks.push(WeekDifference { week_end: week.week_end, due: week.pence.0, came });
                    }
                }
                all.insert(child.child, row);
            }
            for line in rows::posted_between(tx, &permit, from, to)? {
                note(&mut all, &line);
            }
            let kinds = [EntryKind::Receipt, EntryKind::Accrual, EntryKind::PayOut, EntryKind::Statement];
            for (child, kind, pence) in stored::moved_between(tx, &permit, &kinds, from, to)? {
                book(&mut all, child, kind, pence);
            }
            tx.audit(&permit.entry(tx.now(), Some("tie_out")))?;
            Ok(Outcome::Done(all.into_values().filter(|r| r.says_something()).collect()))
        })
        .await
}

impl TieRow {
    fn says_something(&self) -> bool {
        let sums = [self.entitled, self.deducted, self.came, self.accrued, self.paid, self.confirmed];
        sums.iter().any(|s| *s != 0) || !self.waiting.is_empty()
    }
}

fn empty(child: ChildId, reference: &str) -> TieRow {
    TieRow {
        child,
        reference: reference.to_owned(),
        entitled: 0,
        deducted: 0,
        came: 0,
        accrued: 0,
        paid: 0,
        confirmed: 0,
        weeks: Vec::new(),
        waiting: Vec::new(),
    }
}

fn note(all: &mut BTreeMap<ChildId, TieRow>, line: &crate::savings::queue::Line) {
    let pence = line.pence.unwrap_or(0);
    match (line.state, line.child) {
        (LineState::Posted, Some(child)) => {
            if let Some(row) = all.get_mut(&child) {
                row.deducted += pence;
            }
        }
        (LineState::SetAside | LineState::Parked, _) => {
            let likeliest = line.child.or(line.suggestions.first().map(|s| s.child));
            if let Some(row) = likeliest.and_then(|c| all.get_mut(&c)) {
                row.waiting.push(Waiting { line: line.id, pence, code: line.code });
            }
        }
        _ => {}
    }
}

fn book(all: &mut BTreeMap<ChildId, TieRow>, child: ChildId, kind: EntryKind, pence: Pence) {
    let Some(row) = all.get_mut(&child) else { return };
    match kind {
        EntryKind::Receipt => row.came += pence.0,
        EntryKind::Accrual => row.accrued += pence.0,
        EntryKind::PayOut => row.paid += pence.0,
        EntryKind::Statement => row.confirmed += pence.0,
        _ => {}
    }
}

/// The sums over every child.
#[must_use]
pub fn totals(rows: &[TieRow]) -> HashMap<&'static str, i64> {
    let mut sums: HashMap<&'static str, i64> = HashMap::new();
    for row in rows {
        for (what, pence) in [
            ("entitled", row.entitled),
            ("deducted", row.deducted),
            ("came", row.came),
            ("accrued", row.accrued),
            ("paid", row.paid),
            ("confirmed", row.confirmed),
        ] {
            *sums.entry(what).or_default() += pence;
        }
    }
    sums
}
