//! `staff.csv`: who works for the council, in which team, and who manages it. What an administrator has set here stays.

mod read;
mod teams;

use std::collections::{BTreeMap, HashMap};

use crate::files::Tally;
use crate::files::receipt::{Difference, Receipt};
use crate::kernel::id::{Id, StaffId, TeamId};

use super::cells::Cells;
use super::known::{Known, KnownStaff, Writes};
use super::{Input, Now, Plan, Wanted, reading, shapes};
use read::StaffRow;

static SHAPES: &[crate::files::Shape] = &[shapes::STAFF];
const STAFF: &str = shapes::STAFF.name;

/// Compares the file with what is known.
pub(super) fn plan(inputs: &[Input], known: &Known, now: Now, wanted: Wanted) -> Result<Plan, String> {
    let mut tally = Tally::default();
    let sheets = reading::read(inputs, SHAPES, &mut tally)?;
    let mut by_code: BTreeMap<String, Vec<StaffRow>> = BTreeMap::new();
    let mut broken: Vec<String> = Vec::new();
    for sheet in &sheets {
        for (at, row) in sheet.rows() {
            let Some(mut cells) = Cells::open(&mut tally, at, row, sheet.table.shape) else { continue };
            match read::read(&mut cells) {
                Some(row) => by_code.entry(row.code.clone()).or_default().push(row),
                None => broken.push(cells.text(shapes::staff::STAFF).to_owned()),
            }
        }
    }
    let mut rows: Vec<StaffRow> = Vec::new();
    for (code, found) in by_code {
        match one_of(found, &mut tally) {
            Some(row) => rows.push(row),
            None => broken.push(code),
        }
    }
    let mut planner = Planner {
        known,
        now,
        wanted,
        tally,
        writes: Writes::default(),
        receipt: Receipt { dry_run: wanted.dry_run, ..Receipt::default() },
    };
    planner.unique(&mut rows);
    let teams = planner.teams(&rows);
    let ids = planner.staff(&rows, &teams);
    planner.managers(&rows, &teams, &ids);
    planner.absent(&rows, &broken);
    let Planner { tally, writes, mut receipt, .. } = planner;
    receipt.files = tally.receipts();
    receipt.differences.sort();
    Ok(Plan { writes, receipt })
}

/// The one row about somebody; none where rows say different things.
fn one_of(rows: Vec<StaffRow>, tally: &mut Tally) -> Option<StaffRow> {
    let first = rows.first()?.clone();
    if rows.iter().any(|r| r.says() != first.says()) {
        for row in &rows {
            tally.set_aside(
                row.at,
                None,
                "Rows about this member of staff say different things: none of them was taken.",
            );
        }
        return None;
    }
    let line = tally.line(first.at);
    for row in rows.iter().skip(1) {
        tally.ignore(row.at, format!("This row says the same as line {line}."));
    }
    Some(first)
}

struct Planner<'a> {
    known: &'a Known,
    now: Now,
    wanted: Wanted,
    tally: Tally,
    writes: Writes,
    receipt: Receipt,
}

