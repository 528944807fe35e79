//! Amounts by date: each value has a source, an owner and a day of review; none overlap, and no day falls silently between
//! two of them.

use std::fs;

use sayso::config::RuleFiles;
use sayso::entitlements::offers::assess;
use sayso::entitlements::page::page;
use sayso::entitlements::rules::{Amount, Rules};
use sayso::kernel::Day;
use sayso::kernel::calendar::{day_before, next_day};

#[test]
fn every_value_has_a_source_an_owner_and_a_review_and_ends_where_it_stops_being_known() {
    let rules = super::rules();
    let mut values = 0;
    for amount in rules.amounts() {
        for text in [&amount.owner, &amount.keyed_on, &amount.unit] {
            assert!(!text.trim().is_empty(), "{} lacks its owner, its day or its unit", amount.id);
        }
        for v in &amount.values {
            assert!(v.value.source.trim().len() > 5, "{} from {} has no source", amount.id, v.from);
            assert!(v.until.is_some_and(|u| u > v.from), "{} from {} never stops being known", amount.id, v.from);
            assert!(v.value.review_by > v.from, "{} from {} is never looked at again", amount.id, v.from);
            values += 1;
        }
    }
    assert!(values > 15, "only {values}");
    for e in &rules.entitlements {
        assert!(rules.provisions_of(e).count() > 0, "{} has no law", e.id);
        assert!(rules.provisions_of(e).all(|p| p.cite.trim().len() > 3), "{} has a law without a name", e.id);
    }
}

/// How many values of an amount count on a day at an age.
fn counting(amount: &Amount, day: Day, age: u32) -> usize {
    let of_age = |ages: Option<(u32, u32)>| ages.is_none_or(|(from, until)| age >= from && age < until);
    amount.values.iter().filter(|v| v.from <= day && v.until.is_none_or(|u| day < u) && of_age(v.value.ages)).count()
}

#[test]
fn on_every_day_between_the_first_value_and_the_last_exactly_one_counts() {
    for amount in super::rules().amounts() {
        let (Some(first), Some(last)) =
            (amount.values.iter().map(|v| v.from).min(), amount.values.iter().filter_map(|v| v.until).max())
        else {
            continue;
        };
        let ages = amount.values.iter().map(|v| v.value.ages.map_or(16, |(from, _)| from));
        for age in ages.flat_map(|from| [from, from + 1]) {
            let edges = amount.values.iter().flat_map(|v| [Some(v.from), v.until]).flatten();
            for day in edges.flat_map(|d| [day_before(d), d, next_day(d)]) {
                let expected = usize::from(day >= first && day < last);
                assert_eq!(counting(amount, day, age), expected, "{} on {day} at {age}", amount.id);
            }
        }
    }
}

#[test]
fn after_the_last_known_day_an_amount_is_being_checked_and_never_the_last_one() {
    let rules = super::rules();
    let case = super::all_cases().into_iter().find(|c| c.id == "B26").unwrap();
    let facts = case.facts();
    let read = |id: &str, day: &str| {
        let day: Day = day.parse().unwrap();
        let said = assess(&facts, day, &rules);
        let offer = said.offers.iter().find(|o| o.entitlement.id == id).unwrap();
        let words = page(&facts, day, &said, &rules).items.into_iter().find(|i| i.entitlement.id == id).unwrap();
        (offer.amount.map(|v| v.value.pence.to_string()), offer.amount_being_checked, words.amount_words.unwrap())
    };
    let known = |pounds: &str, words: &str| (Some(pounds.to_owned()), false, words.to_owned());
    let checking = (None, true, "We are checking how much it is.".to_owned());
    assert_eq!(read("uc-18-plus", "2026-03-31"), known("316.98", "£316.98 a month"));
    assert_eq!(read("uc-18-plus", "2026-04-01"), known("338.58", "£338.58 a month"));
    assert_eq!(read("uc-18-plus", "2027-03-31"), known("424.90", "£424.90 a month"));
    assert_eq!(read("uc-18-plus", "2027-04-01"), checking);
    assert_eq!(read("uc-18-plus", "2023-03-31"), checking, "not the first one either");
    assert_eq!(read("setting-up-home-allowance", "2023-03-31"), known("2000.00", "£2,000 one time"));
    assert_eq!(read("setting-up-home-allowance", "2023-04-01"), known("3000.00", "£3,000 one time"));
}

/// The rules with one thing changed in one of their files.
pub fn changed(file: &str, from: &str, to: &str) -> Result<Rules, String> {
    let name = format!("leaving-care/{file}.toml");
    let text = RuleFiles::default().text(&name).unwrap();
    assert!(text.contains(from), "the file has no {from}");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("leaving-care")).unwrap();
    fs::write(folder.path().join(name), text.replacen(from, to, 1)).unwrap();
    Rules::load(&RuleFiles::new(Some(folder.path().to_owned())))
}

/// What loading says when the file of amounts has one thing changed.
fn said(from: &str, to: &str) -> String {
    changed("amounts", from, to).err().unwrap_or_default()
}

#[test]
fn a_file_with_an_overlap_a_gap_or_no_source_is_refused() {
    assert_eq!(said("2023-04-01", "2023-04-01"), "");
    let until = "until = \"2023-04-01\", pounds = \"2000.00\"";
    assert!(said(until, &until.replace("2023-04-01", "2023-04-02")).contains("setting-up-home: the values"));
    assert!(said(until, &until.replace("2023-04-01", "2023-03-31")).contains("setting-up-home: no value follows"));
    let adults = "from = \"2024-04-01\", until = \"2025-04-01\", ages = [18, 25]";
    assert!(said(adults, &adults.replace("[18, 25]", "[18, 26]")).contains("overlap"), "two ages share a value");
    let source = "source = \"SI 2009/2274, not raised since\"";
    assert!(said(source, "source = \" \"").contains("needs a source"));
    assert!(said("owner = \"Savings desk\"", "owner = \" \"").contains("owner"));
}
