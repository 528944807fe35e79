//! Writes what an import changes.

use diesel::prelude::*;

use super::rows::{AllocationRow, ChildRow, EpisodeRow, ReviewRow, StaffRow, TeamRow};
use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::id::{AnyId, ChildId, Id, StaffId, TeamId};
use crate::people::codes::InTouch;
use crate::people::imports::known::{Child, KnownStaff, Writes};
use crate::people::tasks;
use crate::store::schema::{
    allocations, care_episodes, child_references, children, import_runs, leaver_contacts, reviews, staff,
    team_managers, teams,
};
use crate::store::{Answer, Tx};

/// Rows of one statement: 500 rows of 16 columns stay below SQLite's 32,766 values and PostgreSQL's 65,535.
const BATCH: usize = 500;

/// Tells how many rows have been written since it was last told.
pub type Step<'a> = &'a mut dyn FnMut(usize);

/// Inserts rows in batches.
macro_rules! insert {
    ($tx:expr, $step:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        for some in rows.chunks(BATCH) {
            crate::each_db!($tx.db(), c => diesel::insert_into($table).values(some).execute(c))?;
            $step(some.len());
        }
    }};
}

/// Writes all of it, for an import that a permit allows.
pub(in crate::people) fn write(tx: &mut Tx<'_>, permit: &Permit, writes: Writes, step: Step<'_>) -> Answer<()> {
    let now = tx.now();
    step(writes.references_gone.len());
    diesel::delete(child_references::table.filter(child_references::reference.eq_any(writes.references_gone)))
        .execute(tx.db())?;
    teams_and_staff(tx, permit, (writes.teams_new, writes.teams_set), (writes.staff_new, writes.staff_set), step)?;
    managers(tx, permit, writes.managers_new, &writes.managers_gone)?;
    set_children(tx, permit, writes.children_set, step)?;
    insert!(
        tx,
        step,
        children::table,
        writes.children_new.into_iter().map(|c| ChildRow::of(c, now, now)).collect::<Vec<_>>()
    );
    insert!(tx, step, child_references::table, writes.references_new.into_iter().map(reference).collect::<Vec<_>>());
    for id in &writes.episodes_gone {
        diesel::delete(care_episodes::table.find(*id)).execute(tx.db())?;
        step(1);
    }
    for episode in writes.episodes_set {
        let row = EpisodeRow::of(episode, now);
        diesel::update(care_episodes::table.find(row.id)).set(&row).execute(tx.db())?;
        step(1);
    }
    insert!(
        tx,
        step,
        care_episodes::table,
        writes.episodes_new.into_iter().map(|e| EpisodeRow::of(e, now)).collect::<Vec<_>>()
    );
    for (child, day) in &writes.reviews_gone {
        diesel::delete(reviews::table.find((*child, *day))).execute(tx.db())?;
        step(1);
    }
    for review in &writes.reviews_set {
        let set = (reviews::participation.eq(review.participation), reviews::source.eq(review.source));
        diesel::update(reviews::table.find((review.child, review.held_on))).set(set).execute(tx.db())?;
        step(1);
    }
    insert!(tx, step, reviews::table, writes.reviews_new.into_iter().map(ReviewRow::from).collect::<Vec<_>>());
    contacts(tx, permit, writes.contacts_set, step)?;
    for allocation in writes.allocations_set {
        let row = AllocationRow::from(allocation);
        diesel::update(allocations::table.find(row.id)).set(&row).execute(tx.db())?;
        step(1);
    }
    insert!(
        tx,
        step,
        allocations::table,
        writes.allocations_new.into_iter().map(AllocationRow::from).collect::<Vec<_>>()
    );
    for task in writes.tasks {
        tasks::make(tx, task)?;
        step(1);
    }
    Ok(())
}

type ReferenceValues =
    (diesel::dsl::Eq<child_references::reference, String>, diesel::dsl::Eq<child_references::child_id, ChildId>);

fn reference((reference, child): (String, ChildId)) -> ReferenceValues {
    (child_references::reference.eq(reference), child_references::child_id.eq(child))
}

