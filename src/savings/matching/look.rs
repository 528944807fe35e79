//! A first look at a row of a schedule: what it is, whom it names, its amount, its days.

use super::code::Code;
use super::names::tokens;
use super::outcome::{Decision, content_key};
use super::period::{self, Period};
use super::person::{People, id_key};
use super::schedule::{Known, suggest};
use super::who::{Clues, who};
use crate::files::date::{DayCell, Order};
use crate::files::money::Money;
use crate::kernel::Day;
use crate::savings::intake::columns::Field;
use crate::savings::intake::rows::{ReadRow, Reading, What};

/// A row that names nobody stands below one that does: a merged cell, perhaps. It is suggested, never taken for sure.
pub(super) fn with_above(own: Clues, above: Option<&Clues>) -> Clues {
    let names_nobody = own.id.is_none()
        && own.name.is_none()
        && own.their_ref.is_none()
        && own.born.is_none()
        && own.born_either.is_none();
    match above.filter(|_| names_nobody) {
        Some(above) => Clues { days: own.days, urn: own.urn, from_above: true, ..above.clone() },
        None => own,
    }
}

/// The order of day and month that the birth dates of known children show, where nothing else in the file shows one.
#[must_use]
pub fn order_by_births(reading: &Reading, people: &People) -> Option<Order> {
    let mut found = (false, false);
    for row in reading.rows.iter().filter(|r| r.what == What::Data) {
        let person = row.filled(Field::ChildId).and_then(|id| people.by_id(id)).and_then(|n| people.get(n));
        if let (Some(person), DayCell::Either(d, m)) = (person, row.day(Field::Born)) {
            found.0 |= d == person.born && m != person.born;
            found.1 |= m == person.born && d != person.born;
        }
    }
    match found {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// What a first look at a row comes to.
pub(super) enum Looked {
    Done(Box<Decision>),
    Row(Box<Decision>, Clues),
}

/// What can be said of a row by itself: what it is, its amount, its days.
pub(super) fn first_look(reading: &Reading, row: &ReadRow, page: Option<(Day, Day)>, known: &Known<'_>) -> Looked {
    let mut d = Decision::of(row);
    if let Some(done) = by_kind(row, d.clone()) {
        return Looked::Done(Box::new(done));
    }
    let amount = row.money(Field::Amount);
    d.pence = pence(&amount, reading.in_pence);
    let found = period::of(row, reading.order, page);
    if let Period::Days(from, to) = found {
        d.days = Some((from, to));
    }
    let clues = clues(reading, row, d.days, known);
    d.their_ref = clues.their_ref.clone();
    d.content = content(row, &clues, &d);
    let say = |d: Decision, clues: &Clues, code, why: &str| {
        let mut d = suggest(d, &who(clues, known.people), known.people);
        d.child = None;
        Looked::Row(Box::new(d.set_aside(code, why)), clues.clone())
    };
    if row.raw.iter().any(|c| is_formula(c)) {
        return say(d, &clues, Code::Unreadable, "A cell holds a formula. It was not worked out.");
    }
    match (&amount, d.pence) {
        (Money::Unreadable(why), _) => return say(d, &clues, Code::Unreadable, &format!("The amount is {why}.")),
        (Money::Ditto, _) => return say(d, &clues, Code::Unreadable, "The amount is a ditto mark."),
        (_, None) => return say(d, &clues, Code::Unreadable, "The amount is not in whole pence."),
        _ => {}
    }
    match found {
        Period::Ask => {
            say(d, &clues, Code::AskDates, "Its days can be read in two ways, and nothing in the file says which.")
        }
        Period::None(why) => say(d, &clues, Code::Unreadable, why),
        Period::Days(..) if reading.mixes_orders && has_either(row) => say(
            d,
            &clues,
            Code::AskDates,
            "The file writes some days with the month first: this one can be read in two ways.",
        ),
        Period::Days(..) => Looked::Row(Box::new(d), clues),
    }
}

/// Rows that say nothing of anybody.
pub(super) fn by_kind(row: &ReadRow, d: Decision) -> Option<Decision> {
    Some(match row.what {
        What::Data => return None,
        What::Blank => d.ignored("A blank row."),
        What::HeaderAgain => d.ignored("The header once more."),
        What::Total => d.ignored("The total."),
        What::Subtotal => d.ignored("The total of some rows."),
        What::Heading => d.ignored("A heading between rows."),
        What::Broken(why) => d.set_aside(Code::Unreadable, why),
    })
}

/// Whether a cell would be worked out by a spreadsheet.
pub(super) fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start_matches(['\'', '"', ' ']);
    let mut chars = cell.chars();
    match chars.next() {
        Some('=' | '@') => chars.next().is_some(),
        Some('+' | '-') => cell.contains('|') || (cell.contains('(') && chars.next().is_some_and(char::is_alphabetic)),
        _ => false,
    }
}

fn has_either(row: &ReadRow) -> bool {
    [Field::From, Field::To, Field::WeekFrom, Field::WeekEnd].iter().any(|f| matches!(row.day(*f), DayCell::Either(..)))
}

/// An amount in pence, whatever unit the column has.
pub(super) fn pence(amount: &Money, in_pence: bool) -> Option<i64> {
    let pence = amount.pence()?;
    if !in_pence {
        return Some(pence);
    }
    (pence % 100 == 0).then_some(pence / 100)
}

fn clues(reading: &Reading, row: &ReadRow, days: Option<(Day, Day)>, known: &Known<'_>) -> Clues {
    let text = |f: Field| row.filled(f).map(str::to_owned);
    let parts = [row.get(Field::Forename), row.get(Field::Surname)].join(" ");
    let name = text(Field::Name).or_else(|| Some(parts.trim().to_owned()).filter(|p| !p.is_empty()));
    let their_ref = text(Field::TheirRef);
    // Born and placed must not make a conflict of a day that could be another.
    let sure = |f: Field| {
        let order = if reading.mixes_orders { None } else { reading.order };
        row.day(f).day(order)
    };
    let born_either = match row.day(Field::Born) {
        DayCell::Either(a, b) if sure(Field::Born).is_none() => Some((a, b)),
        _ => None,
    };
    let chosen = their_ref.as_deref().and_then(|r| known.confirmed.get(&id_key(r)));
    Clues {
        id: text(Field::ChildId),
        name,
        born: sure(Field::Born),
        born_either,
        from_above: false,
        placed: sure(Field::PlacedFrom),
        days,
        urn: known.urn.clone(),
        confirmed: chosen.and_then(|c| known.people.of(*c)),
        their_ref,
    }
}

/// What a row says, without its number and remarks, so that it is known again in a file that was sent once more.
fn content(row: &ReadRow, clues: &Clues, d: &Decision) -> String {
    let day = |d: Option<Day>| d.map(|d| d.to_string()).unwrap_or_default();
    let days = match d.days {
        Some((f, t)) => format!("{f}/{t}"),
        None => [Field::From, Field::To, Field::WeekFrom, Field::WeekEnd, Field::Period].map(|f| row.get(f)).join("/"),
    };
    let amount = d.pence.map_or_else(|| row.get(Field::Amount).to_owned(), |p| p.to_string());
    let name = tokens(clues.name.as_deref().unwrap_or_default()).join(" ");
    let id = id_key(clues.id.as_deref().unwrap_or_default());
    let theirs = id_key(clues.their_ref.as_deref().unwrap_or_default());
    content_key(&[id, theirs, name, day(clues.born), days, amount].join("\u{1f}"))
}
