//! Pocket money: what a child of an age should get each week, and what the child says of it. A claim, never ledger money.

use chrono::{Datelike, Duration, Weekday};
use serde::Deserialize;

use crate::kernel::calendar::age_on;
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::{At, Day, Pence, Refusal};
use crate::people::Care;

crate::words! {
    /// What it is called.
    pub enum PocketWhat {
        /// Small things, no money.
        Treats = "treats",
        /// Pocket money from the carer.
        PocketMoney = "pocket_money",
        /// A weekly allowance in supported accommodation.
        WeeklyAllowance = "weekly_allowance",
    }
}

crate::words! {
    /// "Was this week right?"
    pub enum PocketAnswer {
        /// Yes.
        Yes = "yes",
        /// Only a part.
        Part = "part",
        /// Late.
        Late = "late",
        /// It is being saved, as agreed.
        SavingIt = "saving_it",
        /// Nothing.
        DidNotGetIt = "did_not_get_it",
        /// Not sure.
        NotSure = "not_sure",
    }
}

impl PocketAnswer {
    /// Whether somebody should ask the child about it.
    #[must_use]
    pub const fn is_question(self) -> bool {
        !matches!(self, Self::Yes | Self::SavingIt)
    }
}

crate::words! {
    /// What a child asks about their money.
    pub enum QueryKind {
        /// Something looks wrong.
        LooksWrong = "looks_wrong",
        /// Can I use some of it?
        UseSome = "use_some",
    }
}

/// What a child said of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The week, by its last day.
    pub week_end: Day,
    /// What.
    pub answer: PocketAnswer,
    /// When.
    pub at: At,
    /// When somebody had talked with the child.
    pub handled_at: Option<At>,
}

/// A child's question about money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Its id.
    pub id: AnyId,
    /// Whose.
    pub child: ChildId,
    /// What.
    pub kind: QueryKind,
    /// Of which week.
    pub week_end: Option<Day>,
    /// When.
    pub made_at: At,
    /// When it was answered.
    pub closed_at: Option<At>,
}

/// What a child should get in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pocket {
    /// What it is called.
    pub what: PocketWhat,
    /// At least so much.
    pub pence: Pence,
    /// Who pays it, where it is not the carer.
    pub paid_by: Option<String>,
    /// The day it should be given.
    pub pay_day: Day,
}

/// The council's pocket money, from `rules/savings/pocket-money.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PocketRules {
    /// Who decided it.
    pub source: String,
    pay_weekday: Weekday,
    band: Vec<Band>,
    #[serde(default)]
    supported: Vec<Supported>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    from: Day,
    #[serde(default)]
    until: Option<Day>,
    from_age: u32,
    until_age: u32,
    pence_per_week: i64,
    what: PocketWhat,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Supported {
    from: Day,
    #[serde(default)]
    until: Option<Day>,
    placements: Vec<String>,
    from_age: u32,
    until_age: u32,
    pence_per_week: i64,
    paid_by: String,
}

