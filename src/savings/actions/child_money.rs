//! What a child sees of their money, and what a child says of it.

use chrono::{Datelike, Duration};

use crate::access::{self, Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::words::Post;
use crate::kernel::{Day, Pence, Refusal};
use crate::notify::{self, Happening, To};
use crate::people::{self, tasks};
use crate::savings::child_view::{ChildWeek, Correction, child_weeks, corrections, line};
use crate::savings::pocket::{Pocket, PocketAnswer, Query, QueryKind, Said};
use crate::savings::register::AccountState;
use crate::savings::statement::{self, Savings, pause_key};
use crate::savings::store::pocket as rows;
use crate::savings::{Rules, weeks::Reason};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// How many weeks back a child can say whether pocket money was right.
const WEEKS_BACK: i64 = 8;

/// Why nothing is saved now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// Something is.
    Now,
    /// From a day on, if the child is still looked after then.
    From(Day),
    /// Paused.
    Paused,
    /// Somebody is finding out.
    FindingOut,
    /// It has ended, or never begins.
    No,
}

/// A child's money, for the child.
#[derive(Debug, Clone)]
pub struct ChildMoney {
    /// What the council is holding.
    pub held: Pence,
    /// What is on its way to the child's own account.
    pub in_transit: Pence,
    /// What is known of the child's own account, and what was in it as at a day.
    pub account: AccountState,
    /// What the last statement showed.
    pub isa: Option<(Pence, Day)>,
    /// The day by which the next payment into the account is made.
    pub next_payment: Option<Day>,
    /// The 18th birthday.
    pub yours_on: Day,
    /// Whether something is saved now.
    pub saving: Saving,
    /// The first week that was saved for.
    pub first_saved: Option<Day>,
    /// Before this day nobody knows yet.
    pub unknown_before: Option<Day>,
    /// Week by week, oldest first, with the first name of whoever checked it.
    pub weeks: Vec<(ChildWeek, Option<String>)>,
    /// What was put right.
    pub corrections: Vec<Correction>,
    /// A line for a picture.
    pub line: Vec<(Day, Pence)>,
    /// This week's pocket money, by its last day; none where the rules have no amount for the age.
    pub pocket: Option<(Day, Pocket)>,
    /// What the child said of the last weeks.
    pub said: Vec<Said>,
    /// What the child asked.
    pub queries: Vec<Query>,
    /// The first name of the child's worker.
    pub worker: Option<String>,
}

/// Reads one's own money. Leaves no trace.
///
/// # Errors
/// [`Fault::NotFound`] on a phone that nobody has confirmed.
pub async fn see_own_money(store: &Store, rules: &Rules, actor: Actor) -> Answer<ChildMoney> {
    let rules = rules.clone();
    store
        .read(move |rx| {
            let child = actor.child().ok_or(Fault::NotFound)?;
            let permit = may(rx, &actor, Action::SeeOwnMoney, Target::Child(child))?;
            money(rx, &permit, &rules, child)
        })
        .await
}

fn money(rx: &mut Rx<'_>, permit: &Permit, rules: &Rules, child: ChildId) -> Answer<ChildMoney> {
    let savings = statement::read(rx, permit, rules)?;
    let talked = match savings.paused_since() {
        Some(since) => tasks::is_done(rx, &pause_key(child, since))? == Some(true),
        None => false,
    };
    let weeks = child_weeks(&savings.weeks, &savings.entries, talked);
    let today = rx.today();
    let week_end = week_of(rules, today);
    let checkers = checkers(rx, &savings, &weeks)?;
    let account = savings.account.as_ref().map_or(AccountState::Unknown, |a| a.state);
    let next = rules.policy.next_payment(today).ok().filter(|_| account.is_open());
    let unknown = savings.weeks.iter().rev().find(|w| w.reason == Reason::Unknown);
    Ok(ChildMoney {
        held: savings.held,
        in_transit: savings.in_transit,
        account,
        isa: savings.isa,
        next_payment: next.filter(|d| *d < savings.yours_on()),
        yours_on: savings.yours_on(),
        saving: saving(&savings, today, talked),
        first_saved: weeks.iter().find(|w| w.pence > Pence::ZERO).map(|w| w.week_end),
        unknown_before: unknown.and(savings.care.known_from),
        corrections: corrections(&savings.entries),
        line: line(&weeks),
        weeks: weeks.into_iter().zip(checkers).collect(),
        pocket: rules.pocket.of_week(&savings.care, week_end).ok().map(|p| (week_end, p)),
        said: rows::said(rx, permit)?,
        queries: rows::queries(rx, permit)?,
        worker: worker(rx, child)?,
    })
}

/// Whether something is saved now, by the last week that is over; before the first, by when it would begin.
fn saving(savings: &Savings, today: Day, talked: bool) -> Saving {
    let Some(last) = savings.weeks.last() else {
        return savings.qualifies_on.filter(|q| *q > today).map_or(Saving::No, Saving::From);
    };
    match &last.reason {
        Reason::Counts(_) | Reason::MadeGood(_) => Saving::Now,
        Reason::Paused | Reason::Excluded if talked => Saving::Paused,
        Reason::Paused | Reason::Excluded | Reason::Unknown | Reason::LateEntrant => Saving::FindingOut,
        Reason::NotYet(on) if *on > today => Saving::From(*on),
        Reason::NotYet(_) => Saving::Now,
        Reason::LastDays | Reason::NotInCare | Reason::Eighteen | Reason::BeforeScheme => {
            savings.qualifies_on.filter(|q| *q > today).map_or(Saving::No, Saving::From)
        }
    }
}

