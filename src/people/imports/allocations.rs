//! `allocations.csv`: who holds which post for which child. An import may reach back; access counts from now.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::allocation::may_hold;
use crate::files::Tally;
use crate::files::receipt::{Difference, Receipt, RowRef};
use crate::kernel::Day;
use crate::kernel::id::{ChildId, StaffId};
use crate::kernel::words::Post;
use crate::people::episode::Source;

use super::allocating::{self, Wish};
use super::cells::{Cells, swe_number};
use super::known::{Known, KnownStaff, Writes};
use super::shapes::allocations as c;
use super::{Input, Now, Plan, Wanted, reading, shapes};

static SHAPES: &[crate::files::Shape] = &[shapes::ALLOCATIONS];

type Key = (ChildId, StaffId, Post, Day);

/// Compares the file with what is known.
pub(super) fn plan(inputs: &[Input], known: &Known, now: Now, wanted: Wanted) -> Result<Plan, String> {
    let mut tally = Tally::default();
    let sheets = reading::read(inputs, SHAPES, &mut tally)?;
    let mut rows: BTreeMap<Key, Vec<(Option<Day>, RowRef)>> = BTreeMap::new();
    let mut broken: Vec<ChildId> = Vec::new();
    for sheet in &sheets {
        for (at, row) in sheet.rows() {
            let Some(mut cells) = Cells::open(&mut tally, at, row, sheet.table.shape) else { continue };
            match read(&mut cells, known) {
                Some((key, ends_on)) => rows.entry(key).or_default().push((ends_on, at)),
                None => broken.extend(known.references.get(cells.text(c::CHILD))),
            }
        }
    }
    let mut receipt = Receipt { dry_run: wanted.dry_run, ..Receipt::default() };
    let mut writes = Writes::default();
    absent(&rows, &broken, known, now, wanted, &mut writes, &mut receipt);
    for ((child, staff, post, starts_on), found) in rows {
        let Some((ends_on, at)) = one_of(found, &mut tally) else { continue };
        let reference = known.children.get(&child).map(|c| c.reference.clone()).unwrap_or_default();
        let wish = Wish {
            at,
            child,
            reference,
            staff,
            post,
            starts_on,
            ends_on,
            reason: None,
            source: Source::Allocations,
            table: shapes::ALLOCATIONS.name,
        };
        allocating::allocate(wish, known, now, &mut writes, &mut receipt, &mut tally);
    }
    receipt.files = tally.receipts();
    receipt.differences.sort();
    Ok(Plan { writes, receipt })
}

fn read(cells: &mut Cells<'_>, known: &Known) -> Option<(Key, Option<Day>)> {
    let id = cells.id(c::CHILD)?;
    let Some(child) = known.references.get(&id).copied() else {
        cells.set_aside(c::CHILD, "No child is known by this id. Load the return first.");
        return None;
    };
    let code = cells.id(c::STAFF)?;
    let Some(staff) = find_staff(known, &code) else {
        cells.set_aside(c::STAFF, "No member of staff is known by this id. Load the staff file first.");
        return None;
    };
    let (staff, role) = (staff.id, staff.role);
    let Some(post) = post(cells.text(c::POST)) else {
        cells.set_aside(c::POST, "This is none of: social_worker, iro, personal_adviser.");
        return None;
    };
    if !may_hold(role, post) {
        cells.set_aside(c::POST, "Somebody in this role cannot hold that post.");
        return None;
    }
    let starts_on = cells.day(c::FROM)?;
    let ends_on = cells.day_if_any(c::TO)?;
    if ends_on.is_some_and(|e| e < starts_on) {
        cells.set_aside(c::TO, "It would end before it begins.");
        return None;
    }
    cells.take();
    Some(((child, staff, post, starts_on), ends_on))
}

/// By the council's own id, or by the Social Work England number.
fn find_staff<'a>(known: &'a Known, code: &str) -> Option<&'a KnownStaff> {
    let number = swe_number(code);
    let by_code = known.staff.iter().find(|s| s.code == code);
    by_code.or_else(|| known.staff.iter().find(|s| s.swe_number.is_some() && s.swe_number == number))
}

/// A post, as people write it.
fn post(text: &str) -> Option<Post> {
    match crate::files::table::plain(text).as_str() {
        "SOCIALWORKER" | "SW" | "ALLOCATEDSOCIALWORKER" => Some(Post::SocialWorker),
        "IRO" | "INDEPENDENTREVIEWINGOFFICER" => Some(Post::Iro),
        "PERSONALADVISER" | "PERSONALADVISOR" | "PA" => Some(Post::PersonalAdviser),
        _ => None,
    }
}

/// Of rows for the same allocation, the one that counts: they must agree, or one alone must have ended.
fn one_of(mut rows: Vec<(Option<Day>, RowRef)>, tally: &mut Tally) -> Option<(Option<Day>, RowRef)> {
    rows.sort_by_key(|(_, at)| *at);
    let mut kept: Vec<(Option<Day>, RowRef)> = Vec::new();
    for (ends_on, at) in rows {
        match kept.iter().find(|(e, _)| *e == ends_on).map(|(_, k)| tally.line(*k)) {
            Some(line) => tally.ignore(at, format!("This row says the same as line {line}.")),
            None => kept.push((ends_on, at)),
        }
    }
    let ended: Vec<(Option<Day>, RowRef)> = kept.iter().filter(|(e, _)| e.is_some()).copied().collect();
    match (kept.as_slice(), ended.as_slice()) {
        ([only], _) => Some(*only),
        (_, [over]) => {
            for (_, at) in kept.iter().filter(|k| *k != over) {
                tally.set_aside(*at, None, "Another row for the same allocation has ended: that one was taken.");
            }
            tally.correct(over.1, None, "Another row for the same allocation has not ended: this one was taken.");
            Some(*over)
        }
        _ => {
            for (_, at) in &kept {
                tally.set_aside(
                    *at,
                    Some("to"),
                    "Rows for the same allocation end on different days: none of them was taken.",
                );
            }
            None
        }
    }
}

/// Allocations to the file's posts that came with such a file before, are open, and are not in it any more.
fn absent(
    rows: &BTreeMap<Key, Vec<(Option<Day>, RowRef)>>,
    broken: &[ChildId],
    known: &Known,
    now: Now,
    wanted: Wanted,
    writes: &mut Writes,
    receipt: &mut Receipt,
) {
    let posts: BTreeSet<Post> = rows.keys().map(|(_, _, post, _)| *post).collect();
    for (child, theirs) in &known.allocations {
        let reference = known.children.get(child).map(|c| c.reference.clone()).unwrap_or_default();
        let open = theirs
            .iter()
            .filter(|a| a.source == Source::Allocations && posts.contains(&a.post) && allocating::is_open(a, now.at));
        for a in
            open.filter(|a| !rows.contains_key(&(a.child, a.staff, a.post, a.starts_on)) && !broken.contains(&a.child))
        {
            let what = if wanted.confirm_removals { "removed" } else { "absent" };
            receipt.differs(Difference {
                what,
                table: shapes::ALLOCATIONS.name,
                of: reference.clone(),
                on: Some(a.starts_on.to_string()),
                columns: vec![],
            });
            if wanted.confirm_removals {
                writes.allocations_set.push(allocating::end_absent(a, now));
            }
        }
    }
}
