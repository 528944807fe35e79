//! Several years, several files, rows that say the same or otherwise: one row is left for each thing. The order in which
//! files and rows come makes no difference to what is left.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::files::Tally;
use crate::files::receipt::RowRef;
use crate::kernel::Day;

use super::super::known::Known;
use super::identity::People;
use super::rows::{EpisodeRow, LeaverRow, ReviewRow, Rows, UnaccompaniedRow, WorkerRow};
use super::shapes;
use super::years::{Years, period};

/// A row with the year of its return.
#[derive(Debug, Clone)]
pub struct Dated<R> {
    /// The row.
    pub row: R,
    /// Where it stands.
    pub at: RowRef,
    /// The year of its return.
    pub year: Option<i16>,
}

/// What is left of the rows, by child (a number in [`People`]).
#[derive(Debug, Default)]
pub struct Merged {
    /// Episodes by first day.
    pub episodes: BTreeMap<usize, BTreeMap<Day, Dated<EpisodeRow>>>,
    /// Reviews by day.
    pub reviews: BTreeMap<(usize, Day), Dated<ReviewRow>>,
    /// Unaccompanied children.
    pub unaccompanied: BTreeMap<usize, Dated<UnaccompaniedRow>>,
    /// Social workers' episodes, by worker and first day.
    pub workers: BTreeMap<(usize, String, Day), Dated<WorkerRow>>,
    /// Care leavers, by year.
    pub leavers: BTreeMap<(usize, i16), Dated<LeaverRow>>,
    /// Everything that a row stands for, even one that was set aside: table, child and day; no day stands for all.
    pub named: HashSet<(&'static str, usize, Option<Day>)>,
}

impl Merged {
    /// Whether any row, even one set aside, stands for a thing.
    #[must_use]
    pub fn names(&self, table: &'static str, person: usize, day: Day) -> bool {
        self.named.contains(&(table, person, Some(day))) || self.named.contains(&(table, person, None))
    }
}

/// Merges the rows.
pub fn merge(rows: Rows, years: &Years, people: &mut People, known: &Known, tally: &mut Tally) -> Merged {
    for person in lookalikes(&rows, years, people, known) {
        people.forget(person);
        let ids = people.all.get(person).map(|p| p.ids.clone()).unwrap_or_default();
        for at in rows_of(&rows, |id| ids.contains(id)) {
            tally.set_aside(at, Some("CHILD"), "This looks like a child who is known by another id: same day of birth, same beginning of an episode, and the other id is missing from this return. Nothing was taken. Add a column PREVIOUS_ID to the Header file with the other id.");
        }
    }
    let mut merged = Merged { named: named(&rows, people), ..Merged::default() };
    let mut split = Split { people, years, tally };
    for ((person, day), found) in split.by(rows.episodes, |r| (r.child.as_str(), r.at, None), |r| r.episode.started_on)
    {
        let ended = |r: &EpisodeRow| r.episode.ended_on.is_some();
        if let Some(row) = settle(found, |r| r.episode.clone(), ended, split.tally) {
            merged.episodes.entry(person).or_default().insert(day, row);
        }
    }
    for (key, found) in split.by(rows.reviews, |r| (r.child.as_str(), r.at, r.born_on), |r| r.held_on) {
        merged.reviews.extend(settle(found, |r| r.participation, |_| false, split.tally).map(|r| (key, r)));
    }
    for ((person, ()), found) in split.by(rows.unaccompanied, |r| (r.child.as_str(), r.at, r.born_on), |_| ()) {
        merged
            .unaccompanied
            .extend(settle(found, |r| r.until, |r| r.until.is_some(), split.tally).map(|r| (person, r)));
    }
    for ((person, (worker, day)), found) in
        split.by(rows.workers, |r| (r.child.as_str(), r.at, r.born_on), |r| (r.worker.clone(), r.starts_on))
    {
        let ended = |r: &WorkerRow| r.ends_on.is_some();
        merged
            .workers
            .extend(settle(found, |r| (r.ends_on, r.reason), ended, split.tally).map(|r| ((person, worker, day), r)));
    }
    let leavers = split.of_known_years(rows.leavers);
    for ((person, year), found) in
        split.by(leavers, |r| (r.child.as_str(), r.at, r.born_on), |r| years.of(r.at.table).unwrap_or_default())
    {
        merged.leavers.extend(settle(found, |r| r.in_touch, |_| false, split.tally).map(|r| ((person, year), r)));
    }
    merged
}

/// Rows that could not be put with a child, and those that could, by what they stand for.
struct Split<'a> {
    people: &'a People,
    years: &'a Years,
    tally: &'a mut Tally,
}

