//! What a child sees of their money. Pure: from the weeks that are due, the ledger's entries and the register.
//!
//! Why a week is missing comes from a closed list of texts. A reason that could tell of a plan (adoption, custody, an age
//! that is doubted, living with parents) reads "paused", and no carer or provider is ever named.

use std::collections::{BTreeMap, HashMap};

use super::account::Account;
use super::entry::{ActNo, EntryKind, EntryNo, Posted};
use super::weeks::{Reason, Week};
use crate::kernel::calendar::london_day;
use crate::kernel::{Day, Pence};

crate::words! {
    /// How a week stands, for the child.
    pub enum WeekState {
        /// The money is there.
        In = "in",
        /// The council owes it; somebody has not handed it over yet.
        OnItsWay = "on_its_way",
        /// Nothing is saved; the worker talks about why.
        Paused = "paused",
        /// Somebody is finding out.
        FindingOut = "finding_out",
        /// Saving had not begun.
        NotYet = "not_yet",
        /// Not looked after by the council.
        None = "none",
    }
}

crate::words! {
    /// The texts that a child may read of a week. There are no others.
    pub enum ChildText {
        /// Saving is paused; the worker will talk about why.
        Paused = "paused",
        /// Somebody is finding out.
        FindingOut = "finding_out",
        /// Saving had not begun.
        NotYet = "not_yet",
        /// Not looked after by the council.
        NotLookedAfter = "not_looked_after",
        /// It was wrong and was put right.
        PutRight = "put_right",
    }
}

impl ChildText {
    /// The words, with the first name of whoever talks with the child.
    #[must_use]
    pub fn words(self, worker: Option<&str>) -> String {
        match self {
            Self::Paused => {
                format!("Saving is paused. {} will talk to you about why.", worker.unwrap_or("Your worker"))
            }
            Self::FindingOut => "We’re finding out about this week.".into(),
            Self::NotYet => "Saving hadn’t started yet.".into(),
            Self::NotLookedAfter => "You weren’t looked after by us at the end of this week.".into(),
            Self::PutRight => "We got this wrong and put it right.".into(),
        }
    }
}

/// A week on the child's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildWeek {
    /// Its last day.
    pub week_end: Day,
    /// What is saved for it.
    pub pence: Pence,
    /// How it stands.
    pub state: WeekState,
    /// Why it is missing, or what was put right.
    pub text: Option<ChildText>,
    /// The act that settled it, for who checked it.
    pub checked_by: Option<ActNo>,
}

/// Something that was wrong and was put right: stays visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// When it was put right.
    pub on: Day,
    /// When it went wrong.
    pub wrong_on: Option<Day>,
    /// Of which week.
    pub week_end: Option<Day>,
    /// By how much what is held changed: more or less.
    pub change: Pence,
}

/// How every week of a child's stands. `may_say_paused`: the worker has talked with the child about the pause; until then
/// it reads "finding out".
#[must_use]
pub fn child_weeks(weeks: &[Week], entries: &[Posted], may_say_paused: bool) -> Vec<ChildWeek> {
    let accrued: HashMap<Day, &Posted> = entries
        .iter()
        .filter(|p| p.entry.kind == EntryKind::Accrual)
        .filter_map(|p| Some((p.entry.week_end?, p)))
        .collect();
    let settled = settled(entries);
    let by_week: BTreeMap<Day, Option<&Week>> =
        accrued.keys().map(|d| (*d, None)).chain(weeks.iter().map(|w| (w.week_end, Some(w)))).collect();
    let of = |(week_end, week): (&Day, &Option<&Week>)| match accrued.get(week_end) {
        Some(posted) if posted.reversed_by.is_none() => Some(standing(*week_end, posted, &settled)),
        posted => gap(*week_end, week.map(|w| &w.reason), posted.is_some(), may_say_paused),
    };
    let mut found: Vec<ChildWeek> = by_week.iter().filter_map(of).collect();
    // Before the first week that says something, and after the last, there is nothing to tell.
    let is_silent = |w: &ChildWeek| w.state == WeekState::None;
    while found.last().is_some_and(is_silent) {
        found.pop();
    }
    found.into_iter().skip_while(|w| is_silent(w)).collect()
}

