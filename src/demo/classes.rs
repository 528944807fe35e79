//! Young people of whom each shows one class of the law, or a line that only a person can draw: so that whoever looks at
//! the demonstration sees every answer there is. The same in every demonstration of some size, counted back from its day.

use serde_json::{Value, json};

use super::council::{Child, Episode};
use super::dice::days_after;
use crate::entitlements::class::Class;
use crate::entitlements::fact::FactKind;
use crate::kernel::Day;
use crate::kernel::calendar::{attains_age, deadline_add_months};

/// From so many children on: a smaller council is somebody's quick look at something else.
const FROM_CHILDREN: usize = 120;

/// A day, counted from the demonstration's own.
#[derive(Debug, Clone, Copy)]
enum When {
    /// So many days ago.
    Ago(i64),
    /// The day on which six months are over tomorrow.
    AlmostSixMonthsAgo,
    /// So many days from a birthday; before it, where negative.
    Age(i32, i64),
}

/// A stay: from when, until when, legal status, placement.
type Stay = (When, Option<When>, &'static str, &'static str);

/// What staff entered beside the return.
#[derive(Debug, Clone, Copy)]
enum Told {
    Yes(FactKind),
    No(FactKind),
    Period(FactKind, When, Option<When>),
}

/// One of them.
pub(super) struct Young {
    /// The council's id.
    pub(super) reference: &'static str,
    /// What this one shows.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the demonstration to it"))]
    pub(super) shows: Class,
    known_as: &'static str,
    sex: u8,
    /// Whole years, and the days since that birthday.
    age: (i32, i64),
    stays: &'static [Stay],
    told: &'static [Told],
}

use FactKind::{Adopted, CoursePast25, Detained, Guardianship, Home, InEducation, Section17};
use When::{Age, Ago, AlmostSixMonthsAgo};

