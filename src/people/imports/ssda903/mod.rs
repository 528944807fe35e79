//! The yearly return (SSDA903), as CSV or XML, of one or several years.
//!
//! rows → which year each table is about → who is who → one row for each thing → the difference to what is known →
//! what follows from it. Everything here is pure.

pub mod consequences;
pub mod histories;
pub mod identity;
pub mod merge;
mod others;
pub mod rows;
pub mod shapes;
#[cfg(test)]
mod tests;
pub mod years;

use std::collections::{BTreeMap, HashMap};

use crate::files::Tally;
use crate::files::receipt::{Difference, Receipt};
use crate::kernel::id::{ChildId, Id};

use super::known::{Child, Known, Writes};
use super::reading::{self, Sheet};
use super::{Input, Now, Plan, Wanted};
use identity::{People, Person};
use merge::Merged;
use years::Years;

/// Compares the return with what is known.
///
/// # Errors
/// In words, where a file cannot be read at all.
pub fn plan(inputs: &[Input], known: &Known, now: Now, wanted: Wanted) -> Result<Plan, String> {
    let mut tally = Tally::default();
    let sheets = reading::read(inputs, shapes::ALL, &mut tally)?;
    let rows = rows::read(&sheets, &mut tally, now.today);
    let years = years::work_out(&sheets, &rows);
    let mut people = identity::work_out(&rows, &years, known, &mut tally);
    let merged = merge::merge(rows, &years, &mut people, known, &mut tally);
    let mut planner = Planner {
        known,
        now,
        wanted,
        sheets: &sheets,
        years: &years,
        people: &people,
        merged: &merged,
        tally,
        writes: Writes::default(),
        receipt: Receipt { dry_run: wanted.dry_run, ..Receipt::default() },
        drafts: BTreeMap::new(),
        ids: HashMap::new(),
        persons: people.all.iter().enumerate().filter_map(|(n, p)| p.known.map(|c| (c, n))).collect(),
    };
    planner.children();
    planner.histories();
    planner.reviews();
    planner.unaccompanied();
    planner.leavers();
    planner.workers();
    planner.finish();
    Ok(planner.done())
}

/// A child as it will be.
#[derive(Debug)]
struct Draft {
    child: Child,
    /// The number among the files' children; none where only something of it is absent.
    person: Option<usize>,
    /// Columns of the header that are otherwise than they were.
    changed: Vec<&'static str>,
}

struct Planner<'a> {
    known: &'a Known,
    now: Now,
    wanted: Wanted,
    sheets: &'a [Sheet],
    years: &'a Years,
    people: &'a People,
    merged: &'a Merged,
    tally: Tally,
    writes: Writes,
    receipt: Receipt,
    drafts: BTreeMap<ChildId, Draft>,
    /// The child of each of the files' children.
    ids: HashMap<usize, ChildId>,
    /// The number among the files' children of each that was known.
    persons: HashMap<ChildId, usize>,
}

