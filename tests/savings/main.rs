//! The weeks that a council must save for, by worked example and by property.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test may stop where it stands"
)]

mod files;

use proptest::prelude::*;
use sayso::kernel::Day;
use sayso::savings::history::{History, Stay};
use sayso::savings::policy::Policy;
use sayso::savings::weeks::{qualifies_on, weeks};

const P0: &str = include_str!("../../rules/savings/policy.toml");

fn d(s: &str) -> Day {
    s.parse().unwrap()
}

/// P0 with lines replaced: a setting's name and its new value, as in the rule file.
fn policy(changes: &[(&str, &str)]) -> Policy {
    let mut lines = P0.lines().map(str::to_owned).collect::<Vec<_>>();
    for (name, value) in changes {
        let line = lines.iter_mut().find(|l| l.split('=').next().is_some_and(|k| k.trim() == *name)).unwrap();
        *line = format!("{name} = {value}");
    }
    Policy::parse(&lines.join("\n")).unwrap()
}

fn stay(from: &str, until: &str, status: &str, placement: &str) -> Stay {
    Stay {
        from: d(from),
        until: (!until.is_empty()).then(|| d(until)),
        legal_status: status.into(),
        placement: placement.into(),
    }
}

fn care(born: &str, stays: &[(&str, &str)]) -> History {
    History::new(d(born), stays.iter().map(|(f, u)| stay(f, u, "C2", "U5")))
}

fn pence(history: &History, policy: &Policy, from: &str, to: &str) -> i64 {
    weeks(history, policy, d(from), d(to)).unwrap().iter().map(|w| w.pence.0).sum()
}

