//! The leaving-care class on a day: which of the law's descriptions fits, how certain that is, and why.

use super::checks::{Check, checks};
use super::counting::{Count, Met};
use super::facts::{Facts, PeriodKind, Stay};
use super::life::Life;
use crate::kernel::Day;
use crate::kernel::calendar::{Days, age_on, day_before, deadline_add_months};

crate::words! {
    /// The classes of the Children Act 1989 and its regulations, and what stands before, beside and after them.
    pub enum Class {
        /// No class on the facts that are known.
        None = "none",
        /// Looked after, not yet 16.
        LookedAfterUnder16 = "looked_after_under_16",
        /// Looked after at 16 or 17, thirteen weeks not reached.
        LookedAfterNotEligible = "looked_after_16_17_not_eligible",
        /// Looked after at 16 or 17 in a series of short breaks (SI 2010/959 reg 48).
        LookedAfterShortBreaks = "looked_after_short_breaks",
        /// Eligible child: Sch 2 para 19B(2), SI 2010/959 reg 40.
        Eligible = "eligible",
        /// Relevant child: s23A(2).
        Relevant = "relevant",
        /// Relevant child by regulation: SI 2010/2571 reg 3(1)-(2).
        RelevantReg3 = "relevant_reg3",
        /// Former relevant child, 18 to 20: s23C(1).
        FormerRelevant = "former_relevant",
        /// Former relevant, 21 to 24: s23CZB.
        FormerRelevant21 = "former_relevant_21_to_24",
        /// Qualifying, 16 to 20: s24(1B), (2), (3).
        Qualifying = "qualifying",
        /// Qualifying by special guardianship, 16 to 20: s24(1A).
        QualifyingSgo = "qualifying_sgo",
        /// Qualifying, 21 to 24, in education: s24B.
        Qualifying21Education = "qualifying_21_to_24_education",
        /// Qualifying, 21 to 24, not in education.
        Qualifying21 = "qualifying_21_to_24_no_education",
        /// 25 or over, once in one of the classes.
        AgedOut = "aged_out",
        /// 25 or over, on a course in the pathway plan that goes on: s23C(7), s23CA.
        AgedOutCourse = "aged_out_course_continues",
    }
}

impl Class {
    /// The class as one bit, so that a set of classes is one number.
    #[must_use]
    pub const fn bit(self) -> u32 {
        match self {
            Self::None => 1,
            Self::LookedAfterUnder16 => 1 << 1,
            Self::LookedAfterNotEligible => 1 << 2,
            Self::LookedAfterShortBreaks => 1 << 3,
            Self::Eligible => 1 << 4,
            Self::Relevant => 1 << 5,
            Self::RelevantReg3 => 1 << 6,
            Self::FormerRelevant => 1 << 7,
            Self::FormerRelevant21 => 1 << 8,
            Self::Qualifying => 1 << 9,
            Self::QualifyingSgo => 1 << 10,
            Self::Qualifying21Education => 1 << 11,
            Self::Qualifying21 => 1 << 12,
            Self::AgedOut => 1 << 13,
            Self::AgedOutCourse => 1 << 14,
        }
    }
}

crate::words! {
    /// How certain a class is.
    pub enum Certainty {
        /// Every way of counting agrees.
        Clear = "clear",
        /// Ways of counting differ: decided in favour of the young person, and a person checks.
        Borderline = "borderline",
        /// The law is unclear or practice differs: a machine does not decide.
        Arguable = "arguable",
    }
}

/// The class on a day, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The class, in favour of the young person.
    pub class: Class,
    /// The class where it rests on nights alone: what is certain already, for rights that a person must confirm first.
    pub certain_class: Class,
    /// The class if the young person was in care all the time that nobody knows about; the class where all is known.
    pub possible_class: Class,
    /// How certain.
    pub certainty: Certainty,
    /// What was counted.
    pub count: Count,
    /// Age in whole years.
    pub age: u32,
    /// Within a day of thirteen weeks, or of six months at home.
    pub near_line: bool,
    /// Why a person should look.
    pub checks: Vec<Check>,
}

/// How thirteen weeks are decided while a class is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// By either count, and by a touched birthday: in favour of the young person.
    InFavour,
    /// By nights alone.
    Strict,
}

