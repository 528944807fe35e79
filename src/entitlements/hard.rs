//! Answers that are hard to hear, as a whole: a smaller part of the help, help that has not begun, help that has ended.
//! Each says what is so and what a young person can do themselves: ask, apply, enrol. Pure.

use super::class::Class;
use super::facts::PeriodKind;
use super::life::Life;
use super::offers::Assessment;
use crate::kernel::Day;

crate::words! {
    /// Why the answer as a whole is hard to hear.
    pub enum Hard {
        /// No class: care ended before the 16th birthday.
        LeftBefore16 = "left_before_16",
        /// No class: a special guardian, and not from care as far as is known.
        GuardianNotFromCare = "guardian_not_from_care",
        /// No class: no time in care is known.
        NoCareKnown = "no_care_known",
        /// In care at 16 or 17, thirteen weeks not reached.
        NotYet = "not_yet",
        /// In a series of short breaks at 16 or 17.
        ShortBreaks = "short_breaks",
        /// Qualifying, because care was shorter than thirteen weeks.
        ShortTime = "short_time",
        /// Qualifying, because of six months at home.
        AtHome = "at_home",
        /// Qualifying by special guardianship.
        Guardian = "guardian",
        /// 21 to 24: what is theirs begins when they ask.
        From21 = "from_21",
        /// 21 to 24, a shorter time in care, not on a course.
        NoCourse = "no_course",
        /// 25 or older.
        From25 = "from_25",
    }
}

/// What is hard about an answer; none where nothing is.
#[must_use]
pub fn hard(life: &Life<'_>, as_of: Day, said: &Assessment<'_>) -> Option<Hard> {
    let wants = life.facts.flags.wants_adviser_after_21 == Some(true);
    Some(match said.standing.class {
        Class::None if as_of < life.born_16 => return None,
        Class::None => none(life, as_of),
        Class::LookedAfterNotEligible => Hard::NotYet,
        Class::LookedAfterShortBreaks => Hard::ShortBreaks,
        Class::Qualifying if was_at_home(life, said) => Hard::AtHome,
        Class::Qualifying => Hard::ShortTime,
        Class::QualifyingSgo => Hard::Guardian,
        Class::FormerRelevant21 if !wants => Hard::From21,
        Class::Qualifying21 => Hard::NoCourse,
        Class::AgedOut | Class::AgedOutCourse => Hard::From25,
        _ => return None,
    })
}

fn none(life: &Life<'_>, as_of: Day) -> Hard {
    let guardian = life.facts.periods_of(PeriodKind::SpecialGuardianship).any(|p| p.days.from <= as_of);
    if guardian {
        Hard::GuardianNotFromCare
    } else if life.care_stopped(as_of).is_some_and(|stopped| stopped < life.born_16) {
        Hard::LeftBefore16
    } else {
        Hard::NoCareKnown
    }
}

/// Thirteen weeks were there, so it was living at home that made the part smaller.
fn was_at_home(life: &Life<'_>, said: &Assessment<'_>) -> bool {
    let count = &said.standing.count;
    let at_home = |k| life.facts.periods_of(k).next().is_some();
    count.nights >= super::counting::THIRTEEN_WEEKS
        && count.nights_from_16 >= 1
        && (at_home(PeriodKind::HomeWithParent) || at_home(PeriodKind::Adopted))
}
