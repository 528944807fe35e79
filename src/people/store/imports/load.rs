//! Everything that an import compares its files with. A council has thousands of children, not millions: it is read whole.

use diesel::prelude::*;

use super::rows::{AllocationRow, ChildRow, EpisodeRow, ReviewRow, StaffRow, TeamRow};
use crate::access::Permit;
use crate::kernel::id::{ChildId, StaffId, TeamId};
use crate::people::codes::InTouch;
use crate::people::imports::known::{Child, Known, KnownAllocation, KnownEpisode, KnownReview};
use crate::store::schema::{
    allocations, care_episodes, child_references, children, leaver_contacts, reviews, staff, team_managers, teams,
};
use crate::store::{Answer, Rx};

/// Loads it, for an import that a permit allows.
pub(in crate::people) fn known(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<Known> {
    let mut known = Known::default();
    for row in children::table.select(ChildRow::as_select()).load(rx.db())? {
        let child = Child::from(row);
        known.references.insert(child.reference.clone(), child.id);
        known.children.insert(child.id, child);
    }
    let further: Vec<(String, ChildId)> =
        child_references::table.select((child_references::reference, child_references::child_id)).load(rx.db())?;
    known.references.extend(further);
    for row in care_episodes::table.select(EpisodeRow::as_select()).load(rx.db())? {
        let episode = KnownEpisode::from(row);
        known.episodes.entry(episode.child).or_default().insert(episode.episode.started_on, episode);
    }
    for row in reviews::table.select(ReviewRow::as_select()).load(rx.db())? {
        let review = KnownReview::from(row);
        known.reviews.entry(review.child).or_default().insert(review.held_on, review);
    }
    let contacts: Vec<(ChildId, i16, InTouch)> = leaver_contacts::table
        .select((leaver_contacts::child_id, leaver_contacts::year_ending, leaver_contacts::in_touch))
        .load(rx.db())?;
    known.contacts = contacts.into_iter().map(|(child, year, in_touch)| ((child, year), in_touch)).collect();
    let order = (allocations::recorded_at, allocations::id);
    for row in allocations::table.select(AllocationRow::as_select()).order(order).load(rx.db())? {
        known.allocations.entry(row.child_id).or_default().push(KnownAllocation::from(row));
    }
    known.staff = staff::table
        .select(StaffRow::as_select())
        .order(staff::code)
        .load(rx.db())?
        .into_iter()
        .map(Into::into)
        .collect();
    known.teams = teams::table
        .select(TeamRow::as_select())
        .order(teams::code)
        .load(rx.db())?
        .into_iter()
        .map(Into::into)
        .collect();
    known.managers = managers(rx)?;
    Ok(known)
}

/// Who manages which team now.
fn managers(rx: &mut Rx<'_>) -> Answer<Vec<(TeamId, StaffId)>> {
    let now = rx.now();
    Ok(team_managers::table
        .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))))
        .select((team_managers::team_id, team_managers::staff_id))
        .order((team_managers::team_id, team_managers::staff_id))
        .load(rx.db())?)
}
