//! Allocations and absences as people make them here: what may be asked for, and what follows. Pure.

use crate::kernel::calendar::london_midnight;
use crate::kernel::id::{AbsenceId, AllocationId, ChildId, StaffId, TeamId};
use crate::kernel::words::{Post, Role};
use crate::kernel::{At, Day, Refusal};

/// Why an allocation ended: a person ended it here.
pub const ENDED_HERE: &str = "ended_here";
/// Why an allocation ended: a person gave the post to somebody else here.
pub const HANDED_OVER: &str = "handed_over";

/// How far ahead an allocation or a leave may begin, and how long a leave may last, in days.
const AHEAD_DAYS_MAX: i64 = 366;

/// Somebody gives a post for a child to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocate {
    /// The allocation's id, made by whoever asks.
    pub id: AllocationId,
    /// For which child.
    pub child: ChildId,
    /// To whom.
    pub staff: StaffId,
    /// Which post.
    pub post: Post,
    /// From which day; none means from now on.
    pub from: Option<Day>,
}

/// Somebody is away, and somebody may cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetCover {
    /// The absence's id, made by whoever asks.
    pub id: AbsenceId,
    /// Who is away; none means whoever asks.
    pub staff: Option<StaffId>,
    /// Who covers; none means nobody.
    pub cover: Option<StaffId>,
    /// The first day away.
    pub from: Day,
    /// The day on which they are back.
    pub back_on: Day,
}

/// A member of staff, as far as access must know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worker {
    /// Who.
    pub id: StaffId,
    /// Employed as what.
    pub role: Role,
    /// In which team.
    pub team: Option<TeamId>,
    /// Whether their account is disabled.
    pub disabled: bool,
}

/// An allocation that is written or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    /// Its id.
    pub id: AllocationId,
    /// For which child.
    pub child: ChildId,
    /// Who holds the post.
    pub staff: StaffId,
    /// Which post.
    pub post: Post,
    /// The council's first day.
    pub starts_on: Day,
    /// From when it gives access.
    pub access_from: At,
    /// Until when; none where it goes on.
    pub access_until: Option<At>,
}

/// An absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Who is away.
    pub staff: StaffId,
    /// Who covers.
    pub cover: Option<StaffId>,
    /// From this instant.
    pub away_from: At,
    /// Until this one.
    pub away_until: At,
    /// The day on which they are back.
    pub back_on: Day,
    /// Whether it was called off.
    pub cancelled: bool,
}

/// Whether somebody in a role can hold a post: an IRO's only within the IRO service, and nobody of it another.
#[must_use]
pub const fn may_hold(role: Role, post: Post) -> bool {
    match post {
        Post::Iro => matches!(role, Role::Iro | Role::IroLead),
        Post::SocialWorker => matches!(role, Role::SocialWorker | Role::TeamManager),
        Post::PersonalAdviser => matches!(role, Role::PersonalAdviser | Role::SocialWorker | Role::TeamManager),
    }
}

/// Whether somebody can cover for somebody: within the IRO service, or outside it, never across.
#[must_use]
pub const fn may_cover(cover: Role, away: Role) -> bool {
    let of_iro = matches!(cover, Role::Iro | Role::IroLead);
    let for_iro = matches!(away, Role::Iro | Role::IroLead);
    let works =
        matches!(cover, Role::Iro | Role::IroLead | Role::SocialWorker | Role::PersonalAdviser | Role::TeamManager);
    works && of_iro == for_iro
}

impl Allocate {
    /// The allocation that follows, where it may be: never back-dated, and never to oneself.
    ///
    /// # Errors
    /// A refusal that says what to change.
    pub fn decide(
        &self,
        asker: Option<StaffId>,
        to: Option<Worker>,
        now: At,
        today: Day,
    ) -> Result<Allocation, Refusal> {
        let starts_on = self.from.unwrap_or(today);
        if starts_on < today {
            return Err(Refusal::invalid(
                "back_dated",
                "from",
                "An allocation cannot be back-dated. It can begin today or later.",
            ));
        }
        too_far(starts_on, today, "from")?;
        if asker == Some(self.staff) {
            return Err(Refusal::invalid(
                "not_yourself",
                "staff",
                "You cannot allocate a child to yourself. Ask another manager.",
            ));
        }
        let to = to.filter(|w| !w.disabled);
        let to = to.ok_or_else(|| Refusal::invalid("staff_unknown", "staff", "There is nobody here with that id."))?;
        if !may_hold(to.role, self.post) {
            return Err(Refusal::invalid("staff_cannot_hold", "staff", "Somebody in that role cannot hold this post."));
        }
        let access_from = london_midnight(starts_on).max(now);
        Ok(Allocation {
            id: self.id,
            child: self.child,
            staff: self.staff,
            post: self.post,
            starts_on,
            access_from,
            access_until: None,
        })
    }
}

