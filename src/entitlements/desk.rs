//! What is due or late for a young person, for whoever answers for them. Pure.

use super::fact::{Fact, FactKind, day_of};
use super::facts::Facts;
use super::milestones;
use super::offers::Assessment;
use crate::kernel::calendar::deadline_add_months;
use crate::kernel::{At, Day};

/// How many days ahead something counts as due.
const DUE_DAYS: i64 = 56;

/// Something that is due or late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The milestone.
    pub name: &'static str,
    /// Its day.
    pub on: Day,
    /// Whether that day has passed and nobody has said that it was done.
    pub is_late: bool,
}

/// What is due in the next eight weeks, and what should have been done and was not.
#[must_use]
pub fn due(facts: &Facts, entered: &[Fact], as_of: Day, said: &Assessment<'_>) -> Vec<Due> {
    // Who became eligible after 16 has the plan due with the assessment, not at 16 and three months.
    let plan_on = |on: Day| said.assessment_due.map_or(on, |due| on.max(due));
    let all = milestones::ahead(facts, as_of, said).into_iter().filter(|m| m.name != "plan_review_by").map(|m| match m
        .name
    {
        "pathway_plan_by_16y3m" => milestones::Milestone { on: plan_on(m.on), ..m },
        _ => m,
    });
    let done = |name: &str| match name {
        "needs_assessment_complete_by" => Some(day_of(entered, FactKind::AssessmentDone).is_some()),
        "pathway_plan_by_16y3m" => Some(day_of(entered, FactKind::PlanDone).is_some()),
        _ => None,
    };
    let found = all.filter_map(|m| {
        let ahead = (m.on - as_of).num_days();
        let is_late = ahead < 0 && done(m.name) == Some(false) && said.assessment_due.is_some();
        let is_due = (0..=DUE_DAYS).contains(&ahead) && done(m.name) != Some(true);
        (is_late || is_due).then_some(Due { name: m.name, on: m.on, is_late })
    });
    let mut found = found.collect::<Vec<_>>();
    found.extend(review(facts, entered, as_of));
    found.sort_by_key(|d| d.on);
    found
}

/// The plan is looked at again every six months (SI 2010/2571 reg 7), until 21.
fn review(facts: &Facts, entered: &[Fact], as_of: Day) -> Option<Due> {
    let made = day_of(entered, FactKind::PlanDone)?;
    let last = day_of(entered, FactKind::PlanReviewed).map_or(made, |r| r.max(made));
    let on = deadline_add_months(last, 6);
    let ahead = (on - as_of).num_days();
    (ahead <= DUE_DAYS && as_of < facts.birthday(21)).then_some(Due { name: "plan_review_by", on, is_late: ahead < 0 })
}

/// For how many whole weeks the two sides have not both written; none where they have within four.
#[must_use]
pub fn quiet_weeks((theirs, ours): (Option<At>, Option<At>), now: At) -> Option<i64> {
    let both = theirs.zip(ours).map(|(a, b)| a.min(b));
    let weeks = both.map_or(i64::from(u8::MAX), |at| now.since(at) / (7 * crate::kernel::clock::DAY));
    (weeks >= 4).then_some(weeks)
}
