//! Weeks that changed after they were posted: a birth date, a day of entry, a placement or a rate is another now. Looked at
//! week by week before it is saved, raised afterwards; nothing is edited, and posting the difference is an act of a person.

mod foresee;
mod raise;

pub use foresee::foresee;
pub use raise::raise;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::calendar::day_before;
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::{Day, Pence, Refusal};
use crate::people::{self, Care};
use crate::savings::account::{Account, AccountKind};
use crate::savings::due::{Sources, books_from, history_of};
use crate::savings::entry::{Act, ActKind, Entry, EntryKind, EntryNo, WeekDue};
use crate::savings::history::{History, Stay};
use crate::savings::policy::Policy;
use crate::savings::store::{ledger as books, openings, tie_out};
use crate::savings::weeks::{Week, weeks};
use crate::savings::{Rules, ledger, providers};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// A week that stands otherwise than it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its last day.
    pub week_end: Day,
    /// What stands in the ledger.
    pub posted: Pence,
    /// What is due.
    pub due: Pence,
    /// Why.
    pub why: String,
    /// Its entry; none where it is not in the ledger.
    pub entry: Option<EntryNo>,
}

/// A child with such weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildChange {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// The weeks, oldest first.
    pub weeks: Vec<Changed>,
    /// Whether nothing is in the ledger yet: the next run posts it.
    pub is_new: bool,
}

impl ChildChange {
    /// By how much what is owed would change, in pence.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.weeks.iter().map(|w| w.due.0.saturating_sub(w.posted.0)).fold(0, i64::saturating_add)
    }
}

/// What if: something of one child's is another than it is known to be, or the rate of everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// The day of birth.
    pub born_on: Option<Day>,
    /// The first day of the last period of care.
    pub entered_on: Option<Day>,
    /// The day the child left care.
    pub left_on: Option<Day>,
    /// The placement from a day on, as its SSDA903 code.
    pub placed: Option<(Day, String)>,
    /// The weekly rate from a day on.
    pub rate: Option<(Day, Pence)>,
}

/// The weeks that stand otherwise than they are due by what is known now. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk; where the policy has no rate for a week.
pub async fn list(store: &Store, rules: &Rules, actor: Actor) -> Answer<Vec<ChildChange>> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = changed(tx, &permit, &rules.policy, None, &WhatIf::default())?;
            tx.audit(&permit.entry(tx.now(), Some("changed_weeks")))?;
            Ok(Outcome::Done(found))
        })
        .await
}

/// The weeks that would stand otherwise than they are due, if something were another: of one child, or (for a rate) of
/// everybody. Nothing is saved. The look is written down.
///
/// # Errors
/// As [`list`]; refused where nothing is asked, and for what is one child's without saying whose.
pub async fn preview(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    child: Option<ChildId>,
    what: WhatIf,
) -> Answer<Vec<ChildChange>> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            if what == WhatIf::default() {
                let say = "Say what would be another: birth date, entry, leaving, placement or rate.";
                return Err(Refusal::invalid("nothing_asked", "born_on", say).into());
            }
            if child.is_none() && what.rate.is_none() {
                return Err(Refusal::invalid("child_missing", "child", "Say whose it is.").into());
            }
            if child.is_some_and(|c| !people::locate_children(tx).is_ok_and(|all| all.contains(&c))) {
                return Err(Fault::NotFound);
            }
            let policy = with_rate(&rules.policy, what.rate);
            let found = changed(tx, &permit, &policy, child, &what)?;
            tx.audit(&permit.entry(tx.now(), Some("changed_weeks_looked_at")))?;
            Ok(Outcome::Done(found))
        })
        .await
}

fn with_rate(policy: &Policy, rate: Option<(Day, Pence)>) -> Policy {
    rate.map_or_else(|| policy.clone(), |(from, pence)| policy.with_rate(from, pence))
}

