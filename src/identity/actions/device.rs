//! A child's phones: which there are, which are really the child's, and shutting one out.

use super::{Whose, tell};
use crate::access::{self, Action, Actor, Target};
use crate::identity::phone::{ConfirmHow, RevokeReason};
use crate::identity::store::account::{self, Account};
use crate::identity::store::session;
use crate::kernel::id::{AccountId, ChildId};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

pub use crate::identity::store::account::Account as Phone;

/// The three words on a phone's screen.
#[must_use]
pub fn words(phone: &Phone) -> Vec<String> {
    super::me::words(&phone.three_words)
}

/// A child's phones, those that were shut out too: the newest first.
///
/// # Errors
/// Not there for whoever may not see them.
pub async fn list_phones(store: &Store, actor: Actor, child: ChildId) -> Answer<Vec<Account>> {
    let look = move |rx: &mut Rx<'_>| {
        let permit = access::may(rx, &actor, Action::SeeDevices, Target::Child(child))?;
        account::list(rx, &permit)
    };
    store.read(look).await
}

/// A worker says that a phone is the child's: from now on it can read.
///
/// # Errors
/// Not there, or not this worker's child.
pub async fn confirm_phone(store: &Store, actor: Actor, child: ChildId, id: AccountId, how: ConfirmHow) -> Answer<()> {
    let act = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::ConfirmDevice, Target::Child(child))?;
        if !account::confirm(tx, &permit, id)? {
            let there = account::find(tx, &permit, id)?.filter(|a| a.revoked_at.is_none());
            return there.map(|_| Outcome::Unchanged(())).ok_or(Fault::NotFound);
        }
        tx.audit(&permit.entry(tx.now(), Some(how.as_str())))?;
        tell(tx, Whose::Account(id), Some(id.of()))?;
        tell(tx, Whose::Child(child), Some(id.of()))?;
        Ok(Outcome::Done(()))
    };
    store.write(act).await
}

/// Shuts a phone out: its sessions and open streams end, and at its next contact it is told to forget everything. The child
/// and the IRO see the reason.
///
/// # Errors
/// Not there, or not this actor's to shut out.
pub async fn revoke_phone(
    store: &Store,
    actor: Actor,
    child: ChildId,
    id: AccountId,
    reason: RevokeReason,
) -> Answer<()> {
    let act = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::RevokeDevice, Target::Child(child))?;
        if !account::revoke(tx, &permit, id, reason)? {
            return account::find(tx, &permit, id)?.map(|_| Outcome::Unchanged(())).ok_or(Fault::NotFound);
        }
        session::end_of_account(tx, &permit, id)?;
        tx.audit(&permit.entry(tx.now(), Some(reason.as_str())))?;
        tell(tx, Whose::Account(id), Some(id.of()))?;
        tell(tx, Whose::Child(child), Some(id.of()))?;
        Ok(Outcome::Done(()))
    };
    store.write(act).await
}
