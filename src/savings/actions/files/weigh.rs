//! Holds a file against what is known: everything that is due, everything that came before.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Given, Sender, Weighed};
use crate::access::Permit;
use crate::kernel::Day;
use crate::kernel::calendar::next_day;
use crate::kernel::id::{AnyId, ChildId, MoneyFileId};
use crate::people::Care;
use crate::savings::accounts_register;
use crate::savings::entry::EntryKind;
use crate::savings::history::{History, Stay as CareStay};
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::Field;
use crate::savings::intake::rows::Reading;
use crate::savings::matching::code::Code;
use crate::savings::matching::extract::Moving;
use crate::savings::matching::outcome::{ColumnSum, Decision, FileReceipt, RowState};
use crate::savings::matching::person::{People, Person, Stay, id_key};
use crate::savings::matching::{declaration, extract, names, order_by_births, schedule, statement, totals};
use crate::savings::policy::Policy;
use crate::savings::store::{files as stored, tie_out};
use crate::savings::weeks::weeks;
use crate::store::{Answer, Rx};

/// Works out what becomes of every row that was read.
pub(super) fn weigh(
    rx: &mut Rx<'_>,
    permit: &Permit,
    policy: &Policy,
    mut reading: Reading,
    given: &Given,
    sender: &Sender,
) -> Answer<Weighed> {
    let care = care(rx, permit)?;
    let people = people(rx, permit, &care)?;
    if reading.order.is_none() && !reading.mixes_orders {
        reading.order = order_by_births(&reading, &people);
    }
    let seen = match (given.kind, sender.provider) {
        (FileKind::Provider, None) => HashMap::new(),
        _ => stored::seen(rx, permit, given.kind, &sender.key())?,
    };
    let mut shown = HashMap::new();
    let mut claimed = HashMap::new();
    let mut missing = Vec::new();
    let decisions = match given.kind {
        FileKind::Provider => {
            claimed = claimed_near(rx, permit, &reading)?;
            let histories = histories(&care);
            let mut known = known(rx, permit, policy, sender, (&people, &histories), &claimed, seen)?;
            let decisions = schedule::decide(&reading, &mut known);
            missing = weeks_missing(&decisions, &known);
            decisions
        }
        FileKind::IsaStatement => {
            let awaited = awaited(rx, permit)?;
            statement::decide(&reading, &mut statement::Known { people: &people, awaited, seen })
        }
        FileKind::Declaration => declaration::decide(&reading, &people, &seen),
        FileKind::Extract => {
            let files = crate::savings::store::arrivals::not_in_bank(rx)?;
            let runs = tie_out::runs_not_shown(rx, permit)?;
            let (decisions, found) = against_files(&reading, files, &runs, &seen);
            shown = found;
            decisions
        }
    };
    let mut receipt = FileReceipt::new(&decisions, main_column(&reading).printed_pence);
    say(&mut receipt, &reading, &decisions, missing.len());
    let sum_pence = main_column(&reading).sum_pence;
    Ok(Weighed { as_at: statement::as_at(&reading), decisions, receipt, sum_pence, shown, claimed, missing, reading })
}

