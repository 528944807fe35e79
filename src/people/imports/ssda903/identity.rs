//! Which child each id of the files means. Ids change between years: two are one child's only where something says so,
//! never because they look alike.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::files::Tally;
use crate::files::receipt::RowRef;
use crate::kernel::Day;
use crate::kernel::id::ChildId;

use super::super::known::Known;
use super::rows::{HeaderRow, LeaverRow, Rows};
use super::years::Years;

/// A child of the files.
#[derive(Debug, Clone)]
pub struct Person {
    /// Every id that the files use.
    pub ids: BTreeSet<String>,
    /// The child here, where it is known.
    pub known: Option<ChildId>,
    /// The council's own id now: that of the newest return.
    pub reference: String,
    /// Day of birth.
    pub born_on: Day,
    /// The newest return that names the child.
    pub year: Option<i16>,
    /// Whether the newest header says that the child is unaccompanied.
    pub unaccompanied: bool,
    /// The header row that counts.
    pub header: Option<RowRef>,
    /// Whether nothing of this child's rows is stored.
    pub out: bool,
}

/// The children of the files, and which one each id means.
#[derive(Debug, Default)]
pub struct People {
    /// The children.
    pub all: Vec<Person>,
    /// By id.
    pub by_id: HashMap<String, usize>,
}

impl People {
    /// Takes a child out again: nothing of its rows is stored.
    pub fn forget(&mut self, person: usize) {
        self.by_id.retain(|_, p| *p != person);
        self.all.get_mut(person).into_iter().for_each(|p| p.out = true);
    }
}

/// Works out who is who.
pub fn work_out(rows: &Rows, years: &Years, known: &Known, tally: &mut Tally) -> People {
    let links = links(rows, years, known, tally);
    let mut headers: BTreeMap<String, Vec<&HeaderRow>> = BTreeMap::new();
    for row in &rows.headers {
        headers.entry(links.root(&row.child)).or_default().push(row);
    }
    let mut leavers: BTreeMap<String, Vec<&LeaverRow>> = BTreeMap::new();
    for row in &rows.leavers {
        leavers.entry(links.root(&row.child)).or_default().push(row);
    }
    let mut people = People::default();
    let mut add = |root: &str, person: Option<Person>| {
        if let Some(person) = person {
            people.by_id.extend(person.ids.iter().map(|id| (id.clone(), people.all.len())));
            people.by_id.insert(root.to_owned(), people.all.len());
            people.all.push(person);
        }
    };
    for (root, rows) in &headers {
        add(root, from_headers(rows, years, known, tally));
    }
    for (root, rows) in leavers.iter().filter(|(root, _)| !headers.contains_key(*root)) {
        add(root, from_leavers(rows, known, tally));
    }
    for id in ids_of_others(rows) {
        let child = known.references.get(id).and_then(|c| known.children.get(c));
        let root = links.root(id);
        if let (None, Some(child)) = (people.by_id.get(&root), child) {
            people.by_id.insert(root, people.all.len());
            people.all.push(already_known(child.id, id, known, child.born_on));
        }
        if let Some(person) = people.by_id.get(&links.root(id)).copied() {
            people.by_id.insert(id.to_owned(), person);
            people.all.get_mut(person).into_iter().for_each(|p| p.ids.extend([id.to_owned()]));
        }
    }
    people
}

fn ids_of_others(rows: &Rows) -> BTreeSet<&str> {
    let episodes = rows.episodes.iter().map(|r| r.child.as_str());
    let others =
        rows.reviews.iter().map(|r| r.child.as_str()).chain(rows.unaccompanied.iter().map(|r| r.child.as_str()));
    episodes
        .chain(others)
        .chain(rows.workers.iter().map(|r| r.child.as_str()))
        .chain(rows.leavers.iter().map(|r| r.child.as_str()))
        .collect()
}

fn already_known(child: ChildId, id: &str, known: &Known, born_on: Day) -> Person {
    let of = known.children.get(&child);
    let reference = of.map_or_else(|| id.to_owned(), |c| c.reference.clone());
    let year = of.and_then(|c| c.year_ending);
    Person {
        ids: BTreeSet::from([id.to_owned()]),
        known: Some(child),
        reference,
        born_on,
        year,
        unaccompanied: false,
        header: None,
        out: false,
    }
}

/// Ids that mean one child, as a forest: each points at another, the last at itself.
#[derive(Debug, Default)]
struct Links(HashMap<String, String>);

impl Links {
    fn root(&self, id: &str) -> String {
        let mut at = id;
        while let Some(next) = self.0.get(at) {
            at = next;
        }
        at.to_owned()
    }

    /// Joins two; the smaller id is the root, so that the order of rows does not matter.
    fn join(&mut self, a: &str, b: &str) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            self.0.insert(high, low);
        }
    }
}