impl Planner<'_> {
    fn differs(&mut self, what: &'static str, table: &'static str, of: &str, columns: Vec<&'static str>) {
        self.receipt.differs(Difference { what, table, of: of.to_owned(), on: None, columns });
    }

    /// A sign-in name or a number that two have is nobody's.
    fn unique(&mut self, rows: &mut [StaffRow]) {
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        let mut numbers: HashMap<String, Vec<String>> = HashMap::new();
        for row in rows.iter() {
            row.sign_in_name.iter().for_each(|n| names.entry(n.clone()).or_default().push(row.code.clone()));
            row.swe_number.iter().for_each(|n| numbers.entry(n.clone()).or_default().push(row.code.clone()));
        }
        let in_file: Vec<String> = rows.iter().map(|r| r.code.clone()).collect();
        for other in self.known.staff.iter().filter(|s| !in_file.contains(&s.code)) {
            other.sign_in_name.iter().for_each(|n| names.entry(n.clone()).or_default().push(other.code.clone()));
            other.swe_number.iter().for_each(|n| numbers.entry(n.clone()).or_default().push(other.code.clone()));
        }
        let shared = |of: &HashMap<String, Vec<String>>, value: &Option<String>| {
            value.as_ref().and_then(|v| of.get(v)).is_some_and(|c| c.len() > 1)
        };
        for row in rows {
            if shared(&names, &row.sign_in_name) {
                row.sign_in_name = None;
                self.tally.correct(
                    row.at,
                    Some("sign_in_name"),
                    "Somebody else has this sign-in name: it was left out.",
                );
            }
            if shared(&numbers, &row.swe_number) {
                row.swe_number = None;
                self.tally.correct(row.at, Some("swe_number"), "Somebody else has this number: it was left out.");
            }
        }
    }

    /// Works out the staff; answers everybody's id by the council's own.
    fn staff(&mut self, rows: &[StaffRow], teams: &HashMap<String, TeamId>) -> HashMap<String, StaffId> {
        let mut ids: HashMap<String, StaffId> = self.known.staff.iter().map(|s| (s.code.clone(), s.id)).collect();
        for row in rows {
            let team = row.team.as_ref().and_then(|t| teams.get(t)).copied();
            let Some(before) = self.known.staff.iter().find(|s| s.code == row.code) else {
                let staff = fresh(row, team, self.now);
                ids.insert(row.code.clone(), staff.id);
                self.differs("added", STAFF, &row.code, vec![]);
                self.tally.changes(row.at);
                self.writes.staff_new.push(staff);
                continue;
            };
            let (after, columns) = laid_over(before, row, team, &mut self.tally);
            if before.disabled_at.is_some() {
                self.tally.note(row.at, None, "Their account is disabled here, and stays so.");
            }
            if !columns.is_empty() {
                self.differs("changed", STAFF, &row.code, columns);
                self.tally.changes(row.at);
                self.writes.staff_set.push(after);
            }
        }
        ids
    }

    /// Staff who came with this file before and are not in it any more.
    fn absent(&mut self, rows: &[StaffRow], broken: &[String]) {
        let known = self.known;
        let came_with_a_file = |s: &&KnownStaff| s.disabled_at.is_none() && !s.by_hand.split(',').any(|c| c == "name");
        for staff in known.staff.iter().filter(came_with_a_file) {
            if rows.iter().any(|r| r.code == staff.code) || broken.contains(&staff.code) {
                continue;
            }
            let what = if self.wanted.confirm_removals { "removed" } else { "absent" };
            self.differs(what, STAFF, &staff.code, vec![]);
            if self.wanted.confirm_removals {
                self.writes.staff_set.push(KnownStaff { disabled_at: Some(self.now.at), ..staff.clone() });
            }
        }
    }
}

fn fresh(row: &StaffRow, team: Option<TeamId>, now: Now) -> KnownStaff {
    KnownStaff {
        id: Id::at(now.at),
        code: row.code.clone(),
        name: row.name.clone(),
        role: row.role,
        team,
        email: row.email.clone(),
        swe_number: row.swe_number.clone(),
        sign_in_name: row.sign_in_name.clone(),
        work_days: row.work_days.clone().unwrap_or_else(|| "mon,tue,wed,thu,fri".to_owned()),
        about: row.about.clone(),
        by_hand: String::new(),
        disabled_at: None,
    }
}

/// A member of staff with what the row says, except for what was set here. An empty cell takes nothing away.
fn laid_over(
    before: &KnownStaff,
    row: &StaffRow,
    team: Option<TeamId>,
    tally: &mut Tally,
) -> (KnownStaff, Vec<&'static str>) {
    let mut after = before.clone();
    let mut columns = Vec::new();
    let mut lay = |name: &'static str, differs: bool, set: &mut dyn FnMut()| {
        if differs && before.by_hand.split(',').any(|c| c == name) {
            tally.correct(
                row.at,
                Some(name),
                "This was set here, and the file says otherwise: what was set here was kept.",
            );
        } else if differs {
            set();
            columns.push(name);
        }
    };
    let other = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
    lay("name", row.name != before.name, &mut || after.name.clone_from(&row.name));
    lay("role", row.role != before.role, &mut || after.role = row.role);
    lay("team", team.is_some() && team != before.team, &mut || after.team = team);
    lay("email", other(&row.email, &before.email), &mut || after.email.clone_from(&row.email));
    lay("swe_number", other(&row.swe_number, &before.swe_number), &mut || after.swe_number.clone_from(&row.swe_number));
    lay("sign_in_name", other(&row.sign_in_name, &before.sign_in_name), &mut || {
        after.sign_in_name.clone_from(&row.sign_in_name)
    });
    let days = row.work_days.as_ref().filter(|d| **d != before.work_days);
    lay("work_days", days.is_some(), &mut || after.work_days = days.cloned().unwrap_or_default());
    lay("about", other(&row.about, &before.about), &mut || after.about.clone_from(&row.about));
    (after, columns)
}
