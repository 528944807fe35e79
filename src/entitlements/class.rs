//! The leaving-care class on a day: which of the law's descriptions fits, how certain that is, and why.

use super::counting::{Count, Met, care_stopped, count, is_looked_after};
use super::facts::{Facts, PeriodKind};
use super::short_breaks;
use crate::kernel::Day;
use crate::kernel::calendar::{age_on, day_before, deadline_add_months};

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

crate::words! {
    /// Why a person should look at an answer.
    pub enum Check {
        /// Ways of counting differ by a day.
        CountsDiffer = "counts_differ",
        /// Within a day of thirteen weeks, or of six months at home.
        NearLine = "near_line",
        /// Thirteen weeks are met only with short breaks.
        OnlyWithBreaks = "only_with_short_breaks",
        /// Coded as short breaks, but the stays break the limits of regulation 48.
        Miscoded = "short_break_code_does_not_fit",
        /// Section 17 help at 16 or 17, where section 20 may have been owed.
        Section17 = "section_17_not_section_20",
        /// A last stay of one night: did it last more than 24 hours (s22(2))?
        OneNight = "last_stay_24_hours",
        /// Care ended in the two weeks before the 16th birthday.
        EndedBefore16 = "care_ended_just_before_16",
        /// The age is disputed.
        AgeDisputed = "age_disputed",
        /// Adopted at 16 or later.
        AdoptedLate = "adopted_after_16",
        /// Lives in another council's area than the one that owes the duties.
        OtherCouncil = "other_councils_care_leaver",
        /// Care before a day is not known.
        HistoryUnknown = "history_unknown",
        /// No class, though there was care: an adverse answer is always looked at.
        Adverse = "adverse_answer",
    }
}

/// The class on a day, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The class, in favour of the young person.
    pub class: Class,
    /// The class where it rests on nights alone: what is certain already, for rights that a person must confirm first.
    pub certain_class: Class,
    /// How certain.
    pub certainty: Certainty,
    /// What was counted.
    pub count: Count,
    /// Age in whole years.
    pub age: u32,
    /// Within a day of a line.
    pub near_line: bool,
    /// Why a person should look.
    pub checks: Vec<Check>,
}

/// How thirteen weeks are decided while a class is worked out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// By either count, and by a touched birthday: in favour of the young person.
    InFavour,
    /// By nights alone.
    Strict,
}

/// The class on a day.
#[must_use]
pub fn standing(facts: &Facts, as_of: Day) -> Standing {
    let class = class(facts, as_of, Reading::InFavour);
    let certain_class = self::class(facts, as_of, Reading::Strict);
    let count = count(facts, as_of);
    let checks = checks(facts, as_of, class, certain_class, &count);
    let certainty = if checks.contains(&Check::OnlyWithBreaks) || checks.contains(&Check::AdoptedLate) {
        Certainty::Arguable
    } else if class == certain_class {
        Certainty::Clear
    } else {
        Certainty::Borderline
    };
    let near_line = checks.contains(&Check::NearLine);
    Standing { class, certain_class, certainty, count, age: age_on(facts.born, as_of), near_line, checks }
}

/// The class on a day, in favour of the young person, and nothing else.
#[must_use]
pub fn class_on(facts: &Facts, day: Day) -> Class {
    class(facts, day, Reading::InFavour)
}

/// The class on a day by nights alone.
#[must_use]
pub fn certain_class_on(facts: &Facts, day: Day) -> Class {
    class(facts, day, Reading::Strict)
}

fn class(facts: &Facts, as_of: Day, reading: Reading) -> Class {
    match age_on(facts.born, as_of) {
        0..16 if is_looked_after(facts, as_of) => Class::LookedAfterUnder16,
        0..16 => Class::None,
        16..18 => class_at_16_or_17(facts, as_of, reading),
        age => class_from_18(facts, age, reading),
    }
}

fn class_at_16_or_17(facts: &Facts, as_of: Day, reading: Reading) -> Class {
    if is_looked_after(facts, as_of) {
        return class_in_care(facts, as_of, reading);
    }
    let has_been_relevant = was_eligible(facts, as_of, reading);
    let by_regulation = is_relevant_by_regulation(facts, as_of, reading);
    if (has_been_relevant || by_regulation) && !six_months_at_home(facts, as_of) {
        return if has_been_relevant { Class::Relevant } else { Class::RelevantReg3 };
    }
    qualifying(facts, as_of, reading)
}

