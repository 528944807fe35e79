//! Accounts of staff: a system administrator makes and disables them, and never sees or sets a password.

use super::{Whose, tell};
use crate::access::{self, Action, Actor, Target};
use crate::identity::store::{session, staff};
use crate::kernel::Refusal;
use crate::kernel::id::StaffId;
use crate::people::accounts::{self, Account, AccountDetails};
use crate::store::{Answer, Outcome, Rx, Store, Tx};

/// An account, and whether its owner has set a password.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The account.
    pub account: Account,
    /// Whether its owner has set a password.
    pub has_password: bool,
}

/// Every account.
///
/// # Errors
/// Not there for whoever may not manage them.
pub async fn list_accounts(store: &Store, actor: Actor) -> Answer<Vec<Listed>> {
    let look = move |rx: &mut Rx<'_>| {
        let permit = access::may(rx, &actor, Action::ManageStaff, Target::Council)?;
        let with = staff::with_password(rx)?;
        let listed = |account: Account| Listed { has_password: with.contains(&account.id), account };
        Ok(accounts::list(rx, &permit)?.into_iter().map(listed).collect())
    };
    store.read(look).await
}

/// Makes or changes an account. A changed role or sign-in name ends all sessions. Nobody changes their own role.
///
/// # Errors
/// Not there for whoever may not; a field that cannot be taken.
pub async fn put_account(store: &Store, actor: Actor, wanted: AccountDetails) -> Answer<Listed> {
    let act = move |tx: &mut Tx<'_>| {
        let id = wanted.id;
        let permit = access::may(tx, &actor, Action::ManageStaff, Target::Staff(id))?;
        let was = accounts::find(tx, id)?;
        let other_role = was.as_ref().is_some_and(|w| w.role != wanted.role);
        if other_role && actor.staff() == Some(id) {
            let say = "Nobody changes their own role. Ask another system administrator.";
            return Err(Refusal::conflict("own_role", say).into());
        }
        let changed = accounts::save(tx, &permit, wanted)?;
        let account = accounts::get(tx, id)?;
        let listed = Listed { has_password: staff::verifier(tx, id)?.is_some(), account };
        if !changed {
            return Ok(Outcome::Unchanged(listed));
        }
        if other_role || was.as_ref().is_some_and(|w| w.sign_in_name != listed.account.sign_in_name) {
            session::end_of_staff(tx, id)?;
            tell(tx, Whose::Staff(id), None)?;
        }
        tx.audit(&permit.entry(tx.now(), Some(if was.is_some() { "changed" } else { "added" })))?;
        Ok(Outcome::Done(listed))
    };
    store.write(act).await
}

/// Disables an account: its sessions and open streams end at once.
///
/// # Errors
/// Not there for whoever may not; one's own.
pub async fn disable_account(store: &Store, actor: Actor, who: StaffId) -> Answer<()> {
    let act = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::ManageStaff, Target::Staff(who))?;
        if actor.staff() == Some(who) {
            let say = "Nobody disables their own account. Ask another system administrator.";
            return Err(Refusal::conflict("own_account", say).into());
        }
        if !accounts::disable(tx, &permit, who)? {
            return Ok(Outcome::Unchanged(()));
        }
        session::end_of_staff(tx, who)?;
        tell(tx, Whose::Staff(who), None)?;
        tx.audit(&permit.entry(tx.now(), Some("disabled")))?;
        Ok(Outcome::Done(()))
    };
    store.write(act).await
}

/// The account with a council's own id or a sign-in name, for the command line.
///
/// # Errors
/// The database's own.
pub async fn find_account(store: &Store, code_or_name: String) -> Answer<Option<Account>> {
    let look = move |rx: &mut Rx<'_>| match accounts::find_by_code(rx, &code_or_name)? {
        Some(found) => Ok(Some(found)),
        None => accounts::find_by_sign_in(rx, &code_or_name),
    };
    store.read(look).await
}
