//! Social-worker episodes: who is let in from when.

use super::*;

fn workers(known: &Known, rows: &str) -> Plan {
    run(known, &[("h.csv", format!("{HEADER}1,M,01/02/2010,,,,\n")), ("w.csv", format!("{WORKERS}{rows}"))])
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
