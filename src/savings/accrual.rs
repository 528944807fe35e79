//! Weeks become due: for every child, what the policy says of the care history goes into the ledger. Run again, nothing is
//! posted twice; cut off, the next run does the rest. Others write in between: children go in small groups.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::mpsc;

use super::account::Account;
use super::actions::child_money::give;
use super::due::{Sources, weeks_of};
use super::entry::{Act, ActKind, ActNo, Entry, EntryKind, WeekDue, fingerprint};
use super::policy::Policy;
use super::statement::{pause_key, paused_since};
use super::store::{accruals, ledger as rows, openings, periods};
use super::weeks::Reason;
use super::{ledger, providers};
use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId, Id};
use crate::kernel::{Day, Pence, Refusal};
use crate::people::tasks::{self, TaskKind};
use crate::people::{self, Care};
use crate::store::{Answer, Outcome, Rx, Store, Tx};

/// Children who are looked at together.
const AT_ONCE: usize = 500;
/// Weeks that are posted with one transaction: whoever else writes waits some hundredths of a second.
const WEEKS_AT_ONCE: usize = 5_000;
/// Weeks of one run after which the tables are another size than the database planned for; counted anew at every doubling.
const COUNT_AFTER: usize = 10_000;

/// What a run did, and what it leaves to a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Accrued {
    /// Up to which day.
    pub through: String,
    /// By which version of the policy.
    pub policy: String,
    /// Children looked at.
    pub children: usize,
    /// Weeks that became due.
    pub weeks: usize,
    /// What they come to.
    pub pence: i64,
    /// Children of whom weeks are unknown, because their history does not reach back: a person decides.
    pub unknown: Vec<String>,
    /// Children who turn 18 before they qualify: a person decides.
    pub late_entrants: Vec<String>,
    /// Children for whom saving is newly paused: their worker has a task to talk about it first.
    pub paused: usize,
    /// Weeks that stand in the ledger and are not due (or not so much) by what is known today. Nothing was changed.
    pub differences: Vec<Difference>,
}

/// A week whose entry and whose history say different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The council's own id of the child.
    pub reference: String,
    /// The child.
    #[serde(skip)]
    pub child: ChildId,
    /// The week.
    pub week_end: Day,
    /// What stands in the ledger.
    pub posted_pence: i64,
    /// What is due by the history and the policy now.
    pub due_pence: i64,
    /// Why.
    pub reason: String,
}

/// Makes every week due that is not in the ledger yet, up to `through`. `progress` hears of children done and in all.
///
/// # Errors
/// Refused for a day to come, and where the policy has no rate for a week that counts.
pub async fn accrue(
    store: &Store,
    actor: Actor,
    policy: Arc<Policy>,
    through: Day,
    progress: impl Fn(usize, usize) + Send,
) -> Answer<Accrued> {
    let check = move |rx: &mut Rx<'_>| {
        let _ = may(rx, &actor, Action::KeepMoney, Target::Council)?;
        if through > rx.today() {
            let say = "A week is due once it is over. Give today or an earlier day.";
            return Err(Refusal::invalid("day_to_come", "through", say).into());
        }
        people::locate_children(rx)
    };
    let children = store.read(check).await?;
    let all = children.len();
    let mut run = Run {
        act: None,
        key: Id::at(store.clock().now()),
        policy: Arc::clone(&policy),
        done: Accrued::default(),
        count_at: COUNT_AFTER,
    };
    run.done.through = through.to_string();
    run.done.policy.clone_from(&run.policy.name);
    let mut ahead = look_ahead(store.clone(), actor, policy, through, children);
    while let Some((children, found)) = ahead.recv().await {
        run.step(store, actor, found?).await?;
        run.done.children = run.done.children.saturating_add(children);
        progress(run.done.children, all);
    }
    Ok(run.done)
}

/// Works out what a group of children has coming while the group before is posted. Ends with whoever listens.
fn look_ahead(
    store: Store,
    actor: Actor,
    policy: Arc<Policy>,
    through: Day,
    children: Vec<ChildId>,
) -> mpsc::Receiver<(usize, Answer<Found>)> {
    let (say, heard) = mpsc::channel(1);
    tokio::spawn(async move {
        for some in children.chunks(AT_ONCE) {
            let (policy, some) = (Arc::clone(&policy), some.to_vec());
            let children = some.len();
            let found = store.read(move |rx| look(rx, &actor, &policy, through, &some)).await;
            if say.send((children, found)).await.is_err() {
                return;
            }
        }
    });
    heard
}

struct Run {
    act: Option<ActNo>,
    key: AnyId,
    policy: Arc<Policy>,
    done: Accrued,
    /// After so many weeks the tables have grown enough to be counted anew.
    count_at: usize,
}

