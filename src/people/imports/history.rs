//! `history.csv`: care episodes of care leavers older than the return. What the return says of the same day counts more.

use std::collections::BTreeMap;

use crate::files::Tally;
use crate::files::receipt::{Difference, Receipt, RowRef};
use crate::kernel::Day;
use crate::kernel::id::{ChildId, Id};
use crate::people::episode::{Episode, Source};

use super::cells::Cells;
use super::known::{Child, Known, KnownEpisode, Writes};
use super::shapes::history as c;
use super::ssda903::consequences;
use super::{Input, Now, Plan, Wanted, reading, shapes};

static SHAPES: &[crate::files::Shape] = &[shapes::HISTORY];
const HISTORY: &str = shapes::HISTORY.name;

struct Row {
    at: RowRef,
    child: String,
    born_on: Option<Day>,
    episode: Episode,
}

/// Compares the file with what is known.
pub(super) fn plan(inputs: &[Input], known: &Known, now: Now, wanted: Wanted) -> Result<Plan, String> {
    let mut tally = Tally::default();
    let sheets = reading::read(inputs, SHAPES, &mut tally)?;
    let mut by_child: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut named: Vec<(String, Option<Day>)> = Vec::new();
    for sheet in &sheets {
        for (at, row) in sheet.rows() {
            let Some(mut cells) = Cells::open(&mut tally, at, row, sheet.table.shape) else { continue };
            named.push((cells.text(c::CHILD).to_owned(), crate::files::date::day(cells.text(c::START))));
            if let Some(row) = read(&mut cells, now) {
                by_child.entry(key(known, &row.child)).or_default().push(row);
            }
        }
    }
    let mut planner = Planner {
        known,
        now,
        tally,
        writes: Writes::default(),
        receipt: Receipt { dry_run: wanted.dry_run, ..Receipt::default() },
    };
    for (reference, rows) in by_child {
        planner.child(&reference, rows);
    }
    planner.absent(&named);
    let Planner { tally, writes, mut receipt, .. } = planner;
    receipt.files = tally.receipts();
    receipt.differences.sort();
    Ok(Plan { writes, receipt })
}

/// The id a child goes by here.
fn key(known: &Known, id: &str) -> String {
    let child = known.references.get(id).and_then(|c| known.children.get(c));
    child.map_or_else(|| id.to_owned(), |c| c.reference.clone())
}

fn read(cells: &mut Cells<'_>, now: Now) -> Option<Row> {
    let child = cells.id(c::CHILD)?;
    let born_on = cells.day_if_any(c::DOB)?;
    let started_on = cells.day(c::START)?;
    let ended_on = cells.day_if_any(c::END)?;
    let legal_status = cells.code(c::LEGAL_STATUS)?;
    let placement = cells.code(c::PLACEMENT)?;
    let reason_new = cells.code(c::REASON_NEW)?;
    let reason_ceased = cells.code_if_any(c::REASON_CEASED);
    let provider_kind = cells.code_if_any(c::PROVIDER);
    if ended_on.is_some_and(|e| e < started_on) {
        cells.set_aside(c::END, "The end is before the start.");
        return None;
    }
    if started_on > now.today || ended_on.is_some_and(|e| e > now.today) || born_on.is_some_and(|b| b > started_on) {
        cells.set_aside(c::START, "This is in the future, or before the day of birth.");
        return None;
    }
    if ended_on.is_none() && reason_ceased.is_some() {
        cells.set_aside(c::END, "There is a reason for the end and no day. Nothing was taken.");
        return None;
    }
    cells.take();
    let episode = Episode {
        started_on,
        ended_on,
        reason_new,
        legal_status,
        placement,
        provider_kind,
        provider_urn: None,
        reason_ceased,
        reason_place_change: None,
    };
    Some(Row { at: cells.at, child, born_on, episode })
}

struct Planner<'a> {
    known: &'a Known,
    now: Now,
    tally: Tally,
    writes: Writes,
    receipt: Receipt,
}

