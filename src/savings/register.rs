//! The accounts register: where each child's savings go at the end.

use crate::kernel::Day;
use crate::kernel::id::ChildId;

crate::words! {
    /// What is known of a child's own account.
    pub enum AccountState {
        /// A Junior ISA, with its reference.
        JuniorIsa = "junior_isa",
        /// A Child Trust Fund that can be paid into.
        ChildTrustFund = "child_trust_fund",
        /// A Child Trust Fund that somebody else manages: nothing can be paid into it from here.
        CtfWithResponsibleAdult = "ctf_with_responsible_adult",
        /// Asked for, not open yet.
        AskedFor = "asked_for",
        /// There should be one and is none.
        Missing = "missing",
        /// There can be none.
        NotEligible = "not_eligible",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

impl AccountState {
    /// Whether money can be paid into it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::JuniorIsa | Self::ChildTrustFund)
    }
}

/// A child's line in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavingsAccount {
    /// Whose.
    pub child: ChildId,
    /// What is known.
    pub state: AccountState,
    /// The reference by which The Share Foundation knows it.
    pub reference: Option<String>,
    /// Who holds it.
    pub held_with: Option<String>,
    /// When it was asked for.
    pub asked_on: Option<Day>,
    /// When it was opened.
    pub opened_on: Option<Day>,
    /// Where this is known from.
    pub source: String,
}
