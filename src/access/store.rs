//! Reads the facts that relations rest on. In a write transaction on PostgreSQL the rows are held until the commit, so
//! that an allocation ended meanwhile cannot be missed.

mod changes;
mod nearby;

pub(super) use changes::*;
pub(super) use nearby::caseload;

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use super::caseload::PostNow;
use super::permit::Permit;
use super::relation::{Facts, Holding, Relation};
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{AllocationId, ChildId, StaffId, TeamId};
use crate::kernel::words::Post;
use crate::store::schema::{absences, allocations, care_episodes, staff, team_managers, teams};
use crate::store::{Answer, Kept, Rx};

#[derive(QueryableByName)]
struct HoldingRow {
    #[diesel(sql_type = Binary)]
    id: AllocationId,
    #[diesel(sql_type = Binary)]
    staff_id: StaffId,
    #[diesel(sql_type = Text)]
    post: Post,
    #[diesel(sql_type = Nullable<Binary>)]
    team_id: Option<TeamId>,
}

/// What is known about a child's posts and one member of staff, now.
pub(super) fn facts(rx: &mut Rx<'_>, me: StaffId, child: ChildId) -> Answer<Facts> {
    let holdings = holdings(rx, child)?;
    let covers_for = covers_for(rx, me)?;
    let manages = managed_by(rx, me)?;
    let default_teams = default_teams(rx)?;
    let is_duty_owner = rx.council().duty_owner_is(code_of(rx, me)?.as_deref());
    let mut facts = Facts { holdings, covers_for, manages, default_teams, is_duty_owner, unmanaged: vec![] };
    if is_duty_owner {
        let posts = Post::ALL.iter().filter_map(|p| facts.team_of(*p)).collect::<Vec<_>>();
        for team in posts {
            if managers_of(rx, team)?.is_empty() {
                facts.unmanaged.push(team);
            }
        }
    }
    Ok(facts)
}

/// For whom somebody covers now, through others who cover and are away themselves: at most five steps.
fn covers_for(rx: &mut Rx<'_>, me: StaffId) -> Answer<Vec<StaffId>> {
    let now = rx.now();
    let mut found: Vec<StaffId> = Vec::new();
    let mut edge = vec![me];
    for _ in 0..5 {
        let covering = edge.iter().map(|s| Some(*s)).collect::<Vec<_>>();
        let next: Vec<StaffId> = absences::table
            .filter(absences::cover_id.eq_any(covering))
            .filter(absences::away_from.le(now))
            .filter(absences::away_until.gt(now))
            .filter(absences::cancelled_at.is_null())
            .select(absences::staff_id)
            .load(rx.db())?;
        edge = next.into_iter().filter(|s| *s != me && !found.contains(s)).collect();
        if edge.is_empty() {
            break;
        }
        found.extend(&edge);
    }
    Ok(found)
}

pub(super) fn holdings(rx: &mut Rx<'_>, child: ChildId) -> Answer<Vec<Holding>> {
    let now = rx.now();
    let lock = rx.share_lock();
    if lock.is_empty() {
        // With every look at a child: diesel keeps this statement, and would prepare the other one anew each time.
        let of = allocations::table
            .inner_join(staff::table)
            .filter(allocations::child_id.eq(child))
            .filter(allocations::access_from.le(now))
            .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
            .filter(staff::disabled_at.is_null())
            .order((allocations::access_from.desc(), allocations::id))
            .select((allocations::id, allocations::staff_id, allocations::post, staff::team_id));
        let rows: Vec<(AllocationId, StaffId, Post, Option<TeamId>)> =
            crate::each_db!(rx.db(), c => fixed!(of).load(c))?;
        let holding = |(allocation, staff, post, team)| Holding { allocation, staff, post, team };
        return Ok(rows.into_iter().map(holding).collect());
    }
    let sql = format!(
        "SELECT a.id, a.staff_id, a.post, s.team_id FROM allocations a JOIN staff s ON s.id = a.staff_id \
         WHERE a.child_id = $1 AND a.access_from <= $2 AND (a.access_until IS NULL OR a.access_until > $3) \
         AND s.disabled_at IS NULL ORDER BY a.access_from DESC, a.id{lock} OF a"
    );
    let of = diesel::sql_query(sql).bind::<Binary, _>(child).bind::<BigInt, _>(now).bind::<BigInt, _>(now);
    let rows: Vec<HoldingRow> = Kept(of).load(rx.db())?;
    Ok(rows
        .into_iter()
        .map(|r| Holding { allocation: r.id, staff: r.staff_id, post: r.post, team: r.team_id })
        .collect())
}

