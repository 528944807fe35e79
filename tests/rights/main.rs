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

mod plain_words;
mod properties;

use sayso::config::RuleFiles;
use sayso::entitlements::case::CaseFile;
use sayso::entitlements::rules::Rules;
use sayso::entitlements::verdict::differences;

/// The rules as they come with Sayso.
pub fn rules() -> Rules {
    Rules::load(&RuleFiles::default()).unwrap()
}

/// The case files.
pub fn cases() -> CaseFile {
    serde_json::from_str(include_str!("cases.json")).unwrap()
}

/// The day before, on and after every line of the facts, and what the case files leave out.
fn boundaries() -> CaseFile {
    serde_json::from_str(include_str!("boundaries.json")).unwrap()
}

#[test]
fn every_case_gets_what_it_expects() {
    let rules = rules();
    let all = cases().vectors.into_iter().chain(boundaries().vectors).collect::<Vec<_>>();
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
