//! The return as councils really write it: clean, dirty, in another order, over several years.
#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test fails on what is missing")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::known::{KnownAllocation, KnownStaff};
use super::super::{Input, Now, Plan, Wanted, allocating};
use super::*;
use crate::files::receipt::FileReceipt;
use crate::kernel::Day;
use crate::kernel::calendar::london_midnight;
use crate::kernel::words::Role;
use crate::people::episode::Source;
use crate::people::tasks::TaskKind;

const HEADER: &str = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n";
const EPISODES: &str =
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n";
const REVIEWS: &str = "CHILD,DOB,REVIEW,REVIEW_CODE\n";
const WORKERS: &str = "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n";

fn d(s: &str) -> Day {
    s.parse().unwrap_or_default()
}

fn now() -> Now {
    let today = d("2026-11-22");
    Now { at: london_midnight(today).plus(10 * crate::kernel::clock::HOUR), today }
}

fn input(file: &str, text: &str) -> Input {
    Input { file: file.into(), bytes: text.as_bytes().to_vec(), named: true }
}

fn files(of: &[(&str, String)]) -> Vec<Input> {
    of.iter().map(|(file, text)| input(file, text)).collect()
}

fn run(known: &Known, of: &[(&str, String)]) -> Plan {
    run_wanting(known, of, Wanted::default())
}

fn run_wanting(known: &Known, of: &[(&str, String)], wanted: Wanted) -> Plan {
    plan(&files(of), known, now(), wanted).unwrap_or_else(|e| panic!("{e}"))
}

/// What would be known once a plan was written.
fn apply(known: &Known, plan: &Plan) -> Known {
    let mut after = known.clone();
    let w = plan.writes.clone();
    for child in w.children_new.into_iter().chain(w.children_set) {
        after.references.insert(child.reference.clone(), child.id);
        after.children.insert(child.id, child);
    }
    after.references.extend(w.references_new);
    for e in w.episodes_new.into_iter().chain(w.episodes_set) {
        after.episodes.entry(e.child).or_default().insert(e.episode.started_on, e);
    }
    for episodes in after.episodes.values_mut() {
        episodes.retain(|_, e| !w.episodes_gone.contains(&e.id));
    }
    for r in w.reviews_new.into_iter().chain(w.reviews_set) {
        after.reviews.entry(r.child).or_default().insert(r.held_on, r);
    }
    for (child, day) in w.reviews_gone {
        after.reviews.entry(child).or_default().remove(&day);
    }
    after.contacts.extend(w.contacts_set.into_iter().map(|(c, y, t)| ((c, y), t)));
    for a in w.allocations_set {
        let theirs = after.allocations.entry(a.child).or_default();
        theirs.retain(|o| o.id != a.id);
        theirs.push(a);
    }
    for a in w.allocations_new {
        after.allocations.entry(a.child).or_default().push(a);
    }
    after
}

fn receipt<'a>(plan: &'a Plan, table: &str) -> &'a FileReceipt {
    plan.receipt.files.iter().find(|f| f.table == table).unwrap_or_else(|| panic!("no receipt of {table}"))
}

fn fates(plan: &Plan, table: &str) -> (usize, usize, usize, usize, usize) {
    let f = receipt(plan, table);
    (f.taken, f.corrected, f.set_aside, f.ignored, f.unchanged)
}

fn said(plan: &Plan, table: &str, what: &str) -> bool {
    receipt(plan, table).problems.iter().any(|p| p.problem.contains(what))
}

/// Everything that matters of what is known, without ids that a run makes.
fn summary(known: &Known) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for c in known.children.values() {
        let of = |text: String| format!("{} {text}", c.reference);
        all.insert(of(format!(
            "{} {:?} {:?} {} {:?}",
            c.born_on, c.unaccompanied_until, c.history_known_from, c.history_complete, c.died_on
        )));
        all.extend(
            known
                .episodes
                .get(&c.id)
                .into_iter()
                .flatten()
                .map(|(_, e)| of(format!("{:?} {:?}", e.episode, e.year_ending))),
        );
        all.extend(known.reviews.get(&c.id).into_iter().flatten().map(|(d, r)| of(format!("{d} {}", r.participation))));
        all.extend(
            known
                .allocations
                .get(&c.id)
                .into_iter()
                .flatten()
                .map(|a| of(format!("{} {} {:?}", a.staff, a.starts_on, a.ends_on))),
        );
        all.extend(known.contacts.iter().filter(|((id, _), _)| *id == c.id).map(|((_, y), t)| of(format!("{y} {t}"))));
    }
    all
}