fn set_children(tx: &mut Tx<'_>, _permit: &Permit, set: Vec<Child>, step: Step<'_>) -> Answer<()> {
    let now = tx.now();
    for child in set {
        let created_at: At = children::table.find(child.id).select(children::created_at).first(tx.db())?;
        let row = ChildRow::of(child, created_at, now);
        diesel::update(children::table.find(row.id)).set(&row).execute(tx.db())?;
        step(1);
    }
    Ok(())
}

fn contacts(tx: &mut Tx<'_>, _permit: &Permit, set: Vec<(ChildId, i16, InTouch)>, step: Step<'_>) -> Answer<()> {
    for (child, year, in_touch) in set {
        let values = (
            leaver_contacts::child_id.eq(child),
            leaver_contacts::year_ending.eq(year),
            leaver_contacts::in_touch.eq(in_touch),
        );
        crate::each_db!(tx.db(), c => diesel::insert_into(leaver_contacts::table)
            .values(values)
            .on_conflict((leaver_contacts::child_id, leaver_contacts::year_ending))
            .do_update()
            .set(leaver_contacts::in_touch.eq(in_touch))
            .execute(c))?;
        step(1);
    }
    Ok(())
}

type NewAndSet<T> = (Vec<T>, Vec<T>);

/// Teams and staff. Sign-in names and numbers may go from one to another in the same file, so those that change are taken
/// away from all before they are given to anybody.
fn teams_and_staff(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    teams: NewAndSet<crate::people::imports::known::KnownTeam>,
    staff: NewAndSet<KnownStaff>,
    step: Step<'_>,
) -> Answer<()> {
    for row in teams.1.into_iter().map(TeamRow::from) {
        diesel::update(teams::table.find(row.id)).set(&row).execute(tx.db())?;
        step(1);
    }
    insert!(tx, step, teams::table, teams.0.into_iter().map(TeamRow::from).collect::<Vec<_>>());
    for row in &staff.1 {
        let none = (staff::swe_number.eq(None::<String>), staff::sign_in_name.eq(None::<String>));
        diesel::update(staff::table.find(row.id)).set(none).execute(tx.db())?;
    }
    for row in staff.1.into_iter().map(StaffRow::from) {
        diesel::update(staff::table.find(row.id)).set(&row).execute(tx.db())?;
        step(1);
    }
    insert!(tx, step, staff::table, staff.0.into_iter().map(StaffRow::from).collect::<Vec<_>>());
    Ok(())
}

fn managers(tx: &mut Tx<'_>, _permit: &Permit, new: Vec<(TeamId, StaffId)>, gone: &[(TeamId, StaffId)]) -> Answer<()> {
    let now = tx.now();
    for (team, manager) in gone {
        let open = team_managers::table
            .filter(team_managers::team_id.eq(*team))
            .filter(team_managers::staff_id.eq(*manager))
            .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))));
        diesel::update(open).set(team_managers::access_until.eq(Some(now))).execute(tx.db())?;
    }
    for (team, manager) in new {
        let id: AnyId = Id::at(now);
        let values = (
            team_managers::id.eq(id),
            team_managers::team_id.eq(team),
            team_managers::staff_id.eq(manager),
            team_managers::access_from.eq(now),
        );
        diesel::insert_into(team_managers::table).values(values).execute(tx.db())?;
    }
    Ok(())
}

/// Keeps what an import did: which kind, by whom, a hash of its files, its receipt.
pub(in crate::people) fn keep_run(
    tx: &mut Tx<'_>,
    permit: &Permit,
    kind: &str,
    sha256: &str,
    receipt: &str,
) -> Answer<()> {
    let now = tx.now();
    let id: AnyId = Id::at(now);
    let values = (
        import_runs::id.eq(id),
        import_runs::kind.eq(kind),
        import_runs::ran_at.eq(now),
        import_runs::actor.eq(permit.actor().kind()),
        import_runs::sha256.eq(sha256),
        import_runs::receipt.eq(receipt),
    );
    diesel::insert_into(import_runs::table).values(values).execute(tx.db())?;
    Ok(())
}
