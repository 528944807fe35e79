//! Decisions from the desk: each under an id that the desk made, so that a retry is the same decision and never a second
//! one; and what accepting a row would come to, before it is accepted.

use std::collections::BTreeSet;

use chrono::Duration;

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId, LineId};
use crate::kernel::{Day, Refusal};
use crate::people;
use crate::savings::actions::files::weigh;
use crate::savings::actions::queue::{self as acts, AT_ONCE_MAX, Decide, Many};
use crate::savings::matching::outcome::content_key;
use crate::savings::matching::share::share;
use crate::savings::policy::Policy;
use crate::savings::queue::{Face, Line, Made};
use crate::savings::store::ledger as books;
use crate::savings::store::{decisions, files, queue as rows};
use crate::savings::weeks::weeks;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// Weeks that are offered on either side of a row's own days.
const WEEKS_BESIDE: i64 = 6;
/// Weeks that are offered for a row whose days cannot be read.
const WEEKS_BACK: i64 = 52;

/// What a person decides about one row.
#[derive(Debug, Clone)]
pub struct One {
    /// Under which id; made at the desk.
    pub id: AnyId,
    /// About which row.
    pub line: LineId,
    /// What.
    pub what: Decide,
    /// The weeks that a person chose for it; none where its own days say which.
    pub weeks: Vec<Day>,
    /// The decision that an undoing is of: refused where another came in between.
    pub undoes: Option<AnyId>,
    /// Why.
    pub reason: String,
}

/// Decides about one row. The same id with the same content is done once, and answered with the row as it is now.
///
/// # Errors
/// Refused where somebody was quicker (`line_decided`), the parts do not add up (`parts_differ`), a reason is missing, it is never
/// posted (`never_posted`), or the id was used for something else (`decision_differs`).
pub async fn decide_line(store: &Store, policy: &Policy, actor: Actor, one: One) -> Answer<Line> {
    let policy = policy.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            books::claim(tx)?;
            let print = content_key(&format!("{:?}", (one.line, &one.what, &one.weeks, one.undoes, one.reason.trim())));
            if known(tx, &permit, one.id, &print)?.is_some() {
                return Ok(Outcome::Unchanged(rows::line(tx, &permit, one.line)?));
            }
            let last = decisions::of_line(tx, &permit, one.line)?.into_iter().find(|m| m.is_done);
            if one.undoes.is_some_and(|id| last.is_none_or(|m| m.id != id)) {
                let now = rows::line(tx, &permit, one.line)?;
                return Err(acts::somebody_was_quicker(tx, &now)?.into());
            }
            let chosen: BTreeSet<Day> = one.weeks.iter().copied().collect();
            let chosen = (!chosen.is_empty()).then_some(&chosen);
            acts::decide(tx, &permit, &policy, one.line, &one.what, chosen, &one.reason)?;
            let word = acts::word(&one.what);
            decisions::insert(tx, &permit, (one.id, one.line), (word, one.reason.trim()), &print, true)?;
            tx.audit(&permit.entry(tx.now(), Some(word)))?;
            Ok(Outcome::Done(rows::line(tx, &permit, one.line)?))
        })
        .await
}

fn known(rx: &mut Rx<'_>, permit: &Permit, id: AnyId, print: &str) -> Answer<Option<Vec<Made>>> {
    let made = decisions::of_id(rx, permit, id)?;
    if made.iter().any(|m| m.fingerprint != print) {
        let say = "This id was used for another decision. Decide again.";
        return Err(Refusal::conflict("decision_differs", say).into());
    }
    Ok((!made.is_empty()).then_some(made))
}

/// Decides about many rows at once, under one id; answers those that were left for somebody to look at one by one.
///
/// # Errors
/// Refused where there are none or more than 500 (`lines_too_many`), the id was used for something else (`decision_differs`),
/// and, naming the row, where one row would make the books go wrong: then nothing was decided.
pub async fn decide_lines(
    store: &Store,
    policy: &Policy,
    actor: Actor,
    id: AnyId,
    lines: Vec<LineId>,
    what: Many,
    reason: String,
) -> Answer<Vec<LineId>> {
    if lines.is_empty() || lines.len() > AT_ONCE_MAX {
        return Err(Refusal::invalid("lines_too_many", "lines", "Choose between 1 and 500 rows.").into());
    }
    let policy = policy.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            books::claim(tx)?;
            let print = content_key(&format!("{:?}", (&lines, what, reason.trim())));
            if let Some(made) = known(tx, &permit, id, &print)? {
                let left = made.into_iter().filter(|m| !m.is_done).map(|m| m.line).collect();
                return Ok(Outcome::Unchanged(left));
            }
            let mut left = Vec::new();
            let unique: BTreeSet<LineId> = lines.iter().copied().collect();
            for line in &unique {
                let is_done = one_of_many(tx, &permit, &policy, *line, what, &reason)?;
                decisions::insert(tx, &permit, (id, *line), (many_word(what), reason.trim()), &print, is_done)?;
                if !is_done {
                    left.push(*line);
                }
            }
            tx.audit(&permit.entry(tx.now(), Some("many")))?;
            Ok(Outcome::Done(left))
        })
        .await
}