impl Split<'_> {
    /// Puts rows together by child and key. `of` gives the id, the place, and the day of birth that the row gives.
    fn by<R, K: Ord>(
        &mut self,
        rows: Vec<R>,
        of: impl Fn(&R) -> (&str, RowRef, Option<Day>),
        key: impl Fn(&R) -> K,
    ) -> BTreeMap<(usize, K), Vec<Dated<R>>> {
        let mut found: BTreeMap<(usize, K), Vec<Dated<R>>> = BTreeMap::new();
        for row in rows {
            let (id, at, born_on) = of(&row);
            let person = self.people.by_id.get(id).and_then(|p| self.people.all.get(*p).map(|person| (*p, person)));
            match person {
                None if self.tally.is_out(at) => {}
                None => self.tally.set_aside(
                    at,
                    Some("CHILD"),
                    "No Header row has this id, and no such child is known here.",
                ),
                Some((_, person)) if born_on.is_some_and(|b| b != person.born_on) => {
                    self.tally.set_aside(
                        at,
                        Some("DOB"),
                        "This is not the day of birth that the child has: the row may be another child's.",
                    );
                }
                Some((number, _)) => {
                    let year = self.years.of(at.table);
                    found.entry((number, key(&row))).or_default().push(Dated { row, at, year });
                }
            }
        }
        found
    }

    /// Keeps the care leavers' rows whose year can be told.
    fn of_known_years(&mut self, rows: Vec<LeaverRow>) -> Vec<LeaverRow> {
        let (with, without): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| self.years.of(r.at.table).is_some());
        for row in without {
            self.tally.set_aside(row.at, None, "Which year this is about cannot be told: give the year's other files with it, or name the year in the file's name, like 2023-24.");
        }
        with
    }
}

/// Of rows that stand for the same thing, the one that counts: the newest return's. Where rows of one return disagree, the
/// one that has ended counts if it alone has; otherwise none of them does, and the next older return's is looked at.
fn settle<R, C: Ord>(
    mut rows: Vec<Dated<R>>,
    content: impl Fn(&R) -> C,
    ended: impl Fn(&R) -> bool,
    tally: &mut Tally,
) -> Option<Dated<R>> {
    rows.sort_by_key(|a| (Reverse(a.year), content(&a.row), a.at));
    let mut first_of: BTreeMap<(usize, C), u64> = BTreeMap::new();
    rows.retain(|r| {
        let line = tally.line(r.at);
        match first_of.insert((r.at.table, content(&r.row)), line) {
            Some(before) => {
                first_of.insert((r.at.table, content(&r.row)), before);
                tally.ignore(r.at, format!("This row says the same as line {before}."));
                false
            }
            None => true,
        }
    });
    while let Some(newest) = rows.first().map(|r| r.year) {
        let older = rows.split_off(rows.partition_point(|r| r.year == newest));
        let differ =
            |rows: &[&Dated<R>]| rows.windows(2).any(|w| matches!(w, [a, b] if content(&a.row) != content(&b.row)));
        let all: Vec<&Dated<R>> = rows.iter().collect();
        if !differ(&all) {
            return rows.into_iter().next();
        }
        let over: Vec<&Dated<R>> = rows.iter().filter(|r| ended(&r.row)).collect();
        if !over.is_empty() && !differ(&over) {
            let (over, open): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| ended(&r.row));
            for row in open {
                tally.set_aside(
                    row.at,
                    None,
                    "Another row of this return begins the same day and has ended: that one was taken.",
                );
            }
            let winner = over.into_iter().next()?;
            tally.correct(
                winner.at,
                None,
                "Another row of this return begins the same day and has not ended: this one was taken.",
            );
            return Some(winner);
        }
        for row in rows {
            tally.set_aside(
                row.at,
                None,
                "Rows of this return stand for the same thing and say it differently: none of them was taken.",
            );
        }
        rows = older;
    }
    None
}

