//! What a carer declares: a claim, never posted to the ledger. Each row waits for a person, with what to look at first.

use std::collections::HashMap;

use chrono::Datelike;

use super::code::Code;
use super::look::by_kind;
use super::names::{Likeness, tokens};
use super::outcome::{Decision, content_key};
use super::person::{People, id_key};
use super::schedule::suggest;
use super::who::{Candidate, Who};
use crate::files::date::{DayCell, Order};
use crate::files::money::{self, Money};
use crate::kernel::Day;
use crate::savings::intake::columns::Field;
use crate::savings::intake::dates::{Evidence, evidence};
use crate::savings::intake::rows::{ReadRow, Reading, What};

/// Decides about every row.
#[must_use]
pub fn decide(reading: &Reading, people: &People, seen: &HashMap<String, u64>) -> Vec<Decision> {
    let orders = by_carer(reading);
    let mut above: Option<Row> = None;
    let mut times: HashMap<String, u64> = HashMap::new();
    let mut decided = Vec::with_capacity(reading.rows.len());
    for row in &reading.rows {
        let mut d = Decision::of(row);
        if let Some(done) = by_kind(row, d.clone()) {
            decided.push(done);
            continue;
        }
        let said = Row::read(row, above.as_ref(), reading, &orders);
        d.pence = said.pocket.or(if row.filled(Field::Pocket).is_none() { said.saved } else { None });
        d.content = said.content(row);
        let nth = times.entry(d.content.clone()).or_default();
        *nth += 1;
        d.occurrence = *nth;
        let known = *nth <= seen.get(&d.content).copied().unwrap_or(0);
        decided.push(if known { d.ignored("This row was in before.") } else { look(d, row, &said, people) });
        above = Some(said);
    }
    decided
}

/// What a row says, with what a ditto mark stands for.
#[derive(Debug, Clone)]
struct Row {
    pocket: Option<i64>,
    saved: Option<i64>,
    kept: String,
    /// Where it was last said to be kept: what a ditto mark below stands for.
    last_kept: String,
    day: Option<Day>,
    /// Something about the day that a person should look at.
    day_says: Option<&'static str>,
}

impl Row {
    fn read(row: &ReadRow, above: Option<&Self>, reading: &Reading, orders: &HashMap<String, Evidence>) -> Self {
        let amount = |field: Field, before: Option<i64>| match row.money(field) {
            Money::Ditto => before,
            money => money.pence(),
        };
        let kept = row.get(Field::Kept).to_lowercase();
        let same = money::is_ditto(&kept);
        let before = above.map(|a| a.last_kept.clone()).unwrap_or_default();
        let (day, day_says) = day(row, reading, orders);
        Self {
            pocket: amount(Field::Pocket, above.and_then(|a| a.pocket)),
            saved: amount(Field::Amount, above.and_then(|a| a.saved)),
            last_kept: if same || kept.is_empty() { before.clone() } else { kept.clone() },
            kept: if same { before } else { kept },
            day,
            day_says,
        }
    }

    fn content(&self, row: &ReadRow) -> String {
        let cell = |f: Field| tokens(row.get(f)).join(" ");
        let day = self.day.map_or_else(|| row.get(Field::WeekFrom).to_owned(), |d| d.to_string());
        let money = |p: Option<i64>| p.map(|p| p.to_string()).unwrap_or_default();
        let carer = id_key(row.get(Field::CarerRef));
        content_key(
            &[carer, cell(Field::Carer), cell(Field::Name), day, money(self.pocket), money(self.saved)].join("\u{1f}"),
        )
    }

    /// Whether the carer keeps it in an account of their own.
    fn is_with_carer(&self) -> bool {
        let council = ["council", "local authority", "la ", "at source", "agency", "deducted"];
        !self.kept.is_empty() && !council.iter().any(|c| self.kept.contains(c))
    }
}

fn by_carer(reading: &Reading) -> HashMap<String, Evidence> {
    let mut rows: HashMap<String, Vec<ReadRow>> = HashMap::new();
    for row in reading.rows.iter().filter(|r| r.what == What::Data) {
        rows.entry(carer(row)).or_default().push(row.clone());
    }
    rows.into_iter().map(|(carer, rows)| (carer, evidence(&rows))).collect()
}

fn carer(row: &ReadRow) -> String {
    row.filled(Field::CarerRef).map_or_else(|| tokens(row.get(Field::Carer)).join(" "), id_key)
}