/// Every child with stays.
pub(in crate::savings::actions) fn care(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Care>> {
    let all = crate::people::locate_children(rx)?;
    crate::people::care_of(rx, permit, &all)
}

fn people(rx: &mut Rx<'_>, permit: &Permit, care: &[Care]) -> Answer<People> {
    let funds: HashMap<ChildId, String> =
        accounts_register(rx, permit)?.into_iter().filter_map(|a| Some((a.child, a.reference?))).collect();
    Ok(People::new(care.iter().map(|c| {
        Person {
            child: c.child,
            reference: c.reference.clone(),
            further: c.further.clone(),
            names: c.known_as.as_deref().map(names::tokens).unwrap_or_default(),
            born: c.born_on,
            stays: c
                .episodes
                .iter()
                .map(|e| Stay { from: e.started_on, until: e.ended_on, urn: e.provider_urn.clone() })
                .collect(),
            fund_ref: funds.get(&c.child).cloned(),
        }
    })))
}

/// One child's history.
pub(in crate::savings::actions) fn history(rx: &mut Rx<'_>, permit: &Permit, child: ChildId) -> Answer<History> {
    let care = crate::people::care_of(rx, permit, &[child])?;
    histories(&care).remove(&child).ok_or(crate::store::Fault::NotFound)
}

/// Histories as the weeks are worked out from.
pub(in crate::savings::actions) fn histories(care: &[Care]) -> HashMap<ChildId, History> {
    let stay = |e: &crate::people::episode::Episode| CareStay {
        from: e.started_on,
        until: e.ended_on,
        legal_status: e.legal_status.as_str().to_owned(),
        placement: e.placement.as_str().to_owned(),
    };
    care.iter()
        .map(|c| {
            let mut history = History::new(c.born_on, c.episodes.iter().map(stay));
            history.known_from = c.known_from.filter(|_| !c.is_complete);
            (c.child, history)
        })
        .collect()
}

type Claimed = HashMap<ChildId, BTreeMap<Day, (i64, i32)>>;

/// What the weeks of the file's years have got already.
fn claimed_near(rx: &mut Rx<'_>, permit: &Permit, reading: &Reading) -> Answer<Claimed> {
    let page = crate::savings::matching::period::of_page(&reading.above, reading.order);
    let mut days: Option<(Day, Day)> = None;
    for row in &reading.rows {
        if let crate::savings::matching::period::Period::Days(f, t) =
            crate::savings::matching::period::of(row, reading.order, page)
        {
            days = Some(days.map_or((f, t), |(a, b)| (a.min(f), b.max(t))));
        }
    }
    let Some((from, to)) = days else { return Ok(Claimed::new()) };
    stored::claimed(rx, permit, from - chrono::Duration::days(380), to + chrono::Duration::days(14))
}

fn known<'a>(
    rx: &mut Rx<'_>,
    permit: &Permit,
    policy: &'a Policy,
    sender: &Sender,
    (people, histories): (&'a People, &'a HashMap<ChildId, History>),
    claimed: &Claimed,
    seen: HashMap<String, u64>,
) -> Answer<schedule::Known<'a>> {
    let confirmed = sender.provider.map(|p| stored::chosen(rx, permit, p)).transpose()?.unwrap_or_default();
    let pence = |weeks: &BTreeMap<Day, (i64, i32)>| weeks.iter().map(|(w, (pence, _))| (*w, *pence)).collect();
    Ok(schedule::Known {
        people,
        histories,
        policy,
        urn: sender.urn.clone(),
        claimed: claimed.iter().map(|(c, weeks)| (*c, pence(weeks))).collect(),
        running: stored::running(rx, permit, rx.today() - chrono::Duration::days(4000))?,
        confirmed,
        seen,
        today: next_day(rx.today()),
    })
}

/// Weeks that are due from a sender in the days of its file and that no row is for, child by child. A child whose row waits
/// for a person is not missing.
fn weeks_missing(decisions: &[Decision], known: &schedule::Known<'_>) -> Vec<(ChildId, Day, i64)> {
    let Some(urn) = &known.urn else { return Vec::new() };
    let days = decisions.iter().filter(|d| d.state == RowState::Posted).filter_map(|d| d.days);
    let Some((from, to)) = days.reduce(|(a, b), (f, t)| (a.min(f), b.max(t))) else { return Vec::new() };
    let waits: HashSet<ChildId> = decisions
        .iter()
        .filter(|d| d.state == RowState::SetAside)
        .flat_map(|d| d.suggestions.iter().map(|s| s.child))
        .collect();
    let mut missing = Vec::new();
    for (child, history) in known.histories {
        let Some(person) = known.people.of(*child).and_then(|n| known.people.get(n)) else { continue };
        if waits.contains(child) || !person.stays_with(urn, from, to) {
            continue;
        }
        let due = weeks(history, known.policy, from, to).unwrap_or_default();
        let got = known.claimed.get(child);
        let is_missing = |end: Day| {
            person.stays_with(urn, end, end) && got.is_none_or(|g| !g.contains_key(&end)) && end <= known.today
        };
        missing
            .extend(due.iter().filter(|w| w.counts && is_missing(w.week_end)).map(|w| (*child, w.week_end, w.pence.0)));
    }
    missing.sort_unstable();
    missing
}

/// Payments to children's accounts that no statement has confirmed yet.
fn awaited(rx: &mut Rx<'_>, permit: &Permit) -> Answer<HashMap<ChildId, Vec<i64>>> {
    let mut awaited: HashMap<ChildId, Vec<i64>> = HashMap::new();
    let paid = stored::of_kinds(rx, permit, &[EntryKind::PayOut, EntryKind::Statement])?;
    let mut confirmed: HashMap<ChildId, i64> = HashMap::new();
    for (child, kind, pence) in paid {
        match kind {
            EntryKind::PayOut => awaited.entry(child).or_default().push(pence.0),
            _ => *confirmed.entry(child).or_default() += pence.0,
        }
    }
    for (child, mut pence) in confirmed {
        let of = awaited.entry(child).or_default();
        of.retain(|paid| {
            let is_confirmed = *paid <= pence;
            if is_confirmed {
                pence -= *paid;
            }
            !is_confirmed
        });
    }
    Ok(awaited)
}

