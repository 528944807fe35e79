//! Whose a row is: the clues that it gives, what each says, and what follows. Exact, or a person's choice; a conflict is
//! never decided here.

use std::collections::BTreeSet;

use super::names::{Likeness, tokens};
use super::person::{People, Person};
use crate::kernel::Day;

/// What a row says of whom it is about.
#[derive(Debug, Clone, Default)]
pub struct Clues {
    /// The council's id.
    pub id: Option<String>,
    /// The sender's reference.
    pub their_ref: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Day of birth.
    pub born: Option<Day>,
    /// Day of birth where it can be read in two ways: one of them is meant.
    pub born_either: Option<(Day, Day)>,
    /// Whether all of this stands in the row above and not in the row itself: then it is never sure.
    pub from_above: bool,
    /// The first day of the placement.
    pub placed: Option<Day>,
    /// The days that it is for, both included.
    pub days: Option<(Day, Day)>,
    /// The sender's number at Ofsted.
    pub urn: Option<String>,
    /// Whom a person chose for this sender's reference before.
    pub confirmed: Option<usize>,
}

/// Somebody whom a row may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub who: usize,
    /// How likely, from 0 to 100: to put the likeliest first, and for nothing else.
    pub score: u32,
    /// What speaks for and against, in words that hold no name and no date.
    pub reasons: Vec<&'static str>,
}

/// Whose a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// This child's: the id is the child's own and something else agrees, or a person chose before.
    Exact(Candidate),
    /// Perhaps one of these, the likeliest first: a person chooses.
    Perhaps(Vec<Candidate>),
    /// The clues say different children.
    Conflict(Vec<Candidate>),
    /// Nobody known here.
    Nobody,
}

/// How many candidates a person is shown.
const SHOWN_MAX: usize = 5;
/// Below this nobody is suggested.
const SCORE_MIN: u32 = 40;

impl Clues {
    /// Whether the birth date agrees; none where none is given.
    fn born_agrees(&self, born: Day) -> Option<bool> {
        self.born.map(|b| b == born).or_else(|| self.born_either.map(|(a, b)| a == born || b == born))
    }
}

/// Works out whose a row is.
#[must_use]
pub fn who(clues: &Clues, people: &People) -> Who {
    match by_clues(clues, people) {
        Who::Exact(c) if clues.from_above => Who::Perhaps(vec![c]),
        found => found,
    }
}

fn by_clues(clues: &Clues, people: &People) -> Who {
    let name = clues.name.as_deref().map(tokens).unwrap_or_default();
    let by_id = clues.id.as_deref().and_then(|id| people.by_id(id)).or_else(|| {
        let theirs = clues.their_ref.as_deref().filter(|_| clues.id.is_none())?;
        people.by_id(theirs)
    });
    match (by_id, clues.confirmed) {
        (Some(a), Some(b)) if a != b => conflict(clues, people, &name, &[a, b]),
        (Some(a), _) => said(clues, people, &name, a, "the id is this child's"),
        (None, Some(b)) if clues.id.is_none() || is_like(clues, people, b) => {
            said(clues, people, &name, b, "a person chose this child for the sender's reference before")
        }
        (None, Some(b)) => Who::Perhaps(vec![candidate(clues, people, &name, b)]),
        (None, None) => perhaps(clues, people, &name),
    }
}

fn is_like(clues: &Clues, people: &People, n: usize) -> bool {
    clues.id.as_deref().is_some_and(|id| people.like_id(id).contains(&n))
}

/// A child whom the id names (or a person's choice): exact if something agrees and nothing speaks against it.
fn said(clues: &Clues, people: &People, name: &[String], n: usize, how: &'static str) -> Who {
    let Some(person) = people.get(n) else { return Who::Nobody };
    let likeness = people.likeness(name, n);
    let born_differs = clues.born_agrees(person.born) == Some(false);
    let is_other = likeness == Likeness::Partial && fits_better(clues, people, name, n);
    if born_differs || likeness == Likeness::None || is_other {
        return conflict(clues, people, name, &[n]);
    }
    let mut found = candidate(clues, people, name, n);
    found.reasons.insert(0, how);
    // Where the row gives nothing but the id, the weeks that are due in its days are what it is held against.
    let says_no_more = name.is_empty() && clues.born.is_none() && clues.born_either.is_none();
    let agrees = says_no_more
        || clues.born_agrees(person.born) == Some(true)
        || matches!(likeness, Likeness::Full | Likeness::Partial)
        || clues.confirmed == Some(n)
        || is_there(clues, person);
    if agrees {
        found.score = 100;
        Who::Exact(found)
    } else {
        Who::Perhaps(vec![found])
    }
}

