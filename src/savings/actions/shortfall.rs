//! A week that a provider does not hand over: the council pays it at once, the provider is asked, and a gap goes to the IRO.
//! What comes late goes back to the council, never to the child a second time.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::files::post::OpenDays;
use crate::access::{self, Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId, Id};
use crate::kernel::words::Post;
use crate::kernel::{Day, Pence, Refusal};
use crate::notify::{self, Happening, To};
use crate::people::{self, tasks};
use crate::savings::account::{Account, ProviderNo};
use crate::savings::entry::{Act, ActKind, Entry, EntryKind};
use crate::savings::ledger::{self, month_of};
use crate::savings::policy::{Policy, Shortfall};
use crate::savings::shortfall::{Gap, Short, gaps, short};
use crate::savings::store::{ledger as heads, providers as registers, short as rows};
use crate::savings::{export, providers};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// What an act of topping up says: by it a job knows that a person has begun.
const TOPPED_UP: &str = "The council pays what providers have not handed over";

/// What one provider owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owes {
    /// Its number; none for those that are not in the register.
    pub provider: Option<ProviderNo>,
    /// Its name.
    pub name: String,
    /// Weeks that are late.
    pub weeks: usize,
    /// Of children.
    pub children: usize,
    /// What has not come, in pence.
    pub missing_pence: i64,
    /// Of it, what the council has topped up, in pence.
    pub topped_up_pence: i64,
}

/// What has not come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Shortage {
    /// Weeks whose file should have come before this day.
    pub through: Day,
    /// By provider, what most is owed first.
    pub providers: Vec<Owes>,
    /// Weeks that were topped up now.
    pub weeks: usize,
    /// What they came to, in pence.
    pub pence: i64,
}

/// What has not come from providers by a day, and what of it was topped up.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn see_shortage(store: &Store, actor: Actor) -> Answer<Shortage> {
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            let through = rx.today();
            let all = short(rx, &permit, through)?;
            shortage(rx, &all, through)
        })
        .await
}

fn shortage(rx: &mut Rx<'_>, all: &[Short], through: Day) -> Answer<Shortage> {
    let names: HashMap<ProviderNo, String> = providers(rx)?.into_iter().map(|p| (p.no, p.name)).collect();
    let mut by: BTreeMap<Option<ProviderNo>, (Owes, HashSet<ChildId>)> = BTreeMap::new();
    for s in all {
        let name = s.provider.and_then(|no| names.get(&no).cloned());
        let name = name.unwrap_or_else(|| "Providers that are not in the register".into());
        let (owes, children) = by.entry(s.provider).or_insert_with(|| {
            let owes = Owes { provider: s.provider, name, weeks: 0, children: 0, missing_pence: 0, topped_up_pence: 0 };
            (owes, HashSet::new())
        });
        owes.weeks = owes.weeks.saturating_add(1);
        owes.missing_pence = owes.missing_pence.saturating_add(s.missing().0);
        owes.topped_up_pence = owes.topped_up_pence.saturating_add(s.topped_up);
        children.insert(s.child);
    }
    let count = |(owes, children): (Owes, HashSet<ChildId>)| Owes { children: children.len(), ..owes };
    let mut found: Vec<Owes> = by.into_values().map(count).collect();
    found.sort_by(|a, b| b.missing_pence.cmp(&a.missing_pence).then_with(|| a.name.cmp(&b.name)));
    Ok(Shortage { through, providers: found, ..Shortage::default() })
}

/// Tops up every week whose file should have come before today: the council pays it, the provider goes on owing it. Run
/// again, nothing is paid twice.
///
/// # Errors
/// `policy_waits` where the policy says that a week waits for its provider.
pub async fn top_up(store: &Store, policy: &Policy, actor: Actor, dry: bool) -> Answer<Shortage> {
    if policy.desk.shortfall != Shortfall::TopUpAtOnce {
        let say = "By the policy a week waits until its provider pays. Change setting 17 first, and sign it.";
        return Err(Refusal::conflict("policy_waits", say).into());
    }
    let name = policy.name.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            // Nothing is posted between the look and the entries.
            heads::claim(tx)?;
            let today = tx.today();
            let all = short(tx, &permit, today)?;
            let on = OpenDays::default().of(tx, today)?;
            let entries: Vec<Entry> = all.iter().filter(|s| s.open > 0).map(|s| paid(s, on)).collect();
            let mut done = shortage(tx, &all, today)?;
            done.weeks = entries.len();
            done.pence = entries.iter().map(|e| e.pence.0).fold(0, i64::saturating_add);
            if entries.is_empty() && !dry && actor.staff().is_some() {
                // What it answers is a look at the books.
                tx.audit(&permit.entry(tx.now(), Some("nothing_to_top_up")))?;
                return Ok(Outcome::Done(done));
            }
            if dry || entries.is_empty() {
                return Ok(Outcome::Unchanged(done));
            }
            let act =
                Act { key: Id::at(tx.now()), kind: ActKind::Other, policy: Some(name), reason: Some(TOPPED_UP.into()) };
            ledger::post(tx, &permit, &act, &entries)?;
            tx.audit(&permit.entry(tx.now(), Some("topped_up")))?;
            Ok(Outcome::Done(done))
        })
        .await
}

