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

/// All of them, with what depends on the class: the assessment's own deadline for who became eligible after 16, and the
/// next look at the plan (at least every six months, SI 2010/2571 reg 7) while there is a plan to look at.
#[must_use]
pub fn ahead(facts: &Facts, as_of: Day, said: &Assessment<'_>) -> Vec<Milestone> {
    let mut all = all(facts);
    let Some(due) = said.assessment_due else { return all };
    all.push(Milestone { name: "needs_assessment_complete_by", on: due });
    let review = (1..20).map(|n| deadline_add_months(due, n * 6)).find(|day| *day > as_of);
    all.extend(review.filter(|day| *day < facts.birthday(21)).map(|on| Milestone { name: "plan_review_by", on }));
    all.sort_by_key(|m| m.on);
    all
}
