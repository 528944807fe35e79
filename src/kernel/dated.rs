//! Values that a council or Parliament sets from a day on.

use super::calendar::Day;
use super::refusal::Refusal;

/// A value in force for a half-open stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// The first day on which it is in force.
    pub from: Day,
    /// The first day on which it is no longer known to be in force; none where it goes on.
    pub until: Option<Day>,
    /// The value.
    pub value: T,
}

/// The value in force on a day.
///
/// # Errors
/// Where no value covers the day: never the last one known.
pub fn in_force<'a, T>(values: &'a [Dated<T>], what: &str, day: Day) -> Result<&'a T, Refusal> {
    values
        .iter()
        .find(|v| day >= v.from && v.until.is_none_or(|u| day < u))
        .map(|v| &v.value)
        .ok_or_else(|| Refusal::no_rule(what, day))
}

/// Whether two of the values overlap: a rule file with an overlap is refused when it is loaded.
#[must_use]
pub fn overlap<T>(values: &[Dated<T>]) -> bool {
    values.iter().enumerate().any(|(i, a)| {
        values.iter().skip(i + 1).any(|b| a.until.is_none_or(|u| b.from < u) && b.until.is_none_or(|u| a.from < u))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    fn value(from: &str, until: Option<&str>, value: u8) -> Dated<u8> {
        Dated { from: d(from), until: until.map(d), value }
    }

    #[test]
    fn a_value_counts_from_its_first_day_to_the_day_before_its_end() {
        let values = [value("2026-04-01", Some("2026-10-01"), 1), value("2026-10-01", None, 2)];
        assert!(in_force(&values, "it", d("2026-03-31")).is_err());
        assert_eq!(in_force(&values, "it", d("2026-04-01")), Ok(&1));
        assert_eq!(in_force(&values, "it", d("2026-09-30")), Ok(&1));
        assert_eq!(in_force(&values, "it", d("2026-10-01")), Ok(&2));
        assert_eq!(in_force(&values, "it", d("2030-01-01")), Ok(&2));
        let ended = [value("2026-04-01", Some("2026-10-01"), 1)];
        assert!(in_force(&ended, "it", d("2026-10-01")).is_err(), "never the last one known");
    }

    #[test]
    fn values_that_share_a_day_overlap_and_those_that_follow_each_other_do_not() {
        let pair = |a, b| overlap(&[a, b]);
        let first = || value("2026-04-01", Some("2026-10-01"), 1);
        assert!(!pair(first(), value("2026-10-01", None, 2)));
        assert!(pair(first(), value("2026-09-30", None, 2)));
        assert!(!pair(value("2026-10-01", None, 2), first()));
        assert!(pair(value("2026-09-30", None, 2), first()));
        assert!(pair(value("2026-04-01", None, 1), value("2030-01-01", None, 2)));
        assert!(pair(value("2026-04-01", None, 1), value("2020-01-01", Some("2026-04-02"), 2)));
        assert!(!pair(value("2026-04-01", None, 1), value("2020-01-01", Some("2026-04-01"), 2)));
        assert!(!overlap(&[first()]));
        assert!(overlap(&[first(), value("2027-01-01", None, 2), value("2026-05-01", Some("2026-06-01"), 3)]));
    }
}