fn paid(s: &Short, on: Day) -> Entry {
    let entry = Entry::new(EntryKind::TopUp, Account::TopUp, Account::Provider(s.provider), Pence(s.open), on);
    entry.about(s.child).for_week(s.week_end).because("not handed over by the provider in time")
}

/// Whether a person has topped up before: from then on it is done by itself.
pub(in crate::savings) fn has_begun(rx: &mut Rx<'_>) -> Answer<bool> {
    rows::was_done(rx, ActKind::Other, TOPPED_UP)
}

/// A week of a chase letter: no more than the provider needs to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterWeek {
    /// The council's own id of the child.
    pub reference: String,
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// What has not come.
    pub pence: Pence,
}

/// A chase letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub name: String,
    /// Whom to ask there.
    pub contact: Option<String>,
    /// On which day.
    pub on: Day,
    /// What is asked for, by child and week.
    pub weeks: Vec<LetterWeek>,
    /// What it comes to.
    pub sum: Pence,
    /// Of how many children.
    pub children: usize,
    /// When a letter was last sent.
    pub last_sent: Option<crate::kernel::At>,
}

/// How a letter begins in the chase log.
const SENT: &str = "Letter sent: ";

/// The letter to a provider about every week that is late. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] where there is no such provider.
pub async fn chase_letter(store: &Store, actor: Actor, no: ProviderNo) -> Answer<Letter> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = letter(tx, &permit, no)?;
            tx.audit(&permit.entry(tx.now(), Some("letter")))?;
            Ok(Outcome::Done(found))
        })
        .await
}

fn letter(rx: &mut Rx<'_>, permit: &Permit, no: ProviderNo) -> Answer<Letter> {
    let provider = providers(rx)?.into_iter().find(|p| p.no == no).ok_or(Fault::NotFound)?;
    let on = rx.today();
    let all: Vec<Short> = short(rx, permit, on)?.into_iter().filter(|s| s.provider == Some(no)).collect();
    let references = references(rx, permit, all.iter().map(|s| s.child))?;
    let mut weeks: Vec<LetterWeek> = all
        .iter()
        .map(|s| LetterWeek {
            reference: references.get(&s.child).cloned().unwrap_or_default(),
            from: s.week_end - chrono::Duration::days(6),
            to: s.week_end,
            pence: s.missing(),
        })
        .collect();
    weeks.sort_by(|a, b| (&a.reference, a.to).cmp(&(&b.reference, b.to)));
    let last_sent = registers::chases(rx, no)?.into_iter().find(|c| c.note.starts_with(SENT)).map(|c| c.at);
    Ok(Letter {
        name: provider.name,
        contact: provider.contact,
        on,
        sum: Pence(weeks.iter().map(|w| w.pence.0).fold(0, i64::saturating_add)),
        children: references.len(),
        weeks,
        last_sent,
    })
}

fn references(
    rx: &mut Rx<'_>,
    permit: &Permit,
    children: impl Iterator<Item = ChildId>,
) -> Answer<HashMap<ChildId, String>> {
    let mut ids: Vec<ChildId> = children.collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(people::care_of(rx, permit, &ids)?.into_iter().map(|c| (c.child, c.reference)).collect())
}

impl Letter {
    /// Its weeks as a CSV file.
    ///
    /// # Errors
    /// As [`export::csv`].
    pub fn csv(&self) -> Answer<String> {
        let cells =
            |w: &LetterWeek| vec![w.reference.clone(), w.from.to_string(), w.to.to_string(), w.pence.to_string()];
        export::csv(&["child_id", "from", "to", "savings"], self.weeks.iter().map(cells))
    }
}

