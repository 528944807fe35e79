//! Several years, ids that change, and what is absent.

use super::*;

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
