//! Give a post to somebody, take it away, say who covers. Whoever loses a post loses sight of the child with the next
//! statement; rows stay, so that it can always be said who held what.

use super::allocation::{Absence, Allocate, Allocation, SetCover, Worker};
use super::{Action, Actor, Permit, Relation, Target, may, store as rows};
use crate::kernel::Refusal;
use crate::kernel::calendar::london_day;
use crate::kernel::id::{AbsenceId, AllocationId, StaffId};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// Gives a post for a child to somebody, from now or from a day to come. Whoever holds it until then is followed by them.
/// Answers whether it is new; asked once more, it changes nothing.
///
/// # Errors
/// A refusal where it would be back-dated, to oneself, to somebody who cannot hold it, or clashes with what is planned.
pub async fn allocate(store: &Store, actor: Actor, ask: Allocate) -> Answer<bool> {
    store.write(move |tx| run_allocate(tx, &actor, &ask)).await
}

fn run_allocate(tx: &mut Tx<'_>, actor: &Actor, ask: &Allocate) -> Answer<Outcome<bool>> {
    if !rows::locate_child(tx, ask.child)? {
        return Err(Fault::NotFound);
    }
    let permit = may(tx, actor, Action::Allocate, Target::Post(ask.child, ask.post))?;
    if let Some(old) = rows::locate_allocation(tx, ask.id)? {
        let same = (old.child, old.staff, old.post) == (ask.child, ask.staff, ask.post)
            && ask.from.is_none_or(|f| f == old.starts_on);
        return if same { Ok(Outcome::Unchanged(false)) } else { Err(other_content()) };
    }
    let to = rows::worker(tx, ask.staff)?;
    let new = ask.decide(actor.staff(), to, tx.now(), tx.today())?;
    let open = rows::open_allocations(tx, &permit, ask.post)?;
    if open.iter().any(|a| a.staff == new.staff && a.access_from <= new.access_from && a.access_until.is_none()) {
        return Err(Refusal::conflict("holds_it_already", "They hold this post already.").into());
    }
    if open.iter().any(|a| a.access_from > new.access_from) {
        return Err(Refusal::conflict(
            "planned_already",
            "Somebody is down for this post from a later day. End that first.",
        )
        .into());
    }
    for before in &open {
        if rows::end_allocation(tx, &permit, before.id, Some(&new))? {
            rows::tell(tx, "staff", before.staff.of(), "resync")?;
        }
    }
    rows::insert_allocation(tx, &permit, &new)?;
    tx.audit(&permit.entry(tx.now(), Some("allocated")))?;
    rows::tell(tx, "staff", new.staff.of(), "resync")?;
    rows::tell(tx, "child", new.child.of(), "cover")?;
    Ok(Outcome::Done(true))
}

