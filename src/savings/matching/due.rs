//! A row of a known child against the weeks that are due in its days.

use chrono::Duration;

use super::code::Code;
use super::outcome::{Claim, Decision, RowState};
use super::person::Person;
use super::schedule::{Known, year_of};
use crate::kernel::Day;
use crate::kernel::calendar::next_day;
use crate::kernel::id::ChildId;
use crate::savings::weeks::{Reason, Week, weeks};

/// The weeks that a row may be for: those that end in its days, and the one that it ends in.
#[derive(Debug, Default)]
struct Due {
    /// Ends in the days of the row: what is due and not there yet.
    within: Vec<(Day, i64)>,
    /// What was due in them at first.
    due: i64,
    /// Not due, and why.
    not_due: Vec<Reason>,
    /// Goes on after the last day of the row.
    beyond: Vec<(Day, i64)>,
}

fn due_in(person: &Person, from: Day, to: Day, known: &Known<'_>) -> Result<Due, String> {
    let Some(history) = known.histories.get(&person.child) else { return Ok(Due::default()) };
    let all: Vec<Week> = weeks(history, known.policy, from, to + Duration::days(6)).map_err(|r| r.say)?;
    let claimed = known.claimed.get(&person.child);
    let mut due = Due::default();
    for week in all {
        let is_theirs = known
            .urn
            .as_ref()
            .is_none_or(|urn| person.stays_with(urn, week.week_end - Duration::days(6), week.week_end));
        let left = week.pence.0 - claimed.and_then(|c| c.get(&week.week_end)).copied().unwrap_or(0);
        match (week.counts && is_theirs, week.week_end <= to) {
            (true, true) => {
                due.due += week.pence.0;
                due.within.push((week.week_end, left.max(0)));
            }
            (true, false) => due.beyond.push((week.week_end, left.max(0))),
            (false, true) => due.not_due.push(week.reason),
            (false, false) => {}
        }
    }
    Ok(due)
}

pub(super) fn against_weeks(mut d: Decision, person: &Person, known: &mut Known<'_>) -> Decision {
    let (Some((from, to)), Some(pence)) = (d.days, d.pence) else {
        return d.set_aside(Code::Unreadable, "It has no days or no amount.");
    };
    if pence < 0 {
        return d.set_aside(Code::X12, "It takes money back. The rows that it corrects must be found first.");
    }
    if to >= known.today {
        return d.set_aside(Code::NotYet, "Its days are not over yet.");
    }
    if let Some(urn) = known.urn.as_ref().filter(|urn| !person.stays_with(urn, from, to)) {
        let ended = person.stays.iter().any(|s| s.urn.as_ref() == Some(urn) && s.from <= to);
        let why = if ended {
            "The stay with this provider had ended."
        } else {
            "The child does not stay with this provider."
        };
        return if pence == 0 { d.ignored(why) } else { d.set_aside(Code::X03, why) };
    }
    let due = match due_in(person, from, to, known) {
        Ok(due) => due,
        Err(say) => return d.set_aside(Code::X08, say),
    };
    // Where no week ends in its days, it is a part of the one that they stand in.
    let beyond: i64 = due.beyond.iter().map(|(_, l)| *l).sum();
    let left: i64 = match due.within.as_slice() {
        [] => beyond.min(pence.max(0)),
        within => within.iter().map(|(_, l)| *l).sum(),
    };
    d.expected = left;
    d.weeks = due.within.iter().map(|(w, _)| *w).collect();
    if pence == 0 {
        return nothing(d, left);
    }
    let before = known.running.get(&(person.child, year_of(to))).copied().unwrap_or(0);
    let cumulative = before.saturating_add(pence - left);
    let tolerance = known.policy.desk.collection_tolerance.in_year_pence;
    // Half of what is there already once more is no rounding: it is the same deduction again.
    let got = due.due.saturating_sub(left);
    if got > 0 && pence > left && (pence - left).saturating_mul(2) >= got && pence <= due.due.saturating_add(tolerance)
    {
        return d.set_aside(Code::X02, "These weeks have their savings already: this is a second deduction for them.");
    }
    // E08: a difference of one week's rate or more is a week.
    if cumulative.abs() >= tolerance {
        return beyond_tolerance(d, &due, pence, left);
    }
    if due.within.is_empty() && due.beyond.is_empty() && !due.not_due.is_empty() {
        return not_due(d, &due);
    }
    post(d, person.child, &due, from, known)
}

