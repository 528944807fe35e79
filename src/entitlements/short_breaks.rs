//! Agreed series of short breaks (SI 2010/959 reg 48): which stays belong to one and are left out of the thirteen weeks.
//!
//! A person's word decides. Where nobody has said, the codes V3 and V4 are held against the regulation's own limits: no
//! stay longer than 17 days, not more than 75 days in any 12 months. A series that breaks a limit is no such series,
//! whatever its code says.

use super::facts::{Facts, Stay};
use crate::kernel::Day;
use crate::kernel::calendar::deadline_add_months;

/// The longest stay in a series, in days (reg 48(2)(c)).
const STAY_DAYS_MAX: i64 = 17;
/// The most days in any twelve months (reg 48(2)(d)).
const YEAR_DAYS_MAX: i64 = 75;

/// From 24 April to 24 September 2020 the limit of 17 days was taken out (SI 2020/445, later held unlawful, and expired).
fn limit_lifted(day: Day) -> bool {
    let (from, until) = (Day::from_ymd_opt(2020, 4, 24), Day::from_ymd_opt(2020, 9, 25));
    from.is_some_and(|f| day >= f) && until.is_some_and(|u| day < u)
}

/// The stays that are short breaks under regulation 48.
#[must_use]
pub fn which(facts: &Facts) -> Vec<&Stay> {
    let unsaid = facts.stays.iter().filter(|s| s.short_break.is_none() && s.is_coded_short_break()).collect::<Vec<_>>();
    let keeps_limits = within_limits(&unsaid);
    facts.stays.iter().filter(|s| is_break(s, keeps_limits)).collect()
}

/// Whether stays are coded as short breaks but break the regulation's limits: somebody should look at the code.
#[must_use]
pub fn is_miscoded(facts: &Facts) -> bool {
    let unsaid = facts.stays.iter().filter(|s| s.short_break.is_none() && s.is_coded_short_break()).collect::<Vec<_>>();
    !within_limits(&unsaid)
}

fn is_break(stay: &Stay, keeps_limits: bool) -> bool {
    match stay.short_break {
        Some(said) => said && !stay.is_care_order(),
        None => stay.is_coded_short_break() && keeps_limits,
    }
}

fn within_limits(series: &[&Stay]) -> bool {
    let long = |s: &&Stay| {
        s.days.until.is_some_and(|u| (u - s.days.from).num_days() > STAY_DAYS_MAX) && !limit_lifted(s.days.from)
    };
    !series.iter().any(long) && series.iter().all(|s| days_in_year_from(series, s.days.from) <= YEAR_DAYS_MAX)
}

/// Days of the series in the twelve months from a day: the fullest twelve months begin with a stay.
fn days_in_year_from(series: &[&Stay], from: Day) -> i64 {
    let until = deadline_add_months(from, 12);
    let within = |s: &&Stay| (s.days.until.unwrap_or(until).min(until) - s.days.from.max(from)).num_days().max(0);
    series.iter().filter(|s| s.days.until.is_some()).map(within).sum()
}
