//! A child's savings, week by week with why, for the worker, the IRO and the savings desk.

use std::collections::HashMap;

use crate::access::{Action, Actor, Permit, Relation, Target, may};
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{Day, Pence};
use crate::people;
use crate::savings::Rules;
use crate::savings::account::Account;
use crate::savings::accrual::{Difference, differences};
use crate::savings::child_view::{WeekState, child_weeks};
use crate::savings::entry::{EntryKind, EntryNo, Posted, WeekDue};
use crate::savings::other_money::OtherMoney;
use crate::savings::pocket::{Query, Said};
use crate::savings::statement::{self, Savings};
use crate::savings::store::{others, pocket as pockets};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

/// A week, for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffWeek {
    /// Its last day.
    pub week_end: Day,
    /// What is saved for it.
    pub pence: Pence,
    /// How it stands for the child, once a pause was talked over.
    pub state: WeekState,
    /// Why £5, or why nothing.
    pub why: String,
    /// The version of the policy that it was worked out by.
    pub policy: String,
    /// From whom it is to come.
    pub from: Option<String>,
    /// Its entry.
    pub entry: Option<EntryNo>,
    /// Who settled it.
    pub checked_by: Option<String>,
}

/// A stay, as far as the savings desk needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffStay {
    /// From.
    pub from: Day,
    /// Until, not included.
    pub until: Option<Day>,
    /// The provider's name in the register, or its number.
    pub provider: Option<String>,
}

/// A child's savings, for staff.
pub struct StaffMoney {
    /// What was read.
    pub savings: Savings,
    /// Stays.
    pub stays: Vec<StaffStay>,
    /// Week by week, oldest first.
    pub weeks: Vec<StaffWeek>,
    /// Weeks of which the ledger and the history say different things.
    pub differences: Vec<Difference>,
    /// Names of who posted, by their ids.
    pub names: HashMap<StaffId, String>,
    /// What the child said of pocket money; for the savings desk nothing.
    pub said: Vec<Said>,
    /// Whether there is a question of the child's that nobody has answered.
    pub query_open: bool,
    /// The child's questions; for the savings desk nothing.
    pub queries: Vec<Query>,
    /// Other money of the child's, never counted here.
    pub other: Vec<OtherMoney>,
}

/// Reads a child's savings. Who has looked is written down before the answer is sent.
///
/// # Errors
/// [`Fault::NotFound`] where one stands in no relation to the child that allows it.
pub async fn read_money(store: &Store, rules: &Rules, actor: Actor, child: ChildId) -> Answer<StaffMoney> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::ReadMoney, Target::Child(child))?;
            let money = gather(tx, &permit, &rules, child)?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(money))
        })
        .await
}

fn gather(tx: &mut Tx<'_>, permit: &Permit, rules: &Rules, child: ChildId) -> Answer<StaffMoney> {
    let savings = statement::read(tx, permit, rules)?;
    let mut ids: Vec<StaffId> = savings.makers.values().filter_map(|(by, _)| *by).collect();
    let other = others::standing(tx, permit)?;
    ids.extend(other.iter().map(|o| o.by));
    ids.sort_unstable();
    ids.dedup();
    let names: HashMap<StaffId, String> =
        people::staff_many(tx, &ids)?.into_iter().map(|(id, face)| (id, face.name)).collect();
    let said = pockets::said(tx, permit)?;
    let queries = pockets::queries(tx, permit)?;
    let query_open = queries.iter().any(|q| q.closed_at.is_none())
        || said.iter().any(|s| s.answer.is_question() && s.handled_at.is_none());
    let is_office = permit.relation() == Relation::Office;
    let (said, queries) = if is_office { (vec![], vec![]) } else { (said, queries) };
    let mut posted: Vec<WeekDue> = savings.entries.iter().filter_map(|p| due(child, p)).collect();
    for week in &mut posted {
        week.pence = adjusted(&savings.entries, week);
    }
    let until = savings.weeks.last().map_or_else(|| tx.today(), |w| w.week_end);
    Ok(StaffMoney {
        stays: stays(&savings),
        weeks: weeks(&savings, rules, &names),
        differences: differences(&savings.care, &posted, &savings.weeks, until),
        names,
        said,
        query_open,
        queries,
        other,
        savings,
    })
}

fn due(child: ChildId, p: &Posted) -> Option<WeekDue> {
    (p.entry.kind == EntryKind::Accrual).then_some(())?;
    Some(WeekDue {
        child,
        week_end: p.entry.week_end?,
        pence: p.entry.pence,
        entry: p.no,
        from: p.entry.debit,
        is_reversed: p.reversed_by.is_some(),
    })
}

