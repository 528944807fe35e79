//! Rights of a great many young people on one core: no server, no database.

use std::hint::black_box;
use std::time::Instant;

use sayso::config::RuleFiles;
use sayso::entitlements::facts::{Facts, Flags, Period, PeriodKind, Stay};
use sayso::entitlements::offers::assess;
use sayso::entitlements::rules::Rules;
use sayso::entitlements::timeline::{change_points, spans};
use sayso::kernel::Day;
use sayso::kernel::calendar::{Days, attains_age};

/// Young people: about as many as England has in care or just out of it.
const PEOPLE: i64 = 132_000;

/// Microseconds: all assessments, one timeline of classes from 14 to 26, one with every item at every change.
pub struct Figures {
    pub all_ms: u64,
    pub timeline_us: u64,
    pub timeline_items_us: u64,
}

/// Lives of every shape, the same in every run: one to five stays, some at home after it, some in breaks.
fn life(n: i64) -> Facts {
    let start: Day = "2001-11-22".parse().unwrap();
    let born = start + chrono::Duration::days(n * 37 % 6500);
    let first = attains_age(born, 8) + chrono::Duration::days(n * 101 % 3000);
    let stay = |i: i64| Stay {
        days: Days {
            from: first + chrono::Duration::days(i * 160),
            until: (i < n % 5 || n % 3 == 0).then(|| first + chrono::Duration::days(i * 160 + 40 + n % 120)),
        },
        legal_status: if n % 11 == 0 { "V3" } else { "C2" }.into(),
        placement: "U5".into(),
        short_break: None,
    };
    let stays: Vec<Stay> = (0..=n % 5).map(stay).collect();
    let home = stays.last().and_then(|s| s.days.until).filter(|_| n % 4 == 0);
    let period = |from| Period { kind: PeriodKind::HomeWithParent, days: Days { from, until: None }, from_care: None };
    let flags = Flags { unaccompanied: Some(n % 9 == 0), ..Flags::default() };
    Facts {
        born,
        other_born: None,
        stays,
        periods: home.map(period).into_iter().collect(),
        flags,
        history_known_from: None,
    }
}

/// Measures on this thread.
pub fn measure() -> Figures {
    let rules = Rules::load(&RuleFiles::default()).unwrap();
    let as_of: Day = "2026-11-22".parse().unwrap();
    let lives: Vec<Facts> = (0..PEOPLE).map(life).collect();
    let begun = Instant::now();
    for facts in &lives {
        black_box(assess(black_box(facts), as_of, &rules));
    }
    let all_ms = begun.elapsed().as_millis() as u64;

    let some: Vec<&Facts> = lives.iter().step_by(100).collect();
    let begun = Instant::now();
    for facts in &some {
        black_box(spans(black_box(facts), attains_age(facts.born, 14), attains_age(facts.born, 26)));
    }
    let timeline_us = begun.elapsed().as_micros() as u64 / some.len() as u64;
    let begun = Instant::now();
    for facts in &some {
        let (from, until) = (attains_age(facts.born, 14), attains_age(facts.born, 26));
        for day in change_points(facts).into_iter().filter(|d| *d >= from && *d < until) {
            black_box(assess(facts, day, &rules));
        }
    }
    let timeline_items_us = begun.elapsed().as_micros() as u64 / some.len() as u64;
    Figures { all_ms, timeline_us, timeline_items_us }
}