fn changed(
    rx: &mut Rx<'_>,
    permit: &Permit,
    policy: &Policy,
    only: Option<ChildId>,
    what: &WhatIf,
) -> Answer<Vec<ChildChange>> {
    let ids = only.map_or_else(|| people::locate_children(rx), |c| Ok(vec![c]))?;
    let openings = openings::last_days(rx, permit, &ids)?;
    let through = day_before(rx.today());
    let mut posted: HashMap<ChildId, Vec<WeekDue>> = HashMap::new();
    let everybody = ledger::weeks_due(rx, permit, &[])?;
    // Later weeks are the next run's to post.
    let last = everybody.iter().map(|w| w.week_end).max().map_or(through, |w| w.min(through));
    for week in everybody {
        posted.entry(week.child).or_default().push(week);
    }
    let net = net(rx, permit, last)?;
    let mut found = Vec::new();
    for care in people::care_of(rx, permit, &ids)? {
        let of = posted.get(&care.child).map(Vec::as_slice).unwrap_or_default();
        // A run that was cut off has not come to this child's later weeks: they are no change.
        let last = of.iter().map(|w| w.week_end).max().unwrap_or(last);
        let due = due(&care, policy, openings.get(&care.child).copied(), last, what)?;
        let weeks = compare(of, &due, last, net.get(&care.child).unwrap_or(&BTreeMap::new()));
        if !weeks.is_empty() {
            let (child, is_new) = (care.child, of.is_empty());
            found.push(ChildChange { child, reference: care.reference, known_as: care.known_as, weeks, is_new });
        }
    }
    found.sort_by(|a, b| a.reference.cmp(&b.reference));
    Ok(found)
}

/// The weeks of a child that are due by what is known, with what would be another.
fn due(care: &Care, policy: &Policy, opening: Option<Day>, through: Day, what: &WhatIf) -> Result<Vec<Week>, Refusal> {
    let Some(first) = care.episodes.iter().map(|e| e.started_on).chain(what.entered_on).min() else {
        return Ok(vec![]);
    };
    let first = if care.is_complete { first } else { care.born_on };
    let from = books_from(policy, opening).max(first);
    if from > through { Ok(vec![]) } else { weeks(&supposed(care, what), policy, from, through) }
}

fn supposed(care: &Care, what: &WhatIf) -> History {
    let known = history_of(care);
    let mut stays: Vec<Stay> = care
        .episodes
        .iter()
        .map(|e| Stay {
            from: e.started_on,
            until: e.ended_on,
            legal_status: e.legal_status.as_str().to_owned(),
            placement: e.placement.as_str().to_owned(),
        })
        .collect();
    stays.sort();
    if let Some(entered) = what.entered_on {
        // The first stay of the last period: those after it follow without a gap.
        let begins = stays.iter().enumerate().rev().find(|(n, s)| {
            let before = n.checked_sub(1).and_then(|b| stays.get(b));
            before.is_none_or(|b| b.until.is_some_and(|u| u < s.from))
        });
        if let Some(first) = begins.map(|(n, _)| n).and_then(|n| stays.get_mut(n)) {
            first.from = entered;
        }
    }
    if let Some((from, placement)) = &what.placed {
        let mut split = Vec::new();
        for stay in stays {
            if stay.until.is_some_and(|u| u <= *from) {
                split.push(stay);
            } else if stay.from >= *from {
                split.push(Stay { placement: placement.clone(), ..stay });
            } else {
                split.push(Stay { until: Some(*from), ..stay.clone() });
                split.push(Stay { from: *from, placement: placement.clone(), ..stay });
            }
        }
        stays = split;
    }
    if let Some(left) = what.left_on {
        stays.retain(|s| s.from < left);
        for stay in &mut stays {
            stay.until = Some(stay.until.map_or(left, |u| u.min(left)));
        }
    }
    let mut history = History::new(what.born_on.unwrap_or(care.born_on), stays);
    history.known_from = known.known_from;
    history
}

/// What stands for each child's weeks, with what was adjusted since.
fn net(rx: &mut Rx<'_>, permit: &Permit, last: Day) -> Answer<HashMap<ChildId, BTreeMap<Day, i64>>> {
    let mut net: HashMap<ChildId, BTreeMap<Day, i64>> = HashMap::new();
    for m in tie_out::moved(rx, permit, Day::default(), last)? {
        let Some(week_end) = m.week_end.filter(|_| m.kind != EntryKind::PayOut) else { continue };
        let change = match (m.debit, m.credit) {
            (_, AccountKind::Child) => m.pence.0,
            (AccountKind::Child, _) => m.pence.0.saturating_neg(),
            _ => continue,
        };
        let of = net.entry(m.child_id).or_default().entry(week_end).or_default();
        *of = of.saturating_add(change);
    }
    Ok(net)
}