/// Whether the placement agrees: with this sender if it is known by its number, in care otherwise.
fn is_there(clues: &Clues, person: &Person) -> bool {
    let Some((from, to)) = clues.days else { return false };
    match &clues.urn {
        Some(urn) => person.stays_with(urn, from, to),
        None => person.in_care(from, to),
    }
}

/// Whether the name fits somebody else better who was born on the same day or has the same last name.
fn fits_better(clues: &Clues, people: &People, name: &[String], n: usize) -> bool {
    let born = clues.born.or_else(|| people.get(n).map(|p| p.born));
    let same_day = born.map(|b| people.born_on(b)).unwrap_or_default();
    let same_name = name.iter().flat_map(|part| people.named(part));
    same_day.iter().chain(same_name).any(|o| *o != n && people.likeness(name, *o) == Likeness::Full)
}

fn conflict(clues: &Clues, people: &People, name: &[String], said: &[usize]) -> Who {
    let mut found: Vec<Candidate> = said.iter().map(|n| candidate(clues, people, name, *n)).collect();
    let others = nearby(clues, people, name).into_iter().filter(|n| !said.contains(n));
    let mut others: Vec<Candidate> = others.map(|n| candidate(clues, people, name, n)).collect();
    others.retain(|c| c.score >= SCORE_MIN);
    order(&mut others);
    found.extend(others);
    found.truncate(SHOWN_MAX);
    Who::Conflict(found)
}

fn perhaps(clues: &Clues, people: &People, name: &[String]) -> Who {
    let mut found: Vec<Candidate> =
        nearby(clues, people, name).into_iter().map(|n| candidate(clues, people, name, n)).collect();
    found.retain(|c| c.score >= SCORE_MIN);
    order(&mut found);
    found.truncate(SHOWN_MAX);
    if found.is_empty() { Who::Nobody } else { Who::Perhaps(found) }
}

fn order(found: &mut [Candidate]) {
    found.sort_by(|a, b| b.score.cmp(&a.score).then(a.who.cmp(&b.who)));
}

/// Everybody whom one of the clues fits.
fn nearby(clues: &Clues, people: &People, name: &[String]) -> BTreeSet<usize> {
    let mut found: BTreeSet<usize> = clues.id.as_deref().map(|id| people.like_id(id)).unwrap_or_default();
    let either = clues.born_either.map(|(a, b)| [a, b]).into_iter().flatten();
    for born in clues.born.into_iter().chain(either) {
        found.extend(people.born_on(born));
    }
    for part in name {
        found.extend(people.named(part));
    }
    found
}

/// What speaks for and against a child.
fn candidate(clues: &Clues, people: &People, name: &[String], n: usize) -> Candidate {
    let mut of = Candidate { who: n, score: 0, reasons: Vec::new() };
    let Some(person) = people.get(n) else { return of };
    let mut says = |score: u32, words: &'static str| {
        of.score += score;
        of.reasons.push(words);
    };
    match clues.id.as_deref() {
        Some(id) if people.by_id(id) == Some(n) => says(50, "same id"),
        Some(id) if people.like_id(id).contains(&n) => {
            says(35, "the id is like this child's (noughts or letters changed)")
        }
        Some(_) => says(0, "another id"),
        None => {}
    }
    match clues.born_agrees(person.born) {
        Some(true) => says(40, "same birth date"),
        Some(false) => says(0, "another birth date"),
        None => {}
    }
    match people.likeness(name, n) {
        Likeness::Full => says(40, "same name"),
        Likeness::Partial => says(20, "part of the name"),
        Likeness::None => says(0, "another name"),
        Likeness::Unsaid => {}
    }
    if clues.placed.is_some_and(|p| person.placed_on(p)) {
        says(10, "placed on the same day");
    }
    if is_there(clues, person) {
        says(if clues.urn.is_some() { 10 } else { 5 }, "in care there in that period");
    } else if clues.days.is_some() {
        says(0, "not in care there in that period");
    }
    if clues.born_agrees(person.born) == Some(false) {
        of.score = of.score.saturating_sub(30);
    }
    of.score = of.score.min(99);
    of
}
