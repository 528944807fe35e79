//! What a death, an adoption or the end of care sets off.

use super::*;

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