/// One worked example: its id, the history, what the policy changes, from, to, the sum in pence.
type Example = (&'static str, History, Vec<(&'static str, &'static str)>, &'static str, &'static str, i64);

fn examples() -> Vec<Example> {
    let young = "2012-05-05";
    let e01 = || care(young, &[("2024-03-14", "")]);
    let e04 = || care(young, &[("2021-01-11", "")]);
    let e05 = || care(young, &[("2024-02-29", "")]);
    let e06 = || care(young, &[("2023-01-10", "2023-08-20"), ("2023-09-04", "")]);
    let e09 = || care("2008-06-19", &[("2020-01-01", "")]);
    let e11 = || care(young, &[("2020-01-01", "")]);
    let split = "[{ from = \"2016-04-01\", until = \"2025-10-01\", pence_per_week = 500 }, { from = \"2025-10-01\", pence_per_week = 600 }]";
    let e16 = |plan: &str| {
        History::new(
            d(young),
            [stay("2024-01-15", "2025-11-03", "C2", "U5"), stay("2025-11-03", "2026-02-20", "C2", plan)],
        )
    };
    let e17 = || {
        History::new(
            d(young),
            [
                stay("2023-01-01", "2025-07-01", "C2", "U5"),
                stay("2025-07-01", "2025-10-01", "C2", "P1"),
                stay("2025-10-01", "", "C2", "U5"),
            ],
        )
    };
    let kent = vec![
        ("rate", "[{ from = \"2016-04-01\", pence_per_week = 1000 }]"),
        ("accrual_method", "\"completed_weeks_from_entry\""),
        ("qualifying", "{ from_week = 14 }"),
    ];
    let bands = vec![(
        "rate_age_bands",
        "[{ from_age = 0, until_age = 11, pence_per_week = 250 }, { from_age = 11, until_age = 18, pence_per_week = 500 }]",
    )];
    let herts = vec![bands[0], ("qualifying", "{ from_day_one = true }")];
    vec![
        ("E01", e01(), vec![], "2024-04-01", "2025-03-31", 1500),
        ("E02", e01(), vec![], "2025-04-01", "2026-03-31", 26000),
        ("E03", e01(), vec![("backdate", "\"to_entry\"")], "2024-03-14", "2025-03-16", 26500),
        ("E04 count day", e04(), vec![], "2023-04-01", "2024-03-31", 26500),
        ("E04 daily", e04(), vec![("accrual_method", "\"daily_pro_rata\"")], "2023-04-01", "2024-03-31", 26143),
        (
            "E04 month",
            e04(),
            vec![
                ("accrual_method", "\"calendar_month\""),
                ("rate", "[{ from = \"2016-04-01\", pence_per_week = 2000 }]"),
            ],
            "2023-04-01",
            "2024-03-31",
            24000,
        ),
        (
            "E04 month 21.67",
            e04(),
            vec![
                ("accrual_method", "\"calendar_month\""),
                ("rate", "[{ from = \"2016-04-01\", pence_per_week = 2167 }]"),
            ],
            "2023-04-01",
            "2024-03-31",
            26004,
        ),
        ("E05 clamp", e05(), vec![], "2024-02-29", "2025-03-31", 2500),
        ("E05 roll", e05(), vec![("anniversary_29feb", "\"roll\"")], "2024-02-29", "2025-03-31", 2500),
        ("E05 daily clamp", e05(), vec![("accrual_method", "\"daily_pro_rata\"")], "2024-02-29", "2025-03-31", 2286),
        (
            "E05 daily roll",
            e05(),
            vec![("accrual_method", "\"daily_pro_rata\""), ("anniversary_29feb", "\"roll\"")],
            "2024-02-29",
            "2025-03-31",
            2214,
        ),
        ("E06 reset", e06(), vec![], "2023-01-10", "2025-03-31", 15000),
        ("E06 tolerate", e06(), vec![("continuity", "{ tolerate_days = 28 }")], "2023-01-10", "2025-03-31", 32000),
        ("E06 cumulative", e06(), vec![("continuity", "{ cumulative_days = 365 }")], "2023-01-10", "2025-03-31", 31000),
        ("E09 none", e09(), vec![], "2026-04-01", "2026-07-31", 5500),
        ("E09 pro rata", e09(), vec![("final_part_week", "\"pro_rata\"")], "2026-04-01", "2026-07-31", 5786),
        ("E09 full", e09(), vec![("final_part_week", "\"full\"")], "2026-04-01", "2026-07-31", 6000),
        ("E11 count day", e11(), vec![("rate", split)], "2025-04-01", "2026-03-31", 28600),
        (
            "E11 week start",
            e11(),
            vec![("rate", split), ("rate_rule_in_split_week", "\"week_start\"")],
            "2025-04-01",
            "2026-03-31",
            28500,
        ),
        ("E12", care("2014-11-12", &[("2020-01-01", "")]), bands, "2025-04-01", "2026-03-31", 18000),
        ("E13 52 weeks", care("2015-05-05", &[("2024-09-02", "")]), herts.clone(), "2024-09-02", "2025-08-31", 13000),
        ("E13 40 weeks", care("2015-05-05", &[("2024-09-02", "2025-06-09")]), herts, "2024-09-02", "2025-08-31", 10000),
        ("E14", care(young, &[("2025-01-07", "")]), kent, "2025-01-01", "2026-03-31", 51000),
        ("E16", e16("A3"), vec![], "2025-04-01", "2026-03-31", 23000),
        ("E16 plan left out", e16("P1"), vec![], "2025-04-01", "2026-03-31", 15500),
        ("E17", e17(), vec![], "2025-04-01", "2026-03-31", 19500),
        ("E18", care(young, &[("2021-01-01", "2026-01-05")]), vec![], "2026-01-01", "2026-01-31", 500),
        ("E19", care(young, &[("2023-04-03", "")]), vec![], "2024-04-03", "2025-09-29", 39000),
        ("E20 first", care("2009-01-01", &[("2025-10-07", "")]), vec![], "2025-10-07", "2027-12-31", 6000),
        ("E20 second", care("2008-09-01", &[("2025-10-07", "")]), vec![], "2025-10-07", "2027-12-31", 0),
        ("E20c", care("2008-07-01", &[("2025-10-07", "")]), vec![], "2025-10-07", "2027-12-31", 0),
        ("E23", care(young, &[("2016-05-09", "")]), vec![], "2021-04-01", "2022-03-31", 26000),
        (
            "E23 earlier",
            care(young, &[("2016-05-09", "")]),
            vec![("backdate", "{ to = \"2017-05-09\" }")],
            "2016-05-09",
            "2021-03-31",
            101_500,
        ),
        ("E25", care(young, &[("2024-03-14", "2025-03-18")]), vec![], "2024-03-14", "2025-12-31", 500),
    ]
}

#[test]
fn every_worked_example_comes_to_its_sum() {
    let wrong = examples().into_iter().filter_map(|(id, history, changes, from, to, expected)| {
        let found = pence(&history, &policy(&changes), from, to);
        (found != expected).then(|| format!("{id}: expected {expected}, found {found}"))
    });
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_day_of_qualifying_follows_the_anniversary() {
    let p0 = policy(&[]);
    let on = |from| qualifies_on(&care("2012-05-05", &[(from, "")]), &p0, d("2026-01-01"));
    assert_eq!(on("2024-03-14"), Some(d("2025-03-14")));
    assert_eq!(on("2024-02-29"), Some(d("2025-02-28")));
    let roll = policy(&[("anniversary_29feb", "\"roll\"")]);
    assert_eq!(qualifies_on(&care("2012-05-05", &[("2024-02-29", "")]), &roll, d("2026-01-01")), Some(d("2025-03-01")));
}

#[test]
fn an_anniversary_on_a_sunday_counts_that_day() {
    let first = |from| {
        let weeks = weeks(&care("2012-05-05", &[(from, "")]), &policy(&[]), d("2025-01-01"), d("2025-12-31")).unwrap();
        weeks.into_iter().find(|w| w.counts).unwrap().week_end
    };
    assert_eq!(first("2024-03-17"), d("2025-03-23"));
    assert_eq!(first("2024-03-16"), d("2025-03-16"));
}

#[test]
fn a_day_without_a_rate_is_an_error_in_words() {
    let ended = policy(&[("rate", "[{ from = \"2016-04-01\", until = \"2025-01-01\", pence_per_week = 500 }]")]);
    let told = weeks(&care("2012-05-05", &[("2020-01-01", "")]), &ended, d("2025-01-01"), d("2025-02-01")).unwrap_err();
    assert!(told.say.contains("There is no rule for the weekly savings rate on 2025-01-05"), "{told}");
}

#[test]
fn a_setting_that_the_policy_does_not_know_is_refused() {
    assert!(Policy::parse(&P0.replace("\"count_day\"                      # 4", "\"fortnightly\" # 4")).is_err());
    assert!(Policy::parse(&format!("rounding = \"up\"\n{P0}")).is_err());
}

fn plus(day: &str, n: i64) -> Day {
    d(day) + chrono::Duration::days(n)
}

fn life() -> impl Strategy<Value = History> {
    let stay = (
        0i64..2000,
        1i64..900,
        prop::bool::weighted(0.2),
        prop_oneof![Just("C2"), Just("V2"), Just("V4")],
        prop_oneof![Just("U5"), Just("P1")],
    );
    (0i64..2500, prop::collection::vec(stay, 1..5)).prop_map(|(age, stays)| {
        let stays = stays.into_iter().map(|(start, long, open, status, place)| Stay {
            from: plus("2019-01-01", start),
            until: (!open).then(|| plus("2019-01-01", start + long)),
            legal_status: status.into(),
            placement: place.into(),
        });
        History::new(plus("2006-01-01", age), stays.collect::<Vec<_>>())
    })
}

proptest! {
    #[test]
    fn no_week_comes_twice_and_none_after_18(history in life()) {
        let found = weeks(&history, &policy(&[]), d("2021-01-01"), d("2028-12-31")).unwrap();
        prop_assert!(found.windows(2).all(|w| w[0].week_end < w[1].week_end));
        prop_assert!(found.iter().all(|w| !w.counts || w.week_end < history.eighteen()));
    }

    #[test]
    fn a_longer_last_stay_never_yields_less(from in 0i64..1500, long in 1i64..900, more in 0i64..400) {
        let yields = |until| {
            let history = History::new(d("2012-05-05"), [Stay { from: plus("2021-01-01", from), until: Some(until), legal_status: "C2".into(), placement: "U5".into() }]);
            pence(&history, &policy(&[]), "2021-01-01", "2030-01-01")
        };
        prop_assert!(yields(plus("2021-01-01", from + long)) <= yields(plus("2021-01-01", from + long + more)));
    }

    #[test]
    fn splitting_a_stay_changes_nothing(from in 0i64..1500, long in 2i64..900, at in 1i64..899) {
        let at = at.min(long - 1);
        let stay = |f: i64, u: i64| Stay { from: plus("2021-01-01", f), until: Some(plus("2021-01-01", u)), legal_status: "C2".into(), placement: "U5".into() };
        let whole = History::new(d("2012-05-05"), [stay(from, from + long)]);
        let split = History::new(d("2012-05-05"), [stay(from + at, from + long), stay(from, from + at), stay(from, from + at)]);
        let all = |h| weeks(h, &policy(&[]), d("2021-01-01"), d("2030-01-01")).unwrap();
        prop_assert_eq!(all(&whole), all(&split));
    }
}