/// The class on a day.
#[must_use]
pub fn standing(facts: &Facts, as_of: Day) -> Standing {
    let life = Life::on(facts, as_of);
    let class = class(&life, as_of, Reading::InFavour);
    let certain_class = self::class(&life, as_of, Reading::Strict);
    let possible_class = as_if_always_in_care(facts, life.born_14).map_or(class, |f| class_on(&f, as_of));
    let count = life.count(as_of);
    let mut standing = Standing {
        class,
        certain_class,
        possible_class,
        certainty: Certainty::Clear,
        count,
        age: age_on(facts.born, as_of),
        near_line: count.is_near_line() || is_near_six_months(&life, as_of, 1),
        checks: vec![],
    };
    standing.checks = checks(&life, as_of, &standing);
    let arguable = [Check::OnlyWithBreaks, Check::AdoptedLate].iter().any(|c| standing.checks.contains(c));
    standing.certainty = if arguable || possible_class != class {
        Certainty::Arguable
    } else if class == certain_class {
        Certainty::Clear
    } else {
        Certainty::Borderline
    };
    standing
}

/// The class on a day, in favour of the young person, and nothing else.
#[must_use]
pub fn class_on(facts: &Facts, day: Day) -> Class {
    class(&Life::on(facts, day), day, Reading::InFavour)
}

/// The class on a day by nights alone.
#[must_use]
pub fn certain_class_on(facts: &Facts, day: Day) -> Class {
    class(&Life::on(facts, day), day, Reading::Strict)
}

/// What is not known could be care: the facts with a stay for all of it, where that could make a difference.
fn as_if_always_in_care(facts: &Facts, born_14: Day) -> Option<Facts> {
    let known_from = facts.history_known_from.filter(|known| *known > born_14)?;
    let mut all = facts.clone();
    all.stays.push(Stay {
        days: Days { from: born_14, until: Some(known_from) },
        legal_status: "V2".into(),
        placement: "U5".into(),
        short_break: Some(false),
    });
    Some(all)
}

/// The class of a life on a day.
#[must_use]
pub fn class(life: &Life<'_>, as_of: Day, reading: Reading) -> Class {
    if as_of >= life.born_18 {
        return class_from_18(life, as_of, reading);
    }
    match (as_of >= life.born_16, life.is_looked_after(as_of)) {
        (true, true) => class_in_care(life, as_of, reading),
        (true, false) => class_out_of_care(life, as_of, reading),
        (false, true) => Class::LookedAfterUnder16,
        (false, false) => Class::None,
    }
}

fn class_out_of_care(life: &Life<'_>, as_of: Day, reading: Reading) -> Class {
    let has_been_relevant = was_eligible(life, as_of, reading);
    let by_regulation = is_relevant_by_regulation(life, reading);
    if (has_been_relevant || by_regulation) && !six_months_at_home(life, as_of) {
        return if has_been_relevant { Class::Relevant } else { Class::RelevantReg3 };
    }
    qualifying(life, as_of, reading)
}

fn class_in_care(life: &Life<'_>, as_of: Day, reading: Reading) -> Class {
    if !life.is_in_full_care(as_of) {
        return Class::LookedAfterShortBreaks;
    }
    if meets(&life.count(as_of), reading) { Class::Eligible } else { Class::LookedAfterNotEligible }
}

/// Whether somebody who is not in care was an eligible child before care last stopped: thirteen weeks in all since 14,
/// some of it at 16 or later (Sch 2 para 19B(2)(b)). Short breaks that came after it take nothing away: s23A(2) asks
/// whether they were one before, not what the last stay was.
fn was_eligible(life: &Life<'_>, as_of: Day, reading: Reading) -> bool {
    let Some(stopped) = life.care_stopped(as_of) else { return false };
    let counted = life.count(stopped);
    meets(&counted, reading) && reached_16(&counted, reading)
}

fn meets(counted: &Count, reading: Reading) -> bool {
    match reading {
        Reading::InFavour => counted.met() != Met::No,
        Reading::Strict => counted.met() == Met::Yes,
    }
}

fn reached_16(counted: &Count, reading: Reading) -> bool {
    match reading {
        Reading::InFavour => counted.touches_16,
        Reading::Strict => counted.nights_from_16 >= 1,
    }
}

/// Detained or in hospital on attaining 16, and immediately before that looked after for thirteen weeks in all since 14
/// (SI 2010/2571 reg 3(1)-(2)); not on a care order.
fn is_relevant_by_regulation(life: &Life<'_>, reading: Reading) -> bool {
    if life.facts.flags.care_order_in_force == Some(true) {
        return false;
    }
    let kept = [PeriodKind::Detained, PeriodKind::InHospital];
    life.facts
        .periods
        .iter()
        .filter(|p| kept.contains(&p.kind) && p.days.contains(life.born_16))
        .any(|p| was_in_care_before(life, p.days.from) && meets(&life.count(p.days.from), reading))
}

/// Whether somebody was in care on the eve of a day: "immediately before" it.
fn was_in_care_before(life: &Life<'_>, day: Day) -> bool {
    let eve = day_before(day);
    life.spells.iter().any(|s| s.contains(eve))
}

