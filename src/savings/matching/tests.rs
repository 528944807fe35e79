//! The three sample files against the children that they name (facts/savings.md, section 8).
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop")]

use std::collections::{BTreeMap, HashMap};

use super::code::Code;
use super::names::tokens;
use super::outcome::{Decision, FileReceipt, RowState};
use super::person::{People, Person, Stay};
use super::{declaration, schedule, statement, totals};
use crate::kernel::id::ChildId;
use crate::kernel::{At, Day, Id};
use crate::savings::history::{History, Stay as CareStay};
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::{Field, Profile};
use crate::savings::intake::rows;
use crate::savings::policy::Policy;

const A: &[u8] = include_bytes!("../../../tests/savings/provider-files/a_provider_schedule_bom_crlf.csv");
const B: &[u8] = include_bytes!("../../../tests/savings/provider-files/b_jisa_statement_cp1252_semicolon.csv");
const C: &[u8] = include_bytes!("../../../tests/savings/provider-files/c_carer_declaration_handtyped.csv");
pub(super) const OAK: &str = "2300114";

fn d(s: &str) -> Day {
    s.parse().unwrap()
}

/// A child: reference, name, born, stays (first day, number of the provider), the fund's reference.
type Row = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const CHILDREN: &[Row] = &[
    ("SC000123", "Amelia Smith", "2013-02-03", &[("2021-09-04", OAK)], "TSF-100231"),
    ("SC000342", "Liam O’Connor", "2010-11-17", &[("2022-01-12", OAK)], ""),
    ("SC000456", "Kai Jones", "2012-08-30", &[("2023-03-20", ""), ("2024-06-12", OAK)], "TSF-100260"),
    ("SC000801", "Aisha Khan", "2014-09-09", &[("2022-11-14", ""), ("2023-12-01", OAK)], ""),
    ("SC000802", "Adam Khan", "2014-09-09", &[("2022-11-14", ""), ("2023-12-01", OAK)], ""),
    ("SC000789", "Ellis Brown", "2009-03-21", &[("2022-05-02", OAK), ("2024-05-10", "")], ""),
    ("SC000640", "Jodie Marlow", "2010-06-14", &[("2019-02-11", "")], "TSF-098812"),
    ("SC000298", "Tariq Aslam", "2007-06-19", &[("2017-10-02", "")], "TSF-091377"),
    ("SC000245", "Bethan Lisle", "2015-01-26", &[("2021-11-15", "")], "TSF-100245"),
];

pub(super) struct Council {
    pub(super) people: People,
    pub(super) histories: HashMap<ChildId, History>,
    pub(super) policy: Policy,
    pub(super) ids: BTreeMap<&'static str, ChildId>,
}

pub(super) fn council() -> Council {
    let mut ids = BTreeMap::new();
    let mut histories = HashMap::new();
    let mut people = Vec::new();
    for (n, (reference, name, born, stays, fund)) in CHILDREN.iter().enumerate() {
        let child: ChildId = Id::at(At::from_ms(1000 + i64::try_from(n).unwrap()));
        ids.insert(*reference, child);
        let until = |at: usize| stays.get(at + 1).map(|(next, _)| d(next));
        let of = stays.iter().enumerate();
        histories.insert(
            child,
            History::new(
                d(born),
                of.clone().map(|(at, (from, _))| CareStay {
                    from: d(from),
                    until: until(at),
                    legal_status: "C2".into(),
                    placement: "U6".into(),
                }),
            ),
        );
        people.push(Person {
            child,
            reference: (*reference).to_owned(),
            further: vec![],
            names: tokens(name),
            born: d(born),
            stays: of
                .map(|(at, (from, urn))| Stay {
                    from: d(from),
                    until: until(at),
                    urn: Some((*urn).to_owned()).filter(|u| !u.is_empty()),
                })
                .collect(),
            fund_ref: Some((*fund).to_owned()).filter(|f| !f.is_empty()),
        });
    }
    let policy = Policy::parse(include_str!("../../../rules/savings/policy.toml")).unwrap();
    Council { people: People::new(people), histories, policy, ids }
}

impl Council {
    pub(super) fn known(&self, urn: Option<&str>) -> schedule::Known<'_> {
        schedule::Known {
            people: &self.people,
            histories: &self.histories,
            policy: &self.policy,
            urn: urn.map(str::to_owned),
            claimed: HashMap::new(),
            running: HashMap::new(),
            confirmed: HashMap::new(),
            seen: HashMap::new(),
            today: d("2026-11-22"),
        }
    }

    pub(super) fn provider(&self, bytes: &[u8]) -> Vec<Decision> {
        let reading = rows::read(FileKind::Provider, bytes, &Profile::new(), None).unwrap();
        schedule::decide(&reading, &mut self.known(Some(OAK)))
    }
}

fn say(decisions: &[Decision]) -> Vec<(u64, RowState, Option<Code>, Option<&str>, Option<i64>)> {
    decisions.iter().map(|d| (d.nth, d.state, d.code, d.reference.as_deref(), d.pence)).collect()
}

