//! How an amount that a person accepts falls on weeks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use super::schedule::year_of;
use crate::kernel::{Day, Refusal};
use crate::savings::history::History;
use crate::savings::policy::Policy;
use crate::savings::weeks::weeks;

/// A part of an amount for one week; less than nothing takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The week's last day.
    pub week_end: Day,
    /// How much.
    pub pence: i64,
}

/// How an amount that a person accepts falls on weeks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// What each week gets.
    pub parts: Vec<Part>,
    /// What no week can take; less than nothing where more is taken back than its weeks got.
    pub over: i64,
    /// What was due and not there yet.
    pub expected: i64,
}

/// Shares an amount that a person accepts among the weeks of its days: what is due and open gets it, what was given is taken
/// back from the last week first. `got` is what each week has, and of how many parts.
///
/// # Errors
/// Where the policy has no rate for a day that counts.
pub fn share(
    history: &History,
    policy: &Policy,
    got: &BTreeMap<Day, (i64, i32)>,
    (from, to): (Day, Day),
    pence: i64,
) -> Result<Shared, Refusal> {
    let has = |week_end: &Day| got.get(week_end).map_or(0, |(pence, _)| *pence);
    let mut shared = Shared::default();
    let mut left = pence;
    if pence < 0 {
        for (week_end, (had, _)) in got.range(from..=to).rev() {
            let back = (-left).min(*had).max(0);
            if back > 0 {
                shared.parts.push(Part { week_end: *week_end, pence: -back });
                left += back;
            }
        }
        shared.over = left;
        return Ok(shared);
    }
    let all = weeks(history, policy, from, to + Duration::days(6))?;
    let due = all.iter().filter(|w| w.counts).map(|w| (w.week_end, (w.pence.0 - has(&w.week_end)).max(0)));
    let (within, beyond): (Vec<_>, Vec<_>) = due.partition(|(end, _)| *end <= to);
    shared.expected = within.iter().map(|(_, open)| open).sum();
    let begins = Day::from_ymd_opt(year_of(from), 4, 1).unwrap_or(from);
    let earlier: Vec<(Day, i64)> = match got.range(begins..from).next().zip(got.range(begins..from).next_back()) {
        Some(((first, _), (last, _))) => weeks(history, policy, *first, *last)?
            .iter()
            .filter(|w| w.counts && has(&w.week_end) > 0)
            .map(|w| (w.week_end, w.pence.0 - has(&w.week_end)))
            .collect(),
        None => Vec::new(),
    };
    let beyond = if within.is_empty() { beyond } else { Vec::new() };
    for (week_end, open) in within.into_iter().chain(earlier).chain(beyond) {
        let part = left.min(open);
        if part > 0 {
            shared.parts.push(Part { week_end, pence: part });
            left -= part;
        }
    }
    shared.over = left;
    Ok(shared)
}

/// Shares an amount among the weeks that a person chose, the oldest first; of a negative one, the latest first.
///
/// # Errors
/// Refused where nothing is due for one of them (`week_not_due`), and where they cannot take it all but less than one week's
/// rate (`weeks_too_few`).
pub fn share_among(
    history: &History,
    policy: &Policy,
    got: &BTreeMap<Day, (i64, i32)>,
    chosen: &BTreeSet<Day>,
    pence: i64,
) -> Result<Shared, Refusal> {
    let (Some(from), Some(to)) = (chosen.first(), chosen.last()) else { return Ok(Shared::default()) };
    let has = |week_end: &Day| got.get(week_end).map_or(0, |(pence, _)| *pence);
    let all = weeks(history, policy, *from, *to)?;
    let due: BTreeMap<Day, i64> = all.iter().filter(|w| w.counts).map(|w| (w.week_end, w.pence.0)).collect();
    if let Some(week) = chosen.iter().find(|w| !due.contains_key(w) && has(w) <= 0) {
        let say = format!("Nothing is due for the week to {}. Choose others.", week.format("%-d %B %Y"));
        return Err(Refusal::invalid("week_not_due", "weeks", say));
    }
    let mut shared = Shared::default();
    let mut left = pence.abs();
    let order: Vec<&Day> = if pence < 0 { chosen.iter().rev().collect() } else { chosen.iter().collect() };
    for week_end in order {
        let open = (due.get(week_end).copied().unwrap_or(0) - has(week_end)).max(0);
        shared.expected += open;
        let part = left.min(if pence < 0 { has(week_end).max(0) } else { open });
        if part > 0 {
            shared.parts.push(Part { week_end: *week_end, pence: part * pence.signum() });
            left -= part;
        }
    }
    let rate = due.values().copied().max().unwrap_or(0);
    if left > 0 && (pence < 0 || left >= rate) {
        let say = "The weeks that were chosen cannot take all of it. Choose more weeks, or split the row.";
        return Err(Refusal::invalid("weeks_too_few", "weeks", say));
    }
    shared.over = left * pence.signum();
    Ok(shared)
}
