//! Savings: which weeks a council must save for a child, and why; the ledger of what is due, held and paid.
//!
//! Pure: [`history`] and [`policy`] in, [`weeks`] out. The ledger ([`ledger`]) is double entry in whole pence and only grows.
//!
//! The face for what reads and posts provider files:
//! - [`ledger::post`] posts an [`entry::Act`] with its [`entry::Entry`]s inside the caller's write transaction (which audits
//!   once); under a known key it answers as the first time. [`ledger::reverse`] undoes one entry, with a reason.
//! - [`ledger::weeks_due`] lists what was expected: child, week, pence, entry, and `from`, the account it is to come from.
//!   What came for a week: `Entry::new(EntryKind::Receipt, Account::Bank, week.from, …).about(child).for_week(week_end)`.
//!   What did not: `Entry::new(EntryKind::TopUp, Account::TopUp, week.from, …)`. What was too much: `EntryKind::Surplus`,
//!   bank to suspense, never to the child.
//! - [`providers`], [`provider_or_new`], [`locate_provider`]; [`accounts_register`] (a child's Junior ISA reference).
//! - Children by the council's reference: [`crate::people::locate_child`]; with names, births and stays for matching:
//!   [`crate::people::care_of`].
//!
//! Permits: `may(tx, &actor, Action::KeepMoney, Target::Council)` for everybody's rows, `Target::Child(…)` for one's.

pub mod account;
pub mod accrual;
pub mod actions;
pub mod carer;
pub mod child_view;
pub mod cli;
pub mod due;
pub mod entry;
pub mod expected;
pub mod export;
pub mod file;
pub mod foundation;
pub mod history;
pub mod http;
pub mod intake;
pub mod isa;
pub mod leaver;
pub mod ledger;
pub mod matching;
pub mod opening;
pub mod other_money;
pub mod pay_run;
pub mod period;
pub mod pocket;
pub mod policy;
pub mod proof;
pub mod provider;
pub mod queue;
pub mod register;
pub mod rules;
pub mod setup;
pub mod shortfall;
pub mod statement;
mod store;
pub mod weeks;

use crate::access::Permit;
use crate::store::{Answer, Rx, Tx};
use account::ProviderNo;
use provider::Provider;
use register::SavingsAccount;
pub use rules::Rules;

/// Every provider in the register, by name, with how it pays.
///
/// # Errors
/// The database's own.
pub fn providers(rx: &mut Rx<'_>) -> Answer<Vec<Provider>> {
    store::providers::all(rx)
}

/// The number of the provider of a name, as names are compared ([`provider::name_key`]).
///
/// # Errors
/// The database's own.
pub fn locate_provider(rx: &mut Rx<'_>, name: &str) -> Answer<Option<ProviderNo>> {
    store::providers::by_name(rx, name)
}

/// The number of the provider of a name; one that is not in the register is added. The caller audits.
///
/// # Errors
/// The database's own.
pub fn provider_or_new(tx: &mut Tx<'_>, permit: &Permit, name: &str) -> Answer<ProviderNo> {
    store::ledger::claim(tx)?;
    match store::providers::by_name(tx, name)? {
        Some(no) => Ok(no),
        None => store::providers::insert(tx, permit, name),
    }
}

/// The accounts register: the permit's child's line, or with a permit for the council every line.
///
/// # Errors
/// The database's own.
pub fn accounts_register(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<SavingsAccount>> {
    store::register::all(rx, permit)
}

/// What was asked of a provider and what it said, newest first.
///
/// # Errors
/// The database's own.
pub fn chases(rx: &mut Rx<'_>, no: ProviderNo) -> Answer<Vec<provider::Chase>> {
    store::providers::chases(rx, no)
}

/// Writes a line of the accounts register, over the one that is there. The caller audits.
///
/// # Errors
/// The database's own; not there for another child than the permit's.
pub fn set_account(tx: &mut Tx<'_>, permit: &Permit, line: &SavingsAccount) -> Answer<()> {
    store::register::set(tx, permit, line)
}
