//! Why a person should look at an answer, whatever the machine says.

use super::class::{Class, Standing, is_near_six_months};
use super::counting::THIRTEEN_WEEKS;
use super::facts::PeriodKind;
use super::life::Life;
use crate::kernel::Day;
use crate::kernel::calendar::day_before;

crate::words! {
    /// Why a person should look at an answer.
    pub enum Check {
        /// Ways of counting differ by a day.
        CountsDiffer = "counts_differ",
        /// Within two days of thirteen weeks, or of six months at home.
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

/// How many days from a line an answer is looked at.
const NEAR_DAYS: i64 = 2;

/// Every reason to look at the answer of a day.
#[must_use]
pub fn checks(life: &Life<'_>, as_of: Day, standing: &Standing) -> Vec<Check> {
    let found = [
        (standing.class != standing.certain_class, Check::CountsDiffer),
        (is_near(life, as_of, standing), Check::NearLine),
        (is_arguable(life, as_of, standing), Check::OnlyWithBreaks),
        (life.is_miscoded, Check::Miscoded),
        (was_helped_instead(life), Check::Section17),
        (one_night_last(life, as_of), Check::OneNight),
        (ended_just_before_16(life, as_of), Check::EndedBefore16),
        (life.facts.flags.age_disputed == Some(true) || life.facts.other_born.is_some(), Check::AgeDisputed),
        (adopted_late(life, as_of), Check::AdoptedLate),
        (in_other_council(life), Check::OtherCouncil),
        (life.facts.history_known_from.is_some_and(|known| known > life.born_14), Check::HistoryUnknown),
        (is_adverse(life, as_of, standing), Check::Adverse),
    ];
    found.into_iter().filter(|(so, _)| *so).map(|(_, check)| check).collect()
}

fn is_near(life: &Life<'_>, as_of: Day, standing: &Standing) -> bool {
    let near_count = (THIRTEEN_WEEKS - standing.count.nights).abs() <= NEAR_DAYS;
    as_of >= life.born_16 && (near_count || is_near_six_months(life, as_of, standing.class, NEAR_DAYS))
}

/// Thirteen weeks met only with short breaks matters where the class is below them, in full care now or when it ended.
fn is_arguable(life: &Life<'_>, as_of: Day, standing: &Standing) -> bool {
    let on_breaks_only = life.spells.iter().all(|s| s.is_break);
    let below = !matches!(
        standing.class,
        Class::Eligible
            | Class::Relevant
            | Class::RelevantReg3
            | Class::FormerRelevant
            | Class::FormerRelevant21
            | Class::LookedAfterShortBreaks
            | Class::AgedOutCourse
    );
    as_of >= life.born_16 && below && !on_breaks_only && standing.count.is_met_only_with_breaks()
}

/// Section 17 help at 16 or 17, where section 20 may have been owed (R (G) v Southwark [2009] UKHL 26).
fn was_helped_instead(life: &Life<'_>) -> bool {
    life.facts.periods_of(PeriodKind::Section17).any(|p| p.days.until.is_none_or(|u| u > life.born_16))
}

fn stopped(life: &Life<'_>, as_of: Day) -> Option<Day> {
    let out = as_of >= life.born_16 && !life.is_looked_after(as_of);
    life.care_stopped(as_of).filter(|_| out)
}

/// The whole last period of care, whatever rows it is written in, lasted one night or none.
fn one_night_last(life: &Life<'_>, as_of: Day) -> bool {
    let one_night = |day: Day| life.care_since(day_before(day)).is_none_or(|since| since == day_before(day));
    stopped(life, as_of).is_some_and(one_night)
}

fn ended_just_before_16(life: &Life<'_>, as_of: Day) -> bool {
    stopped(life, as_of).is_some_and(|s| s < life.born_16 && (life.born_16 - s).num_days() <= 14)
}

fn adopted_late(life: &Life<'_>, as_of: Day) -> bool {
    life.facts.periods_of(PeriodKind::Adopted).any(|p| p.days.from >= life.born_16 && p.days.from <= as_of)
}

fn in_other_council(life: &Life<'_>) -> bool {
    let flags = &life.facts.flags;
    flags.responsible_authority.is_some() && flags.lives_in.is_some() && flags.responsible_authority != flags.lives_in
}

/// No class though there was care or something like it, or a class lost by living at home: always looked at.
fn is_adverse(life: &Life<'_>, as_of: Day, standing: &Standing) -> bool {
    let known = !life.spells.is_empty() || !life.facts.periods.is_empty();
    let lost = standing.class == Class::Qualifying
        && life.care_stopped(as_of).is_some_and(|s| standing.count.nights >= THIRTEEN_WEEKS && s >= life.born_16);
    as_of >= life.born_16 && ((standing.class == Class::None && known) || lost)
}