fn links(rows: &Rows, years: &Years, known: &Known, tally: &mut Tally) -> Links {
    let mut links = Links::default();
    for (id, child) in &known.references {
        if let Some(child) = known.children.get(child) {
            links.join(id, &child.reference);
        }
    }
    let child_of = |links: &Links, id: &str| known.references.get(&links.root(id)).copied();
    let mut claims: Vec<(&HeaderRow, String)> = Vec::new();
    claims.extend(rows.headers.iter().filter_map(|r| r.previous.clone().map(|p| (r, p))));
    let mut by_upn: BTreeMap<(&str, Day), Vec<&HeaderRow>> = BTreeMap::new();
    for row in &rows.headers {
        if let Some(upn) = &row.upn {
            by_upn.entry((upn, row.born_on)).or_default().push(row);
        }
    }
    for same in by_upn.values_mut() {
        same.sort_by_key(|r| (years.of(r.at.table), r.child.clone(), r.at));
        for pair in same.windows(2) {
            let [a, b] = pair else { continue };
            match (years.of(a.at.table), years.of(b.at.table)) {
                _ if a.child == b.child => {}
                (x, y) if x != y => claims.push((b, a.child.clone())),
                _ => tally.note(b.at, Some("UPN"), "Another id of the same return has this pupil number and day of birth: both were taken as children of their own."),
            }
        }
    }
    claims.sort_by_key(|(r, p)| (r.child.clone(), p.clone(), r.at));
    for (row, other) in claims {
        match (child_of(&links, &row.child), child_of(&links, &other)) {
            (Some(a), Some(b)) if a != b => {
                tally.note(row.at, None, "The file says that this child had another id, but both ids are children of their own here: somebody must look at it. They were not put together.");
            }
            _ => links.join(&row.child, &other),
        }
    }
    links
}

/// The child whom header rows mean. Rows of the newest return count; where those disagree about the day of birth, none does.
fn from_headers(rows: &[&HeaderRow], years: &Years, known: &Known, tally: &mut Tally) -> Option<Person> {
    let mut sorted: Vec<&HeaderRow> = rows.to_vec();
    sorted.sort_by_key(|r| (std::cmp::Reverse(years.of(r.at.table)), r.at));
    say_the_same(&sorted, tally);
    // By the id of today or by the one that the file says came before it.
    let named = sorted.iter().flat_map(|r| [Some(&r.child), r.previous.as_ref()]).flatten();
    let child = named.filter_map(|id| known.references.get(id)).find_map(|c| known.children.get(c));
    let newest = years.of(sorted.first()?.at.table);
    let top: Vec<&&HeaderRow> = sorted.iter().filter(|r| years.of(r.at.table) == newest).collect();
    let days: BTreeSet<Day> = top.iter().map(|r| r.born_on).collect();
    let ids: BTreeSet<String> =
        sorted.iter().flat_map(|r| [Some(r.child.clone()), r.previous.clone()]).flatten().collect();
    let older = child.is_some_and(|c| newest.is_some() && c.year_ending > newest);
    if days.len() > 1 {
        for row in top {
            tally.set_aside(
                row.at,
                Some("DOB"),
                "Two rows of this return give this child different days of birth: neither was taken.",
            );
        }
        return child.map(|c| Person { ids, ..already_known(c.id, &c.reference, known, c.born_on) });
    }
    let first = sorted.first()?;
    let born_on = child.filter(|_| older).map_or(first.born_on, |c| c.born_on);
    for row in sorted.iter().filter(|r| r.born_on != born_on) {
        tally.ignore(row.at, "A newer return gives this child another day of birth: that one counts.");
    }
    let former: BTreeSet<&String> = sorted.iter().filter_map(|r| r.previous.as_ref()).collect();
    let current = top.iter().filter(|r| !former.contains(&r.child)).map(|r| &r.child).max();
    let reference = current.or_else(|| top.iter().map(|r| &r.child).max())?.clone();
    let reference = child.filter(|_| older).map_or(reference, |c| c.reference.clone());
    let unaccompanied = top.iter().any(|r| r.unaccompanied);
    Some(Person {
        ids,
        known: child.map(|c| c.id),
        reference,
        born_on,
        year: newest,
        unaccompanied,
        header: Some(first.at),
        out: false,
    })
}

/// Ignores rows that say what another row of the same table says.
fn say_the_same(sorted: &[&HeaderRow], tally: &mut Tally) {
    for (n, row) in sorted.iter().enumerate() {
        let before = sorted
            .iter()
            .take(n)
            .find(|o| o.at.table == row.at.table && (&o.child, o.born_on) == (&row.child, row.born_on));
        if let Some(before) = before {
            let line = tally.line(before.at);
            tally.ignore(row.at, format!("This row says the same as line {line}."));
        }
    }
}

/// A care leaver whom no header names: the leavers' table gives the day of birth.
fn from_leavers(rows: &[&LeaverRow], known: &Known, tally: &mut Tally) -> Option<Person> {
    let first = rows.first()?;
    if let Some(child) = rows.iter().find_map(|r| known.references.get(&r.child)).and_then(|c| known.children.get(c)) {
        return Some(already_known(child.id, &first.child, known, child.born_on));
    }
    let days: BTreeSet<Day> = rows.iter().filter_map(|r| r.born_on).collect();
    match (days.first(), days.len()) {
        (Some(born_on), 1) => {
            let ids: BTreeSet<String> = rows.iter().map(|r| r.child.clone()).collect();
            let reference = ids.last()?.clone();
            Some(Person {
                ids,
                known: None,
                reference,
                born_on: *born_on,
                year: None,
                unaccompanied: false,
                header: None,
                out: false,
            })
        }
        (_, 0) => None,
        _ => {
            for row in rows {
                tally.set_aside(
                    row.at,
                    Some("DOB"),
                    "The rows about this care leaver give different days of birth: none was taken.",
                );
            }
            None
        }
    }
}