/// What came for each week, with the act it came by last: from outside for what was awaited.
fn settled(entries: &[Posted]) -> HashMap<(Day, Account), (Pence, ActNo)> {
    let mut found: HashMap<(Day, Account), (Pence, ActNo)> = HashMap::new();
    let standing = entries.iter().filter(|p| p.reversed_by.is_none());
    let came = |p: &&Posted| {
        !matches!(p.entry.kind, EntryKind::Accrual | EntryKind::Reversal)
            && !matches!(p.entry.credit, Account::Child(_) | Account::MemoIsa(_))
    };
    for p in standing.filter(came) {
        let Some(week_end) = p.entry.week_end else { continue };
        let (sum, act) = found.entry((week_end, p.entry.credit)).or_insert((Pence::ZERO, p.act));
        *sum = sum.checked_add(p.entry.pence).unwrap_or(*sum);
        *act = p.act;
    }
    found
}

fn standing(week_end: Day, posted: &Posted, settled: &HashMap<(Day, Account), (Pence, ActNo)>) -> ChildWeek {
    let awaited = matches!(posted.entry.debit, Account::Provider(_) | Account::Carer(_));
    let came = settled.get(&(week_end, posted.entry.debit));
    let is_in = !awaited || came.is_some_and(|(sum, _)| *sum >= posted.entry.pence);
    let state = if is_in { WeekState::In } else { WeekState::OnItsWay };
    let checked_by = came.filter(|_| is_in).map(|(_, act)| *act);
    ChildWeek { week_end, pence: posted.entry.pence, state, text: None, checked_by }
}

fn gap(week_end: Day, reason: Option<&Reason>, was_undone: bool, may_say_paused: bool) -> Option<ChildWeek> {
    let paused = if may_say_paused {
        (WeekState::Paused, ChildText::Paused)
    } else {
        (WeekState::FindingOut, ChildText::FindingOut)
    };
    let (state, text) = match reason {
        // It stands as due and is not posted: the next run does it.
        Some(Reason::Counts(_) | Reason::MadeGood(_) | Reason::LastDays) if !was_undone => (WeekState::OnItsWay, None),
        Some(Reason::Paused | Reason::Excluded) => (paused.0, Some(paused.1)),
        Some(Reason::Unknown | Reason::LateEntrant) => (WeekState::FindingOut, Some(ChildText::FindingOut)),
        Some(Reason::NotYet(_)) => (WeekState::NotYet, Some(ChildText::NotYet)),
        // An age that was changed, or a week that was undone for a reason of the council's: nothing tells which.
        _ if was_undone => (paused.0, Some(paused.1)),
        Some(Reason::NotInCare) => (WeekState::None, Some(ChildText::NotLookedAfter)),
        _ => return None,
    };
    let pence = Pence::ZERO;
    Some(ChildWeek { week_end, pence, state, text, checked_by: None })
}

/// What was put right, newest first: every undoing and adjustment that changed what is held.
#[must_use]
pub fn corrections(entries: &[Posted]) -> Vec<Correction> {
    let by_no: HashMap<EntryNo, &Posted> = entries.iter().map(|p| (p.no, p)).collect();
    let is_one = |p: &&Posted| {
        matches!(
            p.entry.kind,
            EntryKind::Reversal | EntryKind::Adjustment | EntryKind::WrongChild | EntryKind::WriteOff
        )
    };
    let of = |p: &Posted| {
        let change = match (p.entry.debit, p.entry.credit) {
            (_, Account::Child(_)) => p.entry.pence,
            (Account::Child(_), _) => Pence(p.entry.pence.0.saturating_neg()),
            _ => return None,
        };
        let wrong = p.entry.reverses.and_then(|no| by_no.get(&no));
        let wrong_on = p.entry.wrong_on.or_else(|| wrong.map(|w| london_day(w.recorded_at)));
        Some(Correction { on: london_day(p.recorded_at), wrong_on, week_end: p.entry.week_end, change })
    };
    entries.iter().rev().filter(is_one).filter_map(of).collect()
}

/// A line for a picture: what was saved in all at the end of each week.
#[must_use]
pub fn line(weeks: &[ChildWeek]) -> Vec<(Day, Pence)> {
    let mut sum = Pence::ZERO;
    let mut points = Vec::new();
    for week in weeks.iter().filter(|w| matches!(w.state, WeekState::In | WeekState::OnItsWay)) {
        sum = sum.checked_add(week.pence).unwrap_or(sum);
        points.push((week.week_end, sum));
    }
    points
}
