//! Days that come for everybody, counted from the day of birth.

use chrono::Duration;

use super::facts::Facts;
use super::offers::Assessment;
use crate::kernel::Day;
use crate::kernel::calendar::deadline_add_months;

/// A day to show, with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Milestone {
    /// Its name, as in the case files.
    pub name: &'static str,
    /// The day.
    pub on: Day,
}

/// The milestones of a life in and after care, oldest first. Birthdays move to 1 March, months to the last day.
#[must_use]
pub fn all(facts: &Facts) -> Vec<Milestone> {
    let birthday = |name, years| Milestone { name, on: facts.birthday(years) };
    let months = |name, n| Milestone { name, on: deadline_add_months(facts.born, n) };
    vec![
        birthday("age_14", 14),
        months("needs_assessment_15y9m_local", 15 * 12 + 9),
        birthday("age_16", 16),
        months("pathway_plan_by_16y3m", 16 * 12 + 3),
        months("papers_ready_17y6m", 17 * 12 + 6),
        Milestone { name: "universal_credit_28_days_before_18", on: days_before(facts.birthday(18), 28) },
        birthday("age_18", 18),
        months("needs_assessment_20y9m_local", 20 * 12 + 9),
        birthday("age_21", 21),
        months("last_half_year_24y6m", 24 * 12 + 6),
        birthday("age_25", 25),
    ]
}

fn days_before(day: Day, n: i64) -> Day {
    day.checked_sub_signed(Duration::days(n)).unwrap_or(day)
}

/// More half-years than there are from 16 to 21.
const HALF_YEARS: u32 = 11;

/// All of them, with what depends on the class: the assessment's own deadline for who became eligible after 16, and the
/// next look at the plan (at least every six months, SI 2010/2571 reg 7) while there is one to look at, up to 21.
#[must_use]
pub fn ahead(facts: &Facts, as_of: Day, said: &Assessment<'_>) -> Vec<Milestone> {
    let mut all = all(facts);
    all.extend(said.assessment_due.map(|on| Milestone { name: "needs_assessment_complete_by", on }));
    let every_six_months = |due| (1..HALF_YEARS).map(move |n| deadline_add_months(due, n * 6));
    let review = said.plan_since.and_then(|due| every_six_months(due).find(|day| *day >= as_of));
    all.extend(review.filter(|day| *day < facts.birthday(21)).map(|on| Milestone { name: "plan_review_by", on }));
    all.sort_by_key(|m| m.on);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RuleFiles;
    use crate::entitlements::facts::{Flags, Stay};
    use crate::entitlements::offers::assess;
    use crate::entitlements::rules::Rules;
    use crate::kernel::calendar::Days;

    #[test]
    fn the_plan_is_looked_at_every_six_months_up_to_21_and_today_is_not_over() {
        let d = |s: &str| s.parse::<Day>().unwrap_or_default();
        // In care at 16 less a day: 91 nights on 10 April 2026, the plan due on 10 July 2026.
        let stay = Stay {
            days: Days { from: d("2026-01-09"), until: None },
            legal_status: "V2".into(),
            placement: "U5".into(),
            short_break: None,
        };
        let facts = Facts {
            born: d("2010-01-10"),
            other_born: None,
            stays: vec![stay],
            periods: vec![],
            flags: Flags::default(),
            history_known_from: None,
        };
        let rules = Rules::load(&RuleFiles::default()).expect("the rules load");
        let next = |on: &str| {
            let said = assess(&facts, d(on), &rules);
            ahead(&facts, d(on), &said).into_iter().find(|m| m.name == "plan_review_by").map(|m| m.on)
        };
        assert_eq!(next("2026-04-09"), None, "no plan before there is a right to one");
        assert_eq!(next("2026-07-11"), Some(d("2027-01-10")));
        assert_eq!(next("2027-01-10"), Some(d("2027-01-10")), "today");
        assert_eq!(next("2027-01-11"), Some(d("2027-07-10")));
        assert_eq!(next("2030-07-10"), Some(d("2030-07-10")), "a former relevant child of 20");
        assert_eq!(next("2030-07-11"), None, "the next would be on the 21st birthday");
        assert_eq!(next("2031-01-10"), None);
    }
}