/// The first day of the week, by what this carer writes elsewhere.
fn day(row: &ReadRow, reading: &Reading, orders: &HashMap<String, Evidence>) -> (Option<Day>, Option<&'static str>) {
    let cell = match row.day(Field::WeekFrom) {
        DayCell::Empty => row.day(Field::WeekEnd),
        found => found,
    };
    let own = orders.get(&carer(row)).copied().unwrap_or_default();
    match cell {
        DayCell::Sure(d) | DayCell::DayFirst(d) => (Some(d), None),
        DayCell::MonthFirst(d) => (Some(d), Some("The day is written with the month first.")),
        DayCell::Either(_, m) if own.order() == Some(Order::MonthFirst) => {
            (Some(m), Some("This carer writes the month first elsewhere: the day was read so."))
        }
        DayCell::Either(d, _) if own.order().or(reading.order) == Some(Order::DayFirst) => (Some(d), None),
        DayCell::Either(..) => (None, Some("The day can be read in two ways.")),
        DayCell::NoYear(d, m) => {
            let year = reading.rows.iter().find_map(|r| match r.day(Field::WeekFrom) {
                DayCell::Sure(d) | DayCell::DayFirst(d) => Some(d.year()),
                _ => None,
            });
            let day = year.and_then(|y| Day::from_ymd_opt(y, m, d));
            (day, Some("The day has no year: that of the other rows was taken."))
        }
        DayCell::Empty | DayCell::Unreadable => (None, Some("The day cannot be read.")),
    }
}

fn look(mut d: Decision, row: &ReadRow, said: &Row, people: &People) -> Decision {
    d.days = said.day.map(|day| (day, day + chrono::Duration::days(6)));
    d.weeks = d.days.map(|(_, to)| vec![to]).unwrap_or_default();
    let names: Vec<&str> = several(row.get(Field::Name));
    let found = whose(row, &names, said, people);
    d = suggest(d, &found, people);
    d.child = None;
    let says = said.day_says.map(|s| format!(" {s}")).unwrap_or_default();
    let (code, why) = first_of(row, said, &names, &found);
    d.set_aside(code, format!("{why}{says}"))
}

/// What to look at first.
fn first_of(row: &ReadRow, said: &Row, names: &[&str], found: &Who) -> (Code, &'static str) {
    let agrees = row.get(Field::Agrees).to_lowercase();
    let note = row.get(Field::Note).to_lowercase();
    let not_got =
        ["did not get", "didn't get", "didn’t get", "not received", "never got", "says he did not", "says she did not"];
    if matches!(agrees.as_str(), "no" | "n" | "disagrees") || not_got.iter().any(|n| note.contains(n)) {
        return (Code::X30, "The child does not agree that it was received.");
    }
    if names.len() > 1 {
        return (Code::X06, "Several children stand in one cell: how much is whose is not said.");
    }
    if said.pocket.is_none() && said.saved.is_none() {
        return (Code::Unreadable, "The amounts cannot be read.");
    }
    match found {
        Who::Nobody => return (Code::X05, "No child is known by this name. A person chooses."),
        Who::Conflict(_) => return (Code::X07, "The id says one child, the name another."),
        Who::Perhaps(all) if all.len() > 1 => return (Code::X06, "Several children fit this name."),
        _ => {}
    }
    match said.saved {
        Some(s) if s > 0 && said.is_with_carer() => {
            (Code::X14, "The carer keeps the savings in an account of their own: they are to be handed over.")
        }
        Some(s) if s > 0 => (Code::X09, "Declared. The money itself comes with the provider's or the council's file."),
        _ => (Code::X01, "No savings were put away for this week."),
    }
}

/// `Amelia S & Kai J`: the names in one cell.
fn several(cell: &str) -> Vec<&str> {
    let parts = cell.split('&').flat_map(|p| p.split(" and ")).flat_map(|p| p.split('/')).flat_map(|p| p.split('+'));
    parts.map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// Whom a first name and an initial may mean, in care in that week. Never sure: a person chooses.
fn whose(row: &ReadRow, names: &[&str], said: &Row, people: &People) -> Who {
    if let Some(n) = row.filled(Field::ChildId).and_then(|id| people.by_id(id)) {
        return Who::Perhaps(vec![Candidate { who: n, score: 90, reasons: vec!["same id"] }]);
    }
    let mut found: Vec<Candidate> = Vec::new();
    for name in names {
        let given = tokens(name);
        for n in given.iter().flat_map(|part| people.named(part)) {
            let likeness = people.likeness(&given, *n);
            let there =
                said.day.is_none_or(|d| people.get(*n).is_some_and(|p| p.in_care(d, d + chrono::Duration::days(6))));
            if likeness == Likeness::Full && there && found.iter().all(|c| c.who != *n) {
                found.push(Candidate {
                    who: *n,
                    score: 60,
                    reasons: vec!["same name, as far as it is given", "in care in that week"],
                });
            }
        }
    }
    found.sort_by_key(|c| c.who);
    found.truncate(5);
    if found.is_empty() { Who::Nobody } else { Who::Perhaps(found) }
}
