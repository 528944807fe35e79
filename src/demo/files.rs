//! The files that a council would give, as its systems would write them on a day: the SSDA903 return of three years,
//! people, staff, allocations, and the histories of care leavers older than the return.

use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::council::{Child, Episode, Held, Made};
use super::dice::days_after;
use crate::kernel::Day;
use crate::kernel::calendar::{age_on, attains_age};
use crate::kernel::words::Post;

/// A pseudo-postcode that names no place. A real return holds postcodes here; the import must drop them.
const NOWHERE: &str = "ZZ99 3VZ";

/// Where the files are.
#[derive(Debug, Clone)]
pub(super) struct CouncilFiles {
    /// The folder of the return, a folder for each year in it, oldest first.
    pub(super) years: Vec<PathBuf>,
    /// `people.csv`.
    pub(super) people: PathBuf,
    /// `staff.csv`.
    pub(super) staff: PathBuf,
    /// `allocations.csv`.
    pub(super) allocations: PathBuf,
    /// `history.csv`.
    pub(super) history: PathBuf,
}

/// A return year: 1 April to 31 March, or to the day of the extract.
#[derive(Debug, Clone, Copy)]
struct Year {
    from: Day,
    to: Day,
    latest: bool,
}

/// Writes what the council's systems hold at the end of `as_of` into `folder`.
///
/// # Errors
/// In words, with the file.
pub(super) fn write(made: &Made, as_of: Day, folder: &Path) -> Result<CouncilFiles, String> {
    let years = years(as_of);
    let first = years.first().map_or(as_of, |y| y.from);
    let mut folders = Vec::new();
    for year in &years {
        let path = folder.join("ssda903").join(format!("{}-{:02}", year.from.year(), (year.from.year() + 1) % 100));
        the_return(made, *year, &path)?;
        folders.push(path);
    }
    let files = CouncilFiles {
        years: folders,
        people: folder.join("people.csv"),
        staff: folder.join("staff.csv"),
        allocations: folder.join("allocations.csv"),
        history: folder.join("history.csv"),
    };
    table(
        &files.people,
        &["child_id", "known_as", "first_language", "interpreter"],
        made.children.iter().filter(|c| c.known_on(as_of)).map(person),
    )?;
    table(&files.staff, STAFF, made.staff.iter().map(|w| worker(made, w)))?;
    let held = made.children.iter().flat_map(|c| c.held.iter().map(move |h| (c, h)));
    let posts = held.filter(|(_, h)| h.post != Post::SocialWorker && h.from <= as_of);
    table(
        &files.allocations,
        &["child_id", "staff_id", "post", "from", "to"],
        posts.map(|(c, h)| allocation(made, c, h, as_of)),
    )?;
    let older = made.children.iter().flat_map(|c| c.episodes.iter().map(move |e| (c, e)));
    let older = older.filter(|(c, e)| e.until.is_some_and(|u| u < first) && history_is_held(c, as_of));
    table(&files.history, HISTORY, older.map(|(c, e)| past(c, e)))?;
    Ok(files)
}

const STAFF: &[&str] = &[
    "staff_id",
    "name",
    "role",
    "team",
    "team_name",
    "service",
    "email",
    "swe_number",
    "manager_id",
    "sign_in_name",
    "work_days",
    "about",
];
const HISTORY: &[&str] =
    &["child_id", "dob", "start", "end", "legal_status", "placement", "provider", "reason_new", "reason_ceased"];
const EPISODES: &[&str] = &[
    "CHILD",
    "DECOM",
    "RNE",
    "LS",
    "CIN",
    "PLACE",
    "PLACE_PROVIDER",
    "DEC",
    "REC",
    "REASON_PLACE_CHANGE",
    "HOME_POST",
    "PL_POST",
    "URN",
];

/// The council has the whole history of every care leaver, and of most children in care.
fn history_is_held(child: &Child, day: Day) -> bool {
    age_on(child.born_on, day) >= 18 || !child.reference.ends_with(['3', '7'])
}

/// The return years that an extract of a day holds: two that are over, and the one that is running.
fn years(as_of: Day) -> Vec<Year> {
    let running = if as_of.month() >= 4 { as_of.year() } else { as_of.year() - 1 };
    let april = |year: i32| Day::from_ymd_opt(year, 4, 1).unwrap_or(as_of);
    (running - 2..=running)
        .map(|y| Year { from: april(y), to: days_after(april(y + 1), -1).min(as_of), latest: y == running })
        .collect()
}

