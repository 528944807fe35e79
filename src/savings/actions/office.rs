//! The savings desk: every child on one list, and how many are saved for.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::access::{self, Action, Actor, Relation, Target, may};
use crate::kernel::calendar::{day_before, deadline_add_months};
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence, Refusal};
use crate::people::{self, Care};
use crate::savings::account::Account;
use crate::savings::due::{self, Sources};
use crate::savings::provider::Provider;
use crate::savings::register::{AccountState, SavingsAccount};
use crate::savings::store::{reading, register};
use crate::savings::weeks::{Reason, qualifies_on, weeks};
use crate::savings::{Rules, ledger, providers};
use crate::store::{Answer, Fault, Outcome, Rx, Store};

/// Children on one page of the list.
const PAGE: usize = 200;
/// Months that coverage looks back.
const MONTHS: usize = 24;

crate::words! {
    /// Where a child stands.
    pub enum Standing {
        /// Something is saved.
        Qualifies = "qualifies",
        /// Looked after, not for long enough yet.
        NotYet = "not_yet",
        /// Nobody knows when care began, or a person decides.
        Unsure = "unsure",
        /// Paused or left out.
        Paused = "paused",
        /// No longer looked after, or 18.
        Over = "over",
    }
}

/// A child on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// Day of birth.
    pub born_on: Day,
    /// The provider now.
    pub provider: Option<String>,
    /// Where the child stands.
    pub standing: Standing,
    /// From when, if the stay goes on.
    pub qualifies_on: Option<Day>,
    /// What is held.
    pub held: Pence,
    /// The child's own account.
    pub account: AccountState,
    /// Its reference.
    pub account_reference: Option<String>,
}

/// Lists children in the order of their ids, with what is held for each; answers the last id where there are more.
/// The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_savings(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    after: Option<ChildId>,
) -> Answer<(Vec<Row>, Option<ChildId>)> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let mut ids = people::locate_children(tx)?;
            ids.retain(|id| after.is_none_or(|a| *id > a));
            let more = ids.len() > PAGE;
            ids.truncate(PAGE);
            let sources = providers(tx)?;
            let today = tx.today();
            let accounts: HashMap<ChildId, SavingsAccount> =
                register::all(tx, &permit)?.into_iter().map(|a| (a.child, a)).collect();
            let held = reading::held(tx, &permit, &ids)?;
            let mut rows = Vec::with_capacity(ids.len());
            for care in people::care_of(tx, &permit, &ids)? {
                let (standing, qualifies_on) = standing(&care, &rules, today)?;
                let account = accounts.get(&care.child);
                rows.push(Row {
                    child: care.child,
                    provider: provider_now(&care, &sources, today),
                    standing,
                    qualifies_on,
                    held: held.get(&care.child).copied().unwrap_or_default(),
                    account: account.map_or(AccountState::Unknown, |a| a.state),
                    account_reference: account.and_then(|a| a.reference.clone()),
                    reference: care.reference,
                    known_as: care.known_as,
                    born_on: care.born_on,
                });
            }
            tx.audit(&permit.entry(tx.now(), Some("list")))?;
            Ok(Outcome::Done((rows, ids.last().copied().filter(|_| more))))
        })
        .await
}

fn provider_now(care: &Care, providers: &[Provider], today: Day) -> Option<String> {
    let stay = care.episodes.iter().rev().find(|e| e.started_on <= today && e.ended_on.is_none_or(|u| today < u))?;
    let urn = stay.provider_urn.as_ref()?;
    let known = providers.iter().find(|p| p.urn.as_ref() == Some(urn));
    Some(known.map_or_else(|| format!("URN {urn}"), |p| p.name.clone()))
}

