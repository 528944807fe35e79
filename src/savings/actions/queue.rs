//! What a decision about a row does: accept, split, reassign, reject, park, undo. It happens inside the transaction of whoever
//! decides (`decide`); nothing is ever edited, an undoing is an entry of its own with a reason.

mod confirm;

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Permit;
use crate::kernel::calendar::{london_day, london_minutes};
use crate::kernel::id::{AnyId, ChildId, Id, LineId};
use crate::kernel::{Day, Pence, Refusal};
use crate::people;
use crate::savings::account::Account;
use crate::savings::actions::files::came::Senders;
use crate::savings::actions::files::others;
use crate::savings::actions::files::post::{OpenDays, act, link, week_sources};
use crate::savings::actions::files::weigh;
use crate::savings::entry::{ActKind, Entry, EntryKind, EntryNo};
use crate::savings::intake::FileKind;
use crate::savings::ledger;
use crate::savings::matching::outcome::Claim;
use crate::savings::matching::person::id_key;
use crate::savings::matching::share::{Part, share, share_among};
use crate::savings::policy::Policy;
use crate::savings::queue::{Claimed, Line, LineState};
use crate::savings::store::files::{self as files, NewClaim};
use crate::savings::store::queue::{self as rows, Decided};
use crate::store::{Answer, Fault, Rx, Tx};

/// The most rows that are decided at once.
pub(super) const AT_ONCE_MAX: usize = 500;
/// The least that a suggestion must score to be taken for many rows at once.
const SURE_MIN: u32 = 60;

/// A part of a row, for one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// For whom.
    pub child: ChildId,
    /// How much.
    pub pence: i64,
}

/// What a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decide {
    /// It is this child's. Remembered for the sender's reference.
    Accept(ChildId),
    /// It is several children's: the parts add up to it.
    Split(Vec<Share>),
    /// It was posted to another child, and is this one's.
    Reassign(ChildId),
    /// It will not be posted.
    Reject,
    /// Later.
    Park,
    /// What was decided is undone: the row waits again.
    Undo,
}

pub(super) const fn word(what: &Decide) -> &'static str {
    match what {
        Decide::Accept(_) => "accepted",
        Decide::Split(_) => "split",
        Decide::Reassign(_) => "reassigned",
        Decide::Reject => "rejected",
        Decide::Park => "parked",
        Decide::Undo => "undone",
    }
}

/// What is decided about many rows at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// Each is its one likely child's. A row with a conflict, or several likely children, is left.
    AcceptSuggested,
    /// None will be posted.
    Reject,
    /// Later.
    Park,
}

/// What deciding about many rows comes to for one; none where it is left for somebody to look at.
pub(super) fn of_many(line: &Line, what: Many) -> Option<Decide> {
    let one = match what {
        Many::Reject => Some(Decide::Reject),
        Many::Park => (line.state != LineState::Parked).then_some(Decide::Park),
        Many::AcceptSuggested => likely(line).map(Decide::Accept),
    };
    one.filter(|_| line.is_open())
}

/// Somebody else decided in between: who, and when.
pub(super) fn somebody_was_quicker(rx: &mut Rx<'_>, line: &Line) -> Answer<Refusal> {
    let who = line.decided_by.map(|by| people::staff(rx, by)).transpose()?;
    let say = match who.zip(line.decided_at) {
        Some((who, at)) => {
            let (day, minutes) = (london_day(at).format("%-d %B %Y"), london_minutes(at));
            let (hour, minute) = (minutes / 60, minutes % 60);
            format!(
                "{} decided about this row on {day} at {hour:02}:{minute:02}: it is {} now. Look at it again.",
                who.name,
                line.state.as_str().replace('_', " ")
            )
        }
        None => "Somebody has decided about this row in between. Look at it again.".to_owned(),
    };
    Ok(Refusal::conflict("line_decided", say))
}

/// The only child that is likely, where nothing speaks against one.
fn likely(line: &Line) -> Option<ChildId> {
    use crate::savings::matching::code::Code;
    let mut by_score = line.suggestions.iter();
    let (first, second) = (by_score.next()?, by_score.next());
    let alone = second.is_none_or(|s| s.score + 20 <= first.score);
    (line.code == Some(Code::X05) && alone && first.score >= SURE_MIN).then_some(first.child)
}

