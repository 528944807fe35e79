//! Random lives: what must hold whatever the life.

use std::sync::LazyLock;

use proptest::prelude::*;
use sayso::entitlements::class::{Class, certain_class_on, class_on, standing};
use sayso::entitlements::facts::{Facts, Flags, Period, PeriodKind, Stay};
use sayso::entitlements::life::Life;
use sayso::entitlements::offers::{Offer, State, assess};
use sayso::entitlements::rules::Rules;
use sayso::entitlements::timeline::{change_points, spans};
use sayso::kernel::Day;
use sayso::kernel::calendar::{Days, attains_age, day_before, next_day};

static RULES: LazyLock<Rules> = LazyLock::new(super::rules);

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
        prop_assert_eq!(a, b);
        let states = |f: &Facts| assess(f, day, &RULES).offers.iter().map(|o| (o.state, o.on, o.until)).collect::<Vec<_>>();
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
        for offer in assess(&facts, day, &RULES).offers.iter().filter(|o| is_open(o)) {
            let e = offer.entitlement;
            let until = match e.earlier() {
                Some(earlier) if day < earlier.before => Some(earlier.until_age),
                _ => e.until_age(),
            };
            prop_assert!(day >= attains_age(facts.born, e.from_age()), "{} too early", e.id);
            prop_assert!(until.is_none_or(|u| day < attains_age(facts.born, u)), "{} too late", e.id);
            let is_law = RULES.provisions_of(e).all(|p| p.practice || p.is_in_force(day));
            prop_assert!(is_law, "{} is no law", e.id);
        }
    }

    #[test]
    fn one_more_night_in_care_never_lowers_the_class_once_out_of_care(
        facts in life(), on in 730i64..4100, night in 0i64..1461, longer in prop::bool::ANY,
    ) {
        let (from_14, born_18) = (attains_age(facts.born, 14), attains_age(facts.born, 18));
        let day = plus(from_14, on);
        let mut more = facts.clone();
        let last = more.stays.iter_mut().filter(|s| s.legal_status != "V3").max_by_key(|s| s.days.until);
        match last.and_then(|s| s.days.until.as_mut()) {
            Some(until) if longer => *until = next_day(*until),
            _ => {
                let days = Days { from: plus(from_14, night), until: Some(plus(from_14, night + 1)) };
                more.stays.push(Stay { days, legal_status: "V2".into(), placement: "U5".into(), short_break: None });
            }
        }
        let out = |f: &Facts| day >= born_18 || !f.stays.iter().any(|s| s.days.contains(day));
        // A night that is still to come is none.
        let known = more.stays.iter().all(|s| s.days.from <= day);
        if out(&facts) && out(&more) && known {
            prop_assert!(rank(class_on(&facts, day)) <= rank(class_on(&more, day)), "in favour, on {}", day);
            prop_assert!(rank(certain_class_on(&facts, day)) <= rank(certain_class_on(&more, day)), "by nights, on {}", day);
        }
    }

    #[test]
    fn the_day_before_on_and_after_every_change_the_answer_is_whole(facts in life()) {
        let (from, until) = (attains_age(facts.born, 14), attains_age(facts.born, 26));
        let spans = spans(&facts, from, until);
        let mut days = change_points(&facts).into_iter().flat_map(|d| [day_before(d), d, next_day(d)]).collect::<Vec<_>>();
        days.retain(|d| *d >= from && *d < until);
        days.sort_unstable();
        days.dedup();
        // Two hundred lives ask some of the days each.
        for day in days.iter().copied().step_by(1 + days.len() / 12) {
            let said = assess(&facts, day, &RULES);
            let s = &said.standing;
            let span = spans.iter().find(|s| s.from <= day && day < s.until).unwrap();
            prop_assert_eq!((s.class, s.certain_class), (span.class, span.certain), "on {}", day);
            prop_assert!(s.count.nights <= s.count.days && s.count.nights <= s.count.nights_with_breaks);
            prop_assert_eq!(said.offers.len(), RULES.entitlements.len());
            for o in &said.offers {
                let id = &o.entitlement.id;
                prop_assert!(o.state != State::Later || o.on.is_some_and(|on| on > day), "{} later without a later day", id);
                prop_assert!(o.state != State::Ended || o.on.is_some_and(|on| on <= day), "{} ended, and not yet", id);
                prop_assert!(o.until.is_none_or(|u| u > day), "{} until a day that is over", id);
            }
        }
    }

    #[test]
    fn what_begins_or_ends_on_a_day_does_so_on_that_day_and_on_no_other(
        facts in life(), on in 0i64..4000, which in 0usize..61, part in 0i64..100,
    ) {
        // What a series of short breaks will have been depends on the day that is asked about.
        prop_assume!(!Life::varies(&facts));
        let day = plus(attains_age(facts.born, 14), on);
        let asked = |day| {
            let said = assess(&facts, day, &RULES);
            let offer = &said.offers[which];
            (offer.state, is_open(offer), offer.on, offer.until, offer.entitlement.id.clone())
        };
        let (state, open, on, until, id) = asked(day);
        let is_open = |day| asked(day).1;
        let between = |to: Day| plus(day, (to - day).num_days() * part / 100);
        match (state, on) {
            (State::Later, Some(on)) => {
                prop_assert!(is_open(on), "{} is not there on {}", id, on);
                prop_assert!(!is_open(day_before(on)) && !is_open(between(on)), "{} is there before {}", id, on);
            }
            (State::Ended, Some(on)) => {
                prop_assert!(!is_open(on) && is_open(day_before(on)), "{} did not end on {}", id, on);
            }
            _ => {}
        }
        if let Some(until) = until.filter(|_| !open) {
            let eve = asked(day_before(until));
            prop_assert!(matches!(eve.0, State::Conditional), "what is being checked for {} ends before {}", id, until);
        }
        if let Some(until) = until.filter(|_| open) {
            prop_assert!(!is_open(until), "{} goes on after {}", id, until);
            prop_assert!(is_open(day_before(until)) && is_open(between(until)), "{} ends before {}", id, until);
        }
    }
}

/// Theirs on that day, or theirs if something is so; what a person decides first is neither.
fn is_open(offer: &Offer<'_>) -> bool {
    matches!(offer.state, State::Now | State::Conditional | State::CheckLocally) && !offer.being_checked
}

fn rank(class: Class) -> u8 {
    match class {
        Class::None => 0,
        Class::Qualifying | Class::QualifyingSgo | Class::Qualifying21 | Class::Qualifying21Education => 1,
        // At 25 both have the same; what it was before is no longer asked.
        Class::AgedOut => 1,
        Class::Relevant | Class::RelevantReg3 | Class::FormerRelevant | Class::FormerRelevant21 => 2,
        _ => 3,
    }
}