/// What stands for a week, with what was adjusted since.
fn adjusted(entries: &[Posted], week: &WeekDue) -> Pence {
    let of_week = |p: &&Posted| {
        p.entry.kind == EntryKind::Adjustment && p.entry.week_end == Some(week.week_end) && p.reversed_by.is_none()
    };
    let change = |p: &Posted| match (p.entry.debit, p.entry.credit) {
        (_, Account::Child(_)) => p.entry.pence.0,
        (Account::Child(_), _) => p.entry.pence.0.saturating_neg(),
        _ => 0,
    };
    Pence(entries.iter().filter(of_week).map(change).fold(week.pence.0, i64::saturating_add))
}

fn stays(savings: &Savings) -> Vec<StaffStay> {
    let name = |urn: &String| {
        let known = savings.providers.iter().find(|p| p.urn.as_ref() == Some(urn));
        known.map_or_else(|| format!("URN {urn}"), |p| p.name.clone())
    };
    let of = |e: &people::episode::Episode| StaffStay {
        from: e.started_on,
        until: e.ended_on,
        provider: e.provider_urn.as_ref().map(name),
    };
    savings.care.episodes.iter().map(of).collect()
}

fn weeks(savings: &Savings, rules: &Rules, names: &HashMap<StaffId, String>) -> Vec<StaffWeek> {
    let shown = child_weeks(&savings.weeks, &savings.entries, true);
    let whys: HashMap<Day, String> = savings.weeks.iter().map(|w| (w.week_end, w.reason.words())).collect();
    let by_week: HashMap<Day, &Posted> = savings
        .entries
        .iter()
        .filter(|p| p.entry.kind == EntryKind::Accrual)
        .filter_map(|p| Some((p.entry.week_end?, p)))
        .collect();
    let of = |w: crate::savings::child_view::ChildWeek| {
        let posted = by_week.get(&w.week_end);
        let by_then = posted.and_then(|p| savings.makers.get(&p.act)?.1.clone());
        let checker = w.checked_by.and_then(|act| savings.makers.get(&act)?.0);
        StaffWeek {
            why: whys.get(&w.week_end).cloned().unwrap_or_else(|| "posted by a person".to_owned()),
            policy: by_then.unwrap_or_else(|| rules.policy.name.clone()),
            from: posted.map(|p| source(p.entry.debit, savings)),
            entry: posted.map(|p| p.no),
            checked_by: checker.and_then(|id| names.get(&id).cloned()),
            week_end: w.week_end,
            pence: w.pence,
            state: w.state,
        }
    };
    shown.into_iter().map(of).collect()
}

/// What an account is called on the desk.
#[must_use]
pub fn source(account: Account, savings: &Savings) -> String {
    match account {
        Account::Provider(Some(no)) => {
            savings.providers.iter().find(|p| p.no == no).map_or_else(|| "a provider".into(), |p| p.name.clone())
        }
        Account::Provider(None) => "a provider that is not in the register".into(),
        Account::Carer(_) => "the carer".into(),
        Account::Child(_) => "held for the child".into(),
        Account::CouncilSavings => "the council's own budget".into(),
        Account::Bank => "the savings code".into(),
        Account::InTransit => "on its way to the account".into(),
        Account::Suspense => "suspense".into(),
        Account::TopUp => "topped up by the council".into(),
        Account::Unexplained => "unexplained at the start".into(),
        Account::MemoIsa(_) => "the child's own account".into(),
        Account::MemoOther => "the statement".into(),
    }
}

/// Says that a child's question, or what they said of a week's pocket money, has been talked over.
///
/// # Errors
/// [`Fault::NotFound`] to the savings desk: this is between the child and those near them.
pub async fn close_question(
    store: &Store,
    actor: Actor,
    child: ChildId,
    query: Option<AnyId>,
    week_end: Option<Day>,
) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::TalkOfMoney, Target::Child(child))?;
            let is_there = match (query, week_end) {
                (Some(id), _) => pockets::queries(tx, &permit)?.iter().any(|q| q.id == id),
                (None, Some(week)) => pockets::said(tx, &permit)?.iter().any(|s| s.week_end == week),
                (None, None) => false,
            };
            if !is_there {
                return Err(Fault::NotFound);
            }
            let closed = match (query, week_end) {
                (Some(id), _) => pockets::close(tx, &permit, id)?,
                (None, Some(week)) => pockets::handled(tx, &permit, week)?,
                (None, None) => return Err(Fault::NotFound),
            };
            if !closed {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("talked_over")))?;
            Ok(Outcome::Done(()))
        })
        .await
}