/// Decides about one row; `weeks`: those that a person chose for it.
///
/// # Errors
/// Refused where somebody was quicker (`line_decided`), the parts do not add up (`parts_differ`), a reason is missing, or it is
/// never posted (`never_posted`).
pub(super) fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit,
    policy: &Policy,
    id: LineId,
    what: &Decide,
    weeks: Option<&BTreeSet<Day>>,
    reason: &str,
) -> Answer<()> {
    let line = rows::line(tx, permit, id)?;
    let reason = reason.trim();
    if reason.chars().count() > 500 {
        return Err(Refusal::invalid("reason_too_long", "reason", "Say why in at most 500 characters.").into());
    }
    if reason.is_empty() && !matches!(what, Decide::Accept(_)) {
        return Err(Refusal::invalid("reason_missing", "reason", "Say why.").into());
    }
    let is_fit = match what {
        Decide::Undo => line.state != LineState::SetAside,
        Decide::Reassign(_) => line.state == LineState::Posted,
        _ => line.is_open(),
    };
    if !is_fit {
        return Err(somebody_was_quicker(tx, &line)?.into());
    }
    match what {
        Decide::Accept(child) => accept(tx, permit, policy, &line, (*child, weeks), reason),
        Decide::Split(parts) => split(tx, permit, policy, &line, parts, reason),
        Decide::Reassign(child) => {
            undo(tx, permit, policy, &line, reason)?;
            accept(tx, permit, policy, &line, (*child, weeks), reason)
        }
        Decide::Reject => close(tx, permit, &line, LineState::Rejected, reason),
        Decide::Park => close(tx, permit, &line, LineState::Parked, reason),
        Decide::Undo => {
            undo(tx, permit, policy, &line, reason)?;
            // Rejected or parked, nobody had said anything about whose it is.
            let child = line.child.filter(|_| line.state != LineState::Posted);
            others::belongs_to(tx, permit, &line, child)?;
            let again =
                Decided { state: LineState::SetAside, child, reason, expected: 0, surplus: 0, extra_entry: None };
            rows::decide(tx, permit, line.id, &again)?;
            rows::settle(tx, permit, line.id, None)
        }
    }
}

fn close(tx: &mut Tx<'_>, permit: &Permit, line: &Line, state: LineState, reason: &str) -> Answer<()> {
    let (child, extra_entry) = (line.child, None);
    rows::decide(tx, permit, line.id, &Decided { state, child, reason, expected: 0, surplus: 0, extra_entry })?;
    match state {
        LineState::Rejected => rows::settle(tx, permit, line.id, Some(reason)),
        _ => Ok(()),
    }
}

fn accept(
    tx: &mut Tx<'_>,
    permit: &Permit,
    policy: &Policy,
    line: &Line,
    (child, weeks): (ChildId, Option<&BTreeSet<Day>>),
    reason: &str,
) -> Answer<()> {
    let part = Share { child, pence: line.pence.unwrap_or(0) };
    put(tx, permit, policy, line, (&[part], weeks), reason)?;
    // The sender's reference names this child from now on.
    if let (Some(provider), Some(theirs)) = (line.provider(), line.their_ref.as_deref()) {
        files::choose(tx, permit, provider, &id_key(theirs), child)?;
    }
    Ok(())
}

fn split(tx: &mut Tx<'_>, permit: &Permit, policy: &Policy, line: &Line, parts: &[Share], reason: &str) -> Answer<()> {
    let sum = parts.iter().try_fold(0i64, |sum, p| sum.checked_add(p.pence));
    let mut children: Vec<ChildId> = parts.iter().map(|p| p.child).collect();
    children.sort_unstable();
    children.dedup();
    let fits =
        sum == line.pence && parts.len() >= 2 && children.len() == parts.len() && parts.iter().all(|p| p.pence > 0);
    if !fits {
        let say = "The parts must be two or more, each of another child and more than nothing, and add up to the row.";
        return Err(Refusal::invalid("parts_differ", "parts", say).into());
    }
    put(tx, permit, policy, line, (parts, None), reason)
}