/// What a group of children has coming.
#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    unknown: Vec<String>,
    late_entrants: Vec<String>,
    differences: Vec<Difference>,
    /// Children for whom saving is paused, with the first week of it.
    paused: Vec<(ChildId, Day)>,
}

impl Run {
    async fn step(&mut self, store: &Store, actor: Actor, mut found: Found) -> Answer<()> {
        self.done.unknown.append(&mut found.unknown);
        self.done.late_entrants.append(&mut found.late_entrants);
        self.done.differences.append(&mut found.differences);
        if !found.paused.is_empty() {
            let told = store.write(move |tx| tell_workers(tx, &actor, found.paused)).await?;
            self.done.paused = self.done.paused.saturating_add(told);
        }
        let mut entries = found.entries.into_iter();
        loop {
            let some: Vec<Entry> = entries.by_ref().take(WEEKS_AT_ONCE).collect();
            if some.is_empty() {
                return Ok(());
            }
            self.post(store, actor, some).await?;
        }
    }

    async fn post(&mut self, store: &Store, actor: Actor, entries: Vec<Entry>) -> Answer<()> {
        let (act, key, name) = (self.act, self.key, self.policy.name.clone());
        let posted = match act {
            // The run's one act and its one audit entry are written with its first weeks …
            None => store.write(move |tx| begin(tx, &actor, key, name, entries)).await?,
            // … and the rest is added to that act.
            Some(act) => store.upkeep(move |tx| go_on(tx, &actor, act, entries)).await?,
        };
        self.act = posted.0.or(self.act);
        self.done.weeks = self.done.weeks.saturating_add(posted.1);
        self.done.pence = self.done.pence.saturating_add(posted.2);
        if self.done.weeks >= self.count_at {
            self.count_at = self.done.weeks.saturating_mul(2);
            store.upkeep(accruals::count_anew).await?;
        }
        Ok(())
    }
}

/// The act, how many weeks, how many pence.
type Step = (Option<ActNo>, usize, i64);

fn begin(tx: &mut Tx<'_>, actor: &Actor, key: AnyId, policy: String, entries: Vec<Entry>) -> Answer<Outcome<Step>> {
    let permit = may(tx, actor, Action::KeepMoney, Target::Council)?;
    rows::claim(tx)?;
    let entries = still_missing(tx, &permit, entries)?;
    if entries.is_empty() {
        return Ok(Outcome::Unchanged((None, 0, 0)));
    }
    let act = Act { key, kind: ActKind::Accrual, policy: Some(policy), reason: None };
    let act = rows::insert_act(tx, &permit, &act, &fingerprint(&act, &[]), None)?;
    let step = add(tx, &permit, act, &entries)?;
    tx.audit(&permit.entry(tx.now(), Some("accrual")))?;
    Ok(Outcome::Done(step))
}

fn go_on(tx: &mut Tx<'_>, actor: &Actor, act: ActNo, entries: Vec<Entry>) -> Answer<Step> {
    let permit = may(tx, actor, Action::KeepMoney, Target::Council)?;
    rows::claim(tx)?;
    let entries = still_missing(tx, &permit, entries)?;
    add(tx, &permit, act, &entries)
}

fn add(tx: &mut Tx<'_>, permit: &Permit, act: ActNo, entries: &[Entry]) -> Answer<Step> {
    ledger::add(tx, permit, act, entries)?;
    Ok((Some(act), entries.len(), entries.iter().map(|e| e.pence.0).fold(0, i64::saturating_add)))
}

/// Whoever holds the child's post talks about a pause before the child reads of it.
fn tell_workers(tx: &mut Tx<'_>, actor: &Actor, paused: Vec<(ChildId, Day)>) -> Answer<Outcome<usize>> {
    let permit = may(tx, actor, Action::KeepMoney, Target::Council)?;
    for (child, since) in &paused {
        give(tx, *child, TaskKind::SavingPaused, None, pause_key(*child, *since))?;
    }
    tx.audit(&permit.entry(tx.now(), Some("saving_paused")))?;
    Ok(Outcome::Done(paused.len()))
}

/// Somebody may have posted since the group was looked at.
fn still_missing(tx: &mut Tx<'_>, permit: &Permit, entries: Vec<Entry>) -> Answer<Vec<Entry>> {
    let wanted: Vec<(ChildId, Day)> = entries.iter().filter_map(|e| e.child.zip(e.week_end)).collect();
    let there = super::store::reading::weeks_there(tx, permit, &wanted)?;
    let is_new = |e: &Entry| !e.child.zip(e.week_end).is_some_and(|w| there.contains(&w));
    Ok(entries.into_iter().filter(is_new).collect())
}

