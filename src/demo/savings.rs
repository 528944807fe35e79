//! The savings desk of the demonstration: providers, accounts, every week since the books begin, what came for the weeks
//! whose file was due (two providers are behind), what two carers hold, and last March's payments. What the files bring that
//! wait to be loaded is left open.

use std::path::Path;
use std::sync::Arc;

use crate::access::{Action, Actor, Target, may};
use crate::config::RuleFiles;
use crate::kernel::calendar::{age_on, day_before};
use crate::kernel::id::{ChildId, Id};
use crate::kernel::{Day, Pence};
use crate::savings::account::Account;
use crate::savings::actions::carers::{Declare, declare};
use crate::savings::actions::providers::{SetProvider, set_provider};
use crate::savings::entry::{Act, ActKind, Entry, EntryKind, WeekDue};
use crate::savings::provider::{How, Terms};
use crate::savings::register::{AccountState, SavingsAccount};
use crate::savings::shortfall::expected_by;
use crate::savings::{Rules, accrual, ledger, providers, set_account};
use crate::store::{Answer, Outcome, Rx};

use super::dice::days_after;
use super::fixed::BRIGHT_OAK;
use super::tied_out;
use super::town::{Town, say};
use super::waiting::{self, is_of_last_month};

/// Names of the made-up providers, by the numbers that the care history names them by.
const PROVIDERS: &[(&str, &str)] = &[
    (BRIGHT_OAK, "Bright Oak Fostering Ltd"),
    ("2300127", "Hearthside Families"),
    ("2300131", "Northbank Fostering"),
    ("2300148", "Willow and Wren Care"),
    ("2300205", "Orchard Lane Homes"),
    ("2300211", "Seaview House"),
    ("2300228", "Kestrel Homes"),
    ("2300232", "The Old Bakery"),
    ("2300249", "Fernhill House"),
    ("2300306", "Doorway Supported Living"),
    ("2300312", "First Keys"),
    ("2300329", "Harbour Steps"),
];

/// The accounts that the sample statement names, and what was paid into each last March.
const PAID: &[(&str, AccountState, &str, i64)] = &[
    ("SC000123", AccountState::JuniorIsa, "TSF-100231", 26_000),
    ("SC000245", AccountState::JuniorIsa, "TSF-100245", 26_000),
    ("SC000456", AccountState::JuniorIsa, "TSF-100260", 1_500),
    ("SC000640", AccountState::ChildTrustFund, "TSF-098812", 26_000),
    ("SC000298", AccountState::JuniorIsa, "TSF-091377", 5_500),
];

/// The day of the month on which providers' schedules of the month before are due.
pub(super) const DUE_DAY: i16 = 10;
/// Providers that are behind: only weeks this old have come in from them.
const BEHIND: &[&str] = &[waiting::NOT_LOADED, waiting::WITH_SLIPS];
const IN_AFTER_DAYS: i64 = 60;
/// What carers hold, by the place of the child in the council, with the carer's number and how much, in pence.
const WITH_CARERS: &[(usize, &str, i64)] = &[(7, "FC 1182", 31_200), (16, "FC 2210", 4_000)];
/// Entries of one act.
const AT_ONCE: usize = 4_000;

/// Opens the books.
///
/// # Errors
/// In words.
pub(super) async fn open_books(town: &Town<'_>, files_waiting: &Path) -> Result<(), String> {
    let rules = Rules::load(&RuleFiles::default())?;
    let actor = Actor::Operator;
    for (urn, name) in PROVIDERS {
        let terms = Terms { starts_on: Day::default(), how: How::NetOfInvoice, due_day: Some(DUE_DAY) };
        let contact = Some("Accounts team".to_owned());
        let ask = SetProvider { name: (*name).into(), urn: Some((*urn).into()), contact, terms: Some(terms) };
        set_provider(town.store, actor, None, ask).await.map_err(say)?;
    }
    register(town).await.map_err(say)?;
    with_carers(town).await.map_err(say)?;
    let through = day_before(town.made.today);
    accrual::accrue(town.store, actor, Arc::clone(&rules.policy), through, |_, _| {}).await.map_err(say)?;
    came_in(town).await.map_err(say)?;
    tied_out::load_month(town, &rules.policy).await.map_err(say)?;
    paid(town).await.map_err(say)?;
    waiting::leave(town, &rules.policy, files_waiting).await
}

