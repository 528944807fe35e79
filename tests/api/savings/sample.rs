//! The council that the sample files name: children, stays, accounts, and what was paid into these.

use std::collections::BTreeMap;

use diesel::prelude::*;
use sayso::access::{Action, Actor, Target, may};
use sayso::config::RuleFiles;
use sayso::kernel::id::{ChildId, EpisodeId, Id, LineId};
use sayso::kernel::{Day, Pence};
use sayso::savings::account::Account;
use sayso::savings::actions::decide::{One, decide_line};
use sayso::savings::actions::files::{Given, load};
use sayso::savings::actions::lists::list_queue;
use sayso::savings::actions::providers::{SetProvider, set_provider};
use sayso::savings::actions::queue::Decide;
use sayso::savings::entry::{Act, ActKind, Entry, EntryKind};
use sayso::savings::intake::FileKind;
use sayso::savings::matching::outcome::FileReceipt;
use sayso::savings::policy::Policy;
use sayso::savings::queue::Line;
use sayso::savings::register::{AccountState, SavingsAccount};
use sayso::savings::{ledger, set_account};
use sayso::store::schema::{care_episodes, children};
use sayso::store::{Answer, Outcome, Tx};

use super::{bea, d, key};
use crate::harness::*;

pub const A: &[u8] = include_bytes!("../../savings/provider-files/a_provider_schedule_bom_crlf.csv");
pub const B: &[u8] = include_bytes!("../../savings/provider-files/b_jisa_statement_cp1252_semicolon.csv");
pub const C: &[u8] = include_bytes!("../../savings/provider-files/c_carer_declaration_handtyped.csv");
pub const OAK: &str = "Bright Oak Fostering Ltd";
const URN: &str = "2300114";

/// A child: id, name, born, stays (first day, number of the provider), reference at the fund, paid into the account.
type Row = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, i64);

const CHILDREN: &[Row] = &[
    ("SC000123", "Amelia Smith", "2013-02-03", &[("2021-09-04", URN)], "TSF-100231", 26_000),
    ("SC000342", "Liam O’Connor", "2010-11-17", &[("2022-01-12", URN)], "", 0),
    ("SC000456", "Kai Jones", "2012-08-30", &[("2023-03-20", ""), ("2024-06-12", URN)], "TSF-100260", 1_500),
    ("SC000801", "Aisha Khan", "2014-09-09", &[("2022-11-14", ""), ("2023-12-01", URN)], "", 0),
    ("SC000802", "Adam Khan", "2014-09-09", &[("2022-11-14", ""), ("2023-12-01", URN)], "", 0),
    ("SC000789", "Ellis Brown", "2009-03-21", &[("2022-05-02", URN), ("2024-05-10", "")], "", 0),
    ("SC000640", "Jodie Marlow", "2010-06-14", &[("2019-02-11", "")], "TSF-098812", 26_000),
    ("SC000298", "Tariq Aslam", "2007-06-19", &[("2017-10-02", "")], "TSF-091377", 5_500),
    ("SC000245", "Bethan Lisle", "2015-01-26", &[("2021-11-15", "")], "TSF-100245", 26_000),
];

/// Enters everybody; answers their ids.
pub async fn enter(app: &TestApp) -> BTreeMap<&'static str, ChildId> {
    let ids = app.store.upkeep(fill).await.unwrap();
    let agency = SetProvider { name: OAK.into(), urn: Some(URN.into()), contact: None, terms: None };
    set_provider(&app.store, Actor::Operator, None, agency).await.unwrap();
    let of = ids.clone();
    app.store
        .write(move |tx| {
            let permit = may(tx, &Actor::Operator, Action::KeepMoney, Target::Council)?;
            let mut entries = Vec::new();
            for (reference, _, _, _, fund, paid) in CHILDREN.iter().filter(|r| !r.4.is_empty()) {
                let child = of[reference];
                let account = SavingsAccount {
                    child,
                    state: AccountState::JuniorIsa,
                    reference: Some((*fund).to_owned()),
                    held_with: None,
                    asked_on: None,
                    opened_on: None,
                    source: "test".into(),
                };
                set_account(tx, &permit, &account)?;
                let on = d("2026-03-13");
                let one = |kind, a, b| Entry::new(kind, a, b, Pence(*paid), on).about(child);
                entries.push(one(EntryKind::Opening, Account::Bank, Account::Child(child)));
                entries.push(one(EntryKind::PayOut, Account::Child(child), Account::InTransit));
                entries.push(one(EntryKind::BankOut, Account::InTransit, Account::Bank));
            }
            let act = Act { key: Id::at(tx.now()), kind: ActKind::Opening, policy: None, reason: Some("test".into()) };
            ledger::post(tx, &permit, &act, &entries)?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(()))
        })
        .await
        .unwrap();
    ids
}