/// Whether somebody lives at home now and has done so for a continuous six months (SI 2010/2571 reg 3(5)). If it breaks
/// down they are no longer at home, and so relevant again.
fn six_months_at_home(life: &Life<'_>, as_of: Day) -> bool {
    home_since(life, as_of).is_some_and(|since| deadline_add_months(since, 6) <= as_of)
}

/// Whether the day of six months at home is so many days away, for who has something to lose or to win by it.
pub(super) fn is_near_six_months(life: &Life<'_>, as_of: Day, within: i64) -> bool {
    if as_of >= life.born_18 || life.is_looked_after(as_of) {
        return false;
    }
    let away = home_since(life, as_of).map(|s| (deadline_add_months(s, 6) - as_of).num_days().abs());
    let reading = Reading::InFavour;
    let at_stake = || was_eligible(life, as_of, reading) || is_relevant_by_regulation(life, reading);
    away.is_some_and(|days| days <= within) && at_stake()
}

/// Since when somebody has lived at home without a break, if they do; an adoption is a home too.
fn home_since(life: &Life<'_>, as_of: Day) -> Option<Day> {
    let is_home = |kind| matches!(kind, PeriodKind::HomeWithParent | PeriodKind::Adopted);
    let homes = || life.facts.periods.iter().filter(|p| is_home(p.kind));
    let mut since = homes().filter(|p| p.days.contains(as_of)).map(|p| p.days.from).min()?;
    // A move from one parent to the other the same day does not break it.
    while let Some(earlier) = homes().find(|p| p.days.from < since && p.days.until.is_some_and(|u| u >= since)) {
        since = earlier.days.from;
    }
    // Time in care under a care order at home is no part of it.
    Some(life.care_stopped(as_of).map_or(since, |stopped| since.max(stopped)))
}

fn class_from_18(life: &Life<'_>, as_of: Day, reading: Reading) -> Class {
    let flags = &life.facts.flags;
    let (under_21, under_25) = (as_of < life.facts.birthday(21), as_of < life.facts.birthday(25));
    if is_former_relevant(life, reading) {
        return match (under_21, under_25) {
            (true, _) => Class::FormerRelevant,
            (_, true) => Class::FormerRelevant21,
            _ if flags.course_past_25 == Some(true) => Class::AgedOutCourse,
            _ => Class::AgedOut,
        };
    }
    match (qualifying(life, life.born_18, reading), under_21, under_25) {
        (Class::None, _, _) => Class::None,
        (at_18, true, _) => at_18,
        (_, _, true) if flags.in_full_time_education == Some(true) => Class::Qualifying21Education,
        (_, _, true) => Class::Qualifying21,
        _ => Class::AgedOut,
    }
}

/// Former relevant (s23C(1)): looked after on attaining 18 and eligible, or a relevant child on the eve.
fn is_former_relevant(life: &Life<'_>, reading: Reading) -> bool {
    let eve = day_before(life.born_18);
    if life.is_in_full_care(eve) {
        // The last night counts: thirteen weeks may be reached on the birthday itself.
        return meets(&life.count(life.born_18), reading);
    }
    matches!(class_out_of_care(life, eve, reading), Class::Relevant | Class::RelevantReg3)
}

/// Qualifying (s24), asked of a day on which somebody is not looked after.
fn qualifying(life: &Life<'_>, as_of: Day, reading: Reading) -> Class {
    if is_qualifying_by_guardianship(life, as_of) {
        return Class::QualifyingSgo;
    }
    let (born_16, born_18) = (life.born_16, life.born_18);
    let counts = |from: Day, until: Option<Day>| {
        let until = until.unwrap_or(born_18).min(born_18);
        let after_16 = match reading {
            Reading::InFavour => until >= born_16,
            Reading::Strict => until > born_16,
        };
        from < until && after_16 && until <= as_of
    };
    let in_care = life.spells.iter().any(|s| counts(s.from, s.until));
    let other = [PeriodKind::ThreeMonthsInHospital, PeriodKind::PrivatelyFostered];
    let elsewhere = life.facts.periods.iter().filter(|p| other.contains(&p.kind));
    let elsewhere = elsewhere.into_iter().any(|p| counts(p.days.from, p.days.until));
    if in_care || elsewhere { Class::Qualifying } else { Class::None }
}

/// Special guardianship in force (or in force at 18), from care (s24(1A)). Where nobody has said whether it was from
/// care, a stay on the eve of the order says so.
fn is_qualifying_by_guardianship(life: &Life<'_>, as_of: Day) -> bool {
    let day = as_of.min(day_before(life.born_18));
    life.facts
        .periods_of(PeriodKind::SpecialGuardianship)
        .filter(|p| p.days.contains(day))
        .any(|p| p.from_care.unwrap_or_else(|| was_in_care_before(life, p.days.from)))
}