/// Ends an allocation: access goes with the next statement. One that is over stays as it is.
///
/// # Errors
/// [`Fault::NotFound`] where there is none that one manages.
pub async fn end_allocation(store: &Store, actor: Actor, id: AllocationId) -> Answer<()> {
    store
        .write(move |tx| {
            let Allocation { child, post, staff, .. } = rows::locate_allocation(tx, id)?.ok_or(Fault::NotFound)?;
            let permit = may(tx, &actor, Action::Allocate, Target::Post(child, post))?;
            if !rows::end_allocation(tx, &permit, id, None)? {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("ended")))?;
            rows::tell(tx, "staff", staff.of(), "resync")?;
            rows::tell(tx, "child", child.of(), "cover")?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// Says that somebody is away and who covers. Answers whether it is new; asked once more, it changes nothing.
///
/// # Errors
/// A refusal where it begins in the past, overlaps another leave, or the one named cannot cover.
pub async fn set_cover(store: &Store, actor: Actor, ask: SetCover) -> Answer<bool> {
    store.write(move |tx| run_set_cover(tx, &actor, &ask)).await
}

fn run_set_cover(tx: &mut Tx<'_>, actor: &Actor, ask: &SetCover) -> Answer<Outcome<bool>> {
    let staff = ask.staff.or(actor.staff()).ok_or(Fault::NotFound)?;
    let permit = may(tx, actor, Action::SetCover, Target::Staff(staff))?;
    if let Some(old) = rows::absence_by_id(tx, ask.id)? {
        let was = (old.staff, old.cover, london_day(old.away_from), old.back_on, old.cancelled);
        let same = was == (staff, ask.cover, ask.from, ask.back_on, false);
        return if same { Ok(Outcome::Unchanged(false)) } else { Err(other_content()) };
    }
    let away = rows::worker(tx, staff)?.ok_or(Fault::NotFound)?;
    let cover = ask.cover.map(|c| rows::worker(tx, c)).transpose()?.flatten();
    let new = ask.decide(away, cover, tx.now(), tx.today())?;
    if let Some(cover) = cover {
        near(tx, actor, &permit, away, cover)?;
    }
    let now = tx.now();
    let clash = |a: &Absence| !a.cancelled && a.away_from < new.away_until && new.away_from < a.away_until;
    if rows::absences_of(tx, &[staff], now)?.iter().any(clash) {
        return Err(Refusal::conflict(
            "leave_overlaps",
            "They have another leave on some of these days. Call that off first.",
        )
        .into());
    }
    rows::insert_absence(tx, &permit, &new)?;
    tx.audit(&permit.entry(now, Some("cover_set")))?;
    tell_of_cover(tx, &new)?;
    Ok(Outcome::Done(true))
}

/// Whoever covers reads children's words: a worker may name somebody of their own team or its manager, a manager somebody
/// of a team they manage too.
fn near(tx: &mut Tx<'_>, actor: &Actor, permit: &Permit, away: Worker, cover: Worker) -> Answer<()> {
    let same_team = away.team.is_some() && away.team == cover.team;
    let is_manager = rows::manages(tx, cover.id, away.id)?;
    let managed = match (permit.relation(), actor.staff()) {
        (Relation::Manager, Some(me)) => me == cover.id || rows::manages(tx, me, cover.id)?,
        _ => false,
    };
    if same_team || is_manager || managed {
        return Ok(());
    }
    Err(Refusal::invalid("cover_too_far", "cover", "Choose somebody of the same team, or its manager.").into())
}

/// Calls a leave off. One that is over or was called off stays as it is.
///
/// # Errors
/// [`Fault::NotFound`] where there is none that is one's own or one's team's.
pub async fn cancel_cover(store: &Store, actor: Actor, id: AbsenceId) -> Answer<()> {
    store
        .write(move |tx| {
            let absence = rows::absence_by_id(tx, id)?.ok_or(Fault::NotFound)?;
            let permit = may(tx, &actor, Action::SetCover, Target::Staff(absence.staff))?;
            if !rows::cancel_absence(tx, &permit, id)? {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("cover_cancelled")))?;
            tell_of_cover(tx, &absence)?;
            Ok(Outcome::Done(()))
        })
        .await
}

fn tell_of_cover(tx: &mut Tx<'_>, absence: &Absence) -> Answer<()> {
    rows::tell(tx, "staff", absence.staff.of(), "cover")?;
    if let Some(cover) = absence.cover {
        rows::tell(tx, "staff", cover.of(), "cover")?;
    }
    for child in rows::locate_children_of(tx, absence.staff)? {
        rows::tell(tx, "child", child.of(), "cover")?;
    }
    Ok(())
}

/// Those near a member of staff: of their own team and of the teams they manage, by name, themselves included.
///
/// # Errors
/// [`Fault::Denied`] where somebody's role knows no colleagues here.
pub fn colleagues(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<StaffId>> {
    let Target::Staff(me) = permit.target() else { return Ok(vec![]) };
    let mut teams = rows::managed_by(rx, me)?;
    teams.extend(rows::worker(rx, me)?.and_then(|w| w.team));
    rows::members_of(rx, &teams)
}

/// The leaves of a member of staff and of those in the teams they manage that are not over, the next first.
///
/// # Errors
/// The database's own.
pub fn absences(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Absence>> {
    let Target::Staff(me) = permit.target() else { return Ok(vec![]) };
    let managed = rows::managed_by(rx, me)?;
    let mut staff = rows::members_of(rx, &managed)?;
    if !staff.contains(&me) {
        staff.push(me);
    }
    let now = rx.now();
    rows::absences_of(rx, &staff, now)
}

/// Who covers for somebody now, and the day on which they are back; none where they are there or nobody covers.
///
/// # Errors
/// The database's own.
pub fn covered_now(rx: &mut Rx<'_>, holder: StaffId) -> Answer<Option<(StaffId, crate::kernel::Day)>> {
    let now = rx.now();
    let here = |a: &&Absence| !a.cancelled && a.away_from <= now;
    let away = rows::absences_of(rx, &[holder], now)?;
    let Some(away) = away.iter().rfind(here) else { return Ok(None) };
    let last = rows::cover_chain(rx, holder)?.last().map(|(s, _)| *s);
    Ok(last.map(|s| (s, away.back_on)))
}

fn other_content() -> Fault {
    Refusal::conflict("differs", "Something else was sent under this id before. Make a new one.").into()
}