/// Where a child stands today.
pub(in crate::savings) fn standing(care: &Care, rules: &Rules, today: Day) -> Result<(Standing, Option<Day>), Refusal> {
    let history = due::history_of(care);
    let on = qualifies_on(&history, &rules.policy, today);
    let last = weeks(&history, &rules.policy, today - chrono::Duration::days(6), today)?.pop();
    let standing = match last.map(|w| w.reason) {
        Some(Reason::Counts(_) | Reason::MadeGood(_)) => Standing::Qualifies,
        Some(Reason::NotYet(_)) => Standing::NotYet,
        Some(Reason::Unknown | Reason::LateEntrant) => Standing::Unsure,
        Some(Reason::Paused | Reason::Excluded) => Standing::Paused,
        _ => Standing::Over,
    };
    let is_unsure = standing == Standing::NotYet && !care.is_complete;
    Ok((if is_unsure { Standing::Unsure } else { standing }, on))
}

/// A month of coverage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The month, by its first day.
    pub month: Day,
    /// The provider; none for all together.
    pub provider: Option<String>,
    /// Children looked after on the last day of the month's last week.
    pub looked_after: usize,
    /// Of these, children whose last week of the month is due.
    pub qualify: usize,
    /// Of these, children for whom it stands in the ledger.
    pub saved: usize,
}

/// How many children are saved for, month by month, in all and by provider: for the savings desk of every child, for a
/// manager of those of their teams.
///
/// # Errors
/// [`Fault::NotFound`] to everybody else.
pub async fn coverage(store: &Store, rules: &Rules, actor: Actor) -> Answer<Vec<Covered>> {
    let rules = rules.clone();
    store
        .read(move |rx| {
            let me = actor.staff().ok_or(Fault::NotFound)?;
            let permit = may(rx, &actor, Action::SeeCoverage, Target::Staff(me))?;
            let ids = if permit.relation() == Relation::Office {
                people::locate_children(rx)?
            } else {
                let cases = access::caseload(rx, me)?;
                let mut ids: Vec<ChildId> =
                    cases.iter().filter(|c| c.relation == Relation::Manager).map(|c| c.child).collect();
                ids.sort_unstable();
                ids.dedup();
                ids
            };
            count(rx, &permit, &rules, &ids)
        })
        .await
}

fn count(rx: &mut Rx<'_>, permit: &access::Permit, rules: &Rules, ids: &[ChildId]) -> Answer<Vec<Covered>> {
    let yesterday = day_before(rx.today());
    let first = ledger::month_of(yesterday);
    let known = providers(rx)?;
    let sources = Sources::new(known.clone(), &rules.policy);
    let due = if ids.is_empty() { vec![] } else { ledger::weeks_due(rx, permit, ids)? };
    let there: HashSet<(ChildId, Day)> = due.iter().filter(|w| !w.is_reversed).map(|w| (w.child, w.week_end)).collect();
    let mut found: BTreeMap<(Day, Option<String>), Covered> = BTreeMap::new();
    let cares = people::care_of(rx, permit, ids)?;
    let mut months = vec![first];
    while months.len() < MONTHS {
        months.extend(months.last().map(|m| ledger::month_of(day_before(*m))));
    }
    for month in months.into_iter().rev() {
        let end = day_before(deadline_add_months(month, 1)).min(yesterday);
        for care in &cares {
            let history = due::history_of(care);
            let Some(week) = weeks(&history, &rules.policy, end - chrono::Duration::days(6), end)?.pop() else {
                continue;
            };
            if history.on(week.week_end, &rules.policy).is_none() {
                continue;
            }
            let provider = match sources.of(care, week.week_end) {
                Account::Provider(Some(no)) => known.iter().find(|p| p.no == no).map(|p| p.name.clone()),
                Account::CouncilSavings => Some("The council's own carers".to_owned()),
                _ => Some("Not in the register".to_owned()),
            };
            for name in [None, provider] {
                let key = (month, name.clone());
                let row = found.entry(key).or_insert(Covered {
                    month,
                    provider: name,
                    looked_after: 0,
                    qualify: 0,
                    saved: 0,
                });
                row.looked_after = row.looked_after.saturating_add(1);
                row.qualify = row.qualify.saturating_add(usize::from(week.counts));
                let is_saved = week.counts && there.contains(&(care.child, week.week_end));
                row.saved = row.saved.saturating_add(usize::from(is_saved));
            }
        }
    }
    Ok(found.into_values().collect())
}
