//! Writes allocations and absences that people make here.

use diesel::prelude::*;

use crate::access::allocation::{Absence, Allocation, ENDED_HERE, HANDED_OVER, Worker};
use crate::access::caseload::Leaving;
use crate::access::permit::Permit;
use crate::kernel::calendar::london_day;
use crate::kernel::clock::DAY;
use crate::kernel::id::{AbsenceId, AllocationId, AnyId, ChildId, Id, StaffId, TeamId};
use crate::kernel::words::{Post, Role};
use crate::kernel::{At, Day};
use crate::store::events::{self, Event};
use crate::store::schema::{absences, allocations, children, staff};
use crate::store::{Answer, Rx, Tx};

/// Whether there is a child with an id.
pub(in crate::access) fn locate_child(rx: &mut Rx<'_>, child: ChildId) -> Answer<bool> {
    let found: Option<ChildId> = children::table.find(child).select(children::id).first(rx.db()).optional()?;
    Ok(found.is_some())
}

/// A member of staff, as far as access must know them.
pub(in crate::access) fn worker(rx: &mut Rx<'_>, id: StaffId) -> Answer<Option<Worker>> {
    let row: Option<(Role, Option<TeamId>, Option<At>)> =
        staff::table.find(id).select((staff::role, staff::team_id, staff::disabled_at)).first(rx.db()).optional()?;
    Ok(row.map(|(role, team, disabled_at)| Worker { id, role, team, disabled: disabled_at.is_some() }))
}

type AllocationRow = (AllocationId, ChildId, StaffId, Post, Day, At, Option<At>);

fn allocation((id, child, staff, post, starts_on, access_from, access_until): AllocationRow) -> Allocation {
    Allocation { id, child, staff, post, starts_on, access_from, access_until }
}

macro_rules! allocation_columns {
    () => {
        (
            allocations::id,
            allocations::child_id,
            allocations::staff_id,
            allocations::post,
            allocations::starts_on,
            allocations::access_from,
            allocations::access_until,
        )
    };
}

/// An allocation by its id, to learn whose record it is on.
pub(in crate::access) fn locate_allocation(rx: &mut Rx<'_>, id: AllocationId) -> Answer<Option<Allocation>> {
    let row: Option<AllocationRow> =
        allocations::table.find(id).select(allocation_columns!()).first(rx.db()).optional()?;
    Ok(row.map(allocation))
}

/// The allocations of a post for a child that give access now or will.
pub(in crate::access) fn open_allocations(rx: &mut Rx<'_>, permit: &Permit, post: Post) -> Answer<Vec<Allocation>> {
    let Some(child) = permit.child() else { return Ok(vec![]) };
    let now = rx.now();
    let rows: Vec<AllocationRow> = allocations::table
        .filter(allocations::child_id.eq(child))
        .filter(allocations::post.eq(post))
        .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
        .order((allocations::access_from, allocations::id))
        .select(allocation_columns!())
        .load(rx.db())?;
    Ok(rows.into_iter().map(allocation).collect())
}

/// Allocations that give access now and end within so many days, ids only.
pub(in crate::access) fn locate_leaving(rx: &mut Rx<'_>, days: i64) -> Answer<Vec<Leaving>> {
    let now = rx.now();
    let rows: Vec<(AllocationId, ChildId, Post, StaffId)> = allocations::table
        .filter(allocations::access_from.le(now))
        .filter(allocations::access_until.gt(Some(now)))
        .filter(allocations::access_until.le(Some(now.plus(days * DAY))))
        .order(allocations::id)
        .select((allocations::id, allocations::child_id, allocations::post, allocations::staff_id))
        .load(rx.db())?;
    let leaving = |(allocation, child, post, staff)| Leaving { allocation, child, post, staff };
    Ok(rows.into_iter().map(leaving).collect())
}

/// Writes an allocation.
pub(in crate::access) fn insert_allocation(tx: &mut Tx<'_>, _permit: &Permit, new: &Allocation) -> Answer<()> {
    let now = tx.now();
    let values = (
        allocations::id.eq(new.id),
        allocations::child_id.eq(new.child),
        allocations::staff_id.eq(new.staff),
        allocations::post.eq(new.post),
        allocations::starts_on.eq(new.starts_on),
        allocations::access_from.eq(new.access_from),
        allocations::recorded_at.eq(now),
        allocations::source.eq("person"),
    );
    diesel::insert_into(allocations::table).values(values).execute(tx.db())?;
    Ok(())
}

