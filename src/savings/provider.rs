//! Providers: who collects savings at source, how, and by when their files are due.

use super::account::{Account, ProviderNo};
use crate::kernel::{At, Day};

crate::words! {
    /// How what a provider saves reaches the child.
    pub enum How {
        /// The council pays that much less.
        NetOfInvoice = "net_of_invoice",
        /// The provider sends money.
        RemitsCash = "remits_cash",
        /// The provider pays into the child's account itself.
        PaysJisa = "pays_jisa",
        /// The council saves it from its own budget.
        CouncilBudget = "council_budget",
        /// The carer keeps it: an old practice.
        CarerHolds = "carer_holds",
    }
}

/// A provider in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its number.
    pub no: ProviderNo,
    /// Its name.
    pub name: String,
    /// Its number at Ofsted, by which the care history names it.
    pub urn: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// How it pays, by the day it begins, oldest first.
    pub terms: Vec<Terms>,
}

/// How a provider pays, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// From which day.
    pub starts_on: Day,
    /// How.
    pub how: How,
    /// On which day of the month its file is due; none where it sends none.
    pub due_day: Option<i16>,
}

/// What was asked of a provider, or what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chase {
    /// For which month.
    pub month: Day,
    /// In words.
    pub note: String,
    /// Who wrote it down; none for a command.
    pub by: Option<crate::kernel::id::StaffId>,
    /// When.
    pub at: At,
}

impl Provider {
    /// How it pays on a day.
    #[must_use]
    pub fn terms_on(&self, day: Day) -> Option<&Terms> {
        self.terms.iter().rev().find(|t| t.starts_on <= day)
    }

    /// From which account a week of a child of theirs is to come.
    #[must_use]
    pub fn source(&self, day: Day) -> Account {
        match self.terms_on(day).map(|t| t.how) {
            Some(How::CouncilBudget) => Account::CouncilSavings,
            _ => Account::Provider(Some(self.no)),
        }
    }
}

/// A name as names are compared: letters and digits in lower case, without what a company is.
#[must_use]
pub fn name_key(name: &str) -> String {
    let spaced: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words = spaced.split_whitespace().filter(|w| !matches!(*w, "ltd" | "limited" | "plc" | "llp" | "the"));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_with_and_without_what_a_company_is() {
        assert_eq!(name_key("The  Oak-Tree Fostering Ltd."), name_key("Oak Tree Fostering Limited"));
        assert_ne!(name_key("Oak Tree Fostering"), name_key("Oak Tree Homes"));
    }
}
