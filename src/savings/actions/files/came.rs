//! The ledger's entry for what a row says of a week: by how its sender pays.

use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::savings::account::{Account, AccountKind, ProviderNo};
use crate::savings::entry::{Entry, EntryKind};
use crate::savings::provider::{How, Provider};
use crate::savings::providers;
use crate::store::{Answer, Tx};

/// How the senders of rows pay.
pub(in crate::savings::actions) struct Senders(Vec<Provider>);

impl Senders {
    /// Reads the register.
    pub(in crate::savings::actions) fn read(tx: &mut Tx<'_>) -> Answer<Self> {
        Ok(Self(providers(tx)?))
    }

    /// What is posted for a part of a row: `pence` more than nothing came, less than nothing is taken back. `due` is the
    /// account from which the week is to come, where it has accrued. Nothing is posted where nothing comes to the council: a
    /// carer holds it, or the provider paid a week into the child's account that is not in the ledger.
    pub(in crate::savings::actions) fn entry(
        &self,
        sender: Option<ProviderNo>,
        due: Option<Account>,
        (child, week_end, pence): (ChildId, Day, i64),
        on: Day,
    ) -> Option<Entry> {
        let provider = sender.and_then(|no| self.0.iter().find(|p| p.no == no));
        let how = provider.and_then(|p| p.terms_on(week_end)).map(|t| t.how);
        let due = due.filter(|a| matches!(a.kind(), AccountKind::Provider | AccountKind::TopUp));
        let owed = due.unwrap_or(Account::Provider(sender));
        let (debit, credit, kind) = match how {
            Some(How::CarerHolds) => return None,
            // It is in the child's own account: the council owes it no more, and no money passed the council's bank.
            Some(How::PaysJisa) if pence > 0 && due.is_some_and(|a| a.kind() == AccountKind::Provider) => {
                (Account::Child(child), owed, EntryKind::PayOut)
            }
            Some(How::PaysJisa) => return None,
            _ if pence > 0 => (Account::Bank, owed, EntryKind::Receipt),
            _ => (owed, Account::Bank, EntryKind::Adjustment),
        };
        let entry = Entry::new(kind, debit, credit, Pence(pence.saturating_abs()), on);
        Some(entry.about(child).for_week(week_end))
    }
}
