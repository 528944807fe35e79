//! Facts that staff enter: what they can be, what a value must look like, and which of them change a young person's own
//! screen only after that young person said yes.

use serde::Deserialize;
use serde_json::Value;

use super::facts::{Facts, Period, PeriodKind};
use crate::kernel::calendar::Days;
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::{At, Day, Refusal};

crate::words! {
    /// The closed list of facts that somebody may enter.
    pub enum FactKind {
        /// Came to the UK alone.
        Unaccompanied = "uasc",
        /// A care order is in force.
        CareOrder = "care_order_in_force",
        /// The age is disputed.
        AgeDisputed = "age_disputed",
        /// The other day of birth.
        OtherBorn = "alternative_dob",
        /// In full-time education.
        InEducation = "in_full_time_education",
        /// The course in the plan runs past 21.
        CoursePast21 = "pathway_plan_course_past_21",
        /// The course in the plan runs past 25.
        CoursePast25 = "pathway_plan_course_continues_past_25",
        /// First day of an apprenticeship.
        Apprenticeship = "apprenticeship_start",
        /// Has a child.
        Parent = "parent",
        /// Is expecting a baby.
        Pregnant = "pregnant",
        /// Has no home, or may lose it.
        Homeless = "homeless",
        /// Is disabled.
        Disabled = "disabled",
        /// Wants an adviser after 21.
        WantsAdviser = "wants_adviser_after_21",
        /// The council that last looked after them.
        Authority = "responsible_authority",
        /// Where they live.
        LivesIn = "lives_in",
        /// Living at home.
        Home = "home_with_parent_or_pr",
        /// Helped with somewhere to live under section 17.
        Section17 = "section_17_accommodation",
        /// Locked up.
        Detained = "detained",
        /// In hospital.
        Hospital = "in_hospital",
        /// In a hospital or a care home for three months or more.
        LongHospital = "hospital_or_care_home_3_months_or_more",
        /// Privately fostered.
        PrivatelyFostered = "privately_fostered",
        /// Special guardianship.
        Guardianship = "special_guardianship_order",
        /// Adopted.
        Adopted = "adoption_order",
        /// The day the assessment of needs was finished.
        AssessmentDone = "needs_assessment_done",
        /// The day the pathway plan was finished.
        PlanDone = "pathway_plan_done",
        /// The day the plan was last looked at again.
        PlanReviewed = "plan_reviewed",
    }
}

/// What a value of a kind looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    YesNo,
    Day,
    Text,
    Periods(PeriodKind),
}

/// A fact as it was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its id, made by whoever entered it.
    pub id: AnyId,
    /// Of which kind.
    pub kind: FactKind,
    /// The value; null takes the fact back.
    pub value: Value,
    /// Where it is written, or who said so.
    pub source: String,
    /// The day on which somebody checked it.
    pub checked_on: Day,
    /// The day on which the young person said yes to its being used on their own screen.
    pub agreed_on: Option<Day>,
    /// Who entered it.
    pub entered_by: StaffId,
    /// When.
    pub entered_at: At,
}

/// For whose screen facts are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The young person's own.
    Child,
    /// Their worker's.
    Staff,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stretch {
    start: Day,
    end: Option<Day>,
    looked_after_immediately_before: Option<bool>,
}

impl FactKind {
    const fn shape(self) -> Shape {
        match self {
            Self::OtherBorn | Self::Apprenticeship | Self::AssessmentDone | Self::PlanDone | Self::PlanReviewed => {
                Shape::Day
            }
            Self::Authority | Self::LivesIn => Shape::Text,
            Self::Home => Shape::Periods(PeriodKind::HomeWithParent),
            Self::Section17 => Shape::Periods(PeriodKind::Section17),
            Self::Detained => Shape::Periods(PeriodKind::Detained),
            Self::Hospital => Shape::Periods(PeriodKind::InHospital),
            Self::LongHospital => Shape::Periods(PeriodKind::ThreeMonthsInHospital),
            Self::PrivatelyFostered => Shape::Periods(PeriodKind::PrivatelyFostered),
            Self::Guardianship => Shape::Periods(PeriodKind::SpecialGuardianship),
            Self::Adopted => Shape::Periods(PeriodKind::Adopted),
            _ => Shape::YesNo,
        }
    }

