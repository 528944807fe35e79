//! Which children somebody stands close to now: read in a few look-ups, however many they are.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::{covers_for, default_teams, is_duty_owner, managed_by, managers_of};
use crate::access::caseload::{Case, Near, cases};
use crate::access::relation::{Facts, Holding};
use crate::kernel::id::{AllocationId, ChildId, StaffId, TeamId};
use crate::kernel::words::Post;
use crate::store::schema::{allocations, care_episodes, staff, teams};
use crate::store::{Answer, Rx};

/// Every child and post that a member of staff stands close to now.
pub(in crate::access) fn caseload(rx: &mut Rx<'_>, me: StaffId) -> Answer<Vec<Case>> {
    let covers_for = covers_for(rx, me)?;
    let manages = managed_by(rx, me)?;
    let default_teams = default_teams(rx)?;
    let is_duty_owner = is_duty_owner(rx, me)?;
    let unmanaged = if is_duty_owner { unmanaged_teams(rx)? } else { vec![] };
    let answering: Vec<TeamId> = manages.iter().chain(&unmanaged).copied().collect();
    let mut holders = vec![me];
    holders.extend(&covers_for);
    let mut near = Near { holdings: holdings_near(rx, &holders, &answering)?, unheld: vec![] };
    for post in Post::ALL {
        let default_team = default_teams.iter().find(|(p, _)| p == post).map(|(_, t)| *t);
        let mine = default_team.map_or(is_duty_owner, |t| answering.contains(&t));
        if mine {
            let children = unheld(rx, *post)?;
            near.unheld.extend(children.into_iter().map(|c| (c, *post)));
        }
    }
    let iro_children = near.holdings.iter().filter(|(_, h)| h.iter().any(|h| h.staff == me && h.post == Post::Iro));
    let unread: Vec<ChildId> = iro_children.map(|(c, _)| *c).collect();
    for post in [Post::SocialWorker, Post::PersonalAdviser] {
        let open = exists_for(rx, post, &unread)?;
        near.unheld.extend(open.into_iter().map(|c| (c, post)));
    }
    let facts = Facts { holdings: vec![], covers_for, manages, default_teams, is_duty_owner, unmanaged };
    Ok(cases(near, &facts, me))
}

fn unmanaged_teams(rx: &mut Rx<'_>) -> Answer<Vec<TeamId>> {
    let all: Vec<TeamId> = teams::table.select(teams::id).load(rx.db())?;
    let mut found = Vec::new();
    for team in all {
        if managers_of(rx, team)?.is_empty() {
            found.push(team);
        }
    }
    Ok(found)
}

/// The active allocations of every child for whom one of `holders`, or somebody in one of `teams`, holds a post.
fn holdings_near(rx: &mut Rx<'_>, holders: &[StaffId], teams: &[TeamId]) -> Answer<HashMap<ChildId, Vec<Holding>>> {
    let now = rx.now();
    let in_teams = teams.iter().map(|t| Some(*t)).collect::<Vec<_>>();
    let mut children: Vec<ChildId> = allocations::table
        .inner_join(staff::table)
        .filter(allocations::access_from.le(now))
        .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
        .filter(staff::disabled_at.is_null())
        .filter(staff::id.eq_any(holders.to_vec()).or(staff::team_id.eq_any(in_teams)))
        .select(allocations::child_id)
        .distinct()
        .load(rx.db())?;
    children.sort_unstable();
    let mut found: HashMap<ChildId, Vec<Holding>> = HashMap::new();
    for some in children.chunks(500) {
        let rows: Vec<(ChildId, AllocationId, StaffId, Post, Option<TeamId>)> = allocations::table
            .inner_join(staff::table)
            .filter(allocations::child_id.eq_any(some.to_vec()))
            .filter(allocations::access_from.le(now))
            .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
            .filter(staff::disabled_at.is_null())
            .order((allocations::access_from.desc(), allocations::id))
            .select((allocations::child_id, allocations::id, allocations::staff_id, allocations::post, staff::team_id))
            .load(rx.db())?;
        for (child, allocation, staff, post, team) in rows {
            found.entry(child).or_default().push(Holding { allocation, staff, post, team });
        }
    }
    Ok(found)
}

/// Children for whom a post exists though nobody with a team holds it now. A social worker's and an IRO's post exist
/// while a child is looked after and wherever one was ever allocated; a personal adviser's from the day one is allocated.
fn unheld(rx: &mut Rx<'_>, post: Post) -> Answer<Vec<ChildId>> {
    let now = rx.now();
    // The IRO's post answers to the IRO service whoever holds it, so its lead is near every child who has one.
    let held = if post == Post::Iro { HashSet::new() } else { held(rx, post)? };
    let mut found: Vec<ChildId> = allocations::table
        .filter(allocations::post.eq(post))
        .filter(allocations::access_from.le(now))
        .select(allocations::child_id)
        .distinct()
        .load(rx.db())?;
    if post != Post::PersonalAdviser {
        let open = care_episodes::table.filter(care_episodes::ended_on.is_null());
        found.extend(open.select(care_episodes::child_id).distinct().load::<ChildId>(rx.db())?);
    }
    found.retain(|c| !held.contains(c));
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Children for whom somebody with a team holds a post now.
fn held(rx: &mut Rx<'_>, post: Post) -> Answer<HashSet<ChildId>> {
    let now = rx.now();
    let found: Vec<ChildId> = allocations::table
        .inner_join(staff::table)
        .filter(allocations::post.eq(post))
        .filter(allocations::access_from.le(now))
        .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
        .filter(staff::disabled_at.is_null())
        .filter(staff::team_id.is_not_null())
        .select(allocations::child_id)
        .load(rx.db())?;
    Ok(found.into_iter().collect())
}

/// Of these children, those for whom a post exists: a social worker's always, a personal adviser's once allocated.
fn exists_for(rx: &mut Rx<'_>, post: Post, children: &[ChildId]) -> Answer<Vec<ChildId>> {
    if post == Post::SocialWorker {
        return Ok(children.to_vec());
    }
    let now = rx.now();
    let mut found = Vec::new();
    for some in children.chunks(500) {
        let rows: Vec<ChildId> = allocations::table
            .filter(allocations::post.eq(post))
            .filter(allocations::access_from.le(now))
            .filter(allocations::child_id.eq_any(some.to_vec()))
            .select(allocations::child_id)
            .distinct()
            .load(rx.db())?;
        found.extend(rows);
    }
    Ok(found)
}
