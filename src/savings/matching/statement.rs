//! A statement of Junior ISAs and Child Trust Funds against what was paid into them. Contributions are compared, never
//! market values; the fund's reference says whose an account is, names hardly ever do.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::code::Code;
use super::look::{by_kind, is_formula};
use super::outcome::{Decision, RowState, content_key};
use super::person::{People, id_key};
use super::schedule::suggest;
use super::who::{Candidate, Clues, Who, who};
use crate::files::money::{self, Money};
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::savings::intake::columns::Field;
use crate::savings::intake::rows::{ReadRow, Reading, What};

/// What is known before a statement is read.
#[derive(Debug)]
pub struct Known<'a> {
    /// Everybody, with the fund's references.
    pub people: &'a People,
    /// Payments that no statement has confirmed yet, in pence.
    pub awaited: HashMap<ChildId, Vec<i64>>,
    /// How often a row of this content came before.
    pub seen: HashMap<String, u64>,
}

/// The day that a statement is as at; none where it does not say.
#[must_use]
pub fn as_at(reading: &Reading) -> Option<Day> {
    let cells = reading.above.iter();
    let named = cells.clone().zip(cells.skip(1)).filter(|(a, _)| a.to_lowercase().contains("as at"));
    let own =
        reading.above.iter().filter_map(|c| c.to_lowercase().split_once("as at").map(|(_, d)| d.trim().to_owned()));
    named.map(|(_, d)| d.clone()).chain(own).find_map(|d| crate::files::date::cell(&d).day(reading.order))
}

/// Decides about every row.
#[must_use]
pub fn decide(reading: &Reading, known: &mut Known<'_>) -> Vec<Decision> {
    let paid_in = with_contribution(reading, known.people);
    let mut times: HashMap<String, u64> = HashMap::new();
    let as_at = as_at(reading);
    reading
        .rows
        .iter()
        .map(|row| {
            let mut d = Decision::of(row);
            if let Some(done) = by_kind(row, d.clone()) {
                return done;
            }
            d.pence = row.money(Field::Amount).pence();
            d.content = content(row, as_at);
            let nth = times.entry(d.content.clone()).or_default();
            *nth += 1;
            d.occurrence = *nth;
            if *nth <= known.seen.get(&d.content).copied().unwrap_or(0) {
                return d.ignored("This row was in before.");
            }
            against_payments(d, row, known, &paid_in)
        })
        .collect()
}

/// Whose accounts have a contribution on some row of the statement.
fn with_contribution(reading: &Reading, people: &People) -> HashSet<usize> {
    let rows = reading.rows.iter().filter(|r| r.what == What::Data);
    let paid = rows.filter(|r| r.money(Field::Amount).pence().is_some_and(|p| p != 0));
    paid.filter_map(|r| people.by_fund(r.get(Field::FundRef)).or_else(|| people.by_id(r.get(Field::ChildId)))).collect()
}

fn content(row: &ReadRow, as_at: Option<Day>) -> String {
    let fields = [
        Field::FundRef,
        Field::ChildId,
        Field::AccountType,
        Field::AccountNumber,
        Field::Opening,
        Field::Amount,
        Field::Closing,
    ];
    let day = as_at.map(|d| d.to_string()).unwrap_or_default();
    let cells = fields.iter().map(|f| id_key(&row.get(*f).replace(['.', '-', '('], "_")));
    content_key(&std::iter::once(day).chain(cells).collect::<Vec<_>>().join("\u{1f}"))
}

/// Whose account a row is: by the fund's reference in the accounts register, by the council's id, by both.
fn whose(row: &ReadRow, people: &People) -> Who {
    let by_fund = row.filled(Field::FundRef).and_then(|f| people.by_fund(f));
    let id = row.filled(Field::ChildId);
    let clues = Clues {
        id: id.map(str::to_owned),
        name: row.filled(Field::Name).map(str::to_owned),
        born: row.day(Field::Born).day(None),
        ..Clues::default()
    };
    let by_id = id.and_then(|i| people.by_id(i));
    let of = |who, reason| Candidate { who, score: 100, reasons: vec![reason] };
    match (by_fund, by_id) {
        (Some(a), Some(b)) if a != b => {
            Who::Conflict(vec![of(a, "the fund's reference is this child's"), of(b, "the id is this child's")])
        }
        (Some(a), None) if id.is_some_and(|i| !people.like_id(i).contains(&a)) => {
            Who::Conflict(vec![of(a, "the fund's reference is this child's; the id is another")])
        }
        (Some(a), _) if disagrees(&clues, people, a) => {
            Who::Conflict(vec![of(a, "the fund's reference is this child's; name or birth date is another")])
        }
        (Some(a), _) => Who::Exact(of(a, "the fund's reference is this child's")),
        (None, Some(b))
            if people.get(b).is_some_and(|p| p.fund_ref.is_some()) && row.filled(Field::FundRef).is_some() =>
        {
            Who::Conflict(vec![of(b, "the id is this child's, whose reference at the fund is another")])
        }
        (None, Some(b)) if disagrees(&clues, people, b) => Who::Conflict(vec![of(b, "the id is this child's")]),
        (None, Some(b)) => Who::Exact(of(b, "the id is this child's")),
        (None, None) => match who(&clues, people) {
            Who::Exact(c) => Who::Perhaps(vec![c]),
            other => other,
        },
    }
}

