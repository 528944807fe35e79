//! Files of any shape: nothing stops the reader, the counts add up, and no row ever lands on another child than the one whose
//! id it gives.

use std::collections::HashMap;

use proptest::prelude::*;
use sayso::kernel::id::{ChildId, Id};
use sayso::kernel::{At, Day};
use sayso::savings::history::{History, Stay as CareStay};
use sayso::savings::intake::FileKind;
use sayso::savings::intake::columns::Profile;
use sayso::savings::intake::rows;
use sayso::savings::matching::code::Code;
use sayso::savings::matching::names::tokens;
use sayso::savings::matching::outcome::{Decision, FileReceipt, RowState};
use sayso::savings::matching::person::{People, Person, Stay};
use sayso::savings::matching::{declaration, extract, schedule, statement};
use sayso::savings::policy::Policy;

const SAMPLES: [(FileKind, &[u8]); 3] = [
    (FileKind::Provider, include_bytes!("provider-files/a_provider_schedule_bom_crlf.csv")),
    (FileKind::IsaStatement, include_bytes!("provider-files/b_jisa_statement_cp1252_semicolon.csv")),
    (FileKind::Declaration, include_bytes!("provider-files/c_carer_declaration_handtyped.csv")),
];
const NAMES: [&str; 6] = ["Amelia Smith", "Aisha Khan", "Adam Khan", "Liam O’Connor", "Amelia Smith", "Zoë Brown-Hart"];

struct Council {
    people: People,
    histories: HashMap<ChildId, History>,
    policy: Policy,
}

fn d(s: &str) -> Day {
    s.parse().unwrap()
}

/// Children SC000101, SC000102 …, all in care since 2021; some share names, two were born on one day.
fn council(children: usize) -> Council {
    let mut histories = HashMap::new();
    let mut people = Vec::new();
    for n in 0..children {
        let child: ChildId = Id::at(At::from_ms(1000 + i64::try_from(n).unwrap()));
        let born = d("2012-03-04") + chrono::Duration::days(i64::try_from(n / 2).unwrap());
        let from = d("2021-01-04");
        let stay = CareStay { from, until: None, legal_status: "C2".into(), placement: "U6".into() };
        histories.insert(child, History::new(born, [stay]));
        people.push(Person {
            child,
            reference: format!("SC{:06}", 101 + n),
            further: vec![],
            names: tokens(NAMES[n % NAMES.len()]),
            born,
            stays: vec![Stay { from, until: None, urn: None }],
            fund_ref: Some(format!("TSF-{:06}", 101 + n)),
        });
    }
    let policy = Policy::parse(include_str!("../../rules/savings/policy.toml")).unwrap();
    Council { people: People::new(people), histories, policy }
}

impl Council {
    fn known(&self) -> schedule::Known<'_> {
        schedule::Known {
            people: &self.people,
            histories: &self.histories,
            policy: &self.policy,
            urn: None,
            claimed: HashMap::new(),
            running: HashMap::new(),
            confirmed: HashMap::new(),
            seen: HashMap::new(),
            today: d("2026-11-22"),
        }
    }

    /// Whatever is in the bytes: decided, or refused in words.
    fn decide(&self, kind: FileKind, bytes: &[u8]) -> Option<Vec<Decision>> {
        let reading = match rows::read(kind, bytes, &Profile::new(), None) {
            Ok(reading) => reading,
            Err(say) => {
                assert!(say.len() > 10, "{say}");
                return None;
            }
        };
        let none = HashMap::new();
        let decided = match kind {
            FileKind::Provider => schedule::decide(&reading, &mut self.known()),
            FileKind::IsaStatement => {
                let mut known = statement::Known { people: &self.people, awaited: HashMap::new(), seen: none };
                statement::decide(&reading, &mut known)
            }
            FileKind::Declaration => declaration::decide(&reading, &self.people, &none),
            FileKind::Extract => extract::decide(&reading, &mut vec![], &none).0,
        };
        let receipt = FileReceipt::new(&decided, None);
        assert_eq!(receipt.rows_read, receipt.posted + receipt.set_aside + receipt.ignored);
        assert_eq!(decided.len(), reading.rows.len());
        for row in &decided {
            let claimed: i64 = row.claims.iter().map(|c| c.pence).sum();
            assert_eq!(
                claimed + row.surplus,
                if row.state == RowState::Posted && kind == FileKind::Provider { row.pence.unwrap() } else { 0 }
            );
            assert_eq!(row.code.is_some(), row.state == RowState::SetAside, "{}", row.reason);
            assert!(!row.reason.is_empty());
        }
        Some(decided)
    }
}