fn staff(code: &str, number: &str) -> KnownStaff {
    KnownStaff {
        id: uuid::Uuid::from_bytes([code.as_bytes()[0]; 16]).into(),
        code: code.into(),
        name: code.into(),
        role: Role::SocialWorker,
        team: None,
        email: None,
        swe_number: Some(number.into()),
        sign_in_name: None,
        work_days: "mon".into(),
        about: None,
        by_hand: String::new(),
        disabled_at: None,
    }
}

fn a_year() -> Vec<(&'static str, String)> {
    vec![
        ("a.csv", format!("{HEADER}1,M,01/02/2010,WBRI,A12345678901B,,\n2,F,03/04/2012,MWBC,UN1,0,\n")),
        (
            "b.csv",
            format!(
                "{EPISODES}1,10/05/2023,S,C2,N1,U4,PR1,01/09/2023,X1,CARPL,SO14 7LY,SO15 1AA,SC123456\n\
                 1,01/09/2023,P,C2,N1,K2,PR4,,,,SO14 7LY,SO15 1AB,1234567\n2,01/12/2020,L,C1,N1,U6,PR1,,,,,,\n"
            ),
        ),
        (
            "c.csv",
            format!("{REVIEWS}1,01/02/2010,06/06/2023,PN1\n1,01/02/2010,06/12/2023,PN6\n2,03/04/2012,20/03/2024,PN0\n"),
        ),
    ]
}

#[test]
fn a_clean_return_is_taken_whole_and_the_same_again_changes_nothing() {
    let first = run(&Known::default(), &a_year());
    assert_eq!(fates(&first, "Header"), (2, 0, 0, 0, 0));
    assert_eq!(fates(&first, "Episodes"), (3, 0, 0, 0, 0), "{:?}", first.receipt);
    assert_eq!(fates(&first, "Reviews"), (3, 0, 0, 0, 0));
    assert_eq!(first.receipt.changes.added, 8);
    let known = apply(&Known::default(), &first);
    let again = run(&known, &a_year());
    assert_eq!(again.writes.rows(), 0);
    assert_eq!(again.receipt.changes, Default::default());
    assert_eq!(fates(&again, "Episodes"), (3, 0, 0, 0, 3));
}