fn one_of_many(
    tx: &mut Tx<'_>,
    permit: &Permit,
    policy: &Policy,
    id: LineId,
    what: Many,
    reason: &str,
) -> Answer<bool> {
    let line = rows::line(tx, permit, id)?;
    let Some(one) = acts::of_many(&line, what) else { return Ok(false) };
    let named = |fault| match fault {
        Fault::Refused(refusal) => {
            let say = format!("Line {} of its file: {} Nothing was decided.", line.file_line, refusal.say);
            Fault::Refused(Refusal { say, ..refusal })
        }
        other => other,
    };
    acts::decide(tx, permit, policy, id, &one, None, reason).map_err(named)?;
    Ok(true)
}

const fn many_word(what: Many) -> &'static str {
    match what {
        Many::AcceptSuggested => "accepted",
        Many::Reject => "rejected",
        Many::Park => "parked",
    }
}

/// A week of a child to which money may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenWeek {
    /// Its last day.
    pub week_end: Day,
    /// What is due.
    pub due: i64,
    /// What it has.
    pub has: i64,
    /// What it would get of the row, by the row's own days.
    pub gets: i64,
}

/// What accepting a row for a child would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Who.
    pub face: Face,
    /// Weeks near the row's days that are due or have something, the oldest first.
    pub weeks: Vec<OpenWeek>,
    /// What no week of the row's days can take: it would wait beside them, and is never the child's.
    pub over: i64,
    /// Whether the row's own days can be read.
    pub has_days: bool,
    /// What was decided about the row before, the latest first.
    pub before: Vec<Made>,
}

/// Says what accepting a row for a child would come to, week by week. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] where there is no such row or child, and to everybody but the savings desk.
pub async fn weigh_line(store: &Store, policy: &Policy, actor: Actor, id: LineId, child: ChildId) -> Answer<Effect> {
    let policy = policy.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let line = rows::line(tx, &permit, id)?;
            let effect = effect(tx, &permit, &policy, &line, child)?;
            tx.audit(&permit.entry(tx.now(), Some("looked")))?;
            Ok(Outcome::Done(effect))
        })
        .await
}

fn effect(rx: &mut Rx<'_>, permit: &Permit, policy: &Policy, line: &Line, child: ChildId) -> Answer<Effect> {
    let care = people::care_of(rx, permit, &[child])?;
    let history = weigh::histories(&care).remove(&child).ok_or(Fault::NotFound)?;
    let face = care.into_iter().next().map(Face::from).ok_or(Fault::NotFound)?;
    let today = rx.today();
    let (from, to) = match line.days {
        Some((from, to)) => (from - Duration::weeks(WEEKS_BESIDE), to + Duration::weeks(WEEKS_BESIDE)),
        None => (today - Duration::weeks(WEEKS_BACK), today),
    };
    let claimed = files::claimed(rx, permit, from - Duration::days(380), to + Duration::days(14))?;
    let got = claimed.get(&child).cloned().unwrap_or_default();
    let shared = match (line.days, line.pence) {
        (Some(days), Some(pence)) => share(&history, policy, &got, days, pence)?,
        _ => Default::default(),
    };
    let gets = |end: Day| shared.parts.iter().filter(|p| p.week_end == end).map(|p| p.pence).sum::<i64>();
    let open = weeks(&history, policy, from, to.min(today + Duration::days(6)))?.into_iter().map(|w| OpenWeek {
        week_end: w.week_end,
        due: if w.counts { w.pence.0 } else { 0 },
        has: got.get(&w.week_end).map_or(0, |(pence, _)| *pence),
        gets: gets(w.week_end),
    });
    Ok(Effect {
        face,
        weeks: open.filter(|w| w.due > 0 || w.has > 0 || w.gets != 0).collect(),
        over: shared.over,
        has_days: line.days.is_some(),
        before: decisions::of_line(rx, permit, line.id)?,
    })
}
