//! England's bank holidays, from the rule file.

use serde::Deserialize;

use crate::config::RuleFiles;
use crate::kernel::Day;
use crate::kernel::calendar::BankHolidays;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    known_from: Day,
    known_until: Day,
    days: Vec<Day>,
}

/// Reads `bank-holidays.toml`.
///
/// # Errors
/// In words: the line that cannot be read, or the day that lies outside the stretch the file says it knows.
pub fn holidays(rules: &RuleFiles) -> Result<BankHolidays, String> {
    let file: File =
        toml::from_str(&rules.text("bank-holidays.toml")?).map_err(|e| format!("bank-holidays.toml: {e}"))?;
    if file.known_until < file.known_from {
        return Err("bank-holidays.toml: known_until is before known_from".into());
    }
    if let Some(day) = file.days.iter().find(|d| **d < file.known_from || **d > file.known_until) {
        return Err(format!("bank-holidays.toml: {day} is outside known_from … known_until"));
    }
    Ok(BankHolidays::new(file.days, file.known_from, file.known_until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bank_holidays_that_come_with_sayso_can_be_read() {
        let known = holidays(&RuleFiles::default()).map(|h| h.is_working("2026-12-25".parse().unwrap_or_default()));
        assert_eq!(known, Ok(Ok(false)));
    }
}
