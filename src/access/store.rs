//! Reads the facts that relations rest on. In a write transaction on PostgreSQL the rows are held until the commit, so
//! that an allocation ended meanwhile cannot be missed.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use super::permit::Permit;
use super::relation::{Facts, Holding, Relation};
use crate::kernel::At;
use crate::kernel::id::{AllocationId, ChildId, StaffId, TeamId};
use crate::kernel::words::Post;
use crate::store::schema::{absences, staff, team_managers, teams};
use crate::store::{Answer, Rx};

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

fn holdings(rx: &mut Rx<'_>, child: ChildId) -> Answer<Vec<Holding>> {
    let now = rx.now();
    let lock = rx.share_lock();
    let of = if lock.is_empty() { "" } else { " OF a" };
    let sql = format!(
        "SELECT a.id, a.staff_id, a.post, s.team_id FROM allocations a JOIN staff s ON s.id = a.staff_id \
         WHERE a.child_id = $1 AND a.access_from <= $2 AND (a.access_until IS NULL OR a.access_until > $3) \
         AND s.disabled_at IS NULL ORDER BY a.access_from DESC, a.id{lock}{of}"
    );
    let rows: Vec<HoldingRow> = diesel::sql_query(sql)
        .bind::<Binary, _>(child)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(now)
        .load(rx.db())?;
    Ok(rows.into_iter().map(|r| Holding { allocation: r.id, staff: r.staff_id, post: r.post, team: r.team_id }).collect())
}

fn managed_by(rx: &mut Rx<'_>, me: StaffId) -> Answer<Vec<TeamId>> {
    let now = rx.now();
    Ok(team_managers::table
        .filter(team_managers::staff_id.eq(me))
        .filter(team_managers::access_from.le(now))
        .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))))
        .select(team_managers::team_id)
        .load(rx.db())?)
}

fn managers_of(rx: &mut Rx<'_>, team: TeamId) -> Answer<Vec<StaffId>> {
    let now: At = rx.now();
    Ok(team_managers::table
        .inner_join(staff::table)
        .filter(team_managers::team_id.eq(team))
        .filter(team_managers::access_from.le(now))
        .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))))
        .filter(staff::disabled_at.is_null())
        .select(team_managers::staff_id)
        .load(rx.db())?)
}

fn default_teams(rx: &mut Rx<'_>) -> Answer<Vec<(Post, TeamId)>> {
    let council = rx.council();
    let mut found = Vec::new();
    for post in Post::ALL {
        let Some(code) = council.default_team(*post) else { continue };
        let team = teams::table.filter(teams::code.eq(code)).select(teams::id).first(rx.db()).optional()?;
        found.extend(team.map(|t| (*post, t)));
    }
    Ok(found)
}

fn code_of(rx: &mut Rx<'_>, me: StaffId) -> Answer<Option<String>> {
    Ok(staff::table.find(me).select(staff::code).first(rx.db()).optional()?)
}

fn duty_owner(rx: &mut Rx<'_>) -> Answer<Option<StaffId>> {
    let council = rx.council();
    Ok(staff::table
        .filter(staff::code.eq(council.duty_owner()))
        .filter(staff::disabled_at.is_null())
        .select(staff::id)
        .first(rx.db())
        .optional()?)
}

fn covers_of(rx: &mut Rx<'_>, away: StaffId) -> Answer<Option<Option<StaffId>>> {
    let now = rx.now();
    Ok(absences::table
        .filter(absences::staff_id.eq(away))
        .filter(absences::away_from.le(now))
        .filter(absences::away_until.gt(now))
        .filter(absences::cancelled_at.is_null())
        .order(absences::recorded_at.desc())
        .select(absences::cover_id)
        .first(rx.db())
        .optional()?)
}

/// Follows cover to cover (A is away, B covers and is away, C covers) for at most five steps.
fn cover_chain(rx: &mut Rx<'_>, holder: StaffId) -> Answer<Vec<(StaffId, Relation)>> {
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
    found.retain(|(s, _)| !seen.contains(s) && { seen.push(*s); true });
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
