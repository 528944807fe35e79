//! Agreed series of short breaks (SI 2010/959 reg 48): which stays belong to one and are left out of the thirteen weeks.
//!
//! A person's word decides. Where nobody has said, the codes V3 and V4 are held against the regulation's own limits: no
//! stay longer than 17 days, not more than 75 days in any 12 months. A series that breaks a limit is no such series,
//! whatever its code says. A stay that goes on is as long as it has lasted on the day that is asked about.

use super::facts::{Facts, Stay};
use crate::kernel::Day;
use crate::kernel::calendar::{Days, deadline_add_months};

/// The longest stay in a series, in days (reg 48(2)(c)).
const STAY_DAYS_MAX: i64 = 17;
/// The most days in any twelve months (reg 48(2)(d)).
const YEAR_DAYS_MAX: i64 = 75;

/// What a day says of the stays that are coded as short breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    keeps_limits: bool,
}

/// From 24 April to 24 September 2020 the limit of 17 days was taken out (SI 2020/445, later held unlawful, and expired).
fn limit_lifted(day: Day) -> bool {
    let (from, until) = (Day::from_ymd_opt(2020, 4, 24), Day::from_ymd_opt(2020, 9, 25));
    from.is_some_and(|f| day >= f) && until.is_some_and(|u| day < u)
}

/// Holds the stays that nobody has judged against the limits, as they stand on a day.
#[must_use]
pub fn judge(facts: &Facts, as_of: Day) -> Judged {
    if !facts.stays.iter().any(is_left_to_the_code) {
        return Judged { keeps_limits: true };
    }
    let lasted = |s: &Stay| {
        let until = s.days.until.unwrap_or_else(|| as_of.max(s.days.from));
        Days { from: s.days.from, until: Some(until) }
    };
    let series = joined(facts.stays.iter().filter(|s| is_left_to_the_code(s)).map(lasted));
    Judged { keeps_limits: within_limits(&series) }
}

/// Stays that overlap or touch are one stay: a row that is there twice does not count twice, and who did not go home
/// between two stays (reg 48(2)(b)) has had one.
fn joined(stays: impl Iterator<Item = Days>) -> Vec<Days> {
    let mut all = stays.collect::<Vec<_>>();
    all.sort_unstable_by_key(|d| (d.from, d.until));
    let mut joined: Vec<Days> = Vec::with_capacity(all.len());
    for stay in all {
        match joined.last_mut() {
            Some(last) if last.until.is_some_and(|u| stay.from <= u) => last.until = last.until.max(stay.until),
            _ => joined.push(stay),
        }
    }
    joined
}

impl Judged {
    /// Whether a stay is a short break under regulation 48.
    #[must_use]
    pub fn is_break(self, stay: &Stay) -> bool {
        match stay.short_break {
            Some(said) => said && !stay.is_care_order(),
            None => stay.is_coded_short_break() && self.keeps_limits,
        }
    }

    /// Whether stays are coded as short breaks but break the regulation's limits: somebody should look at the code.
    #[must_use]
    pub const fn is_miscoded(self) -> bool {
        !self.keeps_limits
    }
}

/// Whether the code of a stay decides, because nobody has said.
#[must_use]
pub fn is_left_to_the_code(stay: &Stay) -> bool {
    stay.short_break.is_none() && stay.is_coded_short_break()
}

fn length(days: &Days, from: Day, until: Day) -> i64 {
    (days.until.unwrap_or(until).min(until) - days.from.max(from)).num_days().max(0)
}

fn within_limits(series: &[Days]) -> bool {
    let long = |d: &Days| d.until.is_some_and(|u| (u - d.from).num_days() > STAY_DAYS_MAX) && !limit_lifted(d.from);
    // The fullest twelve months begin with a stay.
    let year = |from: Day| series.iter().map(|d| length(d, from, deadline_add_months(from, 12))).sum::<i64>();
    !series.iter().any(long) && series.iter().all(|d| year(d.from) <= YEAR_DAYS_MAX)
}

/// The days on which stays that go on can come to break a limit.
#[must_use]
pub fn days_that_can_break_a_limit(facts: &Facts) -> Vec<Day> {
    let open = facts.stays.iter().filter(|s| is_left_to_the_code(s) && s.days.until.is_none());
    let days = |s: &Stay| {
        s.days.from.iter_days().take(usize::try_from(YEAR_DAYS_MAX + 2).unwrap_or_default()).collect::<Vec<_>>()
    };
    open.flat_map(days).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlements::facts::Flags;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    /// Stays that are coded as short breaks, by their first day and their nights; none goes on.
    fn facts(stays: &[(&str, Option<i64>)]) -> Facts {
        let stay = |(from, nights): &(&str, Option<i64>)| {
            let until = nights.and_then(|n| d(from).checked_add_signed(chrono::Duration::days(n)));
            let days = Days { from: d(from), until };
            Stay { days, legal_status: "V3".into(), placement: "U5".into(), short_break: None }
        };
        Facts {
            born: d("2010-01-10"),
            other_born: None,
            stays: stays.iter().map(stay).collect(),
            periods: vec![],
            flags: Flags::default(),
            history_known_from: None,
        }
    }

    fn breaks_a_limit(stays: &[(&str, Option<i64>)]) -> bool {
        judge(&facts(stays), d("2027-01-01")).is_miscoded()
    }

    #[test]
    fn one_stay_of_more_than_17_days_is_enough() {
        assert!(!breaks_a_limit(&[("2026-01-01", Some(17)), ("2026-03-01", Some(10))]));
        assert!(breaks_a_limit(&[("2026-01-01", Some(18)), ("2026-03-01", Some(10))]));
        assert!(breaks_a_limit(&[("2026-01-01", Some(10)), ("2026-03-01", Some(18))]));
    }

    #[test]
    fn in_any_twelve_months_there_are_75_days() {
        let months = ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01"];
        let mut five = months.map(|from| (from, Some(15))).to_vec();
        assert!(!breaks_a_limit(&five), "75 days");
        five.push(("2026-01-15", Some(15)));
        assert!(!breaks_a_limit(&five), "the sixth is more than twelve months after the first");
        let mut six = five.clone();
        six.insert(5, ("2025-06-01", Some(1)));
        assert!(breaks_a_limit(&six), "76 days");
        assert!(breaks_a_limit(&months.map(|from| (from, Some(16)))), "80 days, the last of them 16");
    }

    #[test]
    fn a_stay_that_goes_on_is_asked_on_every_day_on_which_it_can_break_a_limit() {
        let days = days_that_can_break_a_limit(&facts(&[("2020-05-01", None), ("2026-01-01", Some(5))]));
        assert_eq!((days.first(), days.last(), days.len()), (Some(&d("2020-05-01")), Some(&d("2020-07-16")), 77));
    }

    #[test]
    fn the_limit_of_17_days_was_out_from_24_april_to_24_september_2020() {
        let lifted = |day: &str| limit_lifted(day.parse().unwrap_or_default());
        assert!(lifted("2020-04-24") && lifted("2020-09-24"));
        assert!(!lifted("2020-04-23") && !lifted("2020-09-25"));
        assert!(!lifted("2021-04-24") && !lifted("2019-06-01"));
    }
}
