//! What the council's accountants ask for: what is owed on a day by child and holder, and what to expect of the next year.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::calendar::{attains_age, day_before, deadline_add_months};
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence, Refusal};
use crate::people;
use crate::savings::account::AccountKind;
use crate::savings::due::history_of;
use crate::savings::export::csv;
use crate::savings::ledger::month_of;
use crate::savings::policy::Policy;
use crate::savings::store::{reading, tie_out as rows};
use crate::savings::weeks::weeks;
use crate::savings::{Rules, providers};
use crate::store::{Answer, Outcome, Rx, Store};

/// Months that a forecast looks ahead.
const MONTHS: u32 = 12;

/// What is owed to each child at the end of a day, by who holds it: the council, a provider, a carer. As CSV. The look is
/// written down.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] to everybody but the savings desk; refused for a day to come.
pub async fn accrual(store: &Store, actor: Actor, on: Day) -> Answer<String> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            if on > tx.today() {
                let say = "What is owed on a day to come nobody knows. Give today or an earlier day.";
                return Err(Refusal::invalid("day_to_come", "on", say).into());
            }
            let text = owed(tx, &permit, on)?;
            tx.audit(&permit.entry(tx.now(), Some("accrual_export")))?;
            Ok(Outcome::Done(text))
        })
        .await
}

fn owed(rx: &mut Rx<'_>, permit: &Permit, on: Day) -> Answer<String> {
    let names: HashMap<i32, String> = providers(rx)?.into_iter().map(|p| (p.no, p.name)).collect();
    let mut by_child: BTreeMap<ChildId, Vec<rows::Standing>> = BTreeMap::new();
    for standing in rows::standings(rx, permit, on)? {
        by_child.entry(standing.child_id).or_default().push(standing);
    }
    let ids: Vec<ChildId> = by_child.keys().copied().collect();
    let mut cares = people::care_of(rx, permit, &ids)?;
    cares.sort_by(|a, b| a.reference.cmp(&b.reference));
    let mut cells = Vec::new();
    for care in cares {
        let all = by_child.get(&care.child).map(Vec::as_slice).unwrap_or_default();
        let total: i64 = all.iter().filter(|s| s.kind == AccountKind::Child).map(|s| s.pence.0).sum();
        let elsewhere: i64 = all.iter().filter(|s| s.kind != AccountKind::Child).map(|s| s.pence.0).sum();
        let mut line = |holder: &str, name: String, pence: i64| {
            if pence != 0 {
                let born = care.born_on.to_string();
                let owed = Pence(pence).to_string();
                cells.push(vec![on.to_string(), care.reference.clone(), born, holder.to_owned(), name, owed]);
            }
        };
        line("council", String::new(), total.saturating_sub(elsewhere));
        for s in all.iter().filter(|s| s.kind != AccountKind::Child) {
            let holder = if s.kind == AccountKind::Carer { "carer" } else { "provider" };
            let name = s.provider_id.and_then(|no| names.get(&no).cloned()).unwrap_or_default();
            line(holder, name, s.pence.0);
        }
    }
    csv(&["as_at", "child_id", "dob", "held_by", "provider", "owed"], cells.into_iter())
}

/// A month to come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Children with a week that counts.
    pub children: HashSet<ChildId>,
    /// Weeks that count.
    pub weeks: usize,
    /// What they come to, in pence.
    pub saving: i64,
    /// What is paid out: at 18, and in the month of a payment what was held at the end of the month before.
    pub pay_out: i64,
}

/// What to expect of the next twelve months, if every stay goes on. As CSV.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] to everybody but the savings desk; where the policy has no rate for a week.
pub async fn forecast(store: &Store, rules: &Rules, actor: Actor) -> Answer<String> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let text = expected(tx, &permit, &rules.policy)?;
            tx.audit(&permit.entry(tx.now(), Some("forecast_export")))?;
            Ok(Outcome::Done(text))
        })
        .await
}

fn expected(rx: &mut Rx<'_>, permit: &Permit, policy: &Policy) -> Answer<String> {
    let today = rx.today();
    let months: Vec<Day> = (0..MONTHS).map(|n| deadline_add_months(month_of(today), n)).collect();
    let until = day_before(deadline_add_months(month_of(today), MONTHS));
    let ids = people::locate_children(rx)?;
    let held = reading::held(rx, permit, &ids)?;
    let pays = pay_months(policy, today, until)?;
    let mut ahead: BTreeMap<Day, Ahead> = months.iter().map(|m| (*m, Ahead::default())).collect();
    let mut still_held: BTreeMap<Day, i64> = BTreeMap::new();
    for care in people::care_of(rx, permit, &ids)? {
        let mut balance = held.get(&care.child).map_or(0, |p| p.0);
        let mut saving: BTreeMap<Day, (usize, i64)> = BTreeMap::new();
        for week in weeks(&history_of(&care), policy, today, until)?.iter().filter(|w| w.counts) {
            let of = saving.entry(month_of(week.week_end)).or_default();
            *of = (of.0.saturating_add(1), of.1.saturating_add(week.pence.0));
        }
        let grown = month_of(attains_age(care.born_on, 18));
        for (month, row) in &mut ahead {
            if pays.contains(month) {
                row.pay_out = row.pay_out.saturating_add(balance);
                balance = 0;
            }
            if let Some((weeks, pence)) = saving.get(month) {
                row.children.insert(care.child);
                row.weeks = row.weeks.saturating_add(*weeks);
                row.saving = row.saving.saturating_add(*pence);
                balance = balance.saturating_add(*pence);
            }
            if grown == *month {
                row.pay_out = row.pay_out.saturating_add(balance);
                balance = 0;
            }
            let of = still_held.entry(*month).or_default();
            *of = of.saturating_add(balance);
        }
    }
    let cells = ahead.iter().map(|(month, row)| {
        vec![
            month.to_string(),
            row.children.len().to_string(),
            row.weeks.to_string(),
            Pence(row.saving).to_string(),
            Pence(row.pay_out).to_string(),
            Pence(still_held.get(month).copied().unwrap_or(0)).to_string(),
        ]
    });
    csv(&["month", "children", "weeks", "expected_saving", "expected_pay_out", "held_at_the_end"], cells)
}

/// The months in which savings are paid into the children's own accounts.
fn pay_months(policy: &Policy, from: Day, until: Day) -> Result<HashSet<Day>, Refusal> {
    let bad = |say: String| Refusal::invalid("policy_unreadable", "payment_schedule", say);
    let mut found = HashSet::new();
    let mut at = policy.next_payment(from).map_err(bad)?;
    while at <= until {
        found.insert(month_of(at));
        at = policy.next_payment(crate::kernel::calendar::next_day(at)).map_err(bad)?;
    }
    Ok(found)
}
