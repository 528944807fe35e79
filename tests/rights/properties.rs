//! Random lives: what must hold whatever the life.

use std::collections::HashSet;

use proptest::prelude::*;
use sayso::entitlements::class::{Class, certain_class_on, class_on, standing};
use sayso::entitlements::facts::{Facts, Flags, Period, PeriodKind, Stay};
use sayso::entitlements::offers::{State, assess};
use sayso::entitlements::timeline::{change_points, spans};
use sayso::kernel::Day;
use sayso::kernel::calendar::{Days, attains_age, day_before, next_day};

fn born() -> impl Strategy<Value = Day> {
    prop_oneof![
        4 => (0i64..6000).prop_map(|n| plus("2000-01-01".parse().unwrap(), n)),
        1 => Just("2004-02-29".parse().unwrap()),
        1 => Just("2008-02-29".parse().unwrap()),
    ]
}

fn plus(day: Day, n: i64) -> Day {
    day.checked_add_signed(chrono::Duration::days(n)).unwrap()
}

fn stays(born: Day) -> impl Strategy<Value = Vec<Stay>> {
    let from_13 = attains_age(born, 13);
    let stay =
        (0i64..1900, 1i64..500, prop::bool::weighted(0.2), prop_oneof![Just("V2"), Just("C2"), Just("J1"), Just("V3")]);
    prop::collection::vec(stay, 0..5).prop_map(move |all| {
        let stays = all.into_iter().map(|(start, long, open, status)| Stay {
            days: Days { from: plus(from_13, start), until: (!open).then(|| plus(from_13, start + long)) },
            legal_status: status.into(),
            placement: "U5".into(),
            short_break: None,
        });
        stays.collect()
    })
}

fn periods(born: Day) -> impl Strategy<Value = Vec<Period>> {
    let from_15 = attains_age(born, 15);
    let period = (0usize..4, 0i64..1100, 1i64..400, prop::bool::ANY);
    prop::collection::vec(period, 0..3).prop_map(move |all| {
        let kinds = [
            PeriodKind::HomeWithParent,
            PeriodKind::Detained,
            PeriodKind::SpecialGuardianship,
            PeriodKind::PrivatelyFostered,
        ];
        let periods = all.into_iter().map(|(kind, start, long, open)| Period {
            kind: kinds[kind],
            days: Days { from: plus(from_15, start), until: (!open).then(|| plus(from_15, start + long)) },
            from_care: None,
        });
        periods.collect()
    })
}

fn life() -> impl Strategy<Value = Facts> {
    born().prop_flat_map(|b| (Just(b), stays(b), periods(b))).prop_map(|(born, stays, periods)| Facts {
        born,
        other_born: None,
        stays,
        periods,
        flags: Flags::default(),
        history_known_from: None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn splitting_reordering_and_duplicating_stays_changes_nothing(facts in life(), on in 0i64..4000) {
        let day = plus(attains_age(facts.born, 14), on);
        let mut other = facts.clone();
        let halves = |s: &Stay| {
            let middle = s.days.until.map_or_else(|| next_day(s.days.from), |u| plus(s.days.from, (u - s.days.from).num_days() / 2));
            let first = Stay { days: Days { from: s.days.from, until: Some(middle) }, ..s.clone() };
            let second = Stay { days: Days { from: middle, until: s.days.until }, ..s.clone() };
            [first, second]
        };
        other.stays = facts.stays.iter().rev().flat_map(halves).collect();
        other.stays.extend(facts.stays.iter().cloned());
        let (a, b) = (standing(&facts, day), standing(&other, day));
        prop_assert_eq!((a.class, a.certainty, a.count, a.checks), (b.class, b.certainty, b.count, b.checks));
        let rules = super::rules();
        let states = |f: &Facts| assess(f, day, &rules).offers.iter().map(|o| (o.state, o.on, o.until)).collect::<Vec<_>>();
        prop_assert_eq!(states(&facts), states(&other));
    }

    #[test]
    fn the_timeline_says_what_asking_every_day_says(facts in life()) {
        let (from, until) = (attains_age(facts.born, 14), attains_age(facts.born, 26));
        let spans = spans(&facts, from, until);
        let mut day = from;
        while day < until {
            let span = spans.iter().find(|s| s.from <= day && day < s.until).unwrap();
            prop_assert_eq!((span.class, span.certain), (class_on(&facts, day), certain_class_on(&facts, day)), "on {}", day);
            day = next_day(day);
        }
    }

    #[test]
    fn nothing_is_now_outside_its_ages_or_before_its_law(facts in life(), on in 0i64..4000) {
        let day = plus(attains_age(facts.born, 14), on);
        let rules = super::rules();
        for offer in assess(&facts, day, &rules).offers {
            if offer.state == State::Now {
                let e = offer.entitlement;
                prop_assert!(day >= attains_age(facts.born, e.from_age()), "{} too early", e.id);
                prop_assert!(e.until_age().is_none_or(|u| day < attains_age(facts.born, u)), "{} too late", e.id);
                prop_assert!(rules.provisions_of(e).all(|p| p.in_force_from.is_some_and(|f| f <= day)), "{} is no law", e.id);
            }
        }
    }

    #[test]
    fn one_more_night_in_care_never_lowers_the_class_once_out_of_care(facts in life(), on in 730i64..2600) {
        let day = plus(attains_age(facts.born, 14), on);
        let mut more = facts.clone();
        if let Some(last) = more.stays.iter_mut().filter(|s| s.days.until.is_some() && s.legal_status != "V3").max_by_key(|s| s.days.until) {
            let stopped = last.days.until.unwrap();
            last.days.until = Some(next_day(stopped));
            let home = more.periods.iter().any(|p| p.days.contains(stopped) || p.days.from == stopped);
            let in_care = |f: &Facts| f.stays.iter().any(|s| s.days.contains(day) || s.days.contains(day_before(day)));
            if !in_care(&facts) && !in_care(&more) && !home {
                prop_assert!(rank(class_on(&facts, day)) <= rank(class_on(&more, day)));
            }
        }
    }

    #[test]
    fn around_every_change_the_answer_is_whole(facts in life()) {
        let rules = super::rules();
        let days = change_points(&facts).into_iter().flat_map(|d| [day_before(d), d, next_day(d)]).collect::<HashSet<_>>();
        for day in days.into_iter().take(30) {
            let said = assess(&facts, day, &rules);
            prop_assert_eq!(said.offers.len(), rules.entitlements.len());
            for o in &said.offers {
                prop_assert!(o.state != State::Later || o.on.is_some_and(|on| on > day), "{} later without a later day", o.entitlement.id);
            }
        }
    }
}

fn rank(class: Class) -> u8 {
    match class {
        Class::None => 0,
        Class::Qualifying | Class::QualifyingSgo | Class::Qualifying21 | Class::Qualifying21Education => 1,
        Class::Relevant | Class::RelevantReg3 | Class::FormerRelevant | Class::FormerRelevant21 => 2,
        _ => 3,
    }
}