fn class_in_care(facts: &Facts, as_of: Day, reading: Reading) -> Class {
    let breaks = short_breaks::which(facts);
    let in_full_care = facts.stays.iter().any(|s| s.days.contains(as_of) && !breaks.contains(&s));
    if !in_full_care {
        return Class::LookedAfterShortBreaks;
    }
    if meets(&count(facts, as_of), reading) { Class::Eligible } else { Class::LookedAfterNotEligible }
}

/// Whether somebody who is not in care was an eligible child before care last stopped: thirteen weeks in all since 14,
/// some of it at 16 or later (Sch 2 para 19B(2)(b)).
fn was_eligible(facts: &Facts, as_of: Day, reading: Reading) -> bool {
    let Some(stopped) = care_stopped(facts, as_of) else { return false };
    let counted = count(facts, stopped);
    meets(&counted, reading) && reached_16(&counted, reading) && !last_stay_was_break(facts, stopped)
}

fn last_stay_was_break(facts: &Facts, stopped: Day) -> bool {
    let breaks = short_breaks::which(facts);
    let eve = day_before(stopped);
    let mut last = facts.stays.iter().filter(|s| s.days.contains(eve)).peekable();
    last.peek().is_some() && last.all(|s| breaks.contains(&s))
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
fn is_relevant_by_regulation(facts: &Facts, as_of: Day, reading: Reading) -> bool {
    let born_16 = facts.birthday(16);
    if facts.flags.care_order_in_force == Some(true) || as_of < born_16 {
        return false;
    }
    let kept = [PeriodKind::Detained, PeriodKind::InHospital];
    facts.periods.iter().filter(|p| kept.contains(&p.kind) && p.days.contains(born_16)).any(|p| {
        let just_before =
            facts.stays.iter().any(|s| s.days.from < p.days.from && s.days.until.is_none_or(|u| u >= p.days.from));
        just_before && meets(&count(facts, p.days.from), reading)
    })
}

/// Whether somebody lives at home now and has done so for a continuous six months (SI 2010/2571 reg 3(5)). If it breaks
/// down they are no longer at home, and so relevant again.
fn six_months_at_home(facts: &Facts, as_of: Day) -> bool {
    home_since(facts, as_of).is_some_and(|since| deadline_add_months(since, 6) <= as_of)
}

/// Since when somebody has lived at home without a break, if they do; an adoption is a home too.
#[must_use]
pub fn home_since(facts: &Facts, as_of: Day) -> Option<Day> {
    let homes = facts.periods.iter().filter(|p| matches!(p.kind, PeriodKind::HomeWithParent | PeriodKind::Adopted));
    let homes = homes.collect::<Vec<_>>();
    let mut since = homes.iter().filter(|p| p.days.contains(as_of)).map(|p| p.days.from).min()?;
    // A move from one parent to the other the same day does not break it.
    while let Some(earlier) = homes.iter().find(|p| p.days.from < since && p.days.until.is_some_and(|u| u >= since)) {
        since = earlier.days.from;
    }
    // Time in care under a care order at home is no part of it.
    Some(care_stopped(facts, as_of).map_or(since, |stopped| since.max(stopped)))
}

fn class_from_18(facts: &Facts, age: u32, reading: Reading) -> Class {
    let born_18 = facts.birthday(18);
    let eve = day_before(born_18);
    let qualifying_at_18 = qualifying(facts, born_18, reading);
    match (is_former_relevant(facts, eve, reading), age) {
        (true, 18..21) => Class::FormerRelevant,
        (true, 21..25) => Class::FormerRelevant21,
        (true, _) if facts.flags.course_past_25 == Some(true) => Class::AgedOutCourse,
        (true, _) => Class::AgedOut,
        (false, _) if qualifying_at_18 == Class::None => Class::None,
        (false, 18..21) => qualifying_at_18,
        (false, 21..25) if facts.flags.in_full_time_education == Some(true) => Class::Qualifying21Education,
        (false, 21..25) => Class::Qualifying21,
        (false, _) => Class::AgedOut,
    }
}

/// Former relevant (s23C(1)): looked after on attaining 18 and eligible, or a relevant child on the eve.
fn is_former_relevant(facts: &Facts, eve: Day, reading: Reading) -> bool {
    if is_looked_after(facts, eve) {
        // The last night counts: thirteen weeks may be reached on the birthday itself.
        let breaks = short_breaks::which(facts);
        let in_full_care = facts.stays.iter().any(|s| s.days.contains(eve) && !breaks.contains(&s));
        return in_full_care && meets(&count(facts, facts.birthday(18)), reading);
    }
    matches!(class_at_16_or_17(facts, eve, reading), Class::Relevant | Class::RelevantReg3)
}

/// Qualifying (s24), asked of a day on which somebody is not looked after.
fn qualifying(facts: &Facts, as_of: Day, reading: Reading) -> Class {
    if is_qualifying_by_guardianship(facts, as_of) {
        return Class::QualifyingSgo;
    }
    let (born_16, born_18) = (facts.birthday(16), facts.birthday(18));
    let in_care = facts.stays.iter().any(|s| {
        let until = s.days.until.unwrap_or(born_18).min(born_18);
        let after_16 = match reading {
            Reading::InFavour => until >= born_16,
            Reading::Strict => until > born_16,
        };
        s.days.from < born_18 && s.days.from < until && after_16 && until <= as_of
    });
    let other = [PeriodKind::ThreeMonthsInHospital, PeriodKind::PrivatelyFostered];
    let elsewhere = facts.periods.iter().filter(|p| other.contains(&p.kind)).any(|p| {
        let until = p.days.until.unwrap_or(born_18).min(born_18);
        p.days.from < born_18 && until > born_16 && until <= as_of
    });
    if in_care || elsewhere { Class::Qualifying } else { Class::None }
}

/// Special guardianship in force (or in force at 18), from care (s24(1A)). Where nobody has said whether it was from
/// care, a stay that ended when the order was made says so.
fn is_qualifying_by_guardianship(facts: &Facts, as_of: Day) -> bool {
    let day = as_of.min(day_before(facts.birthday(18)));
    facts.periods_of(PeriodKind::SpecialGuardianship).filter(|p| p.days.contains(day)).any(|p| {
        let ended_then = || facts.stays.iter().any(|s| s.days.from < p.days.from && s.days.until == Some(p.days.from));
        p.from_care.unwrap_or_else(ended_then)
    })
}

fn checks(facts: &Facts, as_of: Day, class: Class, certain: Class, counted: &Count) -> Vec<Check> {
    let born_16 = facts.birthday(16);
    let at_16_or_over = as_of >= born_16;
    let stopped = care_stopped(facts, as_of).filter(|_| !is_looked_after(facts, as_of));
    let one_night = |day: Day| facts.stays.iter().any(|s| s.days.until == Some(day) && s.days.from >= day_before(day));
    let home_line = home_since(facts, as_of).map(|s| (deadline_add_months(s, 6) - as_of).num_days().abs() <= 1);
    let near = at_16_or_over
        && (counted.is_near_line() || (class != Class::None && as_of < facts.birthday(18) && home_line == Some(true)));
    let other_council = facts.flags.responsible_authority.is_some()
        && facts.flags.lives_in.is_some()
        && facts.flags.responsible_authority != facts.flags.lives_in;
    let adopted_late = facts.periods_of(PeriodKind::Adopted).any(|p| p.days.from >= born_16 && p.days.from <= as_of);
    let found = [
        (class != certain, Check::CountsDiffer),
        (near, Check::NearLine),
        (is_arguable(facts, as_of, class, counted), Check::OnlyWithBreaks),
        (short_breaks::is_miscoded(facts), Check::Miscoded),
        (facts.periods_of(PeriodKind::Section17).any(|p| p.days.until.is_none_or(|u| u > born_16)), Check::Section17),
        (at_16_or_over && stopped.is_some_and(one_night), Check::OneNight),
        (at_16_or_over && stopped.is_some_and(|s| s < born_16 && (born_16 - s).num_days() <= 14), Check::EndedBefore16),
        (facts.flags.age_disputed == Some(true) || facts.other_born.is_some(), Check::AgeDisputed),
        (adopted_late, Check::AdoptedLate),
        (other_council, Check::OtherCouncil),
        (facts.history_known_from.is_some(), Check::HistoryUnknown),
        (class == Class::None && !facts.stays.is_empty() && at_16_or_over, Check::Adverse),
    ];
    found.into_iter().filter(|(so, _)| *so).map(|(_, check)| check).collect()
}

/// Thirteen weeks with the short breaks but not without them, in full care now or when it ended.
fn is_arguable(facts: &Facts, as_of: Day, class: Class, counted: &Count) -> bool {
    let on_breaks_only = {
        let breaks = short_breaks::which(facts);
        facts.stays.iter().all(|s| breaks.contains(&s))
    };
    let below = matches!(class, Class::LookedAfterNotEligible | Class::Qualifying | Class::None);
    as_of >= facts.birthday(16) && below && !on_breaks_only && counted.is_met_only_with_breaks()
}
