//! How an amount that a person accepts falls on weeks.

use std::collections::BTreeMap;

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