impl Planner<'_> {
    /// Begins a draft for every child of the files.
    fn children(&mut self) {
        let people = self.people;
        for (number, person) in people.all.iter().enumerate().filter(|(_, p)| !p.out) {
            let before = person.known.and_then(|id| self.known.children.get(&id));
            let draft = match before {
                Some(before) => changed(before, person, number),
                None => {
                    let mut child = Child::new(Id::at(self.now.at), person.reference.clone(), person.born_on);
                    child.year_ending = person.year;
                    Draft { child, person: Some(number), changed: vec![] }
                }
            };
            let id = draft.child.id;
            self.further_ids(person, &draft.child, before);
            if let Some(at) = person.header.filter(|_| before.is_none() || !draft.changed.is_empty()) {
                self.tally.changes(at);
            }
            self.ids.insert(number, id);
            self.drafts.insert(id, draft);
        }
    }

    /// Keeps the other ids that the files use for a child.
    fn further_ids(&mut self, person: &Person, child: &Child, before: Option<&Child>) {
        let known = |id: &str| self.known.references.get(id) == Some(&child.id);
        for id in person.ids.iter().filter(|id| **id != child.reference && !known(id)) {
            self.writes.references_new.push((id.clone(), child.id));
        }
        if let Some(before) = before.filter(|b| b.reference != child.reference) {
            self.writes.references_new.push((before.reference.clone(), child.id));
            if known(&child.reference) {
                self.writes.references_gone.push(child.reference.clone());
            }
        }
    }

    /// The draft of a child, begun where only something of it is absent.
    fn draft(&mut self, id: ChildId) -> Option<&mut Draft> {
        if let (false, Some(child)) = (self.drafts.contains_key(&id), self.known.children.get(&id)) {
            self.drafts.insert(id, Draft { child: child.clone(), person: None, changed: vec![] });
        }
        self.drafts.get_mut(&id)
    }

    /// Notes a difference of a child's.
    fn differs(
        &mut self,
        what: &'static str,
        table: &'static str,
        child: ChildId,
        on: Option<String>,
        columns: Vec<&'static str>,
    ) {
        let draft = self.drafts.get(&child).map(|d| d.child.reference.clone());
        let of = draft.or_else(|| self.known.children.get(&child).map(|c| c.reference.clone())).unwrap_or_default();
        self.receipt.differs(Difference { what, table, of, on, columns });
    }

    /// Whether the return named a child's thing of a day in any row, even one set aside; a child whose rows were all set
    /// aside has them all named.
    fn is_named(&self, table: &'static str, child: ChildId, day: crate::kernel::Day) -> bool {
        let Some(person) = self.persons.get(&child).copied() else { return false };
        self.people.all.get(person).is_some_and(|p| p.out) || self.merged.names(table, person, day)
    }

    /// Writes the children that are new or otherwise than they were.
    fn finish(&mut self) {
        for (id, draft) in std::mem::take(&mut self.drafts) {
            let Some(before) = self.known.children.get(&id) else {
                self.receipt.differs(added(&draft.child));
                self.writes.children_new.push(draft.child);
                continue;
            };
            if *before == draft.child {
                continue;
            }
            let mut columns = draft.changed;
            columns.extend(derived(before, &draft.child));
            if !columns.is_empty() {
                let of = draft.child.reference.clone();
                self.receipt.differs(Difference { what: "changed", table: shapes::HEADER.name, of, on: None, columns });
            }
            self.writes.children_set.push(draft.child);
        }
    }

    fn done(self) -> Plan {
        let mut receipt = self.receipt;
        receipt.files = self.tally.receipts();
        receipt.differences.sort();
        Plan { writes: self.writes, receipt }
    }
}

fn added(child: &Child) -> Difference {
    Difference { what: "added", table: shapes::HEADER.name, of: child.reference.clone(), on: None, columns: vec![] }
}

/// A known child as the header has it. An older return changes nothing that a newer one has said.
fn changed(before: &Child, person: &Person, number: usize) -> Draft {
    let mut child = before.clone();
    let mut columns = Vec::new();
    let older = person.year.is_some() && before.year_ending > person.year;
    if person.header.is_some() && !older {
        if child.born_on != person.born_on {
            child.born_on = person.born_on;
            columns.push("DOB");
        }
        if child.reference != person.reference {
            child.reference.clone_from(&person.reference);
            columns.push("CHILD");
        }
        child.year_ending = person.year.or(before.year_ending);
    }
    Draft { child, person: Some(number), changed: columns }
}

/// What follows from other tables, by what it is called in the receipt.
fn derived(before: &Child, after: &Child) -> Vec<&'static str> {
    let pairs = [
        ("UASC", before.unaccompanied_until != after.unaccompanied_until),
        (
            "history",
            (before.history_known_from, before.history_complete) != (after.history_known_from, after.history_complete),
        ),
        ("died", before.died_on != after.died_on),
        ("messages stopped", before.messages_stopped_at != after.messages_stopped_at),
    ];
    pairs.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}
