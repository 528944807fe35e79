//! What a person can do here: choose how to be told, and let a phone be pushed.

use super::happening::{CHILD, STAFF};
use super::store;
use super::store::subscriptions::Subscription;
use crate::access::{self, Action, Actor, Permit, Target};
use crate::kernel::Id;
use crate::kernel::id::{AccountId, AnyId, SessionId};
use crate::people::choices::{self, Choices};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

/// Addresses at push services that one person may have; one more forgets the oldest.
const SUBSCRIPTIONS_MAX: i64 = 10;

/// What somebody chooses about being told: everything but when they were last asked.
#[derive(Debug, Clone)]
pub struct SetChoices {
    /// Whether to push.
    pub push: bool,
    /// Which of the fixed texts.
    pub push_text: i16,
    /// The hour from which nothing is pushed.
    pub quiet_from: i16,
    /// The hour at which what waited is pushed.
    pub quiet_until: i16,
    /// The language of the app.
    pub language: Option<String>,
}

/// Keeps what somebody chose for themselves.
///
/// # Errors
/// A choice that is none of those there are, by field.
pub async fn set_choices(store: &Store, actor: Actor, set: SetChoices) -> Answer<Choices> {
    change(store, actor, "choices", move |old| Choices {
        push: set.push,
        push_text: set.push_text,
        quiet_from: set.quiet_from,
        quiet_until: set.quiet_until,
        language: set.language,
        asked_at: old.asked_at,
    })
    .await
}

/// Keeps “not now” as the answer to the push question: final for thirty days.
///
/// # Errors
/// The database's own.
pub async fn decline_push(store: &Store, actor: Actor) -> Answer<()> {
    let now = store.clock().now();
    change(store, actor, "push_not_now", move |old| Choices { push: false, asked_at: Some(now), ..old }).await?;
    Ok(())
}

async fn change(
    store: &Store,
    actor: Actor,
    detail: &'static str,
    f: impl FnOnce(Choices) -> Choices + Send + 'static,
) -> Answer<Choices> {
    store
        .write(move |tx| {
            let (permit, kind, owner) = own(tx, &actor)?;
            let old = choices::find(tx, kind, owner)?;
            let new = f(old.clone());
            new.check()?;
            if new == old {
                return Ok(Outcome::Unchanged(new));
            }
            choices::put(tx, kind, owner, &new)?;
            let now = tx.now();
            tx.audit(&permit.entry(now, Some(detail)))?;
            Ok(Outcome::Done(new))
        })
        .await
}

/// Lets a phone be pushed: that is a yes to the push question. The address must have been held against the list of push
/// services. An address belongs to one person: whoever gave it last.
///
/// # Errors
/// The database's own.
pub async fn add_push(store: &Store, actor: Actor, session: SessionId, endpoint: String) -> Answer<()> {
    store
        .write(move |tx| {
            let (permit, kind, owner) = own(tx, &actor)?;
            let now = tx.now();
            let account_id = account(&actor);
            let one = Subscription {
                id: Id::at(now),
                owner_kind: kind.to_owned(),
                owner_id: owner,
                account_id,
                session_id: session,
                endpoint,
                made_at: now,
            };
            let choices = choices::find(tx, kind, owner)?;
            if choices.push && store::subscriptions::is_kept(tx, &one)? {
                return Ok(Outcome::Unchanged(()));
            }
            store::subscriptions::put(tx, &one)?;
            store::subscriptions::keep_newest(tx, owner, SUBSCRIPTIONS_MAX)?;
            choices::put(tx, kind, owner, &Choices { push: true, asked_at: Some(now), ..choices })?;
            tx.audit(&permit.entry(now, Some("push_on")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// Stops pushes to one phone. An address that is not there, or somebody else's, changes nothing.
///
/// # Errors
/// The database's own.
pub async fn remove_push(store: &Store, actor: Actor, endpoint: String) -> Answer<()> {
    store
        .write(move |tx| {
            let (permit, _, owner) = own(tx, &actor)?;
            if !store::subscriptions::remove(tx, owner, &endpoint)? {
                return Ok(Outcome::Unchanged(()));
            }
            let now = tx.now();
            tx.audit(&permit.entry(now, Some("push_off")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// The permit to choose for oneself, and who that is.
fn own(tx: &mut Tx<'_>, actor: &Actor) -> Answer<(Permit, &'static str, AnyId)> {
    let (target, kind, owner) = match actor {
        Actor::Child { child, .. } => (Target::Child(*child), CHILD, child.of()),
        Actor::Staff { staff, .. } => (Target::Staff(*staff), STAFF, staff.of()),
        Actor::Operator | Actor::Job(_) => return Err(Fault::NotFound),
    };
    Ok((access::may(tx, actor, Action::ChooseOwn, target)?, kind, owner))
}

const fn account(actor: &Actor) -> Option<AccountId> {
    match actor {
        Actor::Child { account, .. } => Some(*account),
        _ => None,
    }
}
