//! One month of the demonstration that came as a council's files come: each provider's schedule, and the council's own books
//! that show the money. It is tied out to the penny.

use std::collections::BTreeMap;

use crate::access::{Action, Actor, Target, may};
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::people;
use crate::savings::account::Account;
use crate::savings::actions::files::{Given, load};
use crate::savings::entry::WeekDue;
use crate::savings::intake::FileKind;
use crate::savings::policy::Policy;
use crate::savings::{ledger, providers};
use crate::store::{Answer, Rx};

use super::town::Town;

/// The month, by its first and last day.
const FIRST: &str = "2024-04-01";
const LAST: &str = "2024-04-30";

/// Whether a week of a provider comes by a file.
pub(super) fn is_of_file(from: Account, week_end: Day) -> bool {
    let month = (FIRST.parse::<Day>(), LAST.parse::<Day>());
    let within = matches!(month, (Ok(first), Ok(last)) if (first..=last).contains(&week_end));
    within && matches!(from, Account::Provider(Some(_)))
}

/// Loads the schedules of the month, and the extract that shows their money.
pub(super) async fn load_month(town: &Town<'_>, policy: &Policy) -> Answer<()> {
    let rows = town.store.read(|rx| rows(rx, |w| is_of_file(w.from, w.week_end))).await?;
    let mut extract = String::from("Date,Ref,Narrative,Debit,Credit,Balance\n");
    let mut balance = 0i64;
    for (n, (provider, rows)) in rows.into_iter().enumerate() {
        let mut text = String::from("LA Child ID,DOB,From,To,Savings Deducted\n");
        for r in &rows {
            text.push_str(&format!("{},{},{},{},{}\n", r.reference, r.born_on, r.from, r.to, Pence(r.pence)));
        }
        let pence = rows.iter().map(|r| r.pence).fold(0, i64::saturating_add);
        balance = balance.saturating_add(pence);
        let (amount, after) = (Pence(pence), Pence(balance));
        extract.push_str(&format!("2024-05-{:02},GL{n:04},{provider} savings,,{amount},{after}\n", 13 + n % 15));
        give(town, policy, FileKind::Provider, format!("savings-2024-04-{}.csv", n + 1), text, Some(provider)).await?;
    }
    give(town, policy, FileKind::Extract, "savings-code-2024-05.csv".into(), extract, None).await
}

/// Loads one file as the desk does.
pub(super) async fn give(
    town: &Town<'_>,
    policy: &Policy,
    kind: FileKind,
    name: String,
    text: String,
    provider: Option<String>,
) -> Answer<()> {
    let given = Given {
        kind,
        name,
        bytes: text.into_bytes(),
        provider,
        order: None,
        columns: vec![],
        sha256: None,
        dry_run: false,
    };
    load(town.store, policy, Actor::Operator, given, Box::new(|_, _| {})).await.map(|_| ())
}

/// A row of a provider's schedule: a child's weeks, and what they come to in pence.
pub(super) struct Row {
    pub(super) reference: String,
    pub(super) known_as: String,
    pub(super) born_on: Day,
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) pence: i64,
}

/// What each provider's schedule says of the weeks that are wanted, by its name.
pub(super) fn rows(rx: &mut Rx<'_>, wanted: impl Fn(&WeekDue) -> bool) -> Answer<BTreeMap<String, Vec<Row>>> {
    let permit = may(rx, &Actor::Operator, Action::KeepMoney, Target::Council)?;
    let names: BTreeMap<i32, String> = providers(rx)?.into_iter().map(|p| (p.no, p.name)).collect();
    let mut by: BTreeMap<(i32, ChildId), (Day, Day, i64)> = BTreeMap::new();
    for week in ledger::weeks_due(rx, &permit, &[])?.iter().filter(|w| wanted(w)) {
        let Account::Provider(Some(no)) = week.from else { continue };
        let monday = week.week_end - chrono::Duration::days(6);
        let row = by.entry((no, week.child)).or_insert((monday, week.week_end, 0));
        *row = (row.0.min(monday), row.1.max(week.week_end), row.2.saturating_add(week.pence.0));
    }
    let ids: Vec<ChildId> = by.keys().map(|(_, child)| *child).collect();
    let cares: BTreeMap<ChildId, _> = people::care_of(rx, &permit, &ids)?.into_iter().map(|c| (c.child, c)).collect();
    let mut found: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for ((no, child), (from, to, pence)) in by {
        let (Some(name), Some(care)) = (names.get(&no), cares.get(&child)) else { continue };
        let (reference, known_as) = (care.reference.clone(), care.known_as.clone().unwrap_or_default());
        let row = Row { reference, known_as, born_on: care.born_on, from, to, pence };
        found.entry(name.clone()).or_default().push(row);
    }
    Ok(found)
}
