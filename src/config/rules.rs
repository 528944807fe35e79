//! The rule files: what a council owns and dates.

use std::path::PathBuf;

/// The rule files that come with Sayso, by the name a council may replace them under.
const RULES: &[(&str, &str)] = &[
    ("bank-holidays.toml", include_str!("../../rules/bank-holidays.toml")),
    ("voice.toml", include_str!("../../rules/voice.toml")),
    ("help.toml", include_str!("../../rules/help.toml")),
    ("savings/policy.toml", include_str!("../../rules/savings/policy.toml")),
    ("isa.toml", include_str!("../../rules/isa.toml")),
    ("savings/pocket-money.toml", include_str!("../../rules/savings/pocket-money.toml")),
    ("leaving-care/entitlements.toml", include_str!("../../rules/leaving-care/entitlements.toml")),
    ("leaving-care/laws.toml", include_str!("../../rules/leaving-care/laws.toml")),
    ("leaving-care/amounts.toml", include_str!("../../rules/leaving-care/amounts.toml")),
    ("leaving-care/local.toml", include_str!("../../rules/leaving-care/local.toml")),
    ("leaving-care/texts.toml", include_str!("../../rules/leaving-care/texts.toml")),
];

/// Where rule files are read from: the council's folder first, then those that come with Sayso.
#[derive(Debug, Clone, Default)]
pub struct RuleFiles {
    folder: Option<PathBuf>,
}

impl RuleFiles {
    /// Rule files, replaced by those in `folder` where it has one of the same name.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// The text of a rule file.
    ///
    /// # Errors
    /// In words, where it is not there or cannot be read.
    pub fn text(&self, name: &str) -> Result<String, String> {
        let own = self.folder.as_ref().map(|f| f.join(name)).filter(|f| f.exists());
        if let Some(file) = own {
            return std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()));
        }
        let found = RULES.iter().find(|(n, _)| *n == name);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| format!("there is no rule file {name}"))
    }
}
