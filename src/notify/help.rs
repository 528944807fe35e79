//! The help page: whom to call now, in the languages that children here are likeliest to read. Shown without signing in
//! and without a network, so it is data (`rules/help.toml`), not code.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::config::RuleFiles;

/// Where the council's night number goes in a line.
const NIGHT: &str = "{night}";

/// The help page in every language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// The languages, the first of which is shown where none was chosen.
    pub languages: Vec<Language>,
}

/// The help page in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Its code (ISO 639): `en`, `ckb`.
    pub code: String,
    /// What it calls itself.
    pub name: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Whether a speaker has still to check it: the page says so.
    pub to_be_checked: bool,
    /// The heading.
    pub title: String,
    /// The lines under it.
    pub lines: Vec<Line>,
}

/// One line of the page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it says.
    pub words: String,
    /// The number to call, where the line is about one: digits, or the council's night number.
    #[serde(default)]
    pub number: Option<String>,
}

impl Help {
    /// Reads the help page and puts in the council's night number; a council that has none set shows no line for it.
    ///
    /// # Errors
    /// In words: what is missing. Every language must name 999, Childline and the night number.
    pub fn load(rules: &RuleFiles, night_number: &str) -> Result<Self, String> {
        let mut help = Self::parse(&rules.text("help.toml")?)?;
        let night_number = night_number.trim();
        for language in &mut help.languages {
            language.lines.retain(|l| l.number.as_deref() != Some(NIGHT) || !night_number.is_empty());
            for line in &mut language.lines {
                if line.number.as_deref() == Some(NIGHT) {
                    line.number = Some(night_number.to_owned());
                }
            }
        }
        Ok(help)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let help: Self = toml::from_str(text).map_err(|e| format!("help.toml: {e}"))?;
        help.check()?;
        Ok(help)
    }

    fn check(&self) -> Result<(), String> {
        if self.languages.is_empty() {
            return Err("help.toml: there must be at least one language".into());
        }
        let mut codes = BTreeSet::new();
        for language in &self.languages {
            let code = &language.code;
            if !codes.insert(code) {
                return Err(format!("help.toml: {code} is there twice"));
            }
            if !matches!(language.direction.as_str(), "ltr" | "rtl") {
                return Err(format!("help.toml: the direction of {code} must be ltr or rtl"));
            }
            for number in ["999", "0800 1111", NIGHT] {
                if !language.lines.iter().any(|l| l.number.as_deref() == Some(number)) {
                    return Err(format!("help.toml: {code} does not name {number}"));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail loudly")]
    use super::*;

    #[test]
    fn the_help_page_names_every_number_in_eight_languages() {
        let help = Help::load(&RuleFiles::default(), "023 8023 3344").expect("the help page that comes with Sayso");
        assert_eq!(help.languages.len(), 8);
        for language in &help.languages {
            let numbers: Vec<_> = language.lines.iter().filter_map(|l| l.number.as_deref()).collect();
            assert!(["999", "0800 1111", "023 8023 3344"].iter().all(|n| numbers.contains(n)), "{}", language.code);
            assert_eq!(language.to_be_checked, language.code != "en", "{}", language.code);
        }
    }

    #[test]
    fn a_council_without_a_night_number_shows_no_line_for_it() {
        let help = Help::load(&RuleFiles::default(), " ").expect("the help page that comes with Sayso");
        assert!(help.languages.iter().flat_map(|l| &l.lines).all(|l| l.number.as_deref() != Some(NIGHT)));
    }

    #[test]
    fn a_language_that_leaves_out_childline_is_refused() {
        let text = RuleFiles::default().text("help.toml").expect("the help page that comes with Sayso");
        assert!(Help::parse(&text).is_ok());
        assert!(Help::parse(&text.replacen("0800 1111", "0800 1112", 1)).is_err());
        assert!(Help::parse(&text.replace("{night}", "")).is_err());
    }
}
