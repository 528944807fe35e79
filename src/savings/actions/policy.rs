//! The policy in force with its open decisions, what each would cost this council, and who has signed it.

use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::calendar::{day_before, next_day};
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::{Day, Pence, Refusal};
use crate::people::{self, Care};
use crate::savings::Rules;
use crate::savings::due::history_of;
use crate::savings::foundation::looked_after_since;
use crate::savings::history::History;
use crate::savings::policy::choices::{Decision, Due, Way, cost, one_per_cent};
use crate::savings::policy::words::Setting;
use crate::savings::shortfall;
use crate::savings::store::{reading, signings as rows};
use crate::store::{Answer, Fault, Outcome, Rx, Store};

crate::words! {
    /// What the figures beside a way to decide are.
    pub enum Measure {
        /// So much more than now, or less.
        More = "more",
        /// So much money is decided on.
        Decides = "decides",
        /// So much a year.
        AYear = "a_year",
    }
}

/// Another way to decide, with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Costed {
    /// In words.
    pub words: String,
    /// What the figures are.
    pub measure: Measure,
    /// In all up to today, in pence; none where it is only by the year.
    pub in_all: Option<i64>,
    /// In the last 52 weeks, or in a year to come, in pence.
    pub a_year: Option<i64>,
    /// Children whom it touches.
    pub children: usize,
}

/// An open decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Open {
    /// Which.
    pub decision: Decision,
    /// What holds now, in words.
    pub now: String,
    /// The other ways.
    pub ways: Vec<Costed>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub name: String,
    /// When.
    pub at: crate::kernel::At,
    /// Whether it is the reader's own.
    pub is_mine: bool,
}

/// The policy page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPage {
    /// Its name.
    pub name: String,
    /// Who decided it.
    pub source: String,
    /// The 32 settings.
    pub settings: Vec<Setting>,
    /// The open decisions.
    pub decisions: Vec<Open>,
    /// Children in the figures.
    pub children: usize,
    /// Children left out, because nobody knows when their care began, or no rate was set for a week of theirs.
    pub left_out: usize,
    /// Up to which day the figures go.
    pub as_at: Day,
    /// What is signed: a hash of what was read. It changes when a setting does.
    pub content: String,
    /// Who has signed it.
    pub signed: Vec<Signed>,
}

impl PolicyPage {
    /// Whether two people have signed it as it is.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        self.signed.len() >= 2
    }
}

/// A hash of everything that is signed: the settings and what holds of each open decision, not the figures.
#[must_use]
pub fn content(rules: &Rules) -> String {
    let settings = rules.policy.settings(&rules.pocket);
    let mut hash = Sha256::new();
    hash.update(format!("{}\n{}\n", rules.policy.name, rules.policy.source));
    for s in settings {
        hash.update(format!("{} {}: {}\n", s.no, s.about, s.words));
    }
    for decision in Decision::ALL {
        hash.update(format!("{decision}: {}\n", decision.now(&rules.policy, &rules.pocket)));
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// The policy in force, its open decisions with what each would cost, and who has signed it.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn see_policy(store: &Store, rules: &Rules, actor: Actor) -> Answer<PolicyPage> {
    let rules = rules.clone();
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            page(rx, &permit, &rules, actor)
        })
        .await
}

fn page(rx: &mut Rx<'_>, permit: &Permit, rules: &Rules, actor: Actor) -> Answer<PolicyPage> {
    let as_at = day_before(rx.today());
    let ids = people::locate_children(rx)?;
    let cares = people::care_of(rx, permit, &ids)?;
    let held = reading::held(rx, permit, &ids)?;
    let short = shortfall::short(rx, permit, as_at)?;
    let settings = rules.policy.settings(&rules.pocket);
    let content = content(rules);
    let signed = signed(rx, &content, actor)?;
    let figures = Figures::new(rules, &cares, as_at);
    let of = |decision: &Decision| {
        let mut ways = figures.ways(*decision);
        ways.extend(beside(*decision, rules, &cares, &held, &short, as_at));
        Open { decision: *decision, now: decision.now(&rules.policy, &rules.pocket), ways }
    };
    Ok(PolicyPage {
        name: rules.policy.name.clone(),
        source: rules.policy.source.clone(),
        decisions: Decision::ALL.iter().map(of).collect(),
        children: figures.base.len(),
        left_out: cares.len().saturating_sub(figures.base.len()),
        settings,
        as_at,
        content,
        signed,
    })
}

/// How many people have signed the policy as it is.
pub(in crate::savings) fn signatures(rx: &mut Rx<'_>, rules: &Rules) -> Answer<usize> {
    Ok(rows::of(rx, &content(rules))?.len())
}

fn signed(rx: &mut Rx<'_>, content: &str, actor: Actor) -> Answer<Vec<Signed>> {
    let all = rows::of(rx, content)?;
    let ids: Vec<_> = all.iter().map(|s| s.by).collect();
    let faces = people::staff_many(rx, &ids)?;
    let of = |s: rows::Signing| Signed {
        name: faces.get(&s.by).map(|f| f.name.clone()).unwrap_or_default(),
        at: s.at,
        is_mine: actor.staff() == Some(s.by),
    };
    Ok(all.into_iter().map(of).collect())
}

/// What is due by the policy as it is, child by child, and by every other way.
struct Figures {
    histories: Vec<(ChildId, History)>,
    base: HashMap<ChildId, Due>,
    ways: Vec<Way>,
    as_at: Day,
}

