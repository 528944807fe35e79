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