/// Ends an allocation: now, or when `next` begins.
pub(in crate::access) fn end_allocation(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AllocationId,
    next: Option<&Allocation>,
) -> Answer<bool> {
    let Some(child) = permit.child() else { return Ok(false) };
    let now = tx.now();
    let until = next.map_or(now, |n| n.access_from);
    let why = if next.is_some() { HANDED_OVER } else { ENDED_HERE };
    let open = allocations::table
        .find(id)
        .filter(allocations::child_id.eq(child))
        .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(until))));
    let values = (
        allocations::access_until.eq(Some(until)),
        allocations::ends_on.eq(Some(london_day(until))),
        allocations::reason_ended.eq(Some(why)),
        allocations::end_recorded_at.eq(Some(now)),
    );
    Ok(diesel::update(open).set(values).execute(tx.db())? > 0)
}

type AbsenceRow = (AbsenceId, StaffId, Option<StaffId>, At, At, Day, Option<At>);

fn absence((id, staff, cover, away_from, away_until, back_on, cancelled_at): AbsenceRow) -> Absence {
    Absence { id, staff, cover, away_from, away_until, back_on, cancelled: cancelled_at.is_some() }
}

macro_rules! absence_columns {
    () => {
        (
            absences::id,
            absences::staff_id,
            absences::cover_id,
            absences::away_from,
            absences::away_until,
            absences::back_on,
            absences::cancelled_at,
        )
    };
}

/// An absence by its id.
pub(in crate::access) fn absence_by_id(rx: &mut Rx<'_>, id: AbsenceId) -> Answer<Option<Absence>> {
    let row: Option<AbsenceRow> = absences::table.find(id).select(absence_columns!()).first(rx.db()).optional()?;
    Ok(row.map(absence))
}

/// The absences of some members of staff that are not over at `since`, the next first.
pub(in crate::access) fn absences_of(rx: &mut Rx<'_>, staff: &[StaffId], since: At) -> Answer<Vec<Absence>> {
    let mut found = Vec::new();
    for some in staff.chunks(500) {
        let rows: Vec<AbsenceRow> = absences::table
            .filter(absences::staff_id.eq_any(some.to_vec()))
            .filter(absences::away_until.gt(since))
            .order((absences::away_from, absences::id))
            .select(absence_columns!())
            .load(rx.db())?;
        found.extend(rows.into_iter().map(absence));
    }
    found.sort_by_key(|a| (a.away_from, a.id));
    Ok(found)
}

/// Writes an absence.
pub(in crate::access) fn insert_absence(tx: &mut Tx<'_>, _permit: &Permit, new: &Absence) -> Answer<()> {
    let now = tx.now();
    let values = (
        absences::id.eq(new.id),
        absences::staff_id.eq(new.staff),
        absences::cover_id.eq(new.cover),
        absences::away_from.eq(new.away_from),
        absences::away_until.eq(new.away_until),
        absences::back_on.eq(new.back_on),
        absences::recorded_at.eq(now),
    );
    diesel::insert_into(absences::table).values(values).execute(tx.db())?;
    Ok(())
}

/// Calls an absence off.
pub(in crate::access) fn cancel_absence(tx: &mut Tx<'_>, _permit: &Permit, id: AbsenceId) -> Answer<bool> {
    let now = tx.now();
    let open = absences::table.find(id).filter(absences::cancelled_at.is_null()).filter(absences::away_until.gt(now));
    Ok(diesel::update(open).set(absences::cancelled_at.eq(Some(now))).execute(tx.db())? > 0)
}

/// The children for whom somebody holds a post now: they are told when who covers has changed.
pub(in crate::access) fn locate_children_of(rx: &mut Rx<'_>, holder: StaffId) -> Answer<Vec<ChildId>> {
    let now = rx.now();
    Ok(allocations::table
        .filter(allocations::staff_id.eq(holder))
        .filter(allocations::access_from.le(now))
        .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
        .select(allocations::child_id)
        .distinct()
        .load(rx.db())?)
}

/// Members of some teams whose accounts are in use.
pub(in crate::access) fn members_of(rx: &mut Rx<'_>, teams: &[TeamId]) -> Answer<Vec<StaffId>> {
    let teams = teams.iter().map(|t| Some(*t)).collect::<Vec<_>>();
    Ok(staff::table
        .filter(staff::team_id.eq_any(teams))
        .filter(staff::disabled_at.is_null())
        .order((staff::name, staff::id))
        .select(staff::id)
        .load(rx.db())?)
}

/// Tells an app that is open to fetch anew: ids only, and no push.
pub(in crate::access) fn tell(tx: &mut Tx<'_>, recipient_kind: &str, recipient: AnyId, kind: &str) -> Answer<()> {
    let now = tx.now();
    let event = Event {
        id: Id::at(now),
        recipient_kind: recipient_kind.to_owned(),
        recipient_id: recipient,
        kind: kind.to_owned(),
        thread_id: None,
        subject_id: None,
        at: now,
    };
    events::insert(tx, event)
}