impl Planner<'_> {
    fn differs(&mut self, what: &'static str, of: &str, on: Option<Day>, columns: Vec<&'static str>) {
        self.receipt.differs(Difference {
            what,
            table: HISTORY,
            of: of.to_owned(),
            on: on.map(|d| d.to_string()),
            columns,
        });
    }

    fn child(&mut self, reference: &str, rows: Vec<Row>) {
        let known = self.known;
        let before = known.references.get(reference).and_then(|id| known.children.get(id));
        let Some(born_on) = self.born_on(before, &rows) else { return };
        let mut child =
            before.cloned().unwrap_or_else(|| Child::new(Id::at(self.now.at), reference.to_owned(), born_on));
        let theirs = known.episodes.get(&child.id).cloned().unwrap_or_default();
        let mut after = theirs.clone();
        for (day, row) in self.one_each(rows) {
            if row.born_on.is_some_and(|b| b != born_on) {
                self.tally.set_aside(
                    row.at,
                    Some("dob"),
                    "This is not the day of birth that the child has: the row may be another child's.",
                );
                continue;
            }
            self.episode(&mut after, child.id, reference, day, row);
        }
        consequences::history(&mut child, &after);
        consequences::death(&mut child, &after, self.now);
        match before {
            None if after.is_empty() => {}
            None => {
                self.differs("added", reference, None, vec![]);
                self.writes.children_new.push(child);
            }
            Some(before) if *before != child => self.writes.children_set.push(child),
            Some(_) => {}
        }
    }

    /// The day of birth: what is known, or the one that all rows give.
    fn born_on(&mut self, before: Option<&Child>, rows: &[Row]) -> Option<Day> {
        if let Some(before) = before {
            return Some(before.born_on);
        }
        let mut days: Vec<Day> = rows.iter().filter_map(|r| r.born_on).collect();
        days.sort_unstable();
        days.dedup();
        if let [only] = days.as_slice() {
            return Some(*only);
        }
        for row in rows {
            self.tally.set_aside(
                row.at,
                Some("dob"),
                "The rows about this child give no day of birth, or different ones: none was taken.",
            );
        }
        None
    }

    /// One row for each day; rows that say different things of the same day are set aside.
    fn one_each(&mut self, rows: Vec<Row>) -> BTreeMap<Day, Row> {
        let mut by_day: BTreeMap<Day, Vec<Row>> = BTreeMap::new();
        for row in rows {
            by_day.entry(row.episode.started_on).or_default().push(row);
        }
        let mut found = BTreeMap::new();
        for (day, rows) in by_day {
            let mut rows = rows.into_iter();
            let Some(first) = rows.next() else { continue };
            let others: Vec<Row> = rows.collect();
            let same = others.iter().all(|o| o.episode == first.episode);
            let line = self.tally.line(first.at);
            for other in &others {
                if same {
                    self.tally.ignore(other.at, format!("This row says the same as line {line}."));
                } else {
                    self.tally.set_aside(
                        other.at,
                        None,
                        "Rows of this child begin on the same day and say different things: none of them was taken.",
                    );
                }
            }
            if same {
                found.insert(day, first);
            } else {
                self.tally.set_aside(
                    first.at,
                    None,
                    "Rows of this child begin on the same day and say different things: none of them was taken.",
                );
            }
        }
        found
    }

    fn episode(
        &mut self,
        after: &mut BTreeMap<Day, KnownEpisode>,
        child: ChildId,
        reference: &str,
        day: Day,
        row: Row,
    ) {
        let old = after.get(&day).cloned();
        match old {
            Some(old) if old.source != Source::History => {
                if old.episode == row.episode {
                    return;
                }
                let who = if old.source == Source::Person {
                    "A person entered an episode of that day here"
                } else {
                    "The return has an episode of that day"
                };
                self.tally.ignore(row.at, format!("{who}: that one counts."));
            }
            Some(old) if old.episode == row.episode => {}
            Some(old) => {
                let new = KnownEpisode { episode: row.episode, ..old };
                self.differs("changed", reference, Some(day), vec!["episode"]);
                self.tally.changes(row.at);
                after.insert(day, new.clone());
                self.writes.episodes_set.push(new);
            }
            None => {
                let new = KnownEpisode {
                    id: Id::at(self.now.at),
                    child,
                    episode: row.episode,
                    source: Source::History,
                    year_ending: None,
                };
                self.differs("added", reference, Some(day), vec![]);
                self.tally.changes(row.at);
                after.insert(day, new.clone());
                self.writes.episodes_new.push(new);
            }
        }
    }

    /// Episodes that came with a history file before and are not in this one: shown and kept. Such files are often of one
    /// young person at a time, so only a child whom the file names is looked at.
    fn absent(&mut self, named: &[(String, Option<Day>)]) {
        let known = self.known;
        let mut children: Vec<ChildId> = named.iter().filter_map(|(id, _)| known.references.get(id)).copied().collect();
        children.sort_unstable();
        children.dedup();
        for child in children {
            let Some(reference) = known.children.get(&child).map(|c| c.reference.clone()) else { continue };
            for (day, e) in known.episodes.get(&child).into_iter().flatten() {
                let has = named
                    .iter()
                    .any(|(id, d)| known.references.get(id) == Some(&child) && (d.is_none() || *d == Some(*day)));
                if e.source == Source::History && !has {
                    self.differs("absent", &reference, Some(*day), vec![]);
                }
            }
        }
    }
}