/// The accounts register: those of the sample files, and for the others what a council finds in its first week.
async fn register(town: &Town<'_>) -> Answer<()> {
    let today = town.made.today;
    let line = |(at, child): (usize, &super::council::Child)| {
        let id = town.child(at)?;
        let fixed = PAID.iter().find(|(reference, ..)| *reference == child.reference);
        let age = age_on(child.born_on, today);
        let (state, reference) = match (fixed, at % 12) {
            (Some((_, state, reference, _)), _) => (*state, Some((*reference).to_owned())),
            (None, _) if age >= 18 => (AccountState::Unknown, None),
            (None, 0) => (AccountState::Missing, None),
            (None, 1) => (AccountState::AskedFor, None),
            (None, 2) => (AccountState::Unknown, None),
            (None, 3) if age >= 15 => (AccountState::CtfWithResponsibleAdult, Some(format!("TSF-2{at:05}"))),
            _ => (AccountState::JuniorIsa, Some(format!("TSF-2{at:05}"))),
        };
        let asked_on = (state == AccountState::AskedFor).then(|| days_after(today, -30));
        let source = "The Share Foundation's list".into();
        Some(SavingsAccount { child: id, state, reference, held_with: None, asked_on, opened_on: None, source })
    };
    let lines: Vec<SavingsAccount> = town.made.children.iter().enumerate().filter_map(line).collect();
    town.store
        .write(move |tx| {
            let permit = may(tx, &Actor::Operator, Action::KeepMoney, Target::Council)?;
            lines.iter().try_for_each(|line| set_account(tx, &permit, line))?;
            tx.audit(&permit.entry(tx.now(), Some("accounts")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// What two carers are said to hold from before the council saved centrally.
async fn with_carers(town: &Town<'_>) -> Answer<()> {
    for (at, carer, pence) in WITH_CARERS {
        let Some(child) = town.child(*at) else { continue };
        let ask = Declare {
            child,
            carer: (*carer).to_owned(),
            owner: None,
            pence: Some(Pence(*pence)),
            declared_on: days_after(town.made.today, -40),
            source: "The carer said so at the yearly review".into(),
        };
        declare(town.store, Actor::Operator, Id::at(town.store.clock().now()), ask).await?;
    }
    Ok(())
}

/// What came for the weeks whose file was due; not for the two months of which the sample schedule tells, nor for the months
/// that come by files.
async fn came_in(town: &Town<'_>) -> Answer<()> {
    let today = town.made.today;
    let entries = town.store.read(move |rx| receipts(rx, today)).await?;
    let by_hand = |e: &&Entry| !e.week_end.is_some_and(|week| tied_out::is_of_file(e.credit, week));
    let entries: Vec<Entry> = entries.iter().filter(by_hand).cloned().collect();
    for some in entries.chunks(AT_ONCE) {
        post(town, ActKind::Import, some.to_vec()).await?;
    }
    Ok(())
}

fn receipts(rx: &mut Rx<'_>, today: Day) -> Answer<Vec<Entry>> {
    let permit = may(rx, &Actor::Operator, Action::KeepMoney, Target::Council)?;
    let bright_oak = crate::savings::locate_provider(rx, "Bright Oak Fostering Ltd")?;
    let waits = |from: Account, day: Day| {
        let sample = ("2024-05-01".parse::<Day>(), "2024-07-07".parse::<Day>());
        let within = matches!(sample, (Ok(first), Ok(last)) if (first..=last).contains(&day));
        within && matches!(from, Account::Provider(no) if no == bright_oak)
    };
    let known = providers(rx)?;
    let due = ledger::weeks_due(rx, &permit, &[])?;
    let is_in = |from: Account, day: Day| {
        let provider = known.iter().find(|p| from == Account::Provider(Some(p.no)));
        let is_behind = provider.is_some_and(|p| BEHIND.contains(&p.name.as_str()));
        let due_by = expected_by(provider.and_then(|p| p.terms_on(day)), day);
        if is_behind { day < days_after(today, -IN_AFTER_DAYS) } else { due_by < today }
    };
    let awaited = due.iter().filter(|w| w.is_awaited() && is_in(w.from, w.week_end));
    let by_file = |w: &&WeekDue| matches!(w.from, Account::Provider(Some(_))) && is_of_last_month(w.week_end, today);
    let open = awaited.filter(|w| !waits(w.from, w.week_end) && !by_file(w));
    let came = open.map(|w| {
        let on = days_after(w.week_end, 21).min(today);
        Entry::new(EntryKind::Receipt, Account::Bank, w.from, w.pence, on).about(w.child).for_week(w.week_end)
    });
    Ok(came.collect())
}

/// Last March's payments into the accounts of the sample statement.
async fn paid(town: &Town<'_>) -> Answer<()> {
    let children = town.made.children.iter().enumerate();
    let found = children.filter_map(|(at, child)| {
        let (.., pence) = PAID.iter().find(|(reference, ..)| *reference == child.reference)?;
        Some((town.child(at)?, Pence(*pence)))
    });
    let Ok(on) = "2026-03-13".parse::<Day>() else { return Ok(()) };
    if town.made.today <= on {
        return Ok(());
    }
    let entries = found.flat_map(|(child, pence)| out(child, pence, on)).collect();
    post(town, ActKind::PayRun, entries).await
}

fn out(child: ChildId, pence: Pence, on: Day) -> [Entry; 2] {
    let (owed, away) = (Account::Child(child), Account::InTransit);
    [
        Entry::new(EntryKind::PayOut, owed, away, pence, on),
        Entry::new(EntryKind::BankOut, away, Account::Bank, pence, on).about(child),
    ]
}

async fn post(town: &Town<'_>, kind: ActKind, entries: Vec<Entry>) -> Answer<()> {
    town.store
        .write(move |tx| {
            let permit = may(tx, &Actor::Operator, Action::KeepMoney, Target::Council)?;
            let act = Act { key: Id::at(tx.now()), kind, policy: None, reason: None };
            ledger::post(tx, &permit, &act, &entries)?;
            tx.audit(&permit.entry(tx.now(), Some("demonstration")))?;
            Ok(Outcome::Done(()))
        })
        .await
}