/// All of them. No id ends in 3 or 7: the whole history of these is known, but for the one that shows that it is not.
pub(super) const YOUNG: &[Young] = &[
    Young {
        reference: "SC000901",
        shows: Class::None,
        known_as: "Isla Merrow",
        sex: 2,
        age: (16, 40),
        stays: &[(Age(9, 12), Some(Age(16, -10)), "C2", "U6")],
        told: &[],
    },
    Young {
        reference: "SC000902",
        shows: Class::None,
        known_as: "Callum Reyes",
        sex: 1,
        age: (17, 30),
        stays: &[(Age(12, 20), Some(Age(12, 60)), "V2", "U6")],
        told: &[Told::Period(Section17, Ago(80), None)],
    },
    Young {
        reference: "SC000904",
        shows: Class::LookedAfterNotEligible,
        known_as: "Noor Haddad",
        sex: 2,
        age: (17, 12),
        stays: &[(Ago(60), None, "V2", "H5")],
        told: &[],
    },
    Young {
        reference: "SC000905",
        shows: Class::LookedAfterShortBreaks,
        known_as: "Ffion Pryce",
        sex: 2,
        age: (16, 200),
        stays: &[
            (Ago(85), Some(Ago(83)), "V4", "K2"),
            (Ago(57), Some(Ago(55)), "V4", "K2"),
            (Ago(29), Some(Ago(27)), "V4", "K2"),
            (Ago(12), None, "V4", "K2"),
        ],
        told: &[],
    },
    // Ninety nights and ninety-one days: the two ways of counting differ today.
    Young {
        reference: "SC000906",
        shows: Class::Eligible,
        known_as: "Jamie Thorne",
        sex: 1,
        age: (16, 230),
        stays: &[(Ago(90), None, "V2", "H5")],
        told: &[],
    },
    Young {
        reference: "SC000908",
        shows: Class::Relevant,
        known_as: "Keziah Bright",
        sex: 2,
        age: (17, 100),
        stays: &[(Age(13, 40), Some(Ago(120)), "V2", "U6")],
        told: &[],
    },
    // Six months at home are over tomorrow.
    Young {
        reference: "SC000909",
        shows: Class::Relevant,
        known_as: "Owen Castle",
        sex: 1,
        age: (17, 20),
        stays: &[(Age(14, 10), Some(AlmostSixMonthsAgo), "V2", "U6")],
        told: &[Told::Period(Home, AlmostSixMonthsAgo, None)],
    },
    // Living at home went on for eight months and then no more.
    Young {
        reference: "SC000910",
        shows: Class::Relevant,
        known_as: "Leila Osman",
        sex: 2,
        age: (17, 200),
        stays: &[(Age(14, 10), Some(Ago(250)), "V2", "U6")],
        told: &[Told::Period(Home, Ago(250), Some(Ago(10)))],
    },
    Young {
        reference: "SC000911",
        shows: Class::RelevantReg3,
        known_as: "Dean Marsh",
        sex: 1,
        age: (16, 60),
        stays: &[(Ago(400), Some(Ago(100)), "V2", "U6")],
        told: &[Told::Period(Detained, Ago(100), Some(Ago(20)))],
    },
    Young {
        reference: "SC000912",
        shows: Class::Qualifying,
        known_as: "Poppy Lane",
        sex: 2,
        age: (17, 60),
        stays: &[(Ago(150), Some(Ago(110)), "V2", "U6")],
        told: &[],
    },
    Young {
        reference: "SC000914",
        shows: Class::Qualifying,
        known_as: "Arlo Finch",
        sex: 1,
        age: (17, 150),
        stays: &[(Age(14, 30), Some(Ago(300)), "V2", "U6")],
        told: &[Told::Period(Home, Ago(300), None)],
    },
    Young {
        reference: "SC000915",
        shows: Class::QualifyingSgo,
        known_as: "Maisie Holt",
        sex: 2,
        age: (16, 30),
        stays: &[(Age(7, 10), Some(Age(10, 40)), "C2", "U6")],
        told: &[Told::Period(Guardianship, Age(10, 40), None)],
    },
    Young {
        reference: "SC000916",
        shows: Class::Qualifying21Education,
        known_as: "Tomas Varga",
        sex: 1,
        age: (22, 80),
        stays: &[(Age(16, 90), Some(Age(16, 134)), "V2", "U6")],
        told: &[Told::Yes(InEducation)],
    },
    Young {
        reference: "SC000918",
        shows: Class::Qualifying21,
        known_as: "Chantelle Webb",
        sex: 2,
        age: (22, 190),
        stays: &[(Age(16, 200), Some(Age(16, 260)), "V2", "U6")],
        told: &[Told::No(InEducation)],
    },
    Young {
        reference: "SC000919",
        shows: Class::AgedOut,
        known_as: "Marcus Bell",
        sex: 1,
        age: (25, 90),
        stays: &[(Age(12, 30), Some(Age(18, 0)), "C2", "U6")],
        told: &[],
    },
    Young {
        reference: "SC000920",
        shows: Class::AgedOutCourse,
        known_as: "Yasmin Noor",
        sex: 2,
        age: (25, 30),
        stays: &[(Age(11, 30), Some(Age(18, 0)), "C2", "U6")],
        told: &[Told::Yes(CoursePast25)],
    },
    // Sixty nights of short breaks and fifty of full care: whether breaks count is arguable.
    Young {
        reference: "SC000921",
        shows: Class::LookedAfterNotEligible,
        known_as: "Ruby Ashworth",
        sex: 2,
        age: (16, 240),
        stays: &[
            (Ago(350), Some(Ago(335)), "V3", "U4"),
            (Ago(260), Some(Ago(245)), "V3", "U4"),
            (Ago(200), Some(Ago(185)), "V3", "U4"),
            (Ago(120), Some(Ago(105)), "V3", "U4"),
            (Ago(50), None, "V2", "U5"),
        ],
        told: &[],
    },
    Young {
        reference: "SC000922",
        shows: Class::Relevant,
        known_as: "Elijah Stone",
        sex: 1,
        age: (16, 120),
        stays: &[(Age(11, 30), Some(Ago(60)), "E1", "A3")],
        told: &[Told::Period(Adopted, Ago(60), None)],
    },
    // The council's files begin in the middle of this one's care, and do not reach back to 14.
    Young {
        reference: "SC000923",
        shows: Class::LookedAfterNotEligible,
        known_as: "Sienna Cole",
        sex: 2,
        age: (17, 250),
        stays: &[(Ago(40), None, "V2", "U6")],
        told: &[],
    },
];

impl When {
    fn on(self, today: Day, born: Day) -> Day {
        match self {
            Ago(days) => days_after(today, -days),
            AlmostSixMonthsAgo => {
                let tomorrow = days_after(today, 1);
                // The earliest day whose six months are not over today.
                let days = (0..8).rev().map(|n| days_after(tomorrow, -180 - n));
                days.into_iter().find(|d| deadline_add_months(*d, 6) >= tomorrow).unwrap_or(tomorrow)
            }
            Age(years, days) => days_after(attains_age(born, years), days),
        }
    }
}

/// The young people as they are on `today`; none in a small council.
pub(super) fn children(today: Day, planned: usize) -> Vec<Child> {
    if planned < FROM_CHILDREN {
        return vec![];
    }
    YOUNG.iter().map(|young| young.child(today)).collect()
}

impl Young {
    fn born(&self, today: Day) -> Day {
        // The latest day of birth with that birthday so many days ago: the 29th of February is no birthday here.
        let birthday = days_after(today, -self.age.1);
        (0..3)
            .map(|n| attains_age(days_after(birthday, -n), -self.age.0))
            .find(|b| attains_age(*b, self.age.0) <= birthday)
            .unwrap_or(birthday)
    }

