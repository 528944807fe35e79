//! Who reads a post's messages now: its holder, or who covers, with their working days and leave. Names come from
//! `people`; who may read is `access`'s.

use diesel::prelude::*;

use crate::access::Permit;
use crate::fixed;
use crate::kernel::id::StaffId;
use crate::kernel::words::Post;
use crate::kernel::{At, Day};
use crate::store::schema::{absences, allocations, staff, teams};
use crate::store::{Answer, Fault, Rx};
use crate::voice::reads::{Reader, WorkDays};

/// Who is there for a post of a child.
#[derive(Debug, Clone, Default)]
pub(in crate::voice) struct OnPost {
    /// The holder; of several the latest.
    pub holder: Option<StaffId>,
    /// The name of the team: the holder's, or the post's own where nobody holds it.
    pub team: Option<String>,
    /// Every holder who is away and covered for, the latest holder first.
    pub covered: Vec<Covered>,
    /// Everybody who reads: each holder, and who covers for them.
    pub staff: Vec<StaffId>,
    /// When each of them reads.
    pub readers: Vec<Reader>,
}

/// A holder who is away, and covered for.
#[derive(Debug, Clone)]
pub(in crate::voice) struct Covered {
    /// Who is away.
    pub holder: StaffId,
    /// When they are back.
    pub back_on: Day,
    /// Who covers, each for the one before; the last is there.
    pub by: Vec<StaffId>,
}

impl OnPost {
    /// Who covers for the holder, and when the holder is back.
    pub fn cover(&self) -> Option<(StaffId, Day)> {
        let covered = self.covered.iter().find(|c| Some(c.holder) == self.holder)?;
        Some((*covered.by.last()?, covered.back_on))
    }

    /// For whom of the holders somebody covers, and when that one is back.
    pub fn covered_by(&self, staff: StaffId) -> Option<(StaffId, Day)> {
        self.covered.iter().find(|c| c.by.contains(&staff)).map(|c| (c.holder, c.back_on))
    }
}

type Leave = (Option<At>, Option<At>, Option<Day>, Option<StaffId>);
type Row = (StaffId, String, Option<String>, Leave);

/// How many times cover passes to cover.
const COVER_STEPS: usize = 5;

/// Who is there for a post of the permit's child now: one look-up where nobody is away.
pub(in crate::voice) fn on_post(rx: &mut Rx<'_>, permit: &Permit, post: Post) -> Answer<OnPost> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let now = rx.now();
    let leave =
        absences::staff_id.eq(staff::id).and(absences::away_until.gt(now)).and(absences::cancelled_at.is_null());
    let of = allocations::table
        .inner_join(staff::table)
        .left_join(teams::table.on(teams::id.nullable().eq(staff::team_id)))
        .left_join(absences::table.on(leave))
        .filter(allocations::child_id.eq(child))
        .filter(allocations::post.eq(post))
        .filter(allocations::access_from.le(now))
        .filter(allocations::access_until.is_null().or(allocations::access_until.gt(Some(now))))
        .filter(staff::disabled_at.is_null())
        .order((allocations::access_from.desc(), allocations::id, absences::recorded_at.desc()))
        .select((
            staff::id,
            staff::work_days,
            teams::name.nullable(),
            (
                absences::away_from.nullable(),
                absences::away_until.nullable(),
                absences::back_on.nullable(),
                absences::cover_id.nullable(),
            ),
        ));
    let rows: Vec<Row> = crate::each_db!(rx.db(), c => fixed!(of).load(c))?;
    let Some(first) = rows.first() else { return vacant(rx, post) };
    let mut found = OnPost { holder: Some(first.0), team: first.2.clone(), ..OnPost::default() };
    let mut holders: Vec<StaffId> = rows.iter().map(|r| r.0).collect();
    holders.dedup();
    for holder in holders {
        let mine = rows.iter().filter(|r| r.0 == holder);
        found.staff.push(holder);
        found.readers.push(reader(mine.clone(), None));
        if let Some((cover, until, back_on)) = mine.clone().find_map(|r| covered_now(&r.3, now)) {
            let chain = covers(rx, holder, cover, until)?;
            let by: Vec<StaffId> = chain.iter().map(|(who, _)| *who).collect();
            found.staff.extend(&by);
            found.covered.push(Covered { holder, back_on, by });
            found.readers.extend(chain.into_iter().map(|(_, reader)| reader));
        }
    }
    Ok(found)
}

/// A post that nobody holds: its team reads.
fn vacant(rx: &mut Rx<'_>, post: Post) -> Answer<OnPost> {
    let council = rx.council();
    let code = council.default_team(post).unwrap_or_default();
    let of = teams::table.filter(teams::code.eq(code)).select(teams::name);
    let team = crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?;
    Ok(OnPost { team, ..OnPost::default() })
}

fn reader<'a>(rows: impl Iterator<Item = &'a Row> + Clone, until: Option<At>) -> Reader {
    let days = rows.clone().next().map_or_else(|| WorkDays::parse(""), |r| WorkDays::parse(&r.1));
    let away = rows.filter_map(|r| Some((r.3.0?, r.3.1?))).collect();
    Reader { days, away, until }
}

/// Who covers a leave that is now, until when, and when the other is back.
fn covered_now((from, until, back_on, cover): &Leave, now: At) -> Option<(StaffId, At, Day)> {
    let (from, until) = ((*from)?, (*until)?);
    (from <= now && now < until).then_some(((*cover)?, until, (*back_on)?))
}

/// Those who cover for `holder` until `until`: somebody who covers may be away and covered too. The last is there.
fn covers(rx: &mut Rx<'_>, holder: StaffId, first: StaffId, until: At) -> Answer<Vec<(StaffId, Reader)>> {
    let now = rx.now();
    let mut chain: Vec<(StaffId, Reader)> = Vec::new();
    let mut next = Some((first, until));
    while let Some((who, until)) =
        next.filter(|(w, _)| *w != holder && chain.len() < COVER_STEPS && chain.iter().all(|(c, _)| c != w))
    {
        let leave =
            absences::staff_id.eq(staff::id).and(absences::away_until.gt(now)).and(absences::cancelled_at.is_null());
        let rows: Vec<Row> = staff::table
            .left_join(teams::table.on(teams::id.nullable().eq(staff::team_id)))
            .left_join(absences::table.on(leave))
            .filter(staff::id.eq(who))
            .filter(staff::disabled_at.is_null())
            .order(absences::recorded_at.desc())
            .select((
                staff::id,
                staff::work_days,
                teams::name.nullable(),
                (
                    absences::away_from.nullable(),
                    absences::away_until.nullable(),
                    absences::back_on.nullable(),
                    absences::cover_id.nullable(),
                ),
            ))
            .load(rx.db())?;
        if rows.is_empty() {
            break;
        }
        chain.push((who, reader(rows.iter(), Some(until))));
        next = rows.iter().find_map(|r| covered_now(&r.3, now)).map(|(cover, theirs, _)| (cover, theirs.min(until)));
    }
    Ok(chain)
}