pub(super) fn managed_by(rx: &mut Rx<'_>, me: StaffId) -> Answer<Vec<TeamId>> {
    let now = rx.now();
    let of = team_managers::table
        .filter(team_managers::staff_id.eq(me))
        .filter(team_managers::access_from.le(now))
        .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))))
        .select(team_managers::team_id);
    let mut managed: Vec<TeamId> = crate::each_db!(rx.db(), c => fixed!(of).load(c))?;
    if iro_lead(rx)? == Some(me) {
        managed.extend(default_team(rx, Post::Iro)?.filter(|t| !managed.contains(t)));
    }
    Ok(managed)
}

/// The lead of the IRO service, who manages its team whether or not a file says so.
fn iro_lead(rx: &mut Rx<'_>) -> Answer<Option<StaffId>> {
    let council = rx.council();
    by_code(rx, &council.iro_lead)
}

fn by_code(rx: &mut Rx<'_>, code: &str) -> Answer<Option<StaffId>> {
    let of = staff::table.filter(staff::code.eq(code)).filter(staff::disabled_at.is_null()).select(staff::id);
    Ok(crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?)
}

fn default_team(rx: &mut Rx<'_>, post: Post) -> Answer<Option<TeamId>> {
    let council = rx.council();
    let Some(code) = council.default_team(post) else { return Ok(None) };
    let of = teams::table.filter(teams::code.eq(code)).select(teams::id);
    Ok(crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?)
}

fn managers_of(rx: &mut Rx<'_>, team: TeamId) -> Answer<Vec<StaffId>> {
    let now: At = rx.now();
    let of = team_managers::table
        .inner_join(staff::table)
        .filter(team_managers::team_id.eq(team))
        .filter(team_managers::access_from.le(now))
        .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))))
        .filter(staff::disabled_at.is_null())
        .select(team_managers::staff_id);
    let mut found: Vec<StaffId> = crate::each_db!(rx.db(), c => fixed!(of).load(c))?;
    if default_team(rx, Post::Iro)? == Some(team) {
        found.extend(iro_lead(rx)?.filter(|lead| !found.contains(lead)));
    }
    Ok(found)
}

fn default_teams(rx: &mut Rx<'_>) -> Answer<Vec<(Post, TeamId)>> {
    let mut found = Vec::new();
    for post in Post::ALL {
        found.extend(default_team(rx, *post)?.map(|t| (*post, t)));
    }
    Ok(found)
}

fn code_of(rx: &mut Rx<'_>, me: StaffId) -> Answer<Option<String>> {
    let of = staff::table.find(me).select(staff::code);
    Ok(crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?)
}

fn duty_owner(rx: &mut Rx<'_>) -> Answer<Option<StaffId>> {
    let council = rx.council();
    by_code(rx, council.duty_owner())
}

fn covers_of(rx: &mut Rx<'_>, away: StaffId) -> Answer<Option<Option<StaffId>>> {
    let now = rx.now();
    let of = absences::table
        .filter(absences::staff_id.eq(away))
        .filter(absences::away_from.le(now))
        .filter(absences::away_until.gt(now))
        .filter(absences::cancelled_at.is_null())
        .order(absences::recorded_at.desc())
        .select(absences::cover_id);
    Ok(crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?)
}

/// Follows cover to cover (A is away, B covers and is away, C covers) for at most five steps.
pub(super) fn cover_chain(rx: &mut Rx<'_>, holder: StaffId) -> Answer<Vec<(StaffId, Relation)>> {
    let mut chain = Vec::new();
    let mut at = holder;
    for _ in 0..5 {
        match covers_of(rx, at)? {
            Some(Some(cover)) if cover != holder && !chain.contains(&(cover, Relation::Cover)) => {
                chain.push((cover, Relation::Cover));
                at = cover;
            }
            _ => break,
        }
    }
    Ok(chain)
}

/// The managers of a post's team for this child; the duty owner where there is none.
fn managers(rx: &mut Rx<'_>, holdings: &[Holding], post: Post) -> Answer<Vec<(StaffId, Relation)>> {
    let facts = Facts { holdings: holdings.to_vec(), default_teams: default_teams(rx)?, ..Facts::default() };
    let mut found = match facts.team_of(post) {
        Some(team) => managers_of(rx, team)?,
        None => vec![],
    };
    if found.is_empty() {
        found.extend(duty_owner(rx)?);
    }
    Ok(found.into_iter().map(|s| (s, Relation::Manager)).collect())
}

