//! Care leavers, XML, files of anything else; and that order and repetition change nothing.

use super::*;

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
