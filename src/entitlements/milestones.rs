//! Days that come for everybody, counted from the day of birth.

use super::facts::Facts;
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
        birthday("age_18", 18),
        months("needs_assessment_20y9m_local", 20 * 12 + 9),
        birthday("age_21", 21),
        months("last_half_year_24y6m", 24 * 12 + 6),
        birthday("age_25", 25),
    ]
}