#[test]
fn no_postcode_ethnicity_or_pupil_number_is_kept() {
    let plan = run(&Known::default(), &a_year());
    let all = format!("{:?} {:?}", plan.writes, plan.receipt);
    for secret in ["SO14", "SO15", "WBRI", "MWBC", "A12345678901B", "N1"] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn history_that_does_not_begin_with_s_is_known_only_from_its_first_day() {
    let known = apply(&Known::default(), &run(&Known::default(), &a_year()));
    let of = |id: &str| &known.children[&known.references[id]];
    assert_eq!((of("1").history_known_from, of("1").history_complete), (Some(d("2023-05-10")), true));
    assert_eq!((of("2").history_known_from, of("2").history_complete), (Some(d("2020-12-01")), false));
}

/// One child's episodes as rows (DECOM, RNE, LS, PLACE, DEC, REC), with what becomes of them.
fn episodes(rows: &[&str]) -> Plan {
    let rows: String = rows.iter().map(|r| format!("1,{r}\n")).collect();
    let text = format!("CHILD,DECOM,RNE,LS,PLACE,DEC,REC\n{rows}");
    run(&Known::default(), &[("h.csv", format!("{HEADER}1,M,01/02/2010,,,,\n")), ("e.csv", text)])
}

#[test]
fn dirty_episodes_each_say_what_became_of_them() {
    let table: &[(&[&str], (usize, usize, usize, usize), &str)] = &[
        (&["10/05/2023,S,C2,U4,01/04/2023,E4A"], (0, 0, 1, 0), "DEC is before DECOM"),
        (&["10/05/2023,S,C2,U4,,E4A"], (0, 0, 1, 0), "DEC does not say when"),
        (&["10/05/2023,S,C2,U4,,X1", "01/06/2023,P,C2,U4,,"], (1, 1, 0, 0), "REC says X1, so the episode ends"),
        (&["10/05/2023,S,C2,U4,,X1"], (0, 0, 1, 0), "DEC does not say when"),
        (&["10/05/2023,S,C2,U4,01/06/2023,", "01/06/2023,P,C2,U4,,"], (1, 1, 0, 0), "taken as X1"),
        (&["10/05/2023,S,C2,U4,01/06/2023,"], (0, 1, 0, 0), "without a reason"),
        (&["10/05/2023,S,C2,U4,01/06/2023,X1", "03/06/2023,P,C2,U4,,"], (2, 0, 0, 0), "gap ends the period of care"),
        (&["10/05/2023,S,C2,U4,01/07/2023,X1", "01/06/2023,P,C2,U4,,"], (2, 0, 0, 0), "overlap"),
        (&["10/05/2023,S,C2,U4,,", "01/06/2023,P,C2,U4,,"], (2, 0, 0, 0), "overlap"),
        (&["10/05/2023,S,C2,U4,01/06/2023,E4A", "01/06/2023,S,C2,U4,,"], (2, 0, 0, 0), "new period of care begins"),
        (&["10/05/2023,S,C2,U4,,", "10/05/2023,S,C2,U4,,"], (1, 0, 0, 1), "the same as line 2"),
        (&["10/05/2023,S,C2,U4,,", "10/05/2023,S,C2,U4,01/06/2023,E8"], (0, 1, 1, 0), "has ended"),
        (&["10/05/2023,S,C2,U4,,", "10/05/2023,S,V2,U4,,"], (0, 0, 2, 0), "say it differently"),
        (&["10/05/2023,Q,C2,U4,,"], (0, 0, 1, 0), "not in the guide"),
        (&["10/05/2023,S,C9,U4,,"], (0, 0, 1, 0), "not in the guide"),
        (&["10/05/2023,S,C2,W9,,"], (0, 0, 1, 0), "not in the guide"),
        (&["10/05/2023,S,C2,U4,01/06/2023,E99"], (0, 1, 0, 0), "left out"),
        (&["10/05/2023,s,c2,u4,01/06/2023,e4a"], (1, 0, 0, 0), ""),
        (&["31/02/2023,S,C2,U4,,"], (0, 0, 1, 0), "no date"),
        (&["10/05/2033,S,C2,U4,,"], (0, 0, 1, 0), "in the future"),
        (&["10/05/2023,S,C2,U4"], (0, 1, 0, 0), "fewer than"),
        (&["10/05/2023,S,C2,U4,,,,x"], (0, 0, 1, 0), "more than"),
        (&["10/05/2023,S,C2,\"U4,,"], (0, 0, 1, 0), "quotation mark"),
    ];
    for (rows, fates, says) in table {
        let plan = episodes(rows);
        let f = receipt(&plan, "Episodes");
        assert_eq!((f.taken, f.corrected, f.set_aside, f.ignored), *fates, "{rows:?}: {:?}", f.problems);
        assert_eq!(f.taken + f.corrected + f.set_aside + f.ignored, f.rows_read, "{rows:?}");
        assert!(says.is_empty() || said(&plan, "Episodes", says), "{rows:?}: {:?}", f.problems);
    }
}

#[test]
fn rows_about_nobody_are_set_aside() {
    let plan = run(
        &Known::default(),
        &[
            ("h.csv", format!("{HEADER}1,M,01/02/2010,,,,\n")),
            ("e.csv", format!("{EPISODES}9,10/05/2023,S,C2,,U4,,,,,,,\n")),
            (
                "r.csv",
                format!(
                    "{REVIEWS}9,01/02/2010,06/06/2023,PN1\n1,02/02/2010,06/06/2023,PN1\n1,01/02/2010,06/06/2023,PN9\n"
                ),
            ),
        ],
    );
    assert_eq!(fates(&plan, "Episodes"), (0, 0, 1, 0, 0));
    assert_eq!(fates(&plan, "Reviews"), (0, 0, 3, 0, 0));
    assert!(said(&plan, "Reviews", "not the day of birth"));
}

#[test]
fn tables_without_use_are_ignored_and_say_so() {
    let plan = run(
        &Known::default(),
        &[
            ("h.csv", format!("{HEADER}1,M,01/02/2010,,,,\n")),
            ("oc2.csv", "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED\n1,01/02/2010,20,,0\n".into()),
            ("m.csv", "CHILD,DOB,MISSING,MIS_START,MIS_END\n1,01/02/2010,M,01/05/2023,02/05/2023\n".into()),
            ("p.csv", "child_id,known_as\n1,Alex\n".into()),
            ("x.csv", "CHILD,SOMETHING\n1,2\n".into()),
        ],
    );
    assert_eq!(fates(&plan, "OC2"), (0, 0, 0, 1, 0));
    assert!(said(&plan, "Missing", "no use for this table"));
    assert!(said(&plan, "people", "sayso import people"));
    assert_eq!(fates(&plan, "other"), (0, 0, 0, 1, 0));
}

fn year(n: i32, episode: &str) -> Vec<(String, String)> {
    vec![
        (format!("{n}/h.csv"), format!("{HEADER}1,M,01/02/2010,,,,\n")),
        (format!("{n}/e.csv"), format!("{EPISODES}{episode}")),
    ]
}

fn run_years(known: &Known, years: &[Vec<(String, String)>], wanted: Wanted) -> Plan {
    let inputs: Vec<Input> = years.iter().flatten().map(|(f, t)| input(f, t)).collect();
    plan(&inputs, known, now(), wanted).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn years_merge_the_same_whether_together_or_apart_in_any_order() {
    let first = year(2023, "1,10/05/2022,S,C1,N1,U4,PR1,,,,,,\n");
    let second = year(2024, "1,10/05/2022,S,C2,N1,U4,PR1,01/09/2023,X1,,,,\n1,01/09/2023,P,C2,N1,U6,PR1,,,,,,\n");
    let none = Known::default();
    let together = apply(&none, &run_years(&none, &[first.clone(), second.clone()], Wanted::default()));
    let forward = apply(&none, &run_years(&none, std::slice::from_ref(&first), Wanted::default()));
    let forward = apply(&forward, &run_years(&forward, std::slice::from_ref(&second), Wanted::default()));
    let back = apply(&none, &run_years(&none, &[second], Wanted::default()));
    let back = apply(&back, &run_years(&back, &[first], Wanted::default()));
    assert_eq!(summary(&together), summary(&forward));
    assert_eq!(summary(&together), summary(&back));
}

#[test]
fn an_absent_row_is_kept_and_shown_and_taken_away_only_when_confirmed() {
    let none = Known::default();
    let both = year(
        2024,
        "1,10/05/2021,S,C2,N1,U4,PR1,01/06/2021,E4A,,,,\n1,10/05/2023,S,C2,N1,U4,PR1,01/09/2023,X1,,,,\n1,01/09/2023,P,C2,N1,U6,PR1,,,,,,\n",
    );
    let known = apply(&none, &run_years(&none, &[both], Wanted::default()));
    let fewer = year(2024, "1,01/09/2023,P,C2,N1,U6,PR1,,,,,,\n");
    let shown = run_years(&known, std::slice::from_ref(&fewer), Wanted::default());
    assert_eq!(shown.receipt.changes.absent, 1, "{:?}", shown.receipt.differences);
    assert_eq!(shown.writes.rows(), 0);
    assert!(shown.receipt.wants_looking_at());
    let confirmed = run_years(&known, &[fewer], Wanted { confirm_removals: true, ..Wanted::default() });
    assert_eq!((confirmed.receipt.changes.removed, confirmed.writes.episodes_gone.len()), (1, 1));
    let after = apply(&known, &confirmed);
    let starts: Vec<Day> = after.episodes.values().flat_map(|e| e.keys().copied()).collect();
    assert_eq!(starts, [d("2021-05-10"), d("2023-09-01")]);
}

#[test]
fn a_row_that_was_set_aside_is_not_absent() {
    let none = Known::default();
    let known =
        apply(&none, &run_years(&none, &[year(2024, "1,10/05/2023,S,C2,N1,U4,PR1,,,,,,\n")], Wanted::default()));
    let broken = run_years(
        &known,
        &[year(2024, "1,10/05/2023,S,C2,N1,??,PR1,,,,,,\n")],
        Wanted { confirm_removals: true, ..Wanted::default() },
    );
    assert_eq!(broken.receipt.changes, Default::default());
}

#[test]
fn what_a_person_entered_here_stays() {
    let none = Known::default();
    let mut known =
        apply(&none, &run_years(&none, &[year(2024, "1,10/05/2023,S,C2,N1,U4,PR1,,,,,,\n")], Wanted::default()));
    known.episodes.values_mut().flat_map(BTreeMap::values_mut).for_each(|e| e.source = Source::Person);
    let plan = run_years(&known, &[year(2024, "1,10/05/2023,S,C2,N1,K2,PR1,,,,,,\n")], Wanted::default());
    assert_eq!(plan.writes.rows(), 0);
    assert!(said(&plan, "Episodes", "A person entered this episode here"));
}

#[test]
fn an_id_that_changes_is_followed_only_where_a_column_says_so() {
    let none = Known::default();
    let before = year(2023, "1,10/05/2022,S,C2,N1,U4,PR1,,,,,,\n");
    let after = |header: &str, row: &str| {
        vec![
            ("2024/h.csv".to_owned(), format!("{header}{row}")),
            (
                "2024/e.csv".to_owned(),
                format!("{EPISODES}77,10/05/2022,S,C2,N1,U4,PR1,,,,,,\n8,01/06/2023,S,C2,N1,U4,PR1,,,,,,\n"),
            ),
        ]
    };
    let known = apply(&none, &run_years(&none, std::slice::from_ref(&before), Wanted::default()));
    let silent = run_years(&known, &[after(HEADER, "77,M,01/02/2010,,,,\n")], Wanted::default());
    assert!(said(&silent, "Header", "looks like a child who is known by another id"), "{:?}", silent.receipt);
    assert_eq!(silent.writes.rows(), 0);
    let together = run_years(&none, &[before.clone(), after(HEADER, "77,M,01/02/2010,,,,\n")], Wanted::default());
    assert_eq!(
        together.receipt.files.iter().map(|f| f.set_aside).collect::<Vec<_>>(),
        [0, 0, 1, 2],
        "{:?}",
        together.receipt
    );
    let said_so = run_years(&known, &[after("CHILD,DOB,SEX,PREVIOUS_ID\n", "77,01/02/2010,M,1\n")], Wanted::default());
    let merged = apply(&known, &said_so);
    assert_eq!(merged.children.len(), 1);
    assert_eq!(merged.children[&merged.references["1"]].reference, "77");
    let upn = "A12345678901B";
    let header = |year: i32, id: &str| (format!("{year}/h.csv"), format!("{HEADER}{id},M,01/02/2010,,{upn},,\n"));
    let mut first = before;
    first[0] = header(2023, "1");
    let mut second = after(HEADER, "");
    second[0] = header(2024, "77");
    let by_upn = run_years(&none, &[first, second], Wanted::default());
    assert_eq!(by_upn.writes.children_new.len(), 1, "{:?}", by_upn.receipt);
}

#[test]
fn twins_are_not_taken_for_one_child() {
    let header = format!("{HEADER}1,M,01/02/2010,,,,\n2,M,01/02/2010,,,,\n");
    let episodes =
        format!("{EPISODES}1,10/05/2022,S,C2,,U4,,,,,,,\n2,10/05/2022,S,C2,,U4,,,,,,,\n1,01/06/2023,P,C2,,U4,,,,,,,\n");
    let plan = run(&Known::default(), &[("h.csv", header), ("e.csv", episodes)]);
    assert_eq!(plan.writes.children_new.len(), 2);
    assert_eq!(fates(&plan, "Header"), (2, 0, 0, 0, 0));
}

#[test]
fn a_death_stops_messages_once_and_makes_a_task() {
    let none = Known::default();
    let known =
        apply(&none, &run_years(&none, &[year(2026, "1,10/05/2025,S,C2,N1,U4,PR1,,,,,,\n")], Wanted::default()));
    let died = year(2027, "1,10/05/2025,S,C2,N1,U4,PR1,20/11/2026,E2,,,,\n");
    let plan = run_years(&known, std::slice::from_ref(&died), Wanted::default());
    assert_eq!(plan.writes.children_set[0].messages_stopped_at, Some(now().at));
    assert_eq!(plan.writes.tasks.iter().map(|t| t.kind).collect::<Vec<_>>(), [TaskKind::DeathCheck]);
    let mut after = apply(&known, &plan);
    after.children.values_mut().for_each(|c| c.messages_resumed_at = Some(now().at.plus(1)));
    let again = run_years(&after, &[died], Wanted::default());
    assert_eq!(again.writes.rows(), 0, "a person let messages go on: the same file does not stop them again");
}

#[test]
fn adoption_age_assessment_and_leaving_make_a_task_and_change_nothing_else() {
    let none = Known::default();
    let known =
        apply(&none, &run_years(&none, &[year(2026, "1,10/05/2025,S,C2,N1,U4,PR1,,,,,,\n")], Wanted::default()));
    for (rec, kind) in [
        ("E11", TaskKind::AdoptionCheck),
        ("E12", TaskKind::AdoptionCheck),
        ("E15", TaskKind::AgeAssessmentCheck),
        ("E4A", TaskKind::LeavingCheck),
    ] {
        let plan = run_years(
            &known,
            &[year(2027, &format!("1,10/05/2025,S,C2,N1,U4,PR1,20/11/2026,{rec},,,,\n"))],
            Wanted::default(),
        );
        assert_eq!(plan.writes.tasks.iter().map(|t| t.kind).collect::<Vec<_>>(), [kind], "{rec}");
        assert!(plan.writes.children_set.iter().all(|c| c.messages_stopped_at.is_none()));
    }
    let old = run(
        &none,
        &[
            ("h.csv", format!("{HEADER}1,M,01/02/2005,,,,\n")),
            ("e.csv", format!("{EPISODES}1,10/05/2015,S,C2,,U4,,20/11/2019,E4A,,,,\n")),
        ],
    );
    assert!(old.writes.tasks.is_empty(), "who left years ago and is new here is no news");
}

fn workers(known: &Known, rows: &str) -> Plan {
    run(known, &[("h.csv", format!("{HEADER}1,M,01/02/2010,,,,\n")), ("w.csv", format!("{WORKERS}{rows}"))])
}

fn with_staff() -> Known {
    Known { staff: vec![staff("A", "SW1"), staff("B", "SW2")], ..Known::default() }
}

#[test]
fn a_back_dated_allocation_gives_access_from_when_it_was_recorded() {
    let plan = workers(&with_staff(), "1,01/02/2010,SW1,01/01/2026,01/06/2026,MANAGE\n1,01/02/2010,SW2,01/06/2026,,\n");
    let by_start: BTreeMap<Day, &KnownAllocation> =
        plan.writes.allocations_new.iter().map(|a| (a.starts_on, a)).collect();
    let (over, open) = (by_start[&d("2026-01-01")], by_start[&d("2026-06-01")]);
    assert_eq!((over.access_from, over.access_until), (now().at, Some(now().at)));
    assert_eq!((open.access_from, open.access_until), (now().at, None));
    let known = apply(&with_staff(), &plan);
    let again = workers(&known, "1,01/02/2010,SW1,01/01/2026,01/06/2026,MANAGE\n1,01/02/2010,SW2,01/06/2026,,\n");
    assert_eq!(again.writes.rows(), 0, "{:?}", again.receipt);
}

#[test]
fn an_end_in_the_past_ends_access_now_and_an_allocation_that_is_over_is_never_opened_again() {
    let known = apply(&with_staff(), &workers(&with_staff(), "1,01/02/2010,SW1,01/06/2026,,\n"));
    let ended = workers(&known, "1,01/02/2010,SW1,01/06/2026,01/10/2026,MANAGE\n");
    assert_eq!(ended.writes.allocations_set[0].access_until, Some(now().at));
    let known = apply(&known, &ended);
    let open_again = workers(&known, "1,01/02/2010,SW1,01/06/2026,,\n");
    assert_eq!((open_again.writes.allocations_set.len(), open_again.writes.allocations_new.len()), (0, 1));
    assert_eq!(open_again.writes.allocations_new[0].access_from, now().at);
}

#[test]
fn what_a_manager_ended_here_stays_ended() {
    let mut known = apply(&with_staff(), &workers(&with_staff(), "1,01/02/2010,SW1,01/06/2026,,\n"));
    for a in known.allocations.values_mut().flatten() {
        a.ends_on = Some(d("2026-11-20"));
        a.access_until = Some(now().at.plus(-1));
        a.reason_ended = Some(allocating::ENDED_HERE.into());
    }
    let plan = workers(&known, "1,01/02/2010,SW1,01/06/2026,,\n");
    assert_eq!(plan.writes.rows(), 0);
    assert_eq!(fates(&plan, "SWEpisodes"), (0, 1, 0, 0, 1));
}

#[test]
fn a_worker_whom_nobody_knows_is_set_aside_until_the_staff_file_names_them() {
    let rows = "1,01/02/2010,SW9,01/06/2026,,\n1,01/02/2010,SW8,01/01/2026,01/06/2026,LEFTRL\n";
    assert_eq!(fates(&workers(&with_staff(), rows), "SWEpisodes"), (0, 0, 1, 1, 0));
    let mut known = with_staff();
    known.staff[0].swe_number = Some("SW9".into());
    assert_eq!(workers(&known, rows).writes.allocations_new.len(), 1);
}

#[test]
fn an_older_return_lets_nobody_in_whom_a_newer_one_does_not_have() {
    let none = with_staff();
    let header = format!("{HEADER}1,M,01/02/2010,,,,\n");
    let old = vec![
        ("2023/h.csv".to_owned(), header.clone()),
        ("2023/w.csv".to_owned(), format!("{WORKERS}1,01/02/2010,SW1,01/06/2022,,\n")),
    ];
    let new = vec![
        ("2026/h.csv".to_owned(), header),
        ("2026/w.csv".to_owned(), format!("{WORKERS}1,01/02/2010,SW2,01/06/2025,,\n")),
    ];
    let together = run_years(&none, &[old.clone(), new.clone()], Wanted::default());
    assert_eq!(together.writes.allocations_new.len(), 1, "{:?}", together.receipt);
    let known = apply(&none, &run_years(&none, &[new], Wanted::default()));
    assert_eq!(run_years(&known, &[old], Wanted::default()).writes.allocations_new.len(), 0);
}

#[test]
fn care_leavers_and_unaccompanied_children_are_taken_with_the_year_of_their_return() {
    let plan = run(
        &Known::default(),
        &[
            ("y/h.csv", format!("{HEADER}1,M,01/02/2010,,,,\n")),
            ("y/e.csv", format!("{EPISODES}1,10/05/2025,S,V2,,U4,,,,,,,\n")),
            ("y/u.csv", "CHILD,SEX,DOB,DUC\n1,M,01/02/2010,\n".into()),
            ("y/o.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n5,06/07/2006,YES,F2,U\n".into()),
        ],
    );
    assert_eq!(plan.writes.contacts_set.iter().map(|c| c.1).collect::<Vec<_>>(), [2026]);
    assert_eq!(
        plan.writes.children_new.iter().filter_map(|c| c.unaccompanied_until).collect::<Vec<_>>(),
        [d("2028-02-01")]
    );
    assert_eq!(plan.writes.children_new.len(), 2);
}

#[test]
fn the_return_as_xml_says_the_same_as_csv() {
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><EXPSSDA903>\n\
        <CHILD><HEADER><CHILDID>1</CHILDID><SEX>1</SEX><DOB>01/02/2010</DOB><ETHNIC>WBRI</ETHNIC><UPN>A12345678901B</UPN>\
        <AREVIEW><REVIEW>06/06/2023</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>\
        <AREVIEW><REVIEW>06/12/2023</REVIEW><REVIEW_CODE>PN6</REVIEW_CODE></AREVIEW></HEADER>\
        <EPISODE><DECOM>10/05/2023</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U4</PL><PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC>01/09/2023</DEC><REC>X1</REC><REASON_PLACE_CHANGE>CARPL</REASON_PLACE_CHANGE><HOME_POST>SO14 7LY</HOME_POST><URN>SC123456</URN></EPISODE>\
        <EPISODE><DECOM>01/09/2023</DECOM><RNE>P</RNE><LS>C2</LS><PL>K2</PL><PLACE_PROVIDER>PR4</PLACE_PROVIDER><DEC/><REC/><URN>1234567</URN></EPISODE></CHILD>\n\
        <CHILD><HEADER><CHILDID>2</CHILDID><DOB>03/04/2012</DOB><SEX>2</SEX><AREVIEW><REVIEW>20/03/2024</REVIEW><REVIEW_CODE>PN0</REVIEW_CODE></AREVIEW></HEADER>\
        <EPISODE><DECOM>01/12/2020</DECOM><RNE>L</RNE><LS>C1</LS><PL>U6</PL><PLACE_PROVIDER>PR1</PLACE_PROVIDER></EPISODE></CHILD></EXPSSDA903>";
    let none = Known::default();
    let from_xml = run(&none, &[("return.xml", xml.to_owned())]);
    assert_eq!(
        summary(&apply(&none, &from_xml)),
        summary(&apply(&none, &run(&none, &a_year()))),
        "{:?}",
        from_xml.receipt
    );
}

#[test]
fn a_file_of_anything_else_is_refused_when_it_was_named() {
    assert!(plan(&[input("x.csv", "a,b\n1,2\n")], &Known::default(), now(), Wanted::default()).is_err());
    let mut inputs = files(&a_year());
    inputs.push(Input { named: false, ..input("x.csv", "a,b\n1,2\n") });
    assert!(plan(&inputs, &Known::default(), now(), Wanted::default()).is_ok());
}

/// A child's rows of two years, some of them dirty.
fn a_row() -> impl Strategy<Value = (usize, String)> {
    let ids = prop::sample::select(vec!["1", "2", "3", "9"]);
    let days = prop::sample::select(vec!["10/05/2023", "01/06/2023", "01/09/2023", "10/05/2022", "31/02/2023"]);
    let ends = prop::sample::select(vec!["", "", "01/06/2023", "01/09/2023", "01/01/2024"]);
    let recs = prop::sample::select(vec!["", "X1", "E4A", "E2", "E99"]);
    let places = prop::sample::select(vec!["U4", "K2", "??"]);
    let episode = (ids.clone(), days.clone(), places, ends.clone(), recs)
        .prop_map(|(id, from, place, to, rec)| (1, format!("{id},{from},S,C2,N1,{place},PR1,{to},{rec},,,,\n")));
    let births = prop::sample::select(vec!["01/02/2010", "01/02/2010", "02/02/2010"]);
    let header = (ids.clone(), births.clone()).prop_map(|(id, dob)| (0, format!("{id},M,{dob},,,,\n")));
    let codes = prop::sample::select(vec!["PN1", "PN2", "PN9"]);
    let review = (ids.clone(), births.clone(), days.clone(), codes)
        .prop_map(|(id, dob, day, code)| (2, format!("{id},{dob},{day},{code}\n")));
    let worker = (ids, births, prop::sample::select(vec!["SW1", "SW2", "SW3"]), days, ends)
        .prop_map(|(id, dob, sw, from, to)| (3, format!("{id},{dob},{sw},{from},{to},\n")));
    prop_oneof![3 => episode, 2 => header, 1 => review, 1 => worker]
}

fn tables(rows: &[(usize, String)], order: &[usize]) -> Vec<(&'static str, String)> {
    let heads = [("h.csv", HEADER), ("e.csv", EPISODES), ("r.csv", REVIEWS), ("w.csv", WORKERS)];
    let mut all: Vec<(&str, String)> = heads.iter().map(|(f, h)| (*f, (*h).to_owned())).collect();
    for n in order {
        if let Some((table, row)) = rows.get(*n) {
            all[*table].1.push_str(row);
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_and_files_and_rows_that_come_twice_change_nothing(
        rows in prop::collection::vec(a_row(), 1..25),
        seed in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        turn in 0usize..4,
    ) {
        let known = with_staff();
        let plain: Vec<usize> = (0..rows.len()).collect();
        let mut mixed = plain.clone();
        for (n, s) in seed.iter().enumerate() {
            let at = s.index(mixed.len());
            if n % 3 == 0 { mixed.push(mixed[at]) } else { let last = mixed.len() - 1; mixed.swap(at, last) }
        }
        let a = run(&known, &tables(&rows, &plain));
        let mut turned = tables(&rows, &mixed);
        turned.rotate_left(turn);
        let b = run(&known, &turned);
        prop_assert_eq!(summary(&apply(&known, &a)), summary(&apply(&known, &b)));
        for f in a.receipt.files.iter().chain(&b.receipt.files) {
            prop_assert_eq!(f.taken + f.corrected + f.set_aside + f.ignored, f.rows_read);
        }
        let after = apply(&known, &a);
        let again = run(&after, &tables(&rows, &plain));
        prop_assert_eq!(again.writes.rows(), 0, "{:?}", again.receipt);
    }
}
