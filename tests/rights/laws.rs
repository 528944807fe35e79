//! A law begins on a day and may end on one: before and after it nothing is theirs by it.

use sayso::entitlements::offers::{State, assess};
use sayso::kernel::Day;

use super::amounts::changed;

const ADVISER: &str = "id = \"personal-adviser\"\ncite = \"Children Act 1989 Sch 2 para 19C, s23B(2), s23C(3)(a); SI 2010/959 reg 44\"\nin_force_from = \"2001-10-01\"";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn what_rests_on_a_law_ends_on_the_day_the_law_does() {
    let rules = changed("laws", ADVISER, &format!("{ADVISER}\nin_force_until = \"2020-06-01\"")).unwrap();
    let case = super::all_cases().into_iter().find(|c| c.id == "B26").unwrap();
    let facts = case.facts();
    let on = |asked: &str| {
        let said = assess(&facts, day(asked), &rules);
        let offer = said.offers.iter().find(|o| o.entitlement.id == "personal-adviser").unwrap();
        (offer.state, offer.on, offer.until)
    };
    // Born on 22 November 2001: 16 in 2017, 21 in 2022.
    let end = Some(day("2020-06-01"));
    assert_eq!(on("2017-11-21"), (State::Later, Some(day("2017-11-22")), None));
    assert_eq!(on("2020-05-31"), (State::Now, None, end));
    for after in ["2020-06-01", "2022-11-21", "2022-11-22", "2026-11-22"] {
        assert_eq!(on(after), (State::Ended, end, None), "on {after}");
    }
    let shipped = super::rules();
    assert!(
        shipped
            .provisions_of(shipped.entitlement("personal-adviser").unwrap())
            .all(|p| p.is_in_force(day("2020-06-01")))
    );
}

#[test]
fn what_would_begin_after_its_law_has_ended_never_does() {
    let rules = changed("laws", ADVISER, &format!("{ADVISER}\nin_force_until = \"2017-11-22\"")).unwrap();
    let case = super::all_cases().into_iter().find(|c| c.id == "B26").unwrap();
    let facts = case.facts();
    for asked in ["2017-11-21", "2017-11-22", "2019-01-01", "2026-11-22"] {
        let said = assess(&facts, day(asked), &rules);
        let offer = said.offers.iter().find(|o| o.entitlement.id == "personal-adviser").unwrap();
        assert_eq!((offer.state, offer.on), (State::NotTheirs, None), "on {asked}");
    }
}

#[test]
fn a_law_that_ends_before_it_begins_is_refused() {
    let said = changed("laws", ADVISER, &format!("{ADVISER}\nin_force_until = \"2001-10-01\"")).err().unwrap();
    assert!(said.contains("personal-adviser ends before"), "{said}");
}
