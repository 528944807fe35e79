//! Weeks that a provider should have handed over: when they are late, what the council has topped up, and gaps that an IRO
//! should know of.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Duration};

use super::account::{Account, AccountKind, ProviderNo};
use super::provider::{Provider, Terms};
use super::store::short as rows;
use super::{ledger, providers};
use crate::access::Permit;
use crate::kernel::calendar::{day_before, deadline_add_months};
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::store::{Answer, Rx};

/// So many weeks in a row are a gap that the IRO hears of once there is one more.
pub const GAP_WEEKS: usize = 4;

/// A week that was due from a provider, is late, and has not come whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    /// Whose.
    pub child: ChildId,
    /// Its last day.
    pub week_end: Day,
    /// The provider; none where it is not in the register.
    pub provider: Option<ProviderNo>,
    /// What the provider owes the ledger, in pence: nothing once it was topped up.
    pub open: i64,
    /// What the council has topped up and not got back, in pence.
    pub topped_up: i64,
}

impl Short {
    /// What has not come from the provider.
    #[must_use]
    pub const fn missing(&self) -> Pence {
        Pence(self.open.saturating_add(self.topped_up))
    }
}

/// The day by which the file that holds a week should have come: the provider's day of the month after the week's; the last
/// day of that month, where none is agreed.
#[must_use]
pub fn expected_by(terms: Option<&Terms>, week_end: Day) -> Day {
    let month = deadline_add_months(ledger::month_of(week_end), 1);
    let last = day_before(deadline_add_months(month, 1));
    let day = terms.and_then(|t| t.due_day).and_then(|d| u32::try_from(d).ok());
    day.and_then(|d| month.with_day(d)).unwrap_or(last)
}

/// Every week that is late by a day, with what is open and what was topped up, by child and week.
///
/// # Errors
/// The database's own; not there without a permit for the council.
pub fn short(rx: &mut Rx<'_>, permit: &Permit, through: Day) -> Answer<Vec<Short>> {
    let known: HashMap<ProviderNo, Provider> = providers(rx)?.into_iter().map(|p| (p.no, p)).collect();
    let mut found: BTreeMap<(ChildId, Day), Short> = BTreeMap::new();
    for (child, week_end, provider, open) in rows::open_weeks(rx, permit, AccountKind::Provider)? {
        if open > 0 {
            found.insert((child, week_end), Short { child, week_end, provider, open, topped_up: 0 });
        }
    }
    let topped: Vec<_> = rows::open_weeks(rx, permit, AccountKind::TopUp)?.into_iter().filter(|w| w.3 > 0).collect();
    let sources = sources(rx, permit, &topped)?;
    for (child, week_end, _, pence) in topped {
        let key = (child, week_end);
        let Some(provider) = sources.get(&key).copied() else { continue };
        let one = found.entry(key).or_insert(Short { child, week_end, provider, open: 0, topped_up: 0 });
        one.topped_up = pence;
    }
    let is_late = |s: &Short| {
        let terms = s.provider.and_then(|no| known.get(&no)).and_then(|p| p.terms_on(s.week_end));
        expected_by(terms, s.week_end) < through
    };
    Ok(found.into_values().filter(is_late).collect())
}

type Open = (ChildId, Day, Option<ProviderNo>, i64);

/// From which provider weeks that were topped up were to come.
fn sources(rx: &mut Rx<'_>, permit: &Permit, topped: &[Open]) -> Answer<HashMap<(ChildId, Day), Option<ProviderNo>>> {
    let mut children: Vec<ChildId> = topped.iter().map(|w| w.0).collect();
    children.sort_unstable();
    children.dedup();
    if children.is_empty() {
        return Ok(HashMap::new());
    }
    let due = ledger::weeks_due(rx, permit, &children)?;
    let of = due.into_iter().filter_map(|w| match w.from {
        Account::Provider(no) => Some(((w.child, w.week_end), no)),
        _ => None,
    });
    Ok(of.collect())
}

/// More than four weeks in a row that have not come for one child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Whose.
    pub child: ChildId,
    /// The last provider of it.
    pub provider: Option<ProviderNo>,
    /// The last day of its first week.
    pub first: Day,
    /// The last day of its last week.
    pub last: Day,
    /// How many weeks.
    pub weeks: usize,
    /// What has not come, in all.
    pub missing: Pence,
}

impl Gap {
    /// What makes the IRO's task about it the same task, as it grows.
    #[must_use]
    pub fn key(&self) -> String {
        format!("savings_gap:{}:{}", self.child, self.first)
    }
}

/// The gaps among weeks that are late, which come by child and week.
#[must_use]
pub fn gaps(short: &[Short]) -> Vec<Gap> {
    let mut found: Vec<Gap> = Vec::new();
    for s in short {
        match found.last_mut() {
            Some(gap) if gap.child == s.child && s.week_end == gap.last + Duration::weeks(1) => {
                gap.last = s.week_end;
                gap.provider = s.provider;
                gap.weeks = gap.weeks.saturating_add(1);
                gap.missing = gap.missing.checked_add(s.missing()).unwrap_or(gap.missing);
            }
            _ => found.push(Gap {
                child: s.child,
                provider: s.provider,
                first: s.week_end,
                last: s.week_end,
                weeks: 1,
                missing: s.missing(),
            }),
        }
    }
    found.retain(|gap| gap.weeks > GAP_WEEKS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::At;
    use crate::kernel::id::Id;
    use crate::savings::provider::How;

    fn d(day: &str) -> Day {
        day.parse().unwrap_or_default()
    }

    fn weeks(child: ChildId, from: &str, n: i64) -> Vec<Short> {
        let of =
            |w| Short { child, week_end: d(from) + Duration::weeks(w), provider: Some(1), open: 500, topped_up: 0 };
        (0..n).map(of).collect()
    }

    #[test]
    fn a_file_is_expected_on_its_day_of_the_next_month_or_at_that_months_end() {
        let terms = |due_day| Terms { starts_on: d("2026-01-01"), how: How::NetOfInvoice, due_day };
        assert_eq!(expected_by(Some(&terms(Some(10))), d("2026-10-25")), d("2026-11-10"));
        assert_eq!(expected_by(Some(&terms(Some(31))), d("2026-10-25")), d("2026-11-30"));
        assert_eq!(expected_by(None, d("2026-12-27")), d("2027-01-31"));
    }

    #[test]
    fn four_weeks_are_no_gap_and_five_in_a_row_are_one() {
        let (one, two): (ChildId, ChildId) = (Id::at(At::from_ms(1)), Id::at(At::from_ms(2)));
        assert_eq!(gaps(&weeks(one, "2026-10-04", 4)), vec![]);
        let mut all = weeks(one, "2026-09-06", 4);
        all.extend(weeks(one, "2026-10-11", 3));
        all.extend(weeks(two, "2026-10-04", 5));
        let found = gaps(&all);
        assert_eq!(found.len(), 1, "seven weeks with one that came between them are no gap");
        assert_eq!((found[0].child, found[0].weeks, found[0].missing), (two, 5, Pence(2_500)));
    }
}
