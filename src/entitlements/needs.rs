//! Facts that an entitlement may need, held against what is known. Unknown is a value of its own.

use super::counting::is_looked_after;
use super::facts::{Facts, PeriodKind};
use crate::kernel::Day;
use crate::kernel::calendar::{age_on, day_before, deadline_add_months};

crate::words! {
    /// The closed list of needs that a rule file may name.
    pub enum Need {
        /// Not in care now.
        NotInCare = "not_in_care",
        /// In care for twelve months without a break, now.
        CareFor12Months = "care_for_12_months",
        /// Was in care, or fostered or accommodated otherwise, at 16 or 17.
        CareAt16Or17 = "care_at_16_or_17",
        /// Lived with a foster carer on the eve of 18.
        FosterHomeAt18 = "foster_home_at_18",
        /// Born when every child got a Child Trust Fund: 1 September 2002 to 2 January 2011.
        ChildTrustFund = "child_trust_fund",
        /// Born when no child got one.
        NoChildTrustFund = "no_child_trust_fund",
        /// From 21: has an adviser, or a course in the plan.
        AdviserOrCourseFrom21 = "adviser_or_course_from_21",
        /// Has said that they want an adviser.
        WantsAdviser = "wants_adviser",
        /// Has a child to look after.
        Parent = "parent",
        /// Has a child, or is expecting one.
        ParentOrPregnant = "parent_or_pregnant",
        /// Came to the UK alone.
        Unaccompanied = "unaccompanied",
        /// Is disabled.
        Disabled = "disabled",
        /// Has no home, or may lose it.
        Homeless = "homeless",
        /// Is locked up.
        Detained = "detained",
        /// Starts, or has started, an apprenticeship.
        Apprenticeship = "apprenticeship",
        /// Under 18, or 18 and in full-time education.
        Under18OrStudent = "under_18_or_student",
    }
}

/// Whether a need is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// It is not.
    No,
    /// Nobody has said.
    Unknown,
    /// It is.
    Yes,
}

impl From<Option<bool>> for Held {
    fn from(said: Option<bool>) -> Self {
        match said {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }
}

impl From<bool> for Held {
    fn from(so: bool) -> Self {
        if so { Self::Yes } else { Self::No }
    }
}

/// Whether a need is met on a day.
#[must_use]
pub fn held(need: Need, facts: &Facts, day: Day) -> Held {
    let flags = &facts.flags;
    match need {
        Need::NotInCare => (!is_looked_after(facts, day)).into(),
        Need::CareFor12Months => {
            (care_since(facts, day).is_some_and(|since| deadline_add_months(since, 12) <= day)).into()
        }
        Need::CareAt16Or17 => care_at_16_or_17(facts, day).into(),
        Need::FosterHomeAt18 => foster_home_at_18(facts).into(),
        Need::ChildTrustFund => trust_fund(facts, true),
        Need::NoChildTrustFund => trust_fund(facts, false),
        Need::AdviserOrCourseFrom21 if day < facts.birthday(21) => Held::Yes,
        Need::AdviserOrCourseFrom21 => either(flags.wants_adviser_after_21, flags.course_past_21),
        // It is theirs as soon as they say so, so a "no" of today is nothing that ends it.
        Need::WantsAdviser => Held::from(flags.wants_adviser_after_21).max(Held::Unknown),
        Need::Parent => flags.parent.into(),
        Need::ParentOrPregnant => either(flags.parent, flags.pregnant),
        Need::Unaccompanied => flags.unaccompanied.into(),
        Need::Disabled => flags.disabled.into(),
        Need::Homeless => Held::from(flags.homeless).max(Held::Unknown),
        Need::Detained => Held::from(facts.is_in(PeriodKind::Detained, day)).max(Held::Unknown),
        Need::Apprenticeship => Held::from(flags.apprenticeship_start.is_some()).max(Held::Unknown),
        Need::Under18OrStudent if age_on(facts.born, day) < 18 => Held::Yes,
        Need::Under18OrStudent => flags.in_full_time_education.into(),
    }
}

fn either(a: Option<bool>, b: Option<bool>) -> Held {
    Held::from(a).max(Held::from(b))
}

/// Since when somebody has been in care without a break.
fn care_since(facts: &Facts, day: Day) -> Option<Day> {
    if !is_looked_after(facts, day) {
        return None;
    }
    let mut since = facts.stays.iter().filter(|s| s.days.contains(day)).map(|s| s.days.from).min()?;
    while let Some(earlier) =
        facts.stays.iter().find(|s| s.days.from < since && s.days.until.is_some_and(|u| u >= since))
    {
        since = earlier.days.from;
    }
    Some(since)
}

/// SI 2002/2051 art 4, Children Act 1989 s24(2): looked after, accommodated or fostered at some time while 16 or 17.
fn care_at_16_or_17(facts: &Facts, day: Day) -> bool {
    let (born_16, born_18) = (facts.birthday(16), facts.birthday(18));
    let at_that_age =
        |from: Day, until: Option<Day>| from < born_18 && from <= day && until.is_none_or(|u| u > born_16);
    let elsewhere = [PeriodKind::ThreeMonthsInHospital, PeriodKind::PrivatelyFostered];
    facts.stays.iter().any(|s| at_that_age(s.days.from, s.days.until))
        || facts.periods.iter().any(|p| elsewhere.contains(&p.kind) && at_that_age(p.days.from, p.days.until))
}

/// Children Act 1989 s23CZA(2): placed with a foster parent (codes U1 to U6) immediately before 18.
fn foster_home_at_18(facts: &Facts) -> bool {
    let eve = day_before(facts.birthday(18));
    facts.stays.iter().any(|s| s.days.contains(eve) && s.placement.starts_with('U'))
}

/// Who came here alone may have been born here or not have had Child Benefit: nobody can say without looking.
fn trust_fund(facts: &Facts, has: bool) -> Held {
    if facts.flags.unaccompanied == Some(true) {
        return Held::Unknown;
    }
    let (first, last) = (Day::from_ymd_opt(2002, 9, 1), Day::from_ymd_opt(2011, 1, 2));
    let born_then = first.is_some_and(|f| facts.born >= f) && last.is_some_and(|l| facts.born <= l);
    (born_then == has).into()
}