/// First names of who checked each week.
fn checkers(rx: &mut Rx<'_>, savings: &Savings, weeks: &[ChildWeek]) -> Answer<Vec<Option<String>>> {
    let by = |w: &ChildWeek| savings.makers.get(&w.checked_by?)?.0;
    let ids: Vec<_> = weeks.iter().map(by).collect();
    let mut wanted: Vec<_> = ids.iter().copied().flatten().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let faces = people::staff_many(rx, &wanted)?;
    Ok(ids.into_iter().map(|id| faces.get(&id?).map(|f| first_name(&f.name))).collect())
}

fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

/// The first name of the child's social worker (of the personal adviser, else of the IRO, where there is none).
fn worker(rx: &mut Rx<'_>, child: ChildId) -> Answer<Option<String>> {
    let posts = access::posts_of(rx, child)?;
    let of = |post: Post| posts.iter().find(|p| p.post == post).and_then(|p| p.holder);
    match of(Post::SocialWorker).or(of(Post::PersonalAdviser)).or(of(Post::Iro)) {
        Some(holder) => Ok(Some(first_name(&people::staff(rx, holder)?.name))),
        None => Ok(None),
    }
}

/// The last day of the week that a day is in.
fn week_of(rules: &Rules, day: Day) -> Day {
    let ahead = (7 + rules.policy.count_weekday.num_days_from_monday() - day.weekday().num_days_from_monday()) % 7;
    day + Duration::days(i64::from(ahead))
}

/// Says whether the pocket money of a week was right. Said once more, the last counts. What is not right goes to whoever
/// holds the child's post; the savings desk sees only that there is a question.
///
/// # Errors
/// Refused for a day that ends no week, a week to come, and one long past.
pub async fn say_pocket(store: &Store, rules: &Rules, actor: Actor, week_end: Day, answer: PocketAnswer) -> Answer<()> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let child = actor.child().ok_or(Fault::NotFound)?;
            let permit = may(tx, &actor, Action::SayOfMoney, Target::Child(child))?;
            let last = week_of(&rules, tx.today());
            let oldest = last - Duration::weeks(WEEKS_BACK);
            if week_of(&rules, week_end) != week_end || week_end > last || week_end < oldest {
                let say = "Choose this week or one of the eight weeks before it.";
                return Err(Refusal::invalid("week_not_asked_about", "week", say).into());
            }
            let before = rows::said(tx, &permit)?.into_iter().find(|s| s.week_end == week_end);
            if before.is_some_and(|b| b.answer == answer) {
                return Ok(Outcome::Unchanged(()));
            }
            rows::say(tx, &permit, week_end, answer)?;
            tx.audit(&permit.entry(tx.now(), Some("pocket_money")))?;
            if answer.is_question() {
                let key = format!("pocket_money:{child}:{week_end}:{answer}");
                give(tx, child, tasks::TaskKind::PocketMoney, None, key)?;
            }
            Ok(Outcome::Done(()))
        })
        .await
}

/// Says that something looks wrong, or asks to use some of it. The words go into the thread with the worker.
/// Asked once more under its id, it changes nothing.
///
/// # Errors
/// Refused where something else was sent under this id.
pub async fn ask_of_money(
    store: &Store,
    actor: Actor,
    id: AnyId,
    kind: QueryKind,
    week_end: Option<Day>,
) -> Answer<()> {
    store
        .write(move |tx| {
            let child = actor.child().ok_or(Fault::NotFound)?;
            let permit = may(tx, &actor, Action::SayOfMoney, Target::Child(child))?;
            if !rows::ask(tx, &permit, id, kind, week_end)? {
                let old = rows::queries(tx, &permit)?.into_iter().find(|q| q.id == id);
                if old.is_some_and(|q| (q.kind, q.week_end) == (kind, week_end)) {
                    return Ok(Outcome::Unchanged(()));
                }
                let say = "Something else was sent under this id before. Make a new one.";
                return Err(Refusal::conflict("differs", say).into());
            }
            tx.audit(&permit.entry(tx.now(), Some(kind.as_str())))?;
            give(tx, child, tasks::TaskKind::MoneyQuestion, Some(id), format!("money_question:{id}"))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// Gives a task about a child to whoever holds the post of social worker; where nobody does, of personal adviser, else of IRO.
pub(in crate::savings) fn give(
    tx: &mut Tx<'_>,
    child: ChildId,
    kind: tasks::TaskKind,
    subject: Option<AnyId>,
    natural_key: String,
) -> Answer<()> {
    let posts = access::posts_of(tx, child)?;
    let is_held = |post: Post| posts.iter().any(|p| p.post == post && p.holder.is_some());
    let in_order = [Post::SocialWorker, Post::PersonalAdviser, Post::Iro];
    let post = in_order.into_iter().find(|post| is_held(*post)).unwrap_or(Post::SocialWorker);
    let task =
        tasks::NewTask { kind, child: Some(child), post: Some(post), staff: None, team: None, subject, natural_key };
    if tasks::make(tx, task)?.is_some() {
        for (staff, _) in access::answerers(tx, child, post)? {
            notify::tell(tx, To::Staff(staff), Happening::Task, None, None)?;
        }
    }
    Ok(())
}
