//! An extract of the council's ledger or bank for the savings code, against what the schedules and pay runs say.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::code::Code;
use super::look::{by_kind, is_formula};
use super::outcome::{Decision, RowState, content_key};
use super::person::id_key;
use crate::files::date::DayCell;
use crate::files::money::{self, Money};
use crate::kernel::Day;
use crate::kernel::id::{AnyId, MoneyFileId};
use crate::savings::intake::columns::Field;
use crate::savings::intake::rows::{ReadRow, Reading, What};

/// Whose money an extract shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moving {
    /// That of a provider's file: it came in.
    File(MoneyFileId),
    /// That of a pay run: it went out.
    Run(AnyId),
}

/// Money that a file or a pay run says has moved, and that no extract has shown yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// Whose.
    pub of: Moving,
    /// What it is, for the reason.
    pub what: &'static str,
    /// Words by which a row names it: the sender's name, an invoice.
    pub words: Vec<String>,
    /// How much, in pence: in is more than nothing.
    pub pence: i64,
    /// The first day on which it can show.
    pub from: Day,
}

/// Decides about every row; beside it the files and runs whose money was found, by the row that shows it.
#[must_use]
pub fn decide(
    reading: &Reading,
    awaited: &mut Vec<Awaited>,
    seen: &HashMap<String, u64>,
) -> (Vec<Decision>, HashMap<u64, Moving>) {
    let mut shown = HashMap::new();
    let mut times: HashMap<String, u64> = HashMap::new();
    let decided = reading
        .rows
        .iter()
        .map(|row| {
            let mut d = Decision::of(row);
            if let Some(done) = by_kind(row, d.clone()) {
                return done;
            }
            d.pence = moved(row);
            d.days = row.day(Field::Date).day(reading.order).map(|day| (day, day));
            d.content = content(row, &d);
            d.their_ref = row.filled(Field::Reference).map(str::to_owned);
            let nth = times.entry(d.content.clone()).or_default();
            *nth += 1;
            d.occurrence = *nth;
            if *nth <= seen.get(&d.content).copied().unwrap_or(0) {
                return d.ignored("This row was in before.");
            }
            match_row(d, row, awaited, &mut shown)
        })
        .collect();
    (decided, shown)
}

/// What came in (more than nothing) or went out (less), in pence; none where it cannot be read.
#[must_use]
pub fn moved(row: &ReadRow) -> Option<i64> {
    let one = |f: Field| row.money(f).pence();
    match (row.filled(Field::Debit), row.filled(Field::Credit)) {
        (None, None) => row.filled(Field::Amount).and_then(|_| one(Field::Amount)),
        _ => one(Field::Credit)?.checked_sub(one(Field::Debit)?),
    }
}

fn content(row: &ReadRow, d: &Decision) -> String {
    let day = d.days.map_or_else(|| row.get(Field::Date).to_owned(), |(d, _)| d.to_string());
    let pence = d.pence.map_or_else(|| [row.get(Field::Debit), row.get(Field::Credit)].join("/"), |p| p.to_string());
    content_key(&[day, id_key(row.get(Field::Reference)), id_key(row.get(Field::Narrative)), pence].join("\u{1f}"))
}

fn match_row(mut d: Decision, row: &ReadRow, awaited: &mut Vec<Awaited>, shown: &mut HashMap<u64, Moving>) -> Decision {
    if row.raw.iter().any(|c| is_formula(c)) {
        return d.set_aside(Code::Unreadable, "A cell holds a formula. It was not worked out.");
    }
    let Some(pence) = d.pence else { return d.set_aside(Code::Unreadable, "The amount cannot be read.") };
    let Some((day, _)) = d.days else {
        return match row.day(Field::Date) {
            DayCell::Either(..) => d.set_aside(Code::AskDates, "The day can be read in two ways."),
            _ => d.set_aside(Code::Unreadable, "The day cannot be read."),
        };
    };
    if pence == 0 {
        return d.ignored("Nothing moved.");
    }
    let text = id_key(&[row.get(Field::Narrative), row.get(Field::Reference)].join(" "));
    let names = |a: &Awaited| a.words.iter().any(|w| !w.is_empty() && text.contains(w.as_str()));
    let fits: Vec<usize> = awaited
        .iter()
        .enumerate()
        .filter(|(_, a)| a.pence == pence && day >= a.from && names(a))
        .map(|(n, _)| n)
        .collect();
    match fits.as_slice() {
        [one] => {
            let found = awaited.swap_remove(*one);
            shown.insert(d.nth, found.of);
            d.reason = format!("It is {}.", found.what);
            d.state = RowState::Posted;
            d
        }
        [] if pence > 0 => d.set_aside(Code::X10, "Money came in, and no file says for whom."),
        [] => d.set_aside(Code::X10, "Money went out, and no pay run says to whom."),
        _ => d.set_aside(Code::X06, "Several files or pay runs are of this amount and named so."),
    }
}

/// Whether the running balance follows from the rows; the number of the first row where it does not.
#[must_use]
pub fn balance_breaks(reading: &Reading) -> Option<u64> {
    let mut last: Option<Decimal> = None;
    let rows = reading.rows.iter().filter(|r| r.what == What::Data);
    for row in rows {
        let Money::Pounds(balance) = row.money(Field::Balance) else { continue };
        let moved = moved(row).map(|p| Decimal::new(p, 2));
        if let (Some(before), Some(moved)) = (last, moved)
            && before.checked_add(moved) != Some(balance)
            && before.checked_sub(moved) != Some(balance)
        {
            return Some(row.nth);
        }
        last = money::pence(balance).map(|p| Decimal::new(p, 2));
    }
    None
}
