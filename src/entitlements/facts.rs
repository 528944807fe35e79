//! What is known about a young person, as far as rights depend on it.

use crate::kernel::Day;
use crate::kernel::calendar::{Days, attains_age};

/// One stay in care: an SSDA903 episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// From the first day in care to the day that care stopped; no end where it goes on.
    pub days: Days,
    /// Legal status, an SSDA903 code.
    pub legal_status: String,
    /// Placement, an SSDA903 code.
    pub placement: String,
    /// Whether a person has said that regulation 48 (short breaks) applies; none where nobody has.
    pub short_break: Option<bool>,
}

impl Stay {
    /// An agreed series of short-term breaks, by its code (V3, V4).
    #[must_use]
    pub fn is_coded_short_break(&self) -> bool {
        matches!(self.legal_status.as_str(), "V3" | "V4")
    }

    /// A full or interim care order (C1, C2): then regulation 48 cannot apply.
    #[must_use]
    pub fn is_care_order(&self) -> bool {
        matches!(self.legal_status.as_str(), "C1" | "C2")
    }
}

crate::words! {
    /// A period of a life outside care that a class may depend on.
    pub enum PeriodKind {
        /// Living with a parent or somebody with parental responsibility.
        HomeWithParent = "home_with_parent_or_pr",
        /// Help under section 17, with somewhere to stay: not care.
        Section17 = "section_17_accommodation",
        /// Detained after a court's order.
        Detained = "detained",
        /// In hospital.
        InHospital = "in_hospital",
        /// In health or education accommodation, a care home or a hospital for three months or more.
        ThreeMonthsInHospital = "hospital_or_care_home_3_months_or_more",
        /// Privately fostered.
        PrivatelyFostered = "privately_fostered",
        /// A special guardianship order in force.
        SpecialGuardianship = "special_guardianship_order",
        /// Adopted.
        Adopted = "adoption_order",
    }
}

/// One such period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Of which kind.
    pub kind: PeriodKind,
    /// From when to when.
    pub days: Days,
    /// Special guardianship: whether the child was looked after immediately before the order, where somebody has said.
    pub from_care: Option<bool>,
}

/// Facts that are no dates of care. Nobody has asked about a flag that is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// Came to the UK alone and seeks, or sought, asylum.
    pub unaccompanied: Option<bool>,
    /// A care order is in force.
    pub care_order_in_force: Option<bool>,
    /// The age is disputed.
    pub age_disputed: Option<bool>,
    /// In full-time education or training.
    pub in_full_time_education: Option<bool>,
    /// A course in the pathway plan runs past the 21st birthday.
    pub course_past_21: Option<bool>,
    /// A course in the pathway plan runs past the 25th birthday.
    pub course_past_25: Option<bool>,
    /// First day of an apprenticeship.
    pub apprenticeship_start: Option<Day>,
    /// Has a child to look after.
    pub parent: Option<bool>,
    /// Is expecting a baby.
    pub pregnant: Option<bool>,
    /// Has nowhere to live, or is about to lose a home.
    pub homeless: Option<bool>,
    /// Is disabled.
    pub disabled: Option<bool>,
    /// At 21 or later: has said that they want an adviser.
    pub wants_adviser_after_21: Option<bool>,
    /// The council that last looked after them.
    pub responsible_authority: Option<String>,
    /// Where they live: a council's name.
    pub lives_in: Option<String>,
}

/// All that is known about one young person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Born on this day.
    pub born: Day,
    /// Where the age is disputed: the other day of birth.
    pub other_born: Option<Day>,
    /// Stays in care, in any order; they may overlap.
    pub stays: Vec<Stay>,
    /// Other periods, in any order.
    pub periods: Vec<Period>,
    /// Other facts.
    pub flags: Flags,
    /// The day from which the history of care is known; none where all of it is. Before it, nothing is "none".
    pub history_known_from: Option<Day>,
}

impl Facts {
    /// The day on which this young person attains an age (from the beginning of that day, Family Law Reform Act 1969 s.9).
    #[must_use]
    pub fn birthday(&self, years: i32) -> Day {
        attains_age(self.born, years)
    }

    /// The periods of one kind.
    pub fn periods_of(&self, kind: PeriodKind) -> impl Iterator<Item = &Period> {
        self.periods.iter().filter(move |p| p.kind == kind)
    }

    /// Whether a period of a kind is running on a day.
    #[must_use]
    pub fn is_in(&self, kind: PeriodKind, day: Day) -> bool {
        self.periods_of(kind).any(|p| p.days.contains(day))
    }
}