/// One year's return: what was so in that year, as it was known at its end.
fn the_return(made: &Made, year: Year, folder: &Path) -> Result<(), String> {
    let file = |name: &str| folder.join(format!("{name}.csv"));
    let present: Vec<&Child> =
        made.children.iter().filter(|c| c.episodes.iter().any(|e| is_in(year, e.from, e.until))).collect();
    let header: &[&str] = if year.latest {
        &["CHILD", "GENDER", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB", "UASC"]
    } else {
        &["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]
    };
    table(&file("header"), header, present.iter().map(|c| identity(c, year)))?;
    let episodes =
        present.iter().flat_map(|c| c.episodes.iter().filter(|e| is_in(year, e.from, e.until)).map(move |e| (*c, e)));
    table(&file("episodes"), EPISODES, episodes.map(|(c, e)| episode(c, e, year)))?;
    let reviews = present
        .iter()
        .flat_map(|c| c.reviews.iter().filter(|(d, _)| *d >= year.from && *d <= year.to).map(move |r| (*c, r)));
    let review = |(c, (day, code)): (&Child, &(Day, &'static str))| {
        vec![c.reference.clone(), uk(c.born_on), uk(*day), (*code).to_owned()]
    };
    table(&file("reviews"), &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"], reviews.map(review))?;
    let alone = present.iter().filter(|c| c.alone);
    let row = |c: &&Child| vec![c.reference.clone(), c.sex.to_string(), uk(c.born_on), uk(attains_age(c.born_on, 18))];
    table(&file("uasc"), &["CHILD", "SEX", "DOB", "DUC"], alone.map(row))?;
    let workers = made.children.iter().flat_map(|c| c.held.iter().map(move |h| (c, h)));
    let workers = workers.filter(|(_, h)| h.post == Post::SocialWorker && is_in(year, h.from, h.until));
    let columns = ["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"];
    table(&file("sw_episodes"), &columns, workers.map(|(c, h)| worked(made, c, h, year)))?;
    let oc3 = made.children.iter().filter(|c| is_leaver_of(c, year));
    table(&file("oc3"), &["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"], oc3.map(leaver))
}

fn is_in(year: Year, from: Day, until: Option<Day>) -> bool {
    from <= year.to && until.is_none_or(|u| u >= year.from)
}

/// Whether the year's care-leaver table holds somebody: a birthday from the 17th to the 21st in it, after care.
fn is_leaver_of(child: &Child, year: Year) -> bool {
    let birthday = (17..=21).map(|age| attains_age(child.born_on, age)).any(|day| day >= year.from && day <= year.to);
    birthday && !child.in_care_on(year.to) && child.episodes.first().is_some_and(|e| e.from < year.from)
}

fn person(child: &Child) -> Vec<String> {
    let interpreter = if child.interpreter { "yes" } else { "no" };
    vec![
        child.reference.clone(),
        child.known_as.clone(),
        child.language.unwrap_or("English").to_owned(),
        interpreter.to_owned(),
    ]
}

fn worker(made: &Made, worker: &super::council::Worker) -> Vec<String> {
    let team = made.teams.get(worker.team);
    let team = |pick: fn(&super::council::Team) -> String| team.map(pick).unwrap_or_default();
    let email = worker.sign_in_name.as_ref().map(|n| format!("{n}@example.invalid"));
    vec![
        worker.code.clone(),
        worker.name.clone(),
        worker.role.to_string(),
        team(|t| t.code.clone()),
        team(|t| t.name.clone()),
        team(|t| t.service.to_string()),
        email.unwrap_or_default(),
        worker.swe_number.clone().unwrap_or_default(),
        worker.manager.clone().unwrap_or_default(),
        worker.sign_in_name.clone().unwrap_or_default(),
        worker.work_days.to_owned(),
        worker.about.to_owned(),
    ]
}

fn allocation(made: &Made, child: &Child, held: &Held, as_of: Day) -> Vec<String> {
    let by = made.staff.get(held.by).map(|w| w.code.clone()).unwrap_or_default();
    let to = held.until.filter(|u| *u <= as_of).map(uk).unwrap_or_default();
    vec![child.reference.clone(), by, held.post.to_string(), uk(held.from), to]
}

fn past(child: &Child, e: &Episode) -> Vec<String> {
    vec![
        child.reference.clone(),
        uk(child.born_on),
        uk(e.from),
        e.until.map(uk).unwrap_or_default(),
        e.status.to_owned(),
        e.place.to_owned(),
        e.provider.to_owned(),
        e.reason_new.to_owned(),
        e.reason_ceased.unwrap_or_default().to_owned(),
    ]
}

fn identity(child: &Child, year: Year) -> Vec<String> {
    let upn = format!("A{:0>12}", child.reference.trim_start_matches("SC"));
    let mut row = vec![
        child.reference.clone(),
        child.sex.to_string(),
        uk(child.born_on),
        "WBRI".into(),
        upn,
        String::new(),
        String::new(),
    ];
    if year.latest {
        row.push(if child.alone { "1" } else { "0" }.into());
    }
    row
}

fn episode(child: &Child, e: &Episode, year: Year) -> Vec<String> {
    let over = e.until.filter(|u| *u <= year.to);
    let known = |code: Option<&'static str>| over.and(code).unwrap_or_default().to_owned();
    let need = if child.alone { "N8" } else { "N1" };
    vec![
        child.reference.clone(),
        uk(e.from),
        e.reason_new.to_owned(),
        e.status.to_owned(),
        need.to_owned(),
        e.place.to_owned(),
        e.provider.to_owned(),
        over.map(uk).unwrap_or_default(),
        known(e.reason_ceased),
        known(e.reason_moved),
        NOWHERE.to_owned(),
        NOWHERE.to_owned(),
        e.urn.unwrap_or_default().to_owned(),
    ]
}

fn worked(made: &Made, child: &Child, held: &Held, year: Year) -> Vec<String> {
    let number = made.staff.get(held.by).and_then(|w| w.swe_number.clone()).unwrap_or_default();
    let over = held.until.filter(|u| *u <= year.to);
    let reason = over.and(held.reason).unwrap_or_default();
    vec![
        child.reference.clone(),
        uk(child.born_on),
        number,
        uk(held.from),
        over.map(uk).unwrap_or_default(),
        reason.to_owned(),
    ]
}

fn leaver(child: &Child) -> Vec<String> {
    let last = child.reference.bytes().last().unwrap_or(b'0');
    let (in_touch, activity, home) = match last {
        b'9' => ("NO", "", ""),
        b'8' => ("NREQ", "", ""),
        b'7' => ("REFU", "", ""),
        b'5' | b'6' => ("YES", "F2", "U1"),
        b'3' | b'4' => ("YES", "F4", "E1"),
        _ => ("YES", "G5", "V1"),
    };
    vec![child.reference.clone(), uk(child.born_on), in_touch.into(), activity.into(), home.into()]
}

/// A day as the return writes it.
fn uk(day: Day) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn table(file: &Path, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<(), String> {
    let say = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|e| say(&e))?;
    }
    let mut out = csv::Writer::from_path(file).map_err(|e| say(&e))?;
    out.write_record(header).map_err(|e| say(&e))?;
    for row in rows {
        out.write_record(&row).map_err(|e| say(&e))?;
    }
    out.flush().map_err(|e| say(&e))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::super::council::{Plan, make};
    use super::*;

    #[test]
    fn the_files_of_an_earlier_day_know_nothing_of_what_came_after() {
        let today = Day::from_ymd_opt(2026, 11, 22).unwrap();
        let made = make(&Plan { today, children: 60, seed: 5 });
        let folder = tempfile::tempdir().unwrap();
        let as_of = days_after(today, -35);
        let files = write(&made, as_of, folder.path()).unwrap();
        assert_eq!(files.years.len(), 3);
        let last = files.years.last().unwrap();
        for name in ["episodes", "sw_episodes", "reviews"] {
            let text = std::fs::read_to_string(last.join(format!("{name}.csv"))).unwrap();
            for field in text.split([',', '\n']) {
                if let Ok(day) = Day::parse_from_str(field, "%d/%m/%Y") {
                    assert!(day <= as_of, "{name}: {day}");
                }
            }
        }
    }
}