/// By which a council's books name what was paid into the children's accounts.
const RUN_WORDS: &[&str] = &["share foundation", "junior isa", "jisa", "tsf"];

type FilesWaiting = Vec<(MoneyFileId, i64, String, Option<Day>)>;

fn against_files(
    reading: &Reading,
    files: FilesWaiting,
    runs: &[(AnyId, Day, Option<Day>, i64)],
    seen: &HashMap<String, u64>,
) -> (Vec<Decision>, HashMap<u64, Moving>) {
    let early = Day::from_ymd_opt(1990, 1, 1).unwrap_or_default();
    let mut awaited: Vec<extract::Awaited> = files
        .iter()
        .map(|(id, pence, words, from)| extract::Awaited {
            of: Moving::File(*id),
            what: "the sum of a provider's file",
            words: words.lines().map(str::to_owned).collect(),
            pence: *pence,
            from: from.unwrap_or(early),
        })
        .collect();
    awaited.extend(runs.iter().map(|(run, cut_off, _, pence)| extract::Awaited {
        of: Moving::Run(*run),
        what: "the payment of a pay run",
        words: RUN_WORDS.iter().map(|w| id_key(w)).chain([id_key(&run.to_string())]).collect(),
        pence: pence.saturating_neg(),
        from: *cut_off,
    }));
    extract::decide(reading, &mut awaited, seen)
}

/// The column whose sum is held against the printed total.
pub(super) fn main_column(reading: &Reading) -> ColumnSum {
    match reading.kind {
        FileKind::Provider => totals::column(reading, Field::Amount, "savings"),
        FileKind::IsaStatement => totals::column(reading, Field::Amount, "council's contributions"),
        FileKind::Declaration if reading.profile.values().any(|f| *f == Field::Pocket) => {
            totals::column(reading, Field::Pocket, "pocket money given")
        }
        FileKind::Declaration => totals::column(reading, Field::Amount, "savings put away"),
        FileKind::Extract => net(reading),
    }
}

/// Credits less debits.
fn net(reading: &Reading) -> ColumnSum {
    let column = |f| totals::column(reading, f, "net");
    let (credit, debit) = (column(Field::Credit), column(Field::Debit));
    let has = |f: Field| reading.profile.values().any(|have| *have == f);
    if !has(Field::Credit) && !has(Field::Debit) {
        return column(Field::Amount);
    }
    let printed = credit.printed_pence.zip(debit.printed_pence).map(|(c, d)| c.saturating_sub(d));
    ColumnSum {
        column: "net".into(),
        sum_pence: credit.sum_pence.saturating_sub(debit.sum_pence),
        printed_pence: printed,
    }
}

/// What is to be said of the file as a whole.
fn say(receipt: &mut FileReceipt, reading: &Reading, decisions: &[Decision], missing: usize) {
    receipt.columns.push(main_column(reading));
    if reading.kind == FileKind::Declaration {
        receipt.columns.push(totals::column(reading, Field::Amount, "savings put away"));
    }
    if reading.kind == FileKind::Extract {
        receipt.columns.extend([Field::Debit, Field::Credit].map(|f| totals::column(reading, f, f.as_str())));
    }
    let differs = receipt.columns.iter().find(|c| c.printed_pence.is_some_and(|p| p != c.sum_pence)).cloned();
    if let Some(c) = differs {
        let printed = crate::kernel::Pence(c.printed_pence.unwrap_or(0));
        let sum = crate::kernel::Pence(c.sum_pence);
        receipt.codes.push(Code::X11);
        receipt.notes.push(format!("The printed total of the {} is {printed}; its rows add up to {sum}.", c.column));
    }
    let breaks = (reading.kind == FileKind::Extract).then(|| extract::balance_breaks(reading)).flatten();
    if let Some(nth) = breaks {
        receipt.codes.push(Code::X29);
        receipt.notes.push(format!("The running balance does not follow in row {nth}."));
    }
    receipt.known_rows =
        u64::try_from(decisions.iter().filter(|d| d.reason == "This row was in before.").count()).unwrap_or(0);
    if receipt.known_rows > 0 {
        receipt.notes.push(format!("{} of its rows were in before and were not taken again.", receipt.known_rows));
    }
    if missing > 0 {
        receipt.notes.push(format!("{missing} weeks are due from this provider in these days and have no row."));
    }
    if decisions.iter().any(|d| d.code == Some(Code::AskDates)) {
        receipt.notes.push(
            "Some days can be read in two ways. Say which of day and month comes first, and load it again.".into(),
        );
    }
}