/// The managers of a post's team for a child; the duty owner where there is none.
pub(super) fn managers_of_post(rx: &mut Rx<'_>, child: ChildId, post: Post) -> Answer<Vec<StaffId>> {
    let held = holdings(rx, child)?;
    Ok(managers(rx, &held, post)?.into_iter().map(|(s, _)| s).collect())
}

/// The posts of one child, or of every child: those that somebody holds now, and while a child is looked after those of
/// social worker and IRO, held or not.
pub(super) fn posts(rx: &mut Rx<'_>, of: Option<ChildId>) -> Answer<Vec<PostNow>> {
    let now = rx.now();
    let mut held = allocations::table
        .inner_join(staff::table)
        .filter(allocations::access_from.le(now))
        .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
        .filter(staff::disabled_at.is_null())
        .order((allocations::access_from.desc(), allocations::id))
        .select((allocations::child_id, allocations::post, allocations::staff_id))
        .into_boxed();
    let mut looked_after = care_episodes::table
        .filter(care_episodes::ended_on.is_null())
        .select(care_episodes::child_id)
        .distinct()
        .into_boxed();
    if let Some(child) = of {
        held = held.filter(allocations::child_id.eq(child));
        looked_after = looked_after.filter(care_episodes::child_id.eq(child));
    }
    let mut found: BTreeMap<(ChildId, Post), Option<StaffId>> = BTreeMap::new();
    for (child, post, holder) in held.load::<(ChildId, Post, StaffId)>(rx.db())? {
        found.entry((child, post)).or_insert(Some(holder));
    }
    for child in looked_after.load::<ChildId>(rx.db())? {
        found.entry((child, Post::SocialWorker)).or_insert(None);
        found.entry((child, Post::Iro)).or_insert(None);
    }
    Ok(found.into_iter().map(|((child, post), holder)| PostNow { child, post, holder }).collect())
}

/// Everybody who can read the thread of a post, or will when it is late.
pub(super) fn readers(rx: &mut Rx<'_>, permit: &Permit, post: Post) -> Answer<Vec<(StaffId, Relation)>> {
    let Some(child) = permit.child() else { return Ok(vec![]) };
    let held = holdings(rx, child)?;
    let mut found = Vec::new();
    for h in held.iter().filter(|h| h.post == post) {
        found.push((h.staff, Relation::Holder));
        found.extend(cover_chain(rx, h.staff)?);
    }
    if post != Post::Iro {
        found.extend(held.iter().filter(|h| h.post == Post::Iro).map(|h| (h.staff, Relation::Iro)));
    }
    found.extend(managers(rx, &held, post)?);
    let mut seen = Vec::new();
    found.retain(|(s, _)| {
        !seen.contains(s) && {
            seen.push(*s);
            true
        }
    });
    Ok(found)
}

/// Who is to be told about a thread: holder and cover, or the manager, or the duty owner.
pub(super) fn answerers(rx: &mut Rx<'_>, child: ChildId, post: Post) -> Answer<Vec<(StaffId, Relation)>> {
    let held = holdings(rx, child)?;
    let mut found = Vec::new();
    for h in held.iter().filter(|h| h.post == post) {
        found.push((h.staff, Relation::Holder));
        found.extend(cover_chain(rx, h.staff)?);
    }
    if found.is_empty() {
        found = managers(rx, &held, post)?;
    }
    Ok(found)
}

/// Whether `me` manages the team of `whose` now, or is the duty owner and nobody manages it.
pub(super) fn manages(rx: &mut Rx<'_>, me: StaffId, whose: StaffId) -> Answer<bool> {
    let team: Option<Option<TeamId>> = staff::table.find(whose).select(staff::team_id).first(rx.db()).optional()?;
    let Some(team) = team else { return Ok(false) };
    Ok(match team {
        Some(team) => {
            let managers = managers_of(rx, team)?;
            managers.contains(&me) || (managers.is_empty() && is_duty_owner(rx, me)?)
        }
        None => is_duty_owner(rx, me)?,
    })
}

fn is_duty_owner(rx: &mut Rx<'_>, me: StaffId) -> Answer<bool> {
    Ok(rx.council().duty_owner_is(code_of(rx, me)?.as_deref()))
}