impl Figures {
    fn new(rules: &Rules, cares: &[Care], as_at: Day) -> Self {
        let known = cares.iter().filter(|c| c.is_complete && !c.episodes.is_empty());
        let histories: Vec<(ChildId, History)> = known.map(|c| (c.child, history_of(c))).collect();
        let base = histories.iter().filter_map(|(child, h)| Some((*child, cost(h, &rules.policy, as_at)?))).collect();
        Self { histories, base, ways: rules.policy.other_ways(), as_at }
    }

    fn ways(&self, decision: Decision) -> Vec<Costed> {
        self.ways.iter().filter(|w| w.of == decision).map(|w| self.more(w)).collect()
    }

    fn more(&self, way: &Way) -> Costed {
        let (mut in_all, mut a_year, mut children) = (0i64, 0i64, 0usize);
        for (child, history) in &self.histories {
            let Some(base) = self.base.get(child) else { continue };
            let Some(due) = cost(history, &way.policy, self.as_at) else { continue };
            if due != *base {
                children = children.saturating_add(1);
                in_all = in_all.saturating_add(due.in_all.saturating_sub(base.in_all));
                a_year = a_year.saturating_add(due.last_year.saturating_sub(base.last_year));
            }
        }
        let (in_all, a_year) = (Some(in_all), Some(a_year));
        Costed { words: way.words.clone(), measure: Measure::More, in_all, a_year, children }
    }
}

/// The figures of decisions that change no week.
fn beside(
    decision: Decision,
    rules: &Rules,
    cares: &[Care],
    held: &HashMap<ChildId, Pence>,
    short: &[shortfall::Short],
    as_at: Day,
) -> Vec<Costed> {
    let today = next_day(as_at);
    let in_care = |c: &&Care| looked_after_since(c, &rules.policy, today).is_some();
    let with = |c: &Care| held.get(&c.child).map_or(0, |p| p.0);
    let sum = |of: &[i64]| of.iter().copied().fold(0, i64::saturating_add);
    let one = |words: &str, measure, in_all, a_year, children| Costed {
        words: words.to_owned(),
        measure,
        in_all,
        a_year,
        children,
    };
    match decision {
        Decision::MissedWeek => {
            let mut children: Vec<ChildId> = short.iter().map(|s| s.child).collect();
            children.sort_unstable();
            children.dedup();
            let pence = sum(&short.iter().map(|s| s.open).collect::<Vec<_>>());
            vec![one(rules.policy.other_shortfall(), Measure::Decides, Some(pence), None, children.len())]
        }
        Decision::Leavers => {
            let left = cares.iter().filter(|c| !in_care(c) && today < history_of(c).eighteen());
            let held: Vec<i64> = left.map(with).filter(|p| *p > 0).collect();
            vec![one(
                "Held, or paid to whoever has parental responsibility",
                Measure::Decides,
                Some(sum(&held)),
                None,
                held.len(),
            )]
        }
        Decision::RunDate => {
            let held: Vec<i64> = cares.iter().map(with).filter(|p| *p > 0).collect();
            vec![one("Four times a year, or every month", Measure::Decides, Some(sum(&held)), None, held.len())]
        }
        Decision::PocketBands => {
            let week = |c: &Care| rules.pocket.of_week(c, today).ok().map(|p| p.pence.0).filter(|p| *p > 0);
            let weeks: Vec<i64> = cares.iter().filter(in_care).filter_map(week).collect();
            let year = sum(&weeks).saturating_mul(52);
            vec![one("What carers are asked to give by these bands", Measure::AYear, None, Some(year), weeks.len())]
        }
        Decision::Interest => {
            let held: Vec<i64> = cares.iter().map(with).filter(|p| *p > 0).collect();
            let year = one_per_cent(Pence(sum(&held))).0;
            vec![one("1 in 100 a year on what is held now", Measure::AYear, None, Some(year), held.len())]
        }
        _ => vec![],
    }
}

/// Signs the policy as it was read. It counts when a second person has signed the same.
///
/// # Errors
/// `policy_changed` where it is no longer what was read, `signed_already` to who has signed it; [`Fault::NotFound`] for
/// everybody but the savings desk.
pub async fn sign_policy(store: &Store, rules: &Rules, actor: Actor, id: AnyId, read: String) -> Answer<()> {
    // The figures are worked out beside whoever writes.
    let page = see_policy(store, rules, actor).await?;
    let figures = serde_json::to_string(&page.decisions).map_err(|e| Fault::broken(e.to_string()))?;
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::SignPolicy, Target::Council)?;
            let me = actor.staff().ok_or(Fault::NotFound)?;
            if rows::is_used(tx, id)? {
                return Ok(Outcome::Unchanged(()));
            }
            if read != page.content {
                let say = "The policy is no longer what you have read. Load the page again, read it and sign it then.";
                return Err(Refusal::conflict("policy_changed", say).into());
            }
            if rows::of(tx, &page.content)?.iter().any(|s| s.by == me) {
                let say = "You have signed this. A second person signs it too.";
                return Err(Refusal::conflict("signed_already", say).into());
            }
            rows::insert(tx, id, me, (&page.name, &page.content, &figures))?;
            tx.audit(&permit.entry(tx.now(), Some("policy")))?;
            Ok(Outcome::Done(()))
        })
        .await
}