fn look(rx: &mut Rx<'_>, actor: &Actor, policy: &Policy, through: Day, children: &[ChildId]) -> Answer<Found> {
    let permit = may(rx, actor, Action::KeepMoney, Target::Council)?;
    let sources = Sources::new(providers(rx)?, policy);
    let closed = periods::closed(rx)?;
    let openings = openings::last_days(rx, &permit, children)?;
    let mut due: HashMap<ChildId, Vec<WeekDue>> = HashMap::new();
    for week in ledger::weeks_due(rx, &permit, children)? {
        due.entry(week.child).or_default().push(week);
    }
    let mut found = Found::default();
    for care in people::care_of(rx, &permit, children)? {
        let posted = due.remove(&care.child).unwrap_or_default();
        of_child(&mut found, &care, policy, openings.get(&care.child).copied(), through, &posted, &sources)?;
    }
    let mut untold = Vec::new();
    for (child, since) in found.paused {
        if tasks::is_done(rx, &pause_key(child, since))?.is_none() {
            untold.push((child, since));
        }
    }
    found.paused = untold;
    for entry in &mut found.entries {
        while closed.contains(&ledger::month_of(entry.effective_on)) {
            entry.effective_on = crate::kernel::calendar::deadline_add_months(ledger::month_of(entry.effective_on), 1);
        }
    }
    Ok(found)
}

fn of_child(
    found: &mut Found,
    care: &Care,
    policy: &Policy,
    opening: Option<Day>,
    through: Day,
    posted: &[WeekDue],
    sources: &Sources,
) -> Result<(), Refusal> {
    let weeks = weeks_of(care, policy, opening, through)?;
    let there: BTreeSet<Day> = posted.iter().map(|w| w.week_end).collect();
    if weeks.iter().any(|w| w.reason == Reason::Unknown) {
        found.unknown.push(care.reference.clone());
    }
    if weeks.iter().any(|w| w.reason == Reason::LateEntrant) {
        found.late_entrants.push(care.reference.clone());
    }
    for week in weeks.iter().filter(|w| w.counts && !there.contains(&w.week_end)) {
        let from = sources.of(care, week.week_end);
        let on = week.week_end.min(through);
        let entry = Entry::new(EntryKind::Accrual, from, Account::Child(care.child), week.pence, on);
        found.entries.push(entry.for_week(week.week_end));
    }
    let is_paused_now = weeks.last().is_some_and(|w| matches!(w.reason, Reason::Paused | Reason::Excluded));
    if let Some(since) = paused_since(&weeks).filter(|_| is_paused_now) {
        found.paused.push((care.child, since));
    }
    found.differences.extend(differences(care, posted, &weeks, through));
    Ok(())
}

/// The weeks of a child that stand in the ledger otherwise than they are due now.
#[must_use]
pub fn differences(care: &Care, posted: &[WeekDue], weeks: &[super::weeks::Week], through: Day) -> Vec<Difference> {
    let standing = posted.iter().filter(|p| !p.is_reversed && p.week_end <= through);
    let by_day: HashMap<Day, &super::weeks::Week> = weeks.iter().map(|w| (w.week_end, w)).collect();
    let compare = |p: &WeekDue| {
        let week = by_day.get(&p.week_end);
        let due = week.map_or(Pence::ZERO, |w| w.pence);
        (due != p.pence).then(|| Difference {
            reference: care.reference.clone(),
            child: care.child,
            week_end: p.week_end,
            posted_pence: p.pence.0,
            due_pence: due.0,
            reason: week.map_or_else(|| "not a week of this child's history".to_owned(), |w| w.reason.words()),
        })
    };
    standing.filter_map(compare).collect()
}

/// Whether weeks become due by themselves: once somebody has made the first run, the books are open.
///
/// # Errors
/// The database's own.
pub fn is_open(rx: &mut Rx<'_>) -> Answer<bool> {
    rows::has_accrued(rx)
}

/// The weekly job: what became due up to yesterday, once the books are open. Answers how many weeks.
///
/// # Errors
/// As [`accrue`].
pub async fn weekly(store: &Store, policy: &Arc<Policy>) -> Answer<usize> {
    let (open, today) = store.read(|rx| Ok((is_open(rx)?, rx.today()))).await?;
    if !open {
        return Ok(0);
    }
    let yesterday = crate::kernel::calendar::day_before(today);
    let done = accrue(store, Actor::Job("accrue"), Arc::clone(policy), yesterday, |_, _| {}).await?;
    Ok(done.weeks)
}