#[test]
fn the_providers_schedule_gives_3_posted_4_set_aside_and_2_ignored() {
    use RowState::{Ignored, Posted, SetAside};
    let decided = council().provider(A);
    assert_eq!(
        say(&decided),
        [
            (1, Posted, None, Some("SC000123"), Some(2143)),
            (2, SetAside, Some(Code::X05), Some("SC000342"), Some(2143)),
            (3, SetAside, Some(Code::X05), Some("SC000456"), Some(1357)),
            (4, Posted, None, Some("SC000801"), Some(2143)),
            (5, Posted, None, Some("SC000802"), Some(2143)),
            (6, SetAside, Some(Code::X02), Some("SC000123"), Some(2143)),
            (7, SetAside, Some(Code::X12), Some("SC000789"), Some(-1500)),
            (8, Ignored, None, None, None),
            (9, Ignored, None, None, None),
        ]
    );
    let reading = rows::read(FileKind::Provider, A, &Profile::new(), None).unwrap();
    let sum = totals::column(&reading, Field::Amount, "savings");
    assert_eq!((sum.sum_pence, sum.printed_pence), (10_572, Some(10_572)));
    let receipt = FileReceipt::new(&decided, sum.printed_pence);
    assert_eq!((receipt.posted_pence, receipt.set_aside_pence), (6429, 4143));
    let weeks: Vec<String> = decided[0].claims.iter().map(|c| format!("{} {}", c.week_end, c.pence)).collect();
    assert_eq!(weeks, ["2024-06-02 500", "2024-06-09 500", "2024-06-16 500", "2024-06-23 500", "2024-06-30 143"]);
}

#[test]
fn the_same_rows_in_another_order_come_to_the_same() {
    let text = String::from_utf8(A.to_vec()).unwrap();
    let mut lines: Vec<&str> = text.split("\r\n").collect();
    lines[5..12].reverse();
    let mut a: Vec<_> = council()
        .provider(lines.join("\r\n").as_bytes())
        .iter()
        .map(|d| (d.state, d.pence, d.reference.clone(), d.code))
        .collect();
    let mut b: Vec<_> = council().provider(A).iter().map(|d| (d.state, d.pence, d.reference.clone(), d.code)).collect();
    a.sort();
    b.sort();
    assert_eq!(a, b);
}

#[test]
fn the_statement_confirms_what_was_paid_and_names_what_differs() {
    let council = council();
    let reading = rows::read(FileKind::IsaStatement, B, &Profile::new(), None).unwrap();
    let paid =
        [("SC000123", 26_000), ("SC000245", 26_000), ("SC000456", 1_500), ("SC000640", 26_000), ("SC000298", 5_500)];
    let awaited = paid.iter().map(|(r, p)| (council.ids[r], vec![*p])).collect();
    let mut known = statement::Known { people: &council.people, awaited, seen: HashMap::new() };
    let decided = statement::decide(&reading, &mut known);
    use RowState::{Ignored, Posted, SetAside};
    assert_eq!(
        say(&decided),
        [
            (1, Posted, None, Some("SC000123"), Some(26_000)),
            (2, SetAside, Some(Code::X18), Some("SC000245"), Some(25_500)),
            (3, Posted, None, Some("SC000456"), Some(1_500)),
            (4, Ignored, None, Some("SC000456"), Some(0)),
            (5, Posted, None, Some("SC000640"), Some(26_000)),
            (6, Posted, None, Some("SC000298"), Some(5_500)),
            (7, SetAside, Some(Code::X17), None, Some(26_000)),
            (8, Ignored, None, None, None),
        ]
    );
    assert!(decided[1].reason.starts_with("5.00 short"), "{}", decided[1].reason);
    let sum = totals::column(&reading, Field::Amount, "LA");
    assert_eq!((sum.sum_pence, sum.printed_pence), (110_500, Some(110_500)));
    assert_eq!(statement::as_at(&reading), Some(d("2026-03-31")));
}

#[test]
fn the_declaration_posts_nothing_and_says_what_to_look_at() {
    let council = council();
    let reading = rows::read(FileKind::Declaration, C, &Profile::new(), None).unwrap();
    let decided = declaration::decide(&reading, &council.people, &HashMap::new());
    let codes: Vec<_> = decided.iter().map(|d| (d.nth, d.state, d.code.map(Code::as_str).unwrap_or(""))).collect();
    use RowState::{Ignored, SetAside};
    assert_eq!(
        codes,
        [
            (1, SetAside, "X14"),
            (2, SetAside, "X14"),
            (3, SetAside, "X14"),
            (4, SetAside, "X01"),
            (5, SetAside, "X14"),
            (6, SetAside, "X06"),
            (7, SetAside, "X30"),
            (8, SetAside, "X09"),
            (9, SetAside, "X09"),
            (10, Ignored, ""),
            (11, Ignored, ""),
        ]
    );
    assert_eq!(decided[6].days.map(|(f, _)| f), Some(d("2024-05-06")), "{}", decided[6].reason);
    let pocket = totals::column(&reading, Field::Pocket, "pocket money");
    assert_eq!((pocket.sum_pence, pocket.printed_pence), (10_500, Some(11_000)));
    let saved = totals::column(&reading, Field::Amount, "savings");
    assert_eq!((saved.sum_pence, saved.printed_pence), (5_000, Some(5_000)));
}