fn fill(tx: &mut Tx<'_>) -> Answer<BTreeMap<&'static str, ChildId>> {
    let mut ids = BTreeMap::new();
    for (reference, name, born, stays, _, _) in CHILDREN {
        let (id, now): (ChildId, _) = (Id::at(tx.now()), tx.now());
        ids.insert(*reference, id);
        let row = (
            children::id.eq(id),
            children::reference.eq(*reference),
            children::known_as.eq(Some(*name)),
            children::born_on.eq(d(born)),
            children::interpreter.eq(false),
            children::history_complete.eq(true),
            children::created_at.eq(now),
            children::changed_at.eq(now),
        );
        diesel::insert_into(children::table).values(row).execute(tx.db())?;
        for (n, (from, urn)) in stays.iter().enumerate() {
            let until: Option<Day> = stays.get(n + 1).map(|(next, _)| d(next));
            let episode: EpisodeId = Id::at(tx.now());
            let row = (
                care_episodes::id.eq(episode),
                care_episodes::child_id.eq(id),
                care_episodes::started_on.eq(d(from)),
                care_episodes::ended_on.eq(until),
                care_episodes::reason_new.eq(if n == 0 { "S" } else { "P" }),
                care_episodes::legal_status.eq("C2"),
                care_episodes::placement.eq("U6"),
                care_episodes::provider_urn.eq(Some(*urn).filter(|u| !u.is_empty())),
                care_episodes::reason_ceased.eq(until.map(|_| "X1")),
                care_episodes::source.eq("ssda903"),
                care_episodes::changed_at.eq(now),
            );
            diesel::insert_into(care_episodes::table).values(row).execute(tx.db())?;
        }
    }
    Ok(ids)
}

/// The council's policy.
pub fn policy() -> Policy {
    Policy::parse(&RuleFiles::default().text("savings/policy.toml").unwrap()).unwrap()
}

/// Every row that came, as the business administrator sees it.
pub async fn rows(app: &TestApp) -> Vec<Line> {
    list_queue(&app.store, bea(app), Default::default()).await.unwrap().lines
}

/// The business administrator decides about a row.
pub async fn decide(app: &TestApp, line: LineId, what: Decide, reason: &str) -> Answer<Line> {
    let one = One { id: key(app), line, what, weeks: vec![], undoes: None, reason: reason.to_owned() };
    decide_line(&app.store, &policy(), bea(app), one).await
}

/// A file of a kind.
pub fn given(kind: FileKind, bytes: &[u8]) -> Given {
    Given {
        kind,
        name: "file.csv".into(),
        bytes: bytes.to_vec(),
        provider: (kind == FileKind::Provider).then(|| OAK.to_owned()),
        order: None,
        columns: vec![],
        sha256: None,
        dry_run: false,
    }
}

/// Loads a file as the command does.
pub async fn import(app: &TestApp, kind: FileKind, bytes: &[u8]) -> FileReceipt {
    load(&app.store, &policy(), Actor::Operator, given(kind, bytes), Box::new(|_, _| {})).await.unwrap()
}

/// Rows posted, set aside, ignored, and the sums of the first two.
pub fn sums(r: &FileReceipt) -> (u64, u64, u64, i64, i64) {
    assert_eq!(r.rows_read, r.posted + r.set_aside + r.ignored, "the counts add up");
    assert_eq!(r.rows_read, r.lines.len() as u64);
    (r.posted, r.set_aside, r.ignored, r.posted_pence, r.set_aside_pence)
}