    fn child(&self, today: Day) -> Child {
        let born_on = self.born(today);
        let on = |when: When| when.on(today, born_on);
        let is_cut_off = self.reference.ends_with('3');
        let episode = |(nth, (from, until, status, place)): (usize, &Stay)| Episode {
            from: on(*from),
            until: until.map(on),
            // Care that began before the files do begins in them with a move.
            reason_new: if is_cut_off && nth == 0 { "P" } else { "S" },
            status,
            place,
            provider: if *place == "K2" || *place == "H5" { "PR4" } else { "PR1" },
            urn: match *place {
                "K2" => Some("2300205"),
                "H5" => Some("2300306"),
                _ => None,
            },
            reason_ceased: until.map(|until| match *status {
                "E1" => "E11",
                "V3" | "V4" => "E4A",
                _ if on(until) == attains_age(born_on, 18) => "E17",
                _ => "E4A",
            }),
            reason_moved: None,
        };
        Child {
            reference: self.reference.to_owned(),
            known_as: self.known_as.to_owned(),
            born_on,
            sex: self.sex,
            language: None,
            interpreter: false,
            alone: false,
            episodes: self.stays.iter().enumerate().map(episode).collect(),
            reviews: Vec::new(),
            held: Vec::new(),
        }
    }

    /// What staff enter about this one.
    pub(super) fn facts(&self, today: Day) -> Vec<(FactKind, Value)> {
        let born = self.born(today);
        let fact = |told: &Told| match *told {
            Told::Yes(kind) => (kind, json!(true)),
            Told::No(kind) => (kind, json!(false)),
            Told::Period(kind, from, until) => {
                let (start, end) = (from.on(today, born), until.map(|u| u.on(today, born)));
                let from_care = (kind == Guardianship).then_some(true);
                (kind, json!([{"start": start, "end": end, "looked_after_immediately_before": from_care}]))
            }
        };
        self.told.iter().map(fact).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use std::collections::HashSet;

    use super::super::council::{FULL, Plan, make};
    use super::*;
    use crate::entitlements::checks::Check;
    use crate::entitlements::class::{Certainty, standing};
    use crate::entitlements::fact::{Fact, For, apply};
    use crate::entitlements::facts::{Facts, Flags, Stay as CareStay};
    use crate::kernel::calendar::Days;
    use crate::kernel::{At, Id};

    fn facts(child: &Child, today: Day) -> Facts {
        let stays = child.episodes.iter().map(|e| CareStay {
            days: Days { from: e.from, until: e.until },
            legal_status: e.status.into(),
            placement: e.place.into(),
            short_break: None,
        });
        let known_from = child.episodes.first().filter(|e| e.reason_new != "S").map(|e| e.from);
        let mut facts = Facts {
            born: child.born_on,
            other_born: None,
            stays: stays.collect(),
            periods: vec![],
            flags: Flags { unaccompanied: child.alone.then_some(true), ..Flags::default() },
            history_known_from: known_from,
        };
        let young = YOUNG.iter().find(|y| y.reference == child.reference);
        let told = young.map(|y| y.facts(today)).unwrap_or_default().into_iter().map(|(kind, value)| {
            kind.check(&value).unwrap();
            let (at, source) = (At::from_ms(0), String::new());
            Fact {
                id: Id::at(at),
                kind,
                value,
                source,
                checked_on: today,
                agreed_on: None,
                entered_by: Id::at(at),
                entered_at: at,
            }
        });
        apply(&mut facts, &told.collect::<Vec<_>>(), For::Staff);
        facts
    }

    #[test]
    fn each_of_them_shows_what_it_is_there_for_on_any_day() {
        for today in ["2026-11-22", "2026-12-31", "2027-02-28", "2028-02-29", "2027-08-31"] {
            let today = today.parse().unwrap();
            for (young, child) in YOUNG.iter().zip(children(today, FULL)) {
                assert_eq!(standing(&facts(&child, today), today).class, young.shows, "{} on {today}", young.reference);
            }
        }
    }

    #[test]
    fn the_council_shows_every_class_every_certainty_and_every_line() {
        for (children, seed) in [(FULL, 1), (240, 1), (240, 7)] {
            let today = "2026-11-22".parse().unwrap();
            let made = make(&Plan { today, children, seed });
            let all = made.children.iter().map(|c| standing(&facts(c, today), today)).collect::<Vec<_>>();
            let shown: HashSet<_> = all.iter().map(|s| s.class).collect();
            let missing = Class::ALL.iter().filter(|c| !shown.contains(c)).collect::<Vec<_>>();
            assert!(missing.is_empty(), "of {children} nobody is {missing:?}");
            let certain: HashSet<_> = all.iter().map(|s| s.certainty).collect();
            assert!(Certainty::ALL.iter().all(|c| certain.contains(c)), "{certain:?}");
            assert!(all.iter().filter(|s| s.near_line).count() >= 2);
            let checks: HashSet<_> = all.iter().flat_map(|s| s.checks.iter().copied()).collect();
            for check in [
                Check::CountsDiffer,
                Check::NearLine,
                Check::OnlyWithBreaks,
                Check::Section17,
                Check::AdoptedLate,
                Check::HistoryUnknown,
                Check::Adverse,
            ] {
                assert!(checks.contains(&check), "nobody is looked at for {check}");
            }
        }
    }
}
