//! Rows, clean and dirty: what becomes of each.

use super::*;

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
