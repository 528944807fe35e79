//! Files that should have come: what is in for a month, and an exception (X31) for each provider and month that is late. One
//! is closed by a person, or by the file that it waits for and by nothing else.

use std::collections::HashMap;

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::Day;
use crate::kernel::calendar::{day_before, london_day};
use crate::kernel::id::{ExceptionId, Id};
use crate::people::Care;
use crate::savings::account::ProviderNo;
use crate::savings::actions::files::weigh;
use crate::savings::expected::{self, Arrival, Came, Expected, month_after, month_before};
use crate::savings::file::{FileMade, NewException};
use crate::savings::intake::FileKind;
use crate::savings::ledger::month_of;
use crate::savings::matching::code::Code;
use crate::savings::providers;
use crate::savings::queue::ExceptionState;
use crate::savings::store::exceptions::{self as rows, Asked};
use crate::savings::store::{arrivals, providers as register};
use crate::store::{Answer, Outcome, Rx, Store, Tx};

/// Months that the job looks back: longer than any server stands still.
const MONTHS_BACK: usize = 3;

/// A file that is expected, for the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFile {
    /// What is expected.
    pub expected: Expected,
    /// Of whom, by name.
    pub name: String,
    /// The exception about it, where there is one.
    pub exception: Option<ExceptionId>,
}

/// Says which files are in for a month, which are awaited and which are late. Without a month: the last one that is over.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] to everybody but the savings desk.
pub async fn see_expected(store: &Store, actor: Actor, month: Option<Day>) -> Answer<(Day, Vec<ExpectedFile>)> {
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            let month = month.map_or_else(|| month_before(rx.today()), month_of);
            let care = weigh::care(rx, &permit)?;
            let all = of_month(rx, &permit, &care, month)?;
            let keys: Vec<String> = all.iter().map(key).collect();
            let raised = rows::of_keys(rx, &permit, &keys)?;
            let names: HashMap<ProviderNo, String> = providers(rx)?.into_iter().map(|p| (p.no, p.name)).collect();
            let file = |expected: Expected| ExpectedFile {
                name: names.get(&expected.provider).cloned().unwrap_or_default(),
                exception: raised.get(&key(&expected)).copied(),
                expected,
            };
            Ok((month, all.into_iter().map(file).collect()))
        })
        .await
}

pub(super) fn of_month(rx: &mut Rx<'_>, permit: &Permit, care: &[Care], month: Day) -> Answer<Vec<Expected>> {
    let today = rx.today();
    let entered = register::entered(rx)?;
    let came = arrivals::came_since(rx, permit, expected::look_from(month))?;
    let (first, last) = (month, day_before(month_after(month)));
    let looked_after = |urn: &str| {
        care.iter().flat_map(|c| &c.episodes).any(|e| {
            e.provider_urn.as_deref() == Some(urn) && e.started_on <= last && e.ended_on.is_none_or(|end| end > first)
        })
    };
    let all = providers(rx)?;
    let of = all.iter().filter_map(|p| {
        let entered_on = entered.get(&p.no).map_or(today, |at| london_day(*at));
        let has = p.urn.as_deref().is_none_or(looked_after);
        expected::of(p, entered_on, has, month, &came, today)
    });
    Ok(of.collect())
}

/// Raises an exception for every file that is late and has none. Answers how many.
///
/// # Errors
/// The database's own.
pub async fn chase_late_files(store: &Store) -> Answer<usize> {
    store
        .write(|tx| {
            let permit = may(tx, &Actor::Job("chase_late_files"), Action::KeepMoney, Target::Council)?;
            let care = weigh::care(tx, &permit)?;
            let mut late = Vec::new();
            let mut month = month_of(tx.today());
            for _ in 0..MONTHS_BACK {
                month = month_before(month);
                let all = of_month(tx, &permit, &care, month)?;
                late.extend(all.iter().filter(|e| e.arrival == Arrival::Late).map(of_late));
            }
            let raised = if late.is_empty() { 0 } else { rows::raise(tx, &permit, &late)? };
            if raised == 0 {
                return Ok(Outcome::Unchanged(0));
            }
            tx.audit(&permit.entry(tx.now(), Some("late_files")))?;
            Ok(Outcome::Done(raised))
        })
        .await
}

fn of_late(e: &Expected) -> NewException {
    NewException {
        code: Code::X31,
        child: None,
        provider: Some(e.provider),
        file: None,
        line: None,
        on: Some(e.due_on),
        says: format!("The file for {} was due on {} and has not come.", month_name(e.month), day_name(e.due_on)),
        pence: None,
        key: key(e),
    }
}

fn key(e: &Expected) -> String {
    format!("X31:{}:{}", e.provider, e.month)
}

/// A file came: what waited for it, and nothing else, is closed with the day.
pub(super) fn arrived(tx: &mut Tx<'_>, permit: &Permit, file: &FileMade) -> Answer<()> {
    let Some(provider) = file.provider.filter(|_| file.kind == FileKind::Provider) else { return Ok(()) };
    let came = Came { file: file.id, provider, days: file.days, on: tx.today() };
    let state = Some(ExceptionState::Open);
    let asked = Asked { state, code: Some(Code::X31), provider: Some(provider), ..Asked::default() };
    for open in rows::list(tx, permit, &asked)? {
        let Some(month) = open.on.map(month_before) else { continue };
        if !expected::is_of(&came, month) {
            continue;
        }
        let says = format!("The file came on {}.", day_name(came.on));
        rows::say(tx, permit, Id::at(tx.now()), open.id, &says)?;
        rows::close(tx, permit, open.id, Some(&says))?;
    }
    Ok(())
}

fn day_name(day: Day) -> String {
    day.format("%-d %B %Y").to_string()
}

fn month_name(day: Day) -> String {
    day.format("%B %Y").to_string()
}
