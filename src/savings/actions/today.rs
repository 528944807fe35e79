//! What to do today: the savings desk's first page, in counts.

use chrono::Duration;

use super::files::weigh;
use super::{carers, expected, foundation, policy};
use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::calendar::deadline_add_months;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::people;
use crate::savings::due::history_of;
use crate::savings::expected::{Arrival, month_before};
use crate::savings::ledger::month_of;
use crate::savings::queue::LineState;
use crate::savings::shortfall::{gaps, short};
use crate::savings::store::{periods, reading, today as rows};
use crate::savings::{Rules, providers};
use crate::store::{Answer, Rx, Store};

/// Exceptions by how long they have been open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ages {
    /// Up to a week.
    pub week: usize,
    /// Up to thirty days.
    pub month: usize,
    /// Up to ninety days.
    pub quarter: usize,
    /// Longer.
    pub older: usize,
}

/// A provider whose file has not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotIn {
    /// Its name.
    pub name: String,
    /// When it is or was due.
    pub due_on: Day,
    /// Whether that day is past.
    pub is_late: bool,
}

/// The counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Today {
    /// Today.
    pub day: Day,
    /// The month whose provider files are due now: the last one that is over, by its first day.
    pub files_month: Day,
    /// How many of them are expected.
    pub files_expected: usize,
    /// Of these, come.
    pub files_in: usize,
    /// Those that have not, the earliest first.
    pub not_in: Vec<NotIn>,
    /// Rows that a person decides.
    pub to_decide: i64,
    /// Rows that were put aside for later.
    pub parked: i64,
    /// Open exceptions by age.
    pub exceptions: Ages,
    /// Months that are over and not closed, the oldest first.
    pub months_to_close: Vec<Day>,
    /// Children with savings who turn 18 within the days that the policy looks ahead.
    pub eighteen_soon: usize,
    /// Accounts that are being opened.
    pub accounts_opening: usize,
    /// Of these, too long.
    pub accounts_late: usize,
    /// Children who need an account and were not asked for.
    pub accounts_needed: usize,
    /// Weeks that are late from providers and not topped up.
    pub weeks_short: usize,
    /// What they come to.
    pub pence_short: Pence,
    /// Providers that owe late weeks, topped up or not.
    pub providers_to_chase: usize,
    /// Gaps of more than four weeks.
    pub gaps: usize,
    /// What carers hold and somebody should ask for.
    pub carers_open: usize,
    /// How many people have signed the policy as it is.
    pub signatures: usize,
}

/// What to do today.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] to everybody but the savings desk.
pub async fn see_today(store: &Store, rules: &Rules, actor: Actor) -> Answer<Today> {
    let rules = rules.clone();
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            count(rx, &permit, &rules)
        })
        .await
}

fn count(rx: &mut Rx<'_>, permit: &Permit, rules: &Rules) -> Answer<Today> {
    let day = rx.today();
    let month = month_before(day);
    let care = weigh::care(rx, permit)?;
    let due = expected::of_month(rx, permit, &care, month)?;
    let known = providers(rx)?;
    let name = |no| known.iter().find(|p| p.no == no).map(|p| p.name.clone()).unwrap_or_default();
    let mut not_in: Vec<NotIn> = due
        .iter()
        .filter(|e| e.arrival != Arrival::In)
        .map(|e| NotIn { name: name(e.provider), due_on: e.due_on, is_late: e.arrival == Arrival::Late })
        .collect();
    not_in.sort_by(|a, b| (a.due_on, &a.name).cmp(&(b.due_on, &b.name)));
    let lines = rows::lines(rx, permit)?;
    let accounts = foundation::accounts(rx, permit, rules)?;
    let short = short(rx, permit, day)?;
    let mut chased: Vec<_> = short.iter().filter_map(|s| s.provider).collect();
    chased.sort_unstable();
    chased.dedup();
    let open = short.iter().filter(|s| s.open > 0);
    Ok(Today {
        day,
        files_month: month,
        files_expected: due.len(),
        files_in: due.len().saturating_sub(not_in.len()),
        not_in,
        to_decide: lines.get(&LineState::SetAside).copied().unwrap_or(0),
        parked: lines.get(&LineState::Parked).copied().unwrap_or(0),
        exceptions: ages(rx, permit, day)?,
        months_to_close: months(rx, permit, day)?,
        eighteen_soon: eighteen_soon(rx, permit, rules, day)?,
        accounts_opening: accounts.opening.len(),
        accounts_late: accounts.opening.iter().filter(|o| o.is_late).count(),
        accounts_needed: accounts.needs.len(),
        weeks_short: open.clone().count(),
        pence_short: Pence(open.map(|s| s.open).fold(0, i64::saturating_add)),
        providers_to_chase: chased.len(),
        gaps: gaps(&short).len(),
        carers_open: carers::held(rx, permit)?.iter().filter(|h| h.savings.is_open()).count(),
        signatures: policy::signatures(rx, rules)?,
    })
}

fn ages(rx: &mut Rx<'_>, permit: &Permit, day: Day) -> Answer<Ages> {
    let mut ages = Ages::default();
    for (_, since) in rows::exceptions(rx, permit)? {
        let days = (day - crate::kernel::calendar::london_day(since)).num_days();
        let count = match days {
            ..=7 => &mut ages.week,
            8..=30 => &mut ages.month,
            31..=90 => &mut ages.quarter,
            _ => &mut ages.older,
        };
        *count = count.saturating_add(1);
    }
    Ok(ages)
}

fn months(rx: &mut Rx<'_>, permit: &Permit, day: Day) -> Answer<Vec<Day>> {
    let Some(first) = rows::began(rx, permit)? else { return Ok(vec![]) };
    let closed = periods::closed(rx)?;
    let (mut at, mut found) = (month_of(first), Vec::new());
    while at < month_of(day) {
        if !closed.contains(&at) {
            found.push(at);
        }
        at = deadline_add_months(at, 1);
    }
    Ok(found)
}

fn eighteen_soon(rx: &mut Rx<'_>, permit: &Permit, rules: &Rules, day: Day) -> Answer<usize> {
    let ids: Vec<ChildId> = people::locate_children(rx)?;
    let held = reading::held(rx, permit, &ids)?;
    let until = day + Duration::days(i64::from(rules.policy.desk.pre18_lookahead_days));
    let soon = people::care_of(rx, permit, &ids)?.into_iter().filter(|c| {
        let birthday = history_of(c).eighteen();
        day <= birthday && birthday <= until && held.get(&c.child).is_some_and(|p| *p > Pence::ZERO)
    });
    Ok(soon.count())
}
