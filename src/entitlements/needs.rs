//! Facts that an entitlement may need, held against what is known. Unknown is a value of its own.

use serde::Serialize;

use super::facts::{Facts, PeriodKind};
use super::life::Life;
use crate::kernel::Day;
use crate::kernel::calendar::{day_before, deadline_add_months};

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
        /// At 16 or 17: has a child, or is too ill to work. Expecting one is not enough (UC Regs 2013 reg 8).
        ParentOrIll = "parent_or_ill",
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
        /// What is not known of the history of care makes no difference. No rule names it; every answer asks.
        WholeHistory = "whole_history",
    }
}

/// Whether a need is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// It is not.
    No,
    /// Nobody has said.
    Unknown,
    /// It is.
    Yes,
}

impl Held {
    /// As a word: yes, no, unknown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::Yes => "yes",
        }
    }
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
pub fn held(need: Need, life: &Life<'_>, day: Day) -> Held {
    let (facts, flags) = (life.facts, &life.facts.flags);
    match need {
        Need::NotInCare => (!life.is_looked_after(day)).into(),
        Need::CareFor12Months => care_for_12_months(life, day),
        Need::CareAt16Or17 => known(care_at_16_or_17(life, day), facts, life.born_16),
        Need::FosterHomeAt18 => known(foster_home_at_18(life), facts, life.born_18),
        Need::ChildTrustFund => trust_fund(facts, true),
        Need::NoChildTrustFund => trust_fund(facts, false),
        Need::AdviserOrCourseFrom21 if day < facts.birthday(21) => Held::Yes,
        Need::AdviserOrCourseFrom21 => either(flags.wants_adviser_after_21, flags.course_past_21),
        // It is theirs as soon as they say so, so a "no" of today is nothing that ends it.
        Need::WantsAdviser => Held::from(flags.wants_adviser_after_21).max(Held::Unknown),
        Need::Parent => flags.parent.into(),
        Need::ParentOrIll if is_only_expecting(facts) => Held::No,
        Need::ParentOrIll => Held::from(flags.parent).max(Held::Unknown),
        Need::ParentOrPregnant => either(flags.parent, flags.pregnant),
        Need::Unaccompanied => flags.unaccompanied.into(),
        Need::Disabled => flags.disabled.into(),
        Need::Homeless => Held::from(flags.homeless).max(Held::Unknown),
        Need::Detained => Held::from(facts.is_in(PeriodKind::Detained, day)).max(Held::Unknown),
        Need::Apprenticeship => Held::from(flags.apprenticeship_start.is_some()).max(Held::Unknown),
        Need::Under18OrStudent if day < life.born_18 => Held::Yes,
        Need::Under18OrStudent => flags.in_full_time_education.into(),
        Need::WholeHistory if facts.history_known_from.is_some_and(|known| known > life.born_14) => Held::Unknown,
        Need::WholeHistory => Held::Yes,
    }
}

/// What the records do not show may still have been, where they do not reach back to a day.
fn known(so: bool, facts: &Facts, day: Day) -> Held {
    let missing = facts.history_known_from.is_some_and(|known_from| known_from > day);
    if so || !missing { so.into() } else { Held::Unknown }
}

/// Expecting a baby, no child yet, and nothing that could mean too ill to work.
fn is_only_expecting(facts: &Facts) -> bool {
    let flags = &facts.flags;
    flags.pregnant == Some(true) && flags.parent != Some(true) && flags.disabled != Some(true)
}

fn either(a: Option<bool>, b: Option<bool>) -> Held {
    Held::from(a).max(Held::from(b))
}

fn care_for_12_months(life: &Life<'_>, day: Day) -> Held {
    let Some(since) = life.care_since(day) else { return Held::No };
    let so = deadline_add_months(since, 12) <= day;
    // Care that was there on the first day that is known may have begun long before it.
    let from_before = life.facts.history_known_from.is_some_and(|known_from| since <= known_from);
    if so || !from_before { so.into() } else { Held::Unknown }
}