const KINDS: [FileKind; 4] = [FileKind::Provider, FileKind::IsaStatement, FileKind::Declaration, FileKind::Extract];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_stop_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let council = council(6);
        for kind in KINDS {
            council.decide(kind, &bytes);
        }
    }

    #[test]
    fn no_change_to_a_real_file_stops_the_reader(
        which in 0usize..3, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..40),
    ) {
        let council = council(6);
        let (kind, sample) = SAMPLES[which];
        let mut bytes = sample.to_vec();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => { bytes.remove(at); }
                _ => bytes.insert(at.min(bytes.len()), b",;\t\"\n='(\xA3"[usize::from(byte) % 9]),
            }
        }
        council.decide(kind, &bytes);
    }

    #[test]
    fn a_row_is_posted_only_to_the_child_whose_id_it_gives(
        rows in proptest::collection::vec((0usize..12, 0usize..12, 0usize..7, 0usize..3, 1i64..3000), 1..30),
    ) {
        let council = council(12);
        let mut text = String::from("LA Child ID,Child Name,DOB,From,To,Savings deducted\n");
        for (id, born, name, spoilt, pence) in &rows {
            let person = council.people.get(*id).unwrap();
            let born = council.people.get(*born).unwrap().born;
            let reference = match spoilt {
                0 => person.reference.clone(),
                1 => person.reference.trim_start_matches(['S', 'C', '0']).to_owned(),
                _ => String::new(),
            };
            let name = NAMES.get(*name).copied().unwrap_or_default();
            text += &format!("{reference},{name},{born},2024-06-03,2024-06-30,{}.{:02}\n", pence / 100, pence % 100);
        }
        for (row, (id, born, _, spoilt, _)) in council.decide(FileKind::Provider, text.as_bytes()).unwrap().iter().zip(&rows) {
            let person = council.people.get(*id).unwrap();
            let same_day = council.people.get(*born).unwrap().born == person.born;
            if row.state == RowState::Posted {
                prop_assert_eq!((row.child, *spoilt, same_day), (Some(person.child), 0, true));
            }
            prop_assert!(row.claims.iter().all(|c| Some(c.child) == row.child));
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing_and_no_week_is_paid_twice(
        rows in proptest::collection::vec((0usize..6, 1i64..9, 0i64..3), 1..40), seed in any::<u64>(),
    ) {
        let council = council(6);
        let line = |(n, week, extra): &(usize, i64, i64)| {
            let p = council.people.get(*n).unwrap();
            let end = d("2024-06-02") + chrono::Duration::days(7 * week);
            format!("{},{end},{}.00\n", p.reference, 5 + extra)
        };
        let header = "Child ID,Week ending,Savings\n";
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        let decide = |lines: &[String]| council.decide(FileKind::Provider, (header.to_owned() + &lines.concat()).as_bytes()).unwrap();
        let sums = |decided: &[Decision]| {
            let mut all: Vec<_> = decided.iter().map(|d| (d.state, d.code, d.child, d.days, d.pence)).collect();
            all.sort();
            all
        };
        let first = decide(&lines);
        let mut weeks: HashMap<(ChildId, Day), i64> = HashMap::new();
        for claim in first.iter().flat_map(|d| &d.claims) {
            *weeks.entry((claim.child, claim.week_end)).or_default() += claim.pence;
        }
        prop_assert!(weeks.values().all(|p| *p <= 500));
        let turn = usize::try_from(seed % lines.len() as u64).unwrap();
        lines.rotate_left(turn);
        lines.reverse();
        prop_assert_eq!(sums(&first), sums(&decide(&lines)));
    }

    #[test]
    fn equal_rows_count_by_how_many_there_are(times in 1u64..6, before in 0u64..6) {
        let council = council(2);
        let row = "SC000101,2024-06-03,2024-06-09,5.00\n";
        let text = format!("Child ID,From,To,Savings\n{}", row.repeat(usize::try_from(times).unwrap()));
        let reading = rows::read(FileKind::Provider, text.as_bytes(), &Profile::new(), None).unwrap();
        let mut known = council.known();
        let content = schedule::decide(&reading, &mut council.known())[0].content.clone();
        known.seen.insert(content, before);
        let decided = schedule::decide(&reading, &mut known);
        let old = decided.iter().filter(|d| d.state == RowState::Ignored).count() as u64;
        prop_assert_eq!(old, times.min(before));
        // Of the new ones the first is due; what is more is a second deduction, never thrown away.
        let posted = decided.iter().filter(|d| d.state == RowState::Posted).count();
        let twice = decided.iter().filter(|d| d.code == Some(Code::X02)).count() as u64;
        prop_assert_eq!((posted, twice), (usize::from(times > before), (times.saturating_sub(before)).saturating_sub(1)));
    }
}

#[test]
fn e08_a_provider_that_bills_by_nights_raises_no_exception_in_a_whole_year() {
    let council = council(1);
    let mut text = String::from("Child ID,From,To,Savings\n");
    let mut from = d("2024-04-01");
    let mut nights = 0;
    let mut billed = 0;
    while from < d("2025-04-01") {
        let next = from.checked_add_months(chrono::Months::new(1)).unwrap();
        nights += (next - from).num_days();
        // To the nearest penny of the running total, as a provider's system does.
        let upto = (nights * 500 * 2 + 7) / 14;
        let pence = upto - billed;
        billed = upto;
        text += &format!("SC000101,{from},{},{}.{:02}\n", next.pred_opt().unwrap(), pence / 100, pence % 100);
        from = next;
    }
    let decided = council.decide(FileKind::Provider, text.as_bytes()).unwrap();
    let say: Vec<_> = decided.iter().filter(|d| d.state != RowState::Posted).map(|d| &d.reason).collect();
    assert!(say.is_empty(), "{say:?}");
    let claimed: i64 = decided.iter().flat_map(|d| &d.claims).map(|c| c.pence).sum();
    let apart: i64 = decided.iter().map(|d| d.surplus).sum();
    assert_eq!(claimed + apart, 26_071);
}

/// Rows in a debug build, and in a release build, where `scripts/bench` measures it with a database.
const MANY: usize = if cfg!(debug_assertions) { 10_000 } else { 100_000 };

/// A large file: every row finds its week, and no week is paid twice.
#[test]
fn a_file_of_many_thousand_rows_is_matched_row_by_row() {
    let weeks = MANY / 2_000;
    let council = council(2_000);
    let mut text = String::from("Child ID,Child Name,DOB,Week ending,Savings\n");
    for week in 0..weeks {
        let end = d("2023-06-04") + chrono::Duration::weeks(i64::try_from(week).unwrap());
        for n in 0..2_000 {
            let p = council.people.get(n).unwrap();
            text += &format!("{},{},{},{end},5.00\n", p.reference, NAMES[n % NAMES.len()], p.born);
        }
    }
    let begun = std::time::Instant::now();
    let decided = council.decide(FileKind::Provider, text.as_bytes()).unwrap();
    println!("{} rows read and matched in {:?}", decided.len(), begun.elapsed());
    assert_eq!(decided.iter().filter(|d| d.state == RowState::Posted).count(), MANY);
    let claimed: std::collections::BTreeSet<_> =
        decided.iter().flat_map(|d| &d.claims).map(|c| (c.child, c.week_end)).collect();
    assert_eq!(claimed.len(), MANY, "one week for each row");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Σ of the rows set aside and posted is Σ of what can be read, whatever stands in the amounts; rows that are ignored say
    /// nothing of anybody.
    #[test]
    fn a_receipt_adds_up_to_the_penny_whatever_the_rows_say(
        rows in proptest::collection::vec((0usize..9, prop_oneof![Just(""), Just("x"), Just("=1+1"), Just("TOTAL"), Just("5.005")], 1i64..2_000), 1..40),
    ) {
        let council = council(6);
        let mut text = String::from("Child ID,Week ending,Savings\n");
        let mut readable = 0;
        for (n, spoilt, pence) in &rows {
            let id = council.people.get(*n).map_or("SC999999".to_owned(), |p| p.reference.clone());
            let amount = if spoilt.is_empty() || *spoilt == "TOTAL" { format!("{}.{:02}", pence / 100, pence % 100) } else { (*spoilt).to_owned() };
            let id = if *spoilt == "TOTAL" { "TOTAL".to_owned() } else { id };
            let end = if *spoilt == "TOTAL" { String::new() } else { "2024-06-09".to_owned() };
            if spoilt.is_empty() {
                readable += pence;
            }
            text += &format!("{id},{end},{amount}\n");
        }
        if let Some(decided) = council.decide(FileKind::Provider, text.as_bytes()) {
            let receipt = FileReceipt::new(&decided, None);
            prop_assert_eq!(receipt.rows_read, rows.len() as u64);
            prop_assert_eq!(receipt.posted_pence + receipt.set_aside_pence, readable);
        }
    }

    /// A row of a statement or an extract never lands on a child whom neither its reference nor its id names.
    #[test]
    fn a_statement_confirms_only_the_child_whose_reference_it_gives(
        rows in proptest::collection::vec((0usize..8, 0usize..8, 0usize..3, 1i64..900), 1..20),
    ) {
        let council = council(6);
        let mut text = String::from("TSF Ref,LA Ref,Child Name,LA\n");
        for (fund, id, how, pence) in &rows {
            let of = |n: usize| council.people.get(n).cloned();
            let fund = of(*fund).and_then(|p| p.fund_ref).filter(|_| *how != 1).unwrap_or_default();
            let reference = of(*id).map(|p| p.reference).filter(|_| *how != 2).unwrap_or_default();
            text += &format!("{fund},{reference},Amelia Smith,{}.{:02}\n", pence / 100, pence % 100);
        }
        let reading = rows::read(FileKind::IsaStatement, text.as_bytes(), &Profile::new(), None).unwrap();
        let awaited = (0..6).map(|n| (council.people.get(n).unwrap().child, (1..900).collect::<Vec<_>>())).collect();
        let mut known = statement::Known { people: &council.people, awaited, seen: HashMap::new() };
        for (row, (fund, id, how, _)) in statement::decide(&reading, &mut known).iter().zip(&rows) {
            let Some(child) = row.child.filter(|_| row.state == RowState::Posted) else { continue };
            let named: Vec<ChildId> = [(fund, *how != 1), (id, *how != 2)].into_iter()
                .filter(|(_, given)| *given).filter_map(|(n, _)| council.people.get(*n)).map(|p| p.child).collect();
            prop_assert!(!named.is_empty() && named.iter().all(|n| *n == child), "{}", row.reason);
        }
    }
}