fn disagrees(clues: &Clues, people: &People, n: usize) -> bool {
    let given = clues.name.as_deref().map(super::names::tokens).unwrap_or_default();
    let born_differs = clues.born.zip(people.get(n)).is_some_and(|(b, p)| b != p.born);
    born_differs || people.likeness(&given, n) == super::names::Likeness::None
}

/// Whether opening value, everything paid in, and growth make the closing value; so too where a part cannot be told.
fn adds_up(row: &ReadRow) -> bool {
    if [Field::Opening, Field::Closing, Field::Growth].iter().any(|f| row.filled(*f).is_none()) {
        return true;
    }
    let parts = [Field::Opening, Field::Government, Field::Amount, Field::Stepladder, Field::Others, Field::Growth];
    let sum = parts.iter().try_fold(Decimal::ZERO, |sum, f| sum.checked_add(row.money(*f).pounds()?));
    sum.is_some() && sum == row.money(Field::Closing).pounds()
}

fn against_payments(d: Decision, row: &ReadRow, known: &mut Known<'_>, paid_in: &HashSet<usize>) -> Decision {
    let found = whose(row, known.people);
    let d = suggest(d, &found, known.people);
    if row.raw.iter().any(|c| is_formula(c)) {
        return unsure(d, Code::Unreadable, "A cell holds a formula. It was not worked out.");
    }
    let pence = match (row.money(Field::Amount), d.pence) {
        (_, Some(pence)) => pence,
        (Money::Pounds(p), None) if money::pence(p).is_none() => {
            return unsure(d, Code::Unreadable, "The council's contribution is not in whole pence.");
        }
        _ => return unsure(d, Code::Unreadable, "The council's contribution cannot be read."),
    };
    if !adds_up(row) {
        return unsure(d, Code::X11, "Opening value, payments and growth do not make the closing value.");
    }
    let n = match &found {
        Who::Exact(c) => c.who,
        Who::Conflict(_) => return unsure(d, Code::X07, "The fund's reference and the id are of different children."),
        Who::Perhaps(_) => {
            return unsure(d, Code::X05, "The account is not in the register. A person chooses whose it is.");
        }
        Who::Nobody if pence == 0 => return unsure(d, Code::X05, "The account is not in the register."),
        Who::Nobody => return unsure(d, Code::X17, "The account is not in the register, and we paid nothing into it."),
    };
    let Some(person) = known.people.get(n) else { return d };
    let awaited = known.awaited.entry(person.child).or_default();
    settle(d, pence, awaited, paid_in.contains(&n))
}

fn unsure(mut d: Decision, code: Code, why: &str) -> Decision {
    d.child = None;
    d.set_aside(code, why)
}

/// Holds a contribution against the payments that wait to be confirmed.
fn settle(mut d: Decision, pence: i64, awaited: &mut Vec<i64>, elsewhere: bool) -> Decision {
    let all: i64 = awaited.iter().sum();
    d.expected = all;
    if pence == 0 {
        return if all == 0 || elsewhere {
            d.ignored("The council paid nothing into this account, and nothing is awaited.")
        } else {
            d.set_aside(Code::X16, "What was paid is not on the statement.")
        };
    }
    if pence == all {
        awaited.clear();
    } else if let Some(at) = awaited.iter().position(|p| *p == pence) {
        awaited.swap_remove(at);
    } else if all == 0 {
        return d.set_aside(Code::X17, "It is on the statement, and no payment of ours waits to be confirmed.");
    } else {
        let by = pence.saturating_sub(all);
        let words = if by < 0 { "short" } else { "over" };
        return d.set_aside(Code::X18, format!("{} {words} of what was paid.", crate::kernel::Pence(by.abs())));
    }
    d.state = RowState::Posted;
    d.reason = "What was paid, confirmed.".into();
    d
}