impl SetCover {
    /// The absence that follows, where it may be.
    ///
    /// # Errors
    /// A refusal that says what to change.
    pub fn decide(&self, away: Worker, cover: Option<Worker>, now: At, today: Day) -> Result<Absence, Refusal> {
        if self.from < today {
            return Err(Refusal::invalid("back_dated", "from", "A leave cannot begin before today."));
        }
        if self.back_on <= self.from {
            return Err(Refusal::invalid(
                "back_too_early",
                "back_on",
                "The day back must come after the first day away.",
            ));
        }
        too_far(self.from, today, "from")?;
        too_far(self.back_on, self.from, "back_on")?;
        if self.cover == Some(away.id) {
            return Err(Refusal::invalid("covers_self", "cover", "Somebody who is away cannot cover for themselves."));
        }
        if self.cover.is_some() {
            let cover = cover.filter(|c| !c.disabled);
            let cover = cover
                .ok_or_else(|| Refusal::invalid("staff_unknown", "cover", "There is nobody here with that id."))?;
            if !may_cover(cover.role, away.role) {
                return Err(Refusal::invalid("cannot_cover", "cover", "Somebody in that role cannot cover here."));
            }
        }
        let (away_from, away_until) = (london_midnight(self.from).max(now), london_midnight(self.back_on));
        Ok(Absence {
            id: self.id,
            staff: away.id,
            cover: self.cover,
            away_from,
            away_until,
            back_on: self.back_on,
            cancelled: false,
        })
    }
}

fn too_far(day: Day, from: Day, field: &'static str) -> Result<(), Refusal> {
    if (day - from).num_days() > AHEAD_DAYS_MAX {
        return Err(Refusal::invalid("too_far", field, "That is more than a year away."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    fn now() -> At {
        london_midnight(d("2026-11-24")).plus(36_000_000)
    }

    fn worker(role: Role) -> Worker {
        Worker { id: Id::at(At::from_ms(1)), role, team: None, disabled: false }
    }

    fn allocate(to: Worker, post: Post, from: Option<&str>) -> Result<Allocation, &'static str> {
        let ask = Allocate { id: Id::at(now()), child: Id::at(now()), staff: to.id, post, from: from.map(d) };
        ask.decide(Some(Id::at(now())), Some(to), now(), d("2026-11-24")).map_err(|r| r.code)
    }

    #[test]
    fn an_allocation_is_never_back_dated() {
        let sam = worker(Role::SocialWorker);
        assert_eq!(allocate(sam, Post::SocialWorker, Some("2026-11-23")).err(), Some("back_dated"));
        assert_eq!(allocate(sam, Post::SocialWorker, None).map(|a| a.access_from), Ok(now()));
        assert_eq!(allocate(sam, Post::SocialWorker, Some("2026-11-24")).map(|a| a.access_from), Ok(now()));
        assert_eq!(
            allocate(sam, Post::SocialWorker, Some("2026-11-25")).map(|a| a.access_from),
            Ok(london_midnight(d("2026-11-25")))
        );
    }

    #[test]
    fn nobody_allocates_a_child_to_themselves() {
        let sam = worker(Role::TeamManager);
        let ask =
            Allocate { id: Id::at(now()), child: Id::at(now()), staff: sam.id, post: Post::SocialWorker, from: None };
        assert_eq!(
            ask.decide(Some(sam.id), Some(sam), now(), d("2026-11-24")).map_err(|r| r.code).err(),
            Some("not_yourself")
        );
    }

    #[test]
    fn an_iro_holds_no_other_post_and_nobody_else_an_iros() {
        assert_eq!(allocate(worker(Role::Iro), Post::SocialWorker, None).err(), Some("staff_cannot_hold"));
        assert_eq!(allocate(worker(Role::SocialWorker), Post::Iro, None).err(), Some("staff_cannot_hold"));
        assert!(allocate(worker(Role::Iro), Post::Iro, None).is_ok());
        assert!(
            may_cover(Role::Iro, Role::IroLead)
                && !may_cover(Role::Iro, Role::SocialWorker)
                && !may_cover(Role::SocialWorker, Role::Iro)
        );
        assert!(!may_cover(Role::SystemAdministrator, Role::SocialWorker));
    }

    #[test]
    fn a_leave_of_one_day_is_midnight_to_midnight_in_london() {
        let ask =
            SetCover { id: Id::at(now()), staff: None, cover: None, from: d("2026-11-26"), back_on: d("2026-11-27") };
        let absence = ask.decide(worker(Role::SocialWorker), None, now(), d("2026-11-24"));
        assert_eq!(
            absence.map(|a| (a.away_from, a.away_until)),
            Ok((london_midnight(d("2026-11-26")), london_midnight(d("2026-11-27"))))
        );
        let back = SetCover { back_on: d("2026-11-26"), ..ask };
        assert_eq!(
            back.decide(worker(Role::SocialWorker), None, now(), d("2026-11-24")).map_err(|r| r.code).err(),
            Some("back_too_early")
        );
    }
}