/// Writes into the chase log that the letter was sent, with what it asked for. Asked once more under its id, it changes
/// nothing.
///
/// # Errors
/// `nothing_to_ask` where nothing is late; [`Fault::NotFound`] where there is no such provider.
pub async fn letter_sent(store: &Store, actor: Actor, id: AnyId, no: ProviderNo) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = letter(tx, &permit, no)?;
            let (Some(first), Some(last)) =
                (found.weeks.iter().map(|w| w.to).min(), found.weeks.iter().map(|w| w.to).max())
            else {
                let say = "Nothing of this provider's is late. There is nothing to ask for.";
                return Err(Refusal::conflict("nothing_to_ask", say).into());
            };
            let note = format!(
                "{SENT}{} weeks of {} children, weeks to {first} up to {last}, £{:#}",
                found.weeks.len(),
                found.children,
                found.sum
            );
            if !registers::insert_chase(tx, &permit, id, no, month_of(last), &note)? {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("letter_sent")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// A gap, as the desk sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    /// The gap.
    pub gap: Gap,
    /// The council's own id of the child.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// The provider's name.
    pub provider: Option<String>,
    /// The child's IRO.
    pub iro: Option<String>,
    /// Whether the IRO was told.
    pub is_told: bool,
}

/// Every gap of more than four weeks. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_gaps(store: &Store, actor: Actor) -> Answer<Vec<GapRow>> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let today = tx.today();
            let all = gaps(&short(tx, &permit, today)?);
            let found = gap_rows(tx, &permit, all)?;
            tx.audit(&permit.entry(tx.now(), Some("gaps")))?;
            Ok(Outcome::Done(found))
        })
        .await
}

fn gap_rows(rx: &mut Rx<'_>, permit: &Permit, all: Vec<Gap>) -> Answer<Vec<GapRow>> {
    let ids: Vec<ChildId> = all.iter().map(|g| g.child).collect();
    let cares: HashMap<ChildId, people::Care> =
        people::care_of(rx, permit, &ids)?.into_iter().map(|c| (c.child, c)).collect();
    let names: HashMap<ProviderNo, String> = providers(rx)?.into_iter().map(|p| (p.no, p.name)).collect();
    let mut found = Vec::with_capacity(all.len());
    for gap in all {
        let posts = access::posts_of(rx, gap.child)?;
        let holder = posts.iter().find(|p| p.post == Post::Iro).and_then(|p| p.holder);
        let iro = holder.map(|id| people::staff(rx, id)).transpose()?.map(|f| f.name);
        let care = cares.get(&gap.child);
        found.push(GapRow {
            reference: care.map(|c| c.reference.clone()).unwrap_or_default(),
            known_as: care.and_then(|c| c.known_as.clone()),
            provider: gap.provider.and_then(|no| names.get(&no).cloned()),
            is_told: tasks::is_done(rx, &gap.key())?.is_some(),
            iro,
            gap,
        });
    }
    found.sort_by(|a, b| (&a.iro, &a.reference).cmp(&(&b.iro, &b.reference)));
    Ok(found)
}

/// The gaps as a CSV file, by IRO.
///
/// # Errors
/// As [`export::csv`].
pub fn gaps_csv(rows: &[GapRow]) -> Answer<String> {
    let cells = |r: &GapRow| {
        vec![
            r.iro.clone().unwrap_or_default(),
            r.reference.clone(),
            r.provider.clone().unwrap_or_default(),
            r.gap.first.to_string(),
            r.gap.last.to_string(),
            r.gap.weeks.to_string(),
            r.gap.missing.to_string(),
            if r.is_told { "yes" } else { "no" }.to_owned(),
        ]
    };
    let header = ["iro", "child_id", "provider", "first_week_to", "last_week_to", "weeks", "missing", "iro_told"];
    export::csv(&header, rows.iter().map(cells))
}

/// Gives the IRO of each child with a gap a task, once for a gap. A push about it says nothing. Answers how many are new.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn tell_iros(store: &Store, actor: Actor) -> Answer<usize> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let today = tx.today();
            let all = gaps(&short(tx, &permit, today)?);
            let mut told = 0usize;
            for gap in &all {
                told = told.saturating_add(usize::from(tell_iro(tx, gap)?));
            }
            if told == 0 && actor.staff().is_none() {
                return Ok(Outcome::Unchanged(0));
            }
            tx.audit(&permit.entry(tx.now(), Some("iros_told")))?;
            Ok(Outcome::Done(told))
        })
        .await
}

fn tell_iro(tx: &mut Tx<'_>, gap: &Gap) -> Answer<bool> {
    let task = tasks::NewTask {
        kind: tasks::TaskKind::SavingsGap,
        child: Some(gap.child),
        post: Some(Post::Iro),
        staff: None,
        team: None,
        subject: None,
        natural_key: gap.key(),
    };
    if tasks::make(tx, task)?.is_none() {
        return Ok(false);
    }
    for (staff, _) in access::answerers(tx, gap.child, Post::Iro)? {
        notify::tell(tx, To::Staff(staff), Happening::Task, None, None)?;
    }
    Ok(true)
}
