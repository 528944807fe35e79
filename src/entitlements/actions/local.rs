//! The council's own items: what it gives, who looks after it, what is to be confirmed. Two people say the same.

use super::current;
use crate::access::{Action, Actor, Target, may};
use crate::entitlements::rules::Rules;
pub use crate::entitlements::store::sign_offs::SignOff as Said;
use crate::entitlements::store::sign_offs::{self, SignOff};
use crate::kernel::id::AnyId;
use crate::kernel::{Day, Refusal};
use crate::store::{Answer, Fault, Outcome, Store};

/// What one person says of an item.
#[derive(Debug, Clone)]
pub struct Say {
    /// Its id, made by the desk.
    pub id: AnyId,
    /// Of which entitlement.
    pub item: String,
    /// Who looks after it: a post.
    pub owner: String,
    /// The document that says so.
    pub source: String,
    /// When somebody must look again.
    pub review_by: Day,
}

/// Reads the items with what was said of them.
///
/// # Errors
/// [`Fault::NotFound`] for whoever is not of the office.
pub async fn list<T: Send + 'static>(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    show: impl FnOnce(&Rules, Vec<SignOff>, Day) -> T + Send + 'static,
) -> Answer<T> {
    let rules = rules.clone();
    store
        .read(move |rx| {
            let _permit = may(rx, &actor, Action::SignOffLocal, Target::Council)?;
            let rules = current(rx, &rules)?;
            let said = sign_offs::all(rx)?;
            let today = rx.today();
            Ok(show(&rules, said, today))
        })
        .await
}

/// Says that an item is so. It counts when a second person has said the same.
///
/// # Errors
/// `item_unknown`, `said_already`, `review_past`, the field that is missing; [`Fault::NotFound`] for others.
pub async fn sign_off(store: &Store, rules: &Rules, actor: Actor, say: Say) -> Answer<()> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let me = actor.staff().ok_or(Fault::NotFound)?;
            let permit = may(tx, &actor, Action::SignOffLocal, Target::Council)?;
            let before = sign_offs::all(tx)?;
            if before.iter().any(|s| s.id == say.id) {
                return Ok(Outcome::Unchanged(()));
            }
            check(&rules, &say, tx.today())?;
            let Say { id, item, owner, source, review_by } = say;
            let said = SignOff { id, item, owner, source, review_by, signed_by: me };
            let same = |s: &SignOff| SignOff { id: said.id, ..s.clone() } == said;
            if before.iter().any(same) {
                return Err(
                    Refusal::conflict("said_already", "You have said this. A second person must say it too.").into()
                );
            }
            sign_offs::insert(tx, &said)?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(()))
        })
        .await
}

fn check(rules: &Rules, say: &Say, today: Day) -> Result<(), Refusal> {
    if !rules.entitlement(&say.item).is_some_and(|e| e.local) {
        return Err(Refusal::invalid("item_unknown", "item", "That is no item of this council's own."));
    }
    let given = |text: &str| !text.trim().is_empty() && text.chars().count() <= 300;
    if !given(&say.owner) {
        return Err(Refusal::invalid("owner_missing", "owner", "Say which post looks after it."));
    }
    if !given(&say.source) {
        return Err(Refusal::invalid("source_missing", "source", "Name the document that says so, and its day."));
    }
    if say.review_by <= today {
        return Err(Refusal::invalid("review_past", "review_by", "Choose a later day for the next look."));
    }
    Ok(())
}
