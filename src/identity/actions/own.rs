//! What a child chooses for their own phone: the PIN, and how soon it locks.

use super::unlock::prove;
use crate::access::{self, Action, Target};
use crate::identity::hashing;
use crate::identity::lifetime::LOCK_AFTER_MAX_S;
use crate::identity::pin::Pin;
use crate::identity::store::account;
use crate::identity::token::Token;
use crate::kernel::Refusal;
use crate::kernel::text::Secret;
use crate::people;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};
use crate::wire::ChildCaller;

/// Changes the PIN of this phone. The old one is asked for, and counts as a try.
///
/// # Errors
/// As at the door, for the old PIN; a new one that is too easy; not there on a phone that nobody has confirmed.
pub async fn change_pin(
    store: &Store,
    caller: ChildCaller,
    secret: Option<Token>,
    old: &Secret,
    new: Secret,
) -> Answer<()> {
    let secret = secret.ok_or_else(crate::wire::caller::sign_in)?;
    let (actor, child, id) = (caller.actor(), caller.child, caller.account);
    let check = move |rx: &mut Rx<'_>| {
        let permit = access::may(rx, &actor, Action::ChooseOwn, Target::Child(child))?;
        let face = people::child(rx, &permit)?;
        Ok(Pin::choose(new.reveal(), "new_pin", face.born_on, face.known_as.as_deref())?)
    };
    let pin = store.read(check).await?;
    prove(store, actor, id, &secret, &Pin::given(old.reveal())).await?;
    let verifier = hashing::hash(pin.bound(store.vault(), &secret)).await?;
    let keep = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::ChooseOwn, Target::Child(child))?;
        if !account::came_in(tx, &permit, id)? {
            return Err(Fault::NotFound);
        }
        account::set_pin(tx, &permit, id, &verifier)?;
        tx.audit(&permit.entry(tx.now(), Some("pin")))?;
        Ok(Outcome::Done(()))
    };
    store.write(keep).await
}

/// Chooses how long a hidden page stays open: 0 to 300 seconds.
///
/// # Errors
/// Outside that; not there on a phone that nobody has confirmed.
pub async fn change_lock(store: &Store, caller: ChildCaller, lock_after_s: i32) -> Answer<()> {
    if !(0..=LOCK_AFTER_MAX_S).contains(&lock_after_s) {
        return Err(
            Refusal::invalid("lock_out_of_range", "lock_after_s", "Choose between 0 seconds and 5 minutes.").into()
        );
    }
    let actor = caller.actor();
    let keep = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::ChooseOwn, Target::Child(caller.child))?;
        if !account::set_lock(tx, &permit, caller.account, lock_after_s)? {
            return Ok(Outcome::Unchanged(()));
        }
        tx.audit(&permit.entry(tx.now(), Some("lock")))?;
        Ok(Outcome::Done(()))
    };
    store.write(keep).await
}