/// What every row stands for.
fn named(rows: &Rows, people: &People) -> HashSet<(&'static str, usize, Option<Day>)> {
    let mut named = HashSet::new();
    let mut add = |table: &'static str, id: &str, day: Option<Day>| {
        named.extend(people.by_id.get(id).map(|p| (table, *p, day)));
    };
    rows.episodes.iter().for_each(|r| add(shapes::EPISODES.name, &r.child, Some(r.episode.started_on)));
    rows.reviews.iter().for_each(|r| add(shapes::REVIEWS.name, &r.child, Some(r.held_on)));
    rows.workers.iter().for_each(|r| add(shapes::SW_EPISODES.name, &r.child, Some(r.starts_on)));
    rows.broken.iter().for_each(|(table, id, day)| add(table, id, *day));
    named
}

/// The places of every row about some ids.
fn rows_of(rows: &Rows, is: impl Fn(&str) -> bool) -> Vec<RowRef> {
    let headers = rows.headers.iter().map(|r| (&r.child, r.at));
    let episodes = rows.episodes.iter().map(|r| (&r.child, r.at));
    let reviews = rows.reviews.iter().map(|r| (&r.child, r.at));
    let unaccompanied = rows.unaccompanied.iter().map(|r| (&r.child, r.at));
    let workers = rows.workers.iter().map(|r| (&r.child, r.at));
    let leavers = rows.leavers.iter().map(|r| (&r.child, r.at));
    let all = headers.chain(episodes).chain(reviews).chain(unaccompanied).chain(workers).chain(leavers);
    all.filter(|(id, _)| is(id)).map(|(_, at)| at).collect()
}

/// One stay that began on a day, of somebody born on a day.
struct Stay {
    /// Whose, among the files' children.
    person: Option<usize>,
    ended_on: Option<Day>,
    year: Option<i16>,
}

/// New ids that look like a child who is known by another: the same day of birth and an episode that began the same day,
/// before this return's year, while the other id, whose episode went on into that year, is missing from it. Twins are not
/// taken for each other: some return names both.
fn lookalikes(rows: &Rows, years: &Years, people: &People, known: &Known) -> Vec<usize> {
    let mut stays: HashMap<(Day, Day), Vec<Stay>> = HashMap::new();
    let mut named_in: HashMap<usize, BTreeSet<i16>> = HashMap::new();
    for r in &rows.episodes {
        let (Some(person), Some(year)) = (people.by_id.get(&r.child), years.of(r.at.table)) else { continue };
        named_in.entry(*person).or_default().insert(year);
        if let Some(p) = people.all.get(*person) {
            let stay = Stay { person: Some(*person), ended_on: r.episode.ended_on, year: Some(year) };
            stays.entry((p.born_on, r.episode.started_on)).or_default().push(stay);
        }
    }
    let person_of: HashMap<_, usize> =
        people.all.iter().enumerate().filter_map(|(n, p)| p.known.map(|c| (c, n))).collect();
    for (child, episodes) in &known.episodes {
        let Some(born_on) = known.children.get(child).map(|c| c.born_on) else { continue };
        for e in episodes.values() {
            let stay =
                Stay { person: person_of.get(child).copied(), ended_on: e.episode.ended_on, year: e.year_ending };
            stays.entry((born_on, e.episode.started_on)).or_default().push(stay);
        }
    }
    let together = |a: usize, b: usize| match (named_in.get(&a), named_in.get(&b)) {
        (Some(a), Some(b)) => a.intersection(b).next().is_some(),
        _ => false,
    };
    let mut found: Vec<usize> = Vec::new();
    for r in &rows.episodes {
        let (Some(n), Some(year)) = (people.by_id.get(&r.child), years.of(r.at.table)) else { continue };
        let Some(person) = people.all.get(*n).filter(|p| p.known.is_none()) else { continue };
        let from = period(year).from;
        let is_other = |s: &Stay| {
            let went_on = s.year.is_some_and(|y| y < year) && s.ended_on.is_none_or(|e| e >= from);
            went_on && s.person.is_none_or(|o| o != *n && !together(o, *n))
        };
        let begun_before = r.episode.started_on < from;
        if begun_before && stays.get(&(person.born_on, r.episode.started_on)).is_some_and(|s| s.iter().any(is_other)) {
            found.push(*n);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