/// Posts a row to children: to the weeks that are due in its days, the rest apart; a negative one takes back what its days got.
fn put(
    tx: &mut Tx<'_>,
    permit: &Permit,
    policy: &Policy,
    line: &Line,
    (parts, weeks): (&[Share], Option<&BTreeSet<Day>>),
    reason: &str,
) -> Answer<()> {
    // A row of a statement has no days of its own: it is as at the statement's.
    if line.kind != FileKind::Provider {
        return confirm::put(tx, permit, policy, line, parts, reason);
    }
    let (Some((from, to)), Some(pence)) = (days_of(line, weeks), line.pence) else {
        let say = "Its days or its amount cannot be read. Choose its weeks, or put it right in the file and load that.";
        return Err(Refusal::conflict("line_unreadable", say).into());
    };
    if pence == 0 {
        return Err(Refusal::conflict("nothing_to_post", "There is no amount to post. Reject the row instead.").into());
    }
    let claimed = files::claimed(tx, permit, from - chrono::Duration::days(380), to + chrono::Duration::days(14))?;
    let on = OpenDays::default().of(tx, to)?;
    let key: AnyId = Id::at(tx.now());
    let (mut entries, mut claims, mut expected) = (Vec::new(), Vec::new(), 0);
    let (senders, mut with_entry) = (Senders::read(tx)?, Vec::new());
    let children: Vec<ChildId> = parts.iter().map(|p| p.child).collect();
    let sources = week_sources(tx, permit, &children)?;
    let why = if reason.is_empty() { "Accepted by a person" } else { reason };
    for part in parts {
        let history = weigh::history(tx, permit, part.child)?;
        let got: BTreeMap<Day, (i64, i32)> = claimed.get(&part.child).cloned().unwrap_or_default();
        let shared = match weeks {
            Some(weeks) => share_among(&history, policy, &got, weeks, part.pence),
            None => share(&history, policy, &got, (from, to), part.pence),
        };
        let shared = shared.map_err(Fault::from)?;
        expected += shared.expected;
        for Part { week_end, pence } in shared.parts {
            let due = sources.get(&(part.child, week_end)).copied();
            if let Some(entry) = senders.entry(line.provider(), due, (part.child, week_end, pence), on) {
                with_entry.push(claims.len());
                entries.push(entry.because(why));
            }
            let number = got.get(&week_end).map_or(0, |(_, n)| *n);
            let claim = Claim { child: part.child, week_end, pence };
            claims.push(NewClaim { line: line.id, claim, part: number, entry: None });
        }
        if shared.over > 0 {
            let entry = Entry::new(EntryKind::Surplus, Account::Bank, Account::Suspense, Pence(shared.over), on);
            entries.push(entry.about(part.child).because(why));
        } else if shared.over < 0 {
            let owed = Account::Provider(line.provider());
            let entry = Entry::new(EntryKind::Adjustment, owed, Account::Bank, Pence(shared.over.abs()), on);
            entries.push(entry.about(part.child).because(why));
        }
    }
    let numbers = match entries.as_slice() {
        [] => vec![],
        all => ledger::post(tx, permit, &act(key, ActKind::Match, policy), all)?.entries,
    };
    let (of_weeks, beside): (Vec<_>, Vec<_>) = entries.iter().zip(numbers).partition(|(e, _)| e.week_end.is_some());
    link(&mut claims, with_entry, of_weeks.into_iter().map(|(_, no)| no));
    files::insert_claims(tx, permit, &claims)?;
    let beside: Vec<EntryNo> = beside.into_iter().map(|(_, no)| no).collect();
    if beside.len() > 1 {
        let say = "More than one part has more than its weeks can take. Split it otherwise.";
        return Err(Refusal::conflict("parts_over", say).into());
    }
    decided(tx, permit, line, parts, why, expected, beside.first().copied())
}

/// The days of a row: those of the weeks that a person chose, or its own.
fn days_of(line: &Line, weeks: Option<&BTreeSet<Day>>) -> Option<(Day, Day)> {
    match weeks {
        Some(chosen) => chosen.first().copied().zip(chosen.last().copied()),
        None => line.days,
    }
}

fn decided(
    tx: &mut Tx<'_>,
    permit: &Permit,
    line: &Line,
    parts: &[Share],
    why: &str,
    expected: i64,
    extra_entry: Option<EntryNo>,
) -> Answer<()> {
    let child = match parts {
        [one] => Some(one.child),
        _ => None,
    };
    let posted = Decided { state: LineState::Posted, child, reason: why, expected, surplus: 0, extra_entry };
    rows::decide(tx, permit, line.id, &posted)?;
    rows::settle(tx, permit, line.id, Some(why))
}

/// Undoes every entry of a row by one of its own, and gives up its weeks.
fn undo(tx: &mut Tx<'_>, permit: &Permit, policy: &Policy, line: &Line, reason: &str) -> Answer<()> {
    if line.state != LineState::Posted {
        return Ok(());
    }
    let claims: Vec<Claimed> = rows::claims(tx, permit, line.id)?;
    let entries = claims.iter().filter_map(|c| c.entry).chain(line.extra_entry);
    let today = tx.today();
    let on = ledger::open_day(tx, today)?;
    for entry in entries.collect::<Vec<_>>() {
        let key: AnyId = Id::at(tx.now());
        ledger::reverse(tx, permit, &act(key, ActKind::Correction, policy), entry, on, reason)?;
    }
    rows::give_up(tx, permit, line.id)
}
