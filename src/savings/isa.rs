//! How much may be paid into a child's own account in a year: by tax year, or from birthday to birthday. Pure.

use chrono::Datelike;
use serde::Deserialize;

use super::register::AccountState;
use crate::kernel::calendar::{Days, attains_age};
use crate::kernel::dated::{Dated, in_force, overlap};
use crate::kernel::{Day, Pence, Refusal};

/// The limits, from `rules/isa.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsaRules {
    limit: Vec<Limit>,
    child_trust_fund: Born,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    from: Day,
    #[serde(default)]
    until: Option<Day>,
    pounds: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Born {
    born_from: Day,
    born_until: Day,
}

impl IsaRules {
    /// Reads the rule file.
    ///
    /// # Errors
    /// In words: a line that cannot be read, two limits for one day.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rules: Self = toml::from_str(text).map_err(|e| format!("isa: {e}"))?;
        if overlap(&rules.dated()) {
            return Err("isa: two limits cover the same day.".into());
        }
        Ok(rules)
    }

    fn dated(&self) -> Vec<Dated<Pence>> {
        let pence = |l: &Limit| Pence(l.pounds.saturating_mul(100));
        self.limit.iter().map(|l| Dated { from: l.from, until: l.until, value: pence(l) }).collect()
    }

    /// The limit of the year that a day is in.
    ///
    /// # Errors
    /// Where none is entered: never another year's.
    pub fn limit_on(&self, day: Day) -> Result<Pence, Refusal> {
        in_force(&self.dated(), "the Junior ISA limit", day).copied()
    }

    /// Whether a child born on a day may have a Child Trust Fund.
    #[must_use]
    pub fn is_ctf_age(&self, born: Day) -> bool {
        born >= self.child_trust_fund.born_from && born < self.child_trust_fund.born_until
    }
}

/// The year in which a payment counts that is accepted on a day.
#[must_use]
pub fn limit_year(account: AccountState, born: Day, on: Day) -> Days {
    if account == AccountState::ChildTrustFund {
        let had = attains_age(born, on.year() - born.year()) <= on;
        let years = on.year() - born.year() - i32::from(!had);
        return Days { from: attains_age(born, years), until: Some(attains_age(born, years + 1)) };
    }
    let april = |year: i32| Day::from_ymd_opt(year, 4, 6).unwrap_or(on);
    let year = if on >= april(on.year()) { on.year() } else { on.year() - 1 };
    Days { from: april(year), until: Some(april(year + 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    #[test]
    fn e22_a_child_trust_fund_counts_from_birthday_to_birthday() {
        let year = limit_year(AccountState::ChildTrustFund, d("2009-09-20"), d("2026-04-10"));
        assert_eq!((year.from, year.until), (d("2025-09-20"), Some(d("2026-09-20"))));
    }

    #[test]
    fn e26_what_is_accepted_on_7_april_counts_in_the_next_tax_year() {
        let before = limit_year(AccountState::JuniorIsa, d("2012-01-01"), d("2026-04-05"));
        let after = limit_year(AccountState::JuniorIsa, d("2012-01-01"), d("2026-04-07"));
        assert_eq!((before.from, after.from), (d("2025-04-06"), d("2026-04-06")));
    }

    #[test]
    fn a_year_without_a_limit_is_an_error_and_not_last_years() {
        let text = crate::config::RuleFiles::default().text("isa.toml").unwrap_or_default();
        let rules = IsaRules::parse(&text).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(rules.limit_on(d("2020-04-05")), Ok(Pence(436_800)));
        assert_eq!(rules.limit_on(d("2026-11-22")), Ok(Pence(900_000)));
        assert!(rules.limit_on(d("2031-04-06")).is_err());
    }
}
