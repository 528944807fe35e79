//! A provider's schedule against the weeks that are due.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;

use super::code::Code;
use super::due::against_weeks;
use super::look::{Looked, first_look, with_above};
use super::outcome::{Decision, RowState, Suggestion};
use super::period;
use super::person::People;
use super::who::{Candidate, Clues, Who, who};
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::savings::history::History;
use crate::savings::intake::rows::Reading;
use crate::savings::policy::Policy;

/// What is known before a file is read.
#[derive(Debug)]
pub struct Known<'a> {
    /// Everybody.
    pub people: &'a People,
    /// Their histories.
    pub histories: &'a HashMap<ChildId, History>,
    /// The policy.
    pub policy: &'a Policy,
    /// The sender's number at Ofsted.
    pub urn: Option<String>,
    /// What the weeks of children have got already, by child and last day.
    pub claimed: HashMap<ChildId, BTreeMap<Day, i64>>,
    /// What came so far less what was due, by child and year (1 April), for the tolerance.
    pub running: HashMap<(ChildId, i32), i64>,
    /// Whom a person chose for the sender's references.
    pub confirmed: HashMap<String, ChildId>,
    /// How often a row of this content came from this sender before.
    pub seen: HashMap<String, u64>,
    /// Today.
    pub today: Day,
}

/// The council's year of a day, by its 1 April.
#[must_use]
pub fn year_of(day: Day) -> i32 {
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

/// Decides about every row. The order of the rows in the file changes nothing but which of two equal rows is which.
#[must_use]
pub fn decide(reading: &Reading, known: &mut Known<'_>) -> Vec<Decision> {
    let page = period::of_page(&reading.above, reading.order);
    let mut decided: Vec<Decision> = Vec::with_capacity(reading.rows.len());
    let mut waiting: Vec<(Decision, Clues)> = Vec::new();
    let mut times: HashMap<String, u64> = HashMap::new();
    let mut above: Option<Clues> = None;
    for row in &reading.rows {
        match first_look(reading, row, page, known) {
            Looked::Done(d) => {
                above = None;
                decided.push(*d);
            }
            Looked::Row(mut d, own) => {
                let clues = with_above(own, above.as_ref());
                above = Some(clues.clone());
                let nth = times.entry(d.content.clone()).or_default();
                *nth += 1;
                d.occurrence = *nth;
                if *nth <= known.seen.get(&d.content).copied().unwrap_or(0) {
                    decided.push(d.ignored("This row was in before."));
                } else {
                    waiting.push((*d, clues));
                }
            }
        }
    }
    waiting.sort_by(|(a, _), (b, _)| (a.days, a.pence, &a.content, a.nth).cmp(&(b.days, b.pence, &b.content, b.nth)));
    decided.extend(waiting.into_iter().map(|(d, clues)| match_row(d, &clues, known)));
    decided.sort_by_key(|d| d.nth);
    decided
}

/// Holds a row against the weeks that are due.
fn match_row(d: Decision, clues: &Clues, known: &mut Known<'_>) -> Decision {
    if d.state == RowState::SetAside {
        return d;
    }
    let found = who(clues, known.people);
    let d = suggest(d, &found, known.people);
    let said = match &found {
        Who::Exact(c) => known.people.get(c.who),
        Who::Conflict(_) => {
            return d.set_aside(Code::X07, "The id says one child, the name or the birth date another.");
        }
        Who::Nobody => return d.set_aside(Code::X05, "No child is known by what the row says."),
        Who::Perhaps(found) => return unsure(d, found, clues),
    };
    let Some(person) = said else { return d.set_aside(Code::X05, "No child is known by what the row says.") };
    against_weeks(d, person, known)
}

fn unsure(d: Decision, found: &[Candidate], clues: &Clues) -> Decision {
    let best = found.first().map_or(0, |c| c.score);
    if found.get(1).is_some_and(|second| second.score + 10 > best) {
        return d.set_aside(Code::X06, "Several children fit. A person chooses.");
    }
    let why = match (&clues.id, found.first()) {
        _ if clues.from_above => "It names nobody. The row above may be meant: a person chooses.",
        (None, _) => {
            "There is no id of the council's. Somebody fits by name, birth date or placement: a person chooses."
        }
        (Some(_), _) => {
            "The id is not one of the council's. Somebody fits by what else the row says: a person chooses."
        }
    };
    d.set_aside(Code::X05, why)
}

/// Puts down whose a row is or may be.
pub(super) fn suggest(mut d: Decision, found: &Who, people: &People) -> Decision {
    let candidates = match found {
        Who::Exact(c) => {
            d.child = people.get(c.who).map(|p| p.child);
            std::slice::from_ref(c)
        }
        Who::Perhaps(all) | Who::Conflict(all) => all.as_slice(),
        Who::Nobody => &[],
    };
    let of = |c: &Candidate| {
        let p = people.get(c.who)?;
        let reasons = c.reasons.iter().map(|r| (*r).to_owned()).collect();
        Some(Suggestion { child: p.child, reference: p.reference.clone(), score: c.score, reasons })
    };
    d.suggestions = candidates.iter().filter_map(of).collect();
    d.reference = d.suggestions.first().map(|s| s.reference.clone());
    d
}
