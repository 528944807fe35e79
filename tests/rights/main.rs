//! The leaving-care rules: against case files, and by property.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a test may stop where it stands"
)]

mod amounts;
mod bad_input;
mod golden;
mod laws;
mod plain_words;
mod properties;

use sayso::config::RuleFiles;
use sayso::entitlements::case::{Case, CaseFile, read};
use sayso::entitlements::rules::Rules;
use sayso::entitlements::verdict::differences;

/// The rules as they come with Sayso.
pub fn rules() -> Rules {
    Rules::load(&RuleFiles::default()).unwrap()
}

/// The case files.
pub fn cases() -> CaseFile {
    read(include_str!("cases.json")).unwrap()
}

/// The day before, on and after every line of the facts, and what the case files leave out.
fn boundaries() -> CaseFile {
    read(include_str!("boundaries.json")).unwrap()
}

/// What the facts say and the given cases do not ask: worked out by hand, day counts by a second program.
fn more() -> CaseFile {
    read(include_str!("more.json")).unwrap()
}

/// All of them.
pub fn all_cases() -> Vec<Case> {
    [cases(), boundaries(), more()].into_iter().flat_map(|f| f.vectors).collect()
}

#[test]
fn every_case_gets_what_it_expects() {
    let rules = rules();
    let all = all_cases();
    let differ = all.iter().flat_map(|c| differences(c, c.as_of.unwrap(), &rules)).collect::<Vec<_>>();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn a_case_that_expects_otherwise_is_told() {
    let mut file = cases();
    let case = &mut file.vectors[0];
    case.expected.insert("leaving_care_class".into(), "aged_out".into());
    case.expected.insert("nobody_knows_this".into(), true.into());
    assert_eq!(differences(case, case.as_of.unwrap(), &rules()).len(), 2);
}