fn compare(posted: &[WeekDue], due: &[Week], last: Day, net: &BTreeMap<Day, i64>) -> Vec<Changed> {
    let standing: BTreeMap<Day, &WeekDue> = posted.iter().map(|p| (p.week_end, p)).collect();
    let by_day: BTreeMap<Day, &Week> = due.iter().map(|w| (w.week_end, w)).collect();
    let days: BTreeSet<Day> = standing.keys().chain(by_day.keys()).copied().filter(|d| *d <= last).collect();
    let of = |day: Day| {
        let (p, w) = (standing.get(&day), by_day.get(&day));
        // What a person undid stays undone: it is no difference.
        if p.is_some_and(|p| p.is_reversed) {
            return None;
        }
        let posted = Pence(net.get(&day).copied().unwrap_or(0));
        // A person has put a week right that is not in the ledger: it is decided.
        if p.is_none() && posted != Pence::ZERO {
            return None;
        }
        let due = w.map_or(Pence::ZERO, |w| w.pence);
        let why = w.map_or_else(|| "not a week of this child's history".to_owned(), |w| w.reason.words());
        (posted != due).then(|| Changed { week_end: day, posted, due, why, entry: p.map(|p| p.entry) })
    };
    days.into_iter().filter_map(of).collect()
}

/// Posts the difference of weeks: what no longer counts is undone with the reason, what counts otherwise is adjusted, what is
/// missing becomes due. Sent once more under its id, nothing more is posted.
///
/// # Errors
/// Refused without a reason, where a week named does not differ, and where what would be taken back has been paid out.
pub async fn post(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    id: AnyId,
    child: ChildId,
    named: Vec<Day>,
    why: String,
) -> Answer<usize> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let why = why.trim().to_owned();
            if why.is_empty() || why.chars().count() > 500 {
                return Err(Refusal::invalid("reason_missing", "reason", "Say why, in 1 to 500 letters.").into());
            }
            books::claim(tx)?;
            if let Some((act, _)) = books::act_by_key(tx, id)? {
                return Ok(Outcome::Unchanged(books::numbers_of(tx, &permit, act)?.len()));
            }
            let found = changed(tx, &permit, &rules.policy, Some(child), &WhatIf::default())?.pop();
            let mut weeks = found.map(|c| c.weeks).unwrap_or_default();
            weeks.retain(|w| named.contains(&w.week_end));
            if weeks.is_empty() || weeks.len() != named.len() {
                let say = "Not all of these weeks differ any more. Look at them again.";
                return Err(Refusal::conflict("weeks_differ", say).into());
            }
            let entries = entries(tx, &permit, &rules.policy, child, &weeks, &why)?;
            let policy = Some(rules.policy.name.clone());
            let act = Act { key: id, kind: ActKind::Correction, policy, reason: Some(why) };
            ledger::post(tx, &permit, &act, &entries)?;
            tx.audit(&permit.entry(tx.now(), Some("changed_weeks_posted")))?;
            Ok(Outcome::Done(entries.len()))
        })
        .await
}

fn entries(
    tx: &mut Tx<'_>,
    permit: &Permit,
    policy: &Policy,
    child: ChildId,
    weeks: &[Changed],
    why: &str,
) -> Answer<Vec<Entry>> {
    let care = people::care_of(tx, permit, &[child])?.pop().ok_or(Fault::NotFound)?;
    let sources = Sources::new(providers(tx)?, policy);
    let today = tx.today();
    let mut all = Vec::new();
    for week in weeks {
        let Some(no) = week.entry else {
            let from = sources.of(&care, week.week_end);
            let on = ledger::open_day(tx, week.week_end)?.min(today);
            let entry = Entry::new(EntryKind::Accrual, from, Account::Child(child), week.due, on);
            all.push(entry.for_week(week.week_end).because(why));
            continue;
        };
        let old = ledger::entry(tx, permit, no)?.entry;
        all.push(if week.due == Pence::ZERO {
            Entry {
                debit: old.credit,
                credit: old.debit,
                kind: EntryKind::Reversal,
                effective_on: today,
                reverses: Some(no),
                reason: Some(why.to_owned()),
                ..old
            }
        } else {
            let by = Pence(week.due.0.saturating_sub(week.posted.0).saturating_abs());
            let is_more = week.due > week.posted;
            let (debit, credit) = if is_more { (old.debit, old.credit) } else { (old.credit, old.debit) };
            let entry = Entry::new(EntryKind::Adjustment, debit, credit, by, today).about(child);
            entry.for_week(week.week_end).because(why)
        });
    }
    Ok(all)
}