    /// What a value looks like, for a form: `yes_no`, `day`, `text`, `periods`.
    #[must_use]
    pub const fn form(self) -> &'static str {
        match self.shape() {
            Shape::YesNo => "yes_no",
            Shape::Day => "day",
            Shape::Text => "text",
            Shape::Periods(_) => "periods",
        }
    }

    /// Pregnancy, custody, immigration, disability and adoption change nothing on a young person's own screen without
    /// their yes.
    #[must_use]
    pub const fn needs_yes(self) -> bool {
        matches!(
            self,
            Self::Unaccompanied
                | Self::AgeDisputed
                | Self::OtherBorn
                | Self::Parent
                | Self::Pregnant
                | Self::Disabled
                | Self::Detained
                | Self::Adopted
        )
    }

    /// Checks a value.
    ///
    /// # Errors
    /// `value_wrong`, in words.
    pub fn check(self, value: &Value) -> Result<(), Refusal> {
        let wrong = |say: &str| Err(Refusal::invalid("value_wrong", "value", say));
        if value.is_null() {
            return Ok(());
        }
        match self.shape() {
            Shape::YesNo if !value.is_boolean() => wrong("Say true or false, or null where nobody knows."),
            Shape::Day if day(value).is_none() => wrong("Give a day as 2026-11-22."),
            Shape::Text if value.as_str().is_none_or(|t| t.trim().is_empty() || t.chars().count() > 200) => {
                wrong("Give a name of at most 200 characters.")
            }
            Shape::Periods(_) => match stretches(value) {
                Some(all) if all.len() <= 50 && all.iter().all(|s| s.end.is_none_or(|e| e > s.start)) => Ok(()),
                _ => wrong("Give a list of periods, each with a start and, where it is over, a later end."),
            },
            _ => Ok(()),
        }
    }
}

fn day(value: &Value) -> Option<Day> {
    value.as_str()?.parse().ok()
}

fn stretches(value: &Value) -> Option<Vec<Stretch>> {
    serde_json::from_value(value.clone()).ok()
}

/// The newest fact of each kind, from facts in the order in which they were entered.
#[must_use]
pub fn newest(entered: &[Fact]) -> Vec<&Fact> {
    let newest = |kind: &FactKind| entered.iter().rev().find(|f| f.kind == *kind);
    FactKind::ALL.iter().filter_map(newest).collect()
}

/// The day that a fact of a kind says, where one does.
#[must_use]
pub fn day_of(entered: &[Fact], kind: FactKind) -> Option<Day> {
    entered.iter().rev().find(|f| f.kind == kind).and_then(|f| day(&f.value))
}

/// Puts what was entered on top of what the council's files say.
pub fn apply(facts: &mut Facts, entered: &[Fact], whose: For) {
    for fact in newest(entered) {
        if whose == For::Staff || !fact.kind.needs_yes() || fact.agreed_on.is_some() {
            apply_one(facts, fact.kind, &fact.value);
        }
    }
}

fn apply_one(facts: &mut Facts, kind: FactKind, value: &Value) {
    let yes = value.as_bool();
    let text = || value.as_str().map(str::to_owned);
    let flags = &mut facts.flags;
    match kind {
        FactKind::Unaccompanied => flags.unaccompanied = yes,
        FactKind::CareOrder => flags.care_order_in_force = yes,
        FactKind::AgeDisputed => flags.age_disputed = yes,
        FactKind::OtherBorn => facts.other_born = day(value),
        FactKind::InEducation => flags.in_full_time_education = yes,
        FactKind::CoursePast21 => flags.course_past_21 = yes,
        FactKind::CoursePast25 => flags.course_past_25 = yes,
        FactKind::Apprenticeship => flags.apprenticeship_start = day(value),
        FactKind::Parent => flags.parent = yes,
        FactKind::Pregnant => flags.pregnant = yes,
        FactKind::Homeless => flags.homeless = yes,
        FactKind::Disabled => flags.disabled = yes,
        FactKind::WantsAdviser => flags.wants_adviser_after_21 = yes,
        FactKind::Authority => flags.responsible_authority = text(),
        FactKind::LivesIn => flags.lives_in = text(),
        FactKind::AssessmentDone | FactKind::PlanDone | FactKind::PlanReviewed => {}
        _ => {
            let Shape::Periods(kind) = kind.shape() else { return };
            facts.periods.extend(stretches(value).unwrap_or_default().into_iter().map(|s| Period {
                kind,
                days: Days { from: s.start, until: s.end },
                from_care: s.looked_after_immediately_before,
            }));
        }
    }
}
