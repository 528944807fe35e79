//! The rules of this room, from `rules/savings/`: checked when they are loaded, in words.

use std::sync::Arc;

use super::isa::IsaRules;
use super::pocket::PocketRules;
use super::policy::Policy;
use crate::config::RuleFiles;
use crate::kernel::Day;

/// The rules of this room. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The savings policy.
    pub policy: Arc<Policy>,
    /// Pocket money.
    pub pocket: Arc<PocketRules>,
    /// How much may be paid into an account in a year.
    pub isa: Arc<IsaRules>,
}

impl Rules {
    /// Loads them.
    ///
    /// # Errors
    /// In words: which file, which line, what is wrong.
    pub fn load(files: &RuleFiles) -> Result<Self, String> {
        let policy = Policy::parse(&files.text("savings/policy.toml")?)?;
        let pocket = PocketRules::parse(&files.text("savings/pocket-money.toml")?)?;
        let isa = IsaRules::parse(&files.text("isa.toml")?)?;
        policy.next_payment(Day::default())?;
        Ok(Self { policy: Arc::new(policy), pocket: Arc::new(pocket), isa: Arc::new(isa) })
    }
}
