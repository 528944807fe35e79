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
    as_of >= life.born_16 && (near_count || is_near_six_months(life, as_of, NEAR_DAYS))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlements::class::standing;
    use crate::entitlements::facts::{Facts, Flags, Period, Stay};
    use crate::kernel::calendar::Days;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    fn days(from: &str, until: &str) -> Days {
        Days { from: d(from), until: until.parse().ok() }
    }

    fn stay(from: &str, until: &str) -> Stay {
        Stay { days: days(from, until), legal_status: "V2".into(), placement: "U5".into(), short_break: None }
    }

    /// Born on 10 January 2010: 14 in 2024, 16 in 2026, 18 in 2028.
    fn life(stays: Vec<Stay>, periods: &[(PeriodKind, &str, &str)]) -> Facts {
        let period = |(kind, from, until): &(PeriodKind, &str, &str)| Period {
            kind: *kind,
            days: days(from, until),
            from_care: None,
        };
        Facts {
            born: d("2010-01-10"),
            other_born: None,
            stays,
            periods: periods.iter().map(period).collect(),
            flags: Flags::default(),
            history_known_from: None,
        }
    }

    fn has(facts: &Facts, on: &str, check: Check) -> bool {
        standing(facts, d(on)).checks.contains(&check)
    }

    #[test]
    fn an_age_is_disputed_by_word_or_by_another_day() {
        let mut facts = life(vec![stay("2023-01-01", "")], &[]);
        assert!(!has(&facts, "2026-06-01", Check::AgeDisputed));
        facts.flags.age_disputed = Some(true);
        assert!(has(&facts, "2026-06-01", Check::AgeDisputed));
        facts.flags.age_disputed = None;
        facts.other_born = Some(d("2008-01-10"));
        assert!(has(&facts, "2026-06-01", Check::AgeDisputed));
    }

    #[test]
    fn a_history_known_from_the_14th_birthday_is_known() {
        let mut facts = life(vec![stay("2023-01-01", "")], &[]);
        facts.history_known_from = Some(d("2024-01-10"));
        assert!(!has(&facts, "2026-06-01", Check::HistoryUnknown));
        facts.history_known_from = Some(d("2024-01-11"));
        assert!(has(&facts, "2026-06-01", Check::HistoryUnknown));
    }

    #[test]
    fn near_the_line_matters_from_the_16th_birthday_on() {
        let facts = life(vec![stay("2025-10-11", "")], &[]);
        assert!(has(&facts, "2026-01-10", Check::NearLine), "91 nights");
        assert!(!has(&facts, "2026-01-09", Check::NearLine));
        assert!(has(&facts, "2026-01-12", Check::NearLine) && !has(&facts, "2026-01-13", Check::NearLine));
    }

    #[test]
    fn six_months_at_home_are_near_only_for_who_has_something_to_lose() {
        let home = PeriodKind::HomeWithParent;
        let left = |from: &str| life(vec![stay(from, "2027-07-10")], &[(home, "2027-07-10", "")]);
        assert!(has(&left("2026-02-01"), "2028-01-08", Check::NearLine), "two days before");
        assert!(!has(&left("2026-02-01"), "2028-01-07", Check::NearLine));
        assert!(!has(&left("2026-02-01"), "2028-01-10", Check::NearLine), "at 18 there is nothing left to lose");
        assert!(!has(&left("2027-06-01"), "2028-01-09", Check::NearLine), "39 nights");
        let mut in_care = left("2026-02-01");
        in_care.stays.push(stay("2027-12-01", ""));
        assert!(!has(&in_care, "2028-01-09", Check::NearLine), "in care again");
        let order = |until: &str| {
            life(
                vec![stay("2025-06-01", "2025-12-20")],
                &[(PeriodKind::InHospital, "2025-12-20", "2026-01-20"), (home, "2026-01-20", until)],
            )
        };
        assert!(has(&order(""), "2026-07-19", Check::NearLine), "by regulation 3");
    }

    #[test]
    fn breaks_that_would_make_thirteen_weeks_are_arguable_from_16_on() {
        let mut breaks = stay("2025-06-01", "2025-08-01");
        breaks.short_break = Some(true);
        let facts = life(vec![breaks, stay("2025-12-01", "")], &[]);
        assert!(has(&facts, "2026-01-10", Check::OnlyWithBreaks), "61 and 40 nights");
        assert!(!has(&facts, "2026-01-09", Check::OnlyWithBreaks));
    }

    #[test]
    fn section_17_help_matters_if_it_went_on_after_the_16th_birthday() {
        let help = |until: &str| life(vec![], &[(PeriodKind::Section17, "2025-11-01", until)]);
        assert!(!has(&help("2026-01-10"), "2026-06-01", Check::Section17));
        assert!(has(&help("2026-01-11"), "2026-06-01", Check::Section17));
        assert!(has(&help(""), "2026-06-01", Check::Section17));
    }

    #[test]
    fn care_that_ended_in_the_two_weeks_before_16_is_looked_at() {
        let left = |until: &str| life(vec![stay("2025-01-01", until)], &[]);
        let check = Check::EndedBefore16;
        assert!(has(&left("2026-01-09"), "2026-01-10", check) && has(&left("2025-12-27"), "2026-03-01", check));
        assert!(!has(&left("2025-12-26"), "2026-03-01", check), "fifteen days before");
        assert!(!has(&left("2026-01-10"), "2026-03-01", check), "on the birthday itself");
        assert!(!has(&left("2026-01-09"), "2026-01-09", check), "not yet 16");
    }

    #[test]
    fn a_last_stay_of_one_night_or_none_is_looked_at() {
        let last = |until: &str| life(vec![stay("2025-01-01", "2025-09-01"), stay("2026-03-01", until)], &[]);
        assert!(has(&last("2026-03-02"), "2026-04-01", Check::OneNight));
        assert!(has(&last("2026-03-01"), "2026-04-01", Check::OneNight));
        assert!(!has(&last("2026-03-03"), "2026-04-01", Check::OneNight));
    }

    #[test]
    fn an_adoption_is_late_from_the_16th_birthday_on() {
        let adopted = |from: &str| life(vec![stay("2020-01-01", from)], &[(PeriodKind::Adopted, from, "")]);
        assert!(has(&adopted("2026-01-10"), "2026-01-10", Check::AdoptedLate));
        assert!(!has(&adopted("2026-01-09"), "2026-03-01", Check::AdoptedLate));
        assert!(!has(&adopted("2026-03-01"), "2026-02-28", Check::AdoptedLate));
    }

    #[test]
    fn two_councils_are_two_names_that_differ() {
        let mut facts = life(vec![stay("2023-01-01", "")], &[]);
        let mut of = |last: Option<&str>, now: Option<&str>| {
            facts.flags.responsible_authority = last.map(str::to_owned);
            facts.flags.lives_in = now.map(str::to_owned);
            has(&facts, "2026-06-01", Check::OtherCouncil)
        };
        assert!(of(Some("Southampton"), Some("Portsmouth")));
        assert!(!of(Some("Southampton"), Some("Southampton")));
        assert!(!of(Some("Southampton"), None) && !of(None, Some("Portsmouth")) && !of(None, None));
    }

    #[test]
    fn a_class_lost_by_living_at_home_is_always_looked_at() {
        let home = PeriodKind::HomeWithParent;
        let lost = |from: &str, until: &str| life(vec![stay(from, until)], &[(home, until, "")]);
        let exactly = lost("2026-02-01", "2026-05-03");
        assert_eq!((exactly.stays.len(), standing(&exactly, d("2027-02-01")).count.nights), (1, 91));
        assert!(has(&exactly, "2027-02-01", Check::Adverse));
        assert!(has(&lost("2025-01-01", "2026-01-10"), "2026-09-01", Check::Adverse), "left on the birthday itself");
        assert!(!has(&lost("2026-02-01", "2026-05-02"), "2027-02-01", Check::Adverse), "90 nights");
        let fostered = life(vec![], &[(PeriodKind::PrivatelyFostered, "2025-06-01", "2026-06-01")]);
        assert!(!has(&fostered, "2026-09-01", Check::Adverse), "a smaller part, and nothing lost");
    }
}
