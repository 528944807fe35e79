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

mod consequences;
mod others;
mod rows;
mod workers;
mod years;

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

fn with_staff() -> Known {
    Known { staff: vec![staff("A", "SW1"), staff("B", "SW2")], ..Known::default() }
}
