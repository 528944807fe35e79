//! The synthetic council as a whole: who works there, who is looked after, and what happened to whom. Pure: the day it
//! is comes in as an argument, and the seed decides the rest.

use super::dice::Dice;
use super::{care, classes, families, fixed, holders, workforce};
use crate::kernel::Day;
use crate::kernel::words::{Post, Role, Service};

/// How many children in care there are in the full council, of [`FULL`].
const IN_CARE_OF_FULL: usize = 495;
/// Children in care and care leavers in the full council.
pub(super) const FULL: usize = 810;

/// What to make.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// The day it is.
    pub(super) today: Day,
    /// Children in care and care leavers together.
    pub(super) children: usize,
    /// Decides everything that chance decides.
    pub(super) seed: u64,
}

impl Plan {
    /// How many of them are in care: 495 of 810, scaled.
    pub(super) fn in_care(&self) -> usize {
        (self.children * IN_CARE_OF_FULL).div_ceil(FULL)
    }
}

/// A team.
#[derive(Debug, Clone)]
pub(super) struct Team {
    /// Its code.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// What it is there for.
    pub(super) service: Service,
}

/// A member of staff, there now or gone.
#[derive(Debug, Clone)]
pub(super) struct Worker {
    /// The council's own code.
    pub(super) code: String,
    /// First and last name.
    pub(super) name: String,
    /// Employed as what.
    pub(super) role: Role,
    /// Index of the team in [`Made::teams`].
    pub(super) team: usize,
    /// Social Work England number.
    pub(super) swe_number: Option<String>,
    /// Code of the manager.
    pub(super) manager: Option<String>,
    /// Sign-in name; none for somebody who has left.
    pub(super) sign_in_name: Option<String>,
    /// Days worked, as the staff file says them.
    pub(super) work_days: &'static str,
    /// What children read about them.
    pub(super) about: &'static str,
}

/// A care episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Episode {
    /// DECOM.
    pub(super) from: Day,
    /// DEC.
    pub(super) until: Option<Day>,
    /// RNE.
    pub(super) reason_new: &'static str,
    /// LS.
    pub(super) status: &'static str,
    /// PLACE.
    pub(super) place: &'static str,
    /// PLACE_PROVIDER.
    pub(super) provider: &'static str,
    /// URN.
    pub(super) urn: Option<&'static str>,
    /// REC.
    pub(super) reason_ceased: Option<&'static str>,
    /// REASON_PLACE_CHANGE.
    pub(super) reason_moved: Option<&'static str>,
}

/// Somebody who held a post for a child, from a day until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// Which post.
    pub(super) post: Post,
    /// Index of the member of staff in [`Made::staff`].
    pub(super) by: usize,
    /// First day.
    pub(super) from: Day,
    /// First day on which it is somebody else's.
    pub(super) until: Option<Day>,
    /// SW_REASON.
    pub(super) reason: Option<&'static str>,
}

/// A child in care or a care leaver.
#[derive(Debug, Clone)]
pub(super) struct Child {
    /// The council's id.
    pub(super) reference: String,
    /// Known as.
    pub(super) known_as: String,
    /// Date of birth.
    pub(super) born_on: Day,
    /// SEX: 1 or 2.
    pub(super) sex: u8,
    /// First language, where it is not English.
    pub(super) language: Option<&'static str>,
    /// Whether an interpreter is needed.
    pub(super) interpreter: bool,
    /// Came to England alone.
    pub(super) alone: bool,
    /// Care episodes, oldest first.
    pub(super) episodes: Vec<Episode>,
    /// Looked-after reviews: the day and how the child took part.
    pub(super) reviews: Vec<(Day, &'static str)>,
    /// Who held which post when.
    pub(super) held: Vec<Held>,
}

impl Child {
    /// Whether the council knows the child on a day.
    pub(super) fn known_on(&self, day: Day) -> bool {
        self.episodes.first().is_some_and(|e| e.from <= day)
    }

    /// Whether the child is in care on a day.
    pub(super) fn in_care_on(&self, day: Day) -> bool {
        self.episodes.iter().any(|e| e.from <= day && e.until.is_none_or(|u| day < u))
    }

    /// Who holds a post on a day: an index into [`Made::staff`].
    pub(super) fn holder(&self, post: Post, day: Day) -> Option<usize> {
        self.held.iter().find(|h| h.post == post && h.from <= day && h.until.is_none_or(|u| day < u)).map(|h| h.by)
    }
}

/// The whole council.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// The day it is.
    pub(super) today: Day,
    /// Teams.
    pub(super) teams: Vec<Team>,
    /// Staff, those who have left too.
    pub(super) staff: Vec<Worker>,
    /// Children in care first, then care leavers, then those of each class.
    pub(super) children: Vec<Child>,
}

