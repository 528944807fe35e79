//! Savings over the real server and on both databases.

mod between;
mod books;
mod chasing;
mod days;
mod decide;
mod desk;
mod due;
mod files;
mod first_week;
mod foresee;
mod held_up;
mod histories;
mod input;
mod leavers;
mod led;
pub mod many;
mod model;
mod months;
mod pay;
mod sample;
mod setup;
mod short;
mod tie_out;
mod uploads;
mod waiting;
mod workbook;

use sayso::access::{Action, Actor, Target, may};
use sayso::kernel::id::{AnyId, ChildId, Id};
use sayso::kernel::words::Role;
use sayso::kernel::{Day, Pence};
use sayso::savings::account::Account;
use sayso::savings::entry::{Act, ActKind, Entry, EntryKind, EntryNo, Receipt};
use sayso::savings::ledger;
use sayso::store::{Answer, Fault, Outcome};

use crate::harness::*;

/// A day, as `2026-11-22`.
pub fn d(day: &str) -> Day {
    day.parse().unwrap()
}

/// The business administrator.
pub fn bea(app: &TestApp) -> Actor {
    Actor::Staff { staff: app.cast.bea, role: Role::BusinessAdministrator }
}

/// The finance approver.
pub fn fin(app: &TestApp) -> Actor {
    Actor::Staff { staff: app.cast.fin, role: Role::FinanceApprover }
}

/// A key for an act.
pub fn key(app: &TestApp) -> AnyId {
    app.id().into()
}

/// A week of 500 pence that is due to a child from the council's own budget.
pub fn week(child: ChildId, week_end: &str) -> Entry {
    Entry::new(EntryKind::Accrual, Account::CouncilSavings, Account::Child(child), Pence(500), d(week_end))
        .for_week(d(week_end))
}

/// Posts entries under a key, as the savings desk.
pub async fn post(app: &TestApp, key: AnyId, entries: Vec<Entry>) -> Answer<Receipt> {
    let actor = bea(app);
    app.store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let act = Act { key, kind: ActKind::Other, policy: None, reason: None };
            let receipt = ledger::post(tx, &permit, &act, &entries)?;
            if receipt.already {
                return Ok(Outcome::Unchanged(receipt));
            }
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

/// Undoes an entry.
pub async fn reverse(app: &TestApp, key: AnyId, entry: EntryNo, on: &str, why: &'static str) -> Answer<Receipt> {
    let (actor, on) = (bea(app), d(on));
    app.store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let act = Act { key, kind: ActKind::Correction, policy: None, reason: Some(why.into()) };
            let receipt = ledger::reverse(tx, &permit, &act, entry, on, why)?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

/// What an account holds.
pub async fn balance(app: &TestApp, account: Account) -> i64 {
    let actor = bea(app);
    let read = app.store.read(move |rx| {
        let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
        ledger::balance(rx, &permit, account)
    });
    read.await.unwrap().0
}

/// The code of a refusal.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(answer: Answer<T>) -> &'static str {
    match answer {
        Err(Fault::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}
