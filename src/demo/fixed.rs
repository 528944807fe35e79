//! The children of the sample provider files: names, ids, birth dates and stays that the savings desk will meet in a
//! provider's schedule, a Junior ISA statement and a carer's declaration. They are the same in every demonstration.

use super::care;
use super::council::{Child, Episode};
use crate::kernel::Day;
use crate::kernel::calendar::attains_age;

/// One of them: id, known as, born, sex, and where they have lived: the first day, PLACE, provider, URN.
struct Fixed {
    reference: &'static str,
    known_as: &'static str,
    born: (i32, u32, u32),
    sex: u8,
    stays: &'static [Stay],
}

/// A stay: first day, legal status, placement, kind of provider, the provider's URN.
type Stay = ((i32, u32, u32), &'static str, &'static str, &'static str, Option<&'static str>);

/// The fostering agency of the sample schedule.
pub(super) const BRIGHT_OAK: &str = "2300114";

const FIXED: &[Fixed] = &[
    Fixed {
        reference: "SC000123",
        known_as: "Amelia Smith",
        born: (2013, 2, 3),
        sex: 2,
        stays: &[((2021, 9, 4), "C2", "U6", "PR4", Some(BRIGHT_OAK))],
    },
    Fixed {
        reference: "SC000342",
        known_as: "Liam O’Connor",
        born: (2010, 11, 17),
        sex: 1,
        stays: &[((2022, 1, 12), "C2", "U6", "PR4", Some(BRIGHT_OAK))],
    },
    Fixed {
        reference: "SC000456",
        known_as: "Kai Jones",
        born: (2012, 8, 30),
        sex: 1,
        stays: &[((2023, 3, 20), "C2", "U6", "PR1", None), ((2024, 6, 12), "C2", "U6", "PR4", Some(BRIGHT_OAK))],
    },
    Fixed {
        reference: "SC000801",
        known_as: "Aisha Khan",
        born: (2014, 9, 9),
        sex: 2,
        // A year in care and more before the month of the schedule: savings are due in it.
        stays: &[((2022, 11, 14), "C2", "U6", "PR1", None), ((2023, 12, 1), "C2", "U6", "PR4", Some(BRIGHT_OAK))],
    },
    Fixed {
        reference: "SC000802",
        known_as: "Adam Khan",
        born: (2014, 9, 9),
        sex: 1,
        stays: &[((2022, 11, 14), "C2", "U6", "PR1", None), ((2023, 12, 1), "C2", "U6", "PR4", Some(BRIGHT_OAK))],
    },
    Fixed {
        reference: "SC000789",
        known_as: "Ellis Brown",
        born: (2009, 3, 21),
        sex: 1,
        stays: &[((2022, 5, 2), "C2", "U6", "PR4", Some(BRIGHT_OAK)), ((2024, 5, 10), "C2", "U6", "PR1", None)],
    },
    Fixed {
        reference: "SC000640",
        known_as: "Jodie Marlow",
        born: (2010, 6, 14),
        sex: 2,
        stays: &[((2019, 2, 11), "C2", "U4", "PR1", None)],
    },
    Fixed {
        reference: "SC000298",
        known_as: "Tariq Aslam",
        born: (2007, 6, 19),
        sex: 1,
        stays: &[((2017, 10, 2), "C2", "U6", "PR1", None)],
    },
    Fixed {
        reference: "SC000245",
        known_as: "Bethan Lisle",
        born: (2015, 1, 26),
        sex: 2,
        stays: &[((2021, 11, 15), "C2", "U1", "PR1", None)],
    },
];

/// The children of the sample files, as they are on `today`.
pub(super) fn children(today: Day) -> Vec<Child> {
    FIXED.iter().filter_map(|f| child(f, today)).collect()
}

fn child(fixed: &Fixed, today: Day) -> Option<Child> {
    let born_on = day(fixed.born)?;
    let adult = attains_age(born_on, 18);
    let mut episodes: Vec<Episode> = Vec::new();
    for (from, status, place, provider, urn) in fixed.stays {
        let from = day(*from).filter(|f| *f < today && *f < adult)?;
        if let Some(last) = episodes.last_mut() {
            last.until = Some(from);
            last.reason_ceased = Some("X1");
            last.reason_moved = Some("LAREQ");
        }
        let reason_new = if episodes.is_empty() { "S" } else { "P" };
        let (until, reason_ceased, reason_moved) = (None, None, None);
        episodes.push(Episode {
            from,
            until,
            reason_new,
            status,
            place,
            provider,
            urn: *urn,
            reason_ceased,
            reason_moved,
        });
    }
    if adult <= today {
        care::end(&mut episodes, adult, "E17");
    }
    Some(Child {
        reference: fixed.reference.to_owned(),
        known_as: fixed.known_as.to_owned(),
        born_on,
        sex: fixed.sex,
        language: None,
        interpreter: false,
        alone: false,
        episodes,
        reviews: Vec::new(),
        held: Vec::new(),
    })
}

fn day((year, month, day): (i32, u32, u32)) -> Option<Day> {
    Day::from_ymd_opt(year, month, day)
}