impl PocketRules {
    /// Reads the rule file.
    ///
    /// # Errors
    /// In words: a line that cannot be read, an amount below nothing, two bands for one age and day.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rules: Self = toml::from_str(text).map_err(|e| format!("pocket money: {e}"))?;
        if rules.band.iter().any(|b| b.pence_per_week < 0) || rules.supported.iter().any(|s| s.pence_per_week < 0) {
            return Err("pocket money: an amount cannot be less than nothing.".into());
        }
        let clash = |a: &Band, b: &Band| {
            a.from_age < b.until_age
                && b.from_age < a.until_age
                && a.until.is_none_or(|u| b.from < u)
                && b.until.is_none_or(|u| a.from < u)
        };
        let twice = rules.band.iter().enumerate().any(|(i, a)| rules.band.iter().skip(i + 1).any(|b| clash(a, b)));
        if twice {
            return Err("pocket money: two bands cover the same age on the same day.".into());
        }
        Ok(rules)
    }

    /// The pay day in the week that ends on a day.
    #[must_use]
    pub fn pay_day(&self, week_end: Day) -> Day {
        let back = (7 + week_end.weekday().num_days_from_monday() - self.pay_weekday.num_days_from_monday()) % 7;
        week_end - Duration::days(i64::from(back))
    }

    /// What a child should get in the week that ends on a day: by the age on its pay day, and by the stay.
    ///
    /// # Errors
    /// Where no band covers the age on that day: never another day's.
    pub fn of_week(&self, care: &Care, week_end: Day) -> Result<Pocket, Refusal> {
        let day = self.pay_day(week_end);
        let age = age_on(care.born_on, day);
        let stay = care.episodes.iter().rev().find(|e| e.started_on <= day && e.ended_on.is_none_or(|u| day < u));
        let placement = stay.map_or("", |e| e.placement.as_str());
        let supported = self.supported.iter().find(|s| {
            s.placements.iter().any(|p| p == placement)
                && (s.from_age..s.until_age).contains(&age)
                && day >= s.from
                && s.until.is_none_or(|u| day < u)
        });
        if let Some(s) = supported {
            let paid_by = Some(s.paid_by.clone());
            return Ok(Pocket {
                what: PocketWhat::WeeklyAllowance,
                pence: Pence(s.pence_per_week),
                paid_by,
                pay_day: day,
            });
        }
        self.band_of(age, day)
    }

    /// The bands that nothing has ended: from and up to but not including an age, with the least and what it is.
    #[must_use]
    pub fn bands(&self) -> Vec<(u32, u32, Pence, PocketWhat)> {
        let open = self.band.iter().filter(|b| b.until.is_none());
        open.map(|b| (b.from_age, b.until_age, Pence(b.pence_per_week), b.what)).collect()
    }

    /// What the bands say of an age on a day.
    ///
    /// # Errors
    /// Where none covers it.
    pub fn band_of(&self, age: u32, day: Day) -> Result<Pocket, Refusal> {
        let band = self
            .band
            .iter()
            .find(|b| (b.from_age..b.until_age).contains(&age) && day >= b.from && b.until.is_none_or(|u| day < u));
        let found = band.map(|b| Pocket { what: b.what, pence: Pence(b.pence_per_week), paid_by: None, pay_day: day });
        found.ok_or_else(|| Refusal::no_rule("pocket money at this age", day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> PocketRules {
        let text = crate::config::RuleFiles::default().text("savings/pocket-money.toml").unwrap_or_default();
        PocketRules::parse(&text).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn e15_thirteen_saturdays_of_which_seven_at_eleven() {
        let rules = rules();
        let born: Day = "2014-05-17".parse().unwrap_or_default();
        let first: Day = "2025-04-06".parse().unwrap_or_default();
        let days = (0..13).map(|n| rules.pay_day(first + Duration::weeks(n))).collect::<Vec<_>>();
        assert_eq!(days.first().map(ToString::to_string), Some("2025-04-05".into()));
        assert_eq!(days.last().map(ToString::to_string), Some("2025-06-28".into()));
        let sum: i64 = days.iter().map(|d| rules.band_of(age_on(born, *d), *d).map_or(0, |p| p.pence.0)).sum();
        assert_eq!(sum, 10_000);
    }

    #[test]
    fn a_day_or_an_age_without_a_band_is_an_error_and_not_a_guess() {
        let day = "2020-01-04".parse().unwrap_or_default();
        assert!(rules().band_of(9, day).is_err());
        assert!(rules().band_of(18, "2026-11-21".parse().unwrap_or_default()).is_err());
    }

    #[test]
    fn two_bands_for_one_age_and_day_are_refused() {
        let band = "[[band]]\nfrom = \"2024-01-01\"\nfrom_age = 5\nuntil_age = 11\npence_per_week = 5\nwhat = \"pocket_money\"\n";
        assert!(PocketRules::parse(&format!("source = \"x\"\npay_weekday = \"saturday\"\n{band}{band}")).is_err());
    }
}