fn nothing(d: Decision, left: i64) -> Decision {
    if left > 0 {
        d.set_aside(Code::X01, "Savings are due for these weeks, and nothing was deducted.")
    } else {
        d.ignored("Nothing is due, and nothing was deducted.")
    }
}

fn beyond_tolerance(d: Decision, due: &Due, pence: i64, left: i64) -> Decision {
    if due.within.is_empty() || (due.due == 0) {
        return not_due(d, due);
    }
    match due.not_due.iter().find(|_| pence > left) {
        Some(Reason::NotInCare | Reason::Eighteen) => d.set_aside(
            Code::X03,
            "More was deducted than is due: some of its weeks are after the stay or saving ended.",
        ),
        Some(Reason::NotYet(_)) => {
            d.set_aside(Code::X08, "More was deducted than is due: some of its weeks are before the child qualifies.")
        }
        _ if pence > left => d.set_aside(Code::X04, "More was deducted than is due, beyond the tolerance."),
        _ => d.set_aside(Code::X04, "Less was deducted than is due, beyond the tolerance."),
    }
}

fn not_due(d: Decision, due: &Due) -> Decision {
    match due.not_due.first() {
        Some(Reason::NotInCare | Reason::Eighteen) => {
            d.set_aside(Code::X03, "Nothing is due in these days: the stay or saving had ended, or had not begun.")
        }
        Some(Reason::NotYet(_) | Reason::LateEntrant) => {
            d.set_aside(Code::X08, "Nothing is due in these days: the child does not qualify yet.")
        }
        Some(reason) => d.set_aside(Code::X08, format!("Nothing is due in these days: {}.", reason.words())),
        None => d.set_aside(Code::X08, "No week ends in these days."),
    }
}

/// Gives the row to its weeks: those that end in its days first, then what is still open of earlier weeks; the week that it
/// stands in where none ends in it. What is left over, within the tolerance, is kept apart.
fn post(mut d: Decision, child: ChildId, due: &Due, from: Day, known: &mut Known<'_>) -> Decision {
    let mut left = d.pence.unwrap_or(0);
    let (_, to) = d.days.unwrap_or((from, from));
    let earlier = open_before(child, from, known);
    let claimed = known.claimed.entry(child).or_default();
    let beyond = if due.within.is_empty() { due.beyond.as_slice() } else { &[] };
    for (week_end, open) in due.within.iter().chain(&earlier).chain(beyond) {
        let pence = left.min(*open);
        if pence > 0 {
            d.claims.push(Claim { child, week_end: *week_end, pence });
            *claimed.entry(*week_end).or_default() += pence;
            left -= pence;
        }
    }
    d.surplus = left;
    *known.running.entry((child, year_of(to))).or_default() += d.pence.unwrap_or(0) - d.expected;
    d.state = RowState::Posted;
    d.reason = match (d.pence.unwrap_or(0) - d.expected, left) {
        (0, _) => "What is due.".into(),
        (_, 0) => "What is due, within the tolerance on the year's difference.".into(),
        _ => "What is due, within the tolerance; the rest is kept apart.".into(),
    };
    d
}

/// What is still open of weeks that got something, in the same year.
fn open_before(child: ChildId, from: Day, known: &Known<'_>) -> Vec<(Day, i64)> {
    let Some(claimed) = known.claimed.get(&child) else { return Vec::new() };
    let Some(history) = known.histories.get(&child) else { return Vec::new() };
    let begins = Day::from_ymd_opt(year_of(from), 4, 1).unwrap_or(from);
    let last = claimed.range(begins..from).next_back().map(|(w, _)| *w);
    let first = claimed.range(begins..from).next().map(|(w, _)| *w);
    let Some((first, last)) = first.zip(last) else { return Vec::new() };
    let all = weeks(history, known.policy, first, next_day(last)).unwrap_or_default();
    let open = |w: &Week| Some((w.week_end, w.pence.0 - *claimed.get(&w.week_end)?)).filter(|(_, left)| *left > 0);
    all.iter().filter(|w| w.counts).filter_map(open).collect()
}