/// SI 2002/2051 art 4, Children Act 1989 s24(2): looked after, accommodated or fostered at some time while 16 or 17.
fn care_at_16_or_17(life: &Life<'_>, day: Day) -> bool {
    let at_that_age =
        |from: Day, until: Option<Day>| from < life.born_18 && from <= day && until.is_none_or(|u| u > life.born_16);
    let elsewhere = [PeriodKind::ThreeMonthsInHospital, PeriodKind::PrivatelyFostered];
    let periods = life.facts.periods.iter().filter(|p| elsewhere.contains(&p.kind));
    life.spells.iter().any(|s| at_that_age(s.from, s.until))
        || periods.into_iter().any(|p| at_that_age(p.days.from, p.days.until))
}

/// Children Act 1989 s23CZA(2): placed with a foster parent immediately before 18.
fn foster_home_at_18(life: &Life<'_>) -> bool {
    let eve = day_before(life.born_18);
    life.spells.iter().any(|s| s.contains(eve) && s.is_fostered)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlements::facts::{Flags, Stay};
    use crate::kernel::calendar::Days;

    /// Born on 10 January 2010, never in care as far as is known.
    fn facts() -> Facts {
        Facts {
            born: "2010-01-10".parse().unwrap_or_default(),
            other_born: None,
            stays: vec![],
            periods: vec![],
            flags: Flags::default(),
            history_known_from: None,
        }
    }

    fn asked(facts: &Facts, need: Need) -> Held {
        let day = "2029-01-10".parse().unwrap_or_default();
        held(need, &Life::on(facts, day), day)
    }

    #[test]
    fn who_said_that_they_have_no_home_is_believed_and_a_no_of_today_settles_nothing() {
        let homeless =
            |said| asked(&Facts { flags: Flags { homeless: said, ..Flags::default() }, ..facts() }, Need::Homeless);
        assert_eq!([Some(true), Some(false), None].map(homeless), [Held::Yes, Held::Unknown, Held::Unknown]);
    }

    #[test]
    fn care_at_16_or_17_began_before_18_and_ended_after_the_16th_birthday() {
        let stay = |from: &str, until: &str| Stay {
            days: Days { from: from.parse().unwrap_or_default(), until: until.parse().ok() },
            legal_status: "V2".into(),
            placement: "U5".into(),
            short_break: None,
        };
        let on = |from: &str, until: &str, day: &str| {
            let facts = Facts { stays: vec![stay(from, until)], ..facts() };
            let day = day.parse().unwrap_or_default();
            held(Need::CareAt16Or17, &Life::on(&facts, day), day)
        };
        assert_eq!(on("2028-01-09", "", "2029-01-10"), Held::Yes);
        assert_eq!(on("2028-01-10", "", "2029-01-10"), Held::No);
        assert_eq!(on("2026-03-01", "", "2026-03-01"), Held::Yes, "on its first day");
        assert_eq!(on("2026-03-01", "", "2026-02-28"), Held::No);
        assert_eq!(on("2025-01-01", "2026-01-10", "2029-01-10"), Held::No);
        assert_eq!(on("2025-01-01", "2026-01-11", "2029-01-10"), Held::Yes);
    }

    #[test]
    fn a_child_trust_fund_is_for_who_was_born_from_september_2002_to_2_january_2011() {
        let born = |day: &str| {
            let facts = Facts { born: day.parse().unwrap_or_default(), ..facts() };
            (asked(&facts, Need::ChildTrustFund), asked(&facts, Need::NoChildTrustFund))
        };
        assert_eq!(["2002-09-01", "2002-09-30", "2011-01-02"].map(born), [(Held::Yes, Held::No); 3]);
        assert_eq!(["2002-08-31", "2011-01-03", "2012-06-01"].map(born), [(Held::No, Held::Yes); 3]);
    }

    #[test]
    fn what_is_known_from_a_birthday_on_is_known_for_what_that_birthday_begins() {
        let from = |day: &str, need| asked(&Facts { history_known_from: day.parse().ok(), ..facts() }, need);
        assert_eq!(from("", Need::WholeHistory), Held::Yes);
        assert_eq!(from("2024-01-10", Need::WholeHistory), Held::Yes);
        assert_eq!(from("2024-01-11", Need::WholeHistory), Held::Unknown);
        assert_eq!(from("2026-01-10", Need::CareAt16Or17), Held::No);
        assert_eq!(from("2026-01-11", Need::CareAt16Or17), Held::Unknown);
    }
}