/// Makes the council.
pub(super) fn make(plan: &Plan) -> Made {
    let mut dice = Dice::new(plan.seed);
    let mut children = fixed::children(plan.today);
    let before = children.len();
    children.extend(classes::children(plan.today, plan.children));
    let classes = before..children.len();
    families::in_care(&mut dice, plan, &mut children);
    families::leavers(&mut dice, plan, &mut children);
    // Those who show a class each stand last: stories and hand-overs go to others.
    let shown = children.drain(classes).collect::<Vec<_>>();
    children.extend(shown);
    for child in &mut children {
        if child.episodes.is_empty() {
            care::live(&mut dice, child, plan.today);
        }
        care::review(&mut dice, child, plan.today);
    }
    let (teams, staff) = workforce::make(&mut dice, plan);
    let mut made = Made { today: plan.today, teams, staff, children };
    holders::allocate(&mut dice, &mut made);
    made
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may fail")]
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::kernel::calendar::age_on;

    fn today() -> Day {
        Day::from_ymd_opt(2026, 11, 22).unwrap_or_default()
    }

    fn full() -> Made {
        make(&Plan { today: today(), children: FULL, seed: 1 })
    }

    #[test]
    fn the_full_council_has_495_children_in_care_and_315_care_leavers() {
        let made = full();
        let (under, over): (Vec<_>, Vec<_>) = made.children.iter().partition(|c| age_on(c.born_on, today()) < 18);
        assert_eq!((under.len(), over.len()), (495, 315));
        assert!(over.iter().all(|c| age_on(c.born_on, today()) < 26));
    }

    #[test]
    fn the_same_seed_makes_the_same_council() {
        let (a, b) = (full(), full());
        assert_eq!(format!("{:?}", a.children), format!("{:?}", b.children));
        assert_eq!(format!("{:?}", a.staff), format!("{:?}", b.staff));
    }

    #[test]
    fn caseloads_are_those_of_a_real_council() {
        let made = full();
        let mut loads: HashMap<(Post, usize), usize> = HashMap::new();
        for child in &made.children {
            for post in Post::ALL {
                if let Some(by) = child.holder(*post, today()) {
                    *loads.entry((*post, by)).or_default() += 1;
                }
            }
        }
        for ((post, by), load) in loads {
            let (least, most) = match post {
                Post::SocialWorker => (12, 22),
                Post::Iro => (50, 70),
                Post::PersonalAdviser => (12, 30),
            };
            assert!(load >= least && load <= most, "{post} {} has {load}", made.staff[by].code);
        }
    }

    #[test]
    fn no_two_episodes_of_a_child_overlap_or_begin_on_the_same_day() {
        for child in &full().children {
            for pair in child.episodes.windows(2) {
                let (a, b) = (&pair[0], &pair[1]);
                assert!(a.until.is_some_and(|u| u <= b.from && a.from < b.from), "{}: {a:?} {b:?}", child.reference);
                assert_eq!(a.reason_ceased == Some("X1"), a.until == Some(b.from), "{}: {a:?} {b:?}", child.reference);
            }
            assert!(child.episodes.iter().all(|e| e.from >= child.born_on && e.from <= today()), "{}", child.reference);
            assert!(child.episodes.iter().all(|e| e.until.is_some() == e.reason_ceased.is_some()));
        }
    }

    #[test]
    fn the_ids_of_children_and_staff_are_unique_and_so_are_sign_in_names() {
        let made = full();
        let ids: HashSet<_> = made.children.iter().map(|c| &c.reference).collect();
        assert_eq!(ids.len(), made.children.len());
        let codes: HashSet<_> = made.staff.iter().map(|s| &s.code).collect();
        assert_eq!(codes.len(), made.staff.len());
        let names: Vec<_> = made.staff.iter().filter_map(|s| s.sign_in_name.as_ref()).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    }

    #[test]
    fn there_are_returns_to_care_short_breaks_parents_and_young_people_who_came_alone() {
        let made = full();
        let starts = |c: &Child| c.episodes.iter().filter(|e| e.reason_new == "S").count();
        let breaks = |c: &&Child| c.episodes.iter().any(|e| e.status == "V4" || e.status == "V3");
        assert!(made.children.iter().filter(|c| starts(c) > 1 && !breaks(c)).count() > 30);
        assert!(made.children.iter().filter(breaks).count() >= 8);
        assert!(made.children.iter().filter(|c| c.episodes.iter().any(|e| e.place == "P1")).count() >= 10);
        assert!(made.children.iter().filter(|c| c.alone).count() >= 30);
        assert!(made.children.iter().filter(|c| age_on(c.born_on, today()) < 8).count() > 100);
    }

    #[test]
    fn a_council_of_twelve_children_can_be_made_on_any_day() {
        for day in ["2026-11-22", "2027-02-28", "2028-02-29", "2031-04-01"] {
            let made = make(&Plan { today: day.parse().unwrap_or_default(), children: 12, seed: 3 });
            assert!(made.children.len() >= 12);
            assert!(made.staff.len() > 8);
        }
    }
}
