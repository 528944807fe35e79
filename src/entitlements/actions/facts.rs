//! Staff enter a fact. What was entered before stays; the newest counts.

use super::known_one;
use crate::access::{Action, Actor, Target, may};
use crate::entitlements::fact::{Fact, FactKind};
use crate::entitlements::store::facts as rows;
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::{Day, Refusal};
use crate::store::{Answer, Fault, Outcome, Store};
use serde_json::Value;

/// A fact as it is sent.
#[derive(Debug, Clone)]
pub struct EnterFact {
    /// Its id, made by the desk.
    pub id: AnyId,
    /// Of which kind.
    pub kind: FactKind,
    /// The value; null takes it back.
    pub value: Value,
    /// Where it is written, or who said so.
    pub source: String,
    /// The day on which it was checked.
    pub checked_on: Day,
    /// The day on which the young person said yes.
    pub agreed_on: Option<Day>,
}

/// Enters a fact; answers whether it is new. Sent once more it changes nothing.
///
/// # Errors
/// `value_wrong`, `source_missing`, `day_to_come`; [`Fault::NotFound`] where they may not.
pub async fn enter(store: &Store, actor: Actor, child: ChildId, fact: EnterFact) -> Answer<bool> {
    store
        .write(move |tx| {
            let me = actor.staff().ok_or(Fault::NotFound)?;
            let permit = may(tx, &actor, Action::KeepRightFacts, Target::Child(child))?;
            let today = tx.today();
            check(&fact, today)?;
            let known = known_one(tx, &permit)?;
            if let Some(before) = known.entered.iter().find(|f| f.id == fact.id) {
                let same = (before.kind, &before.value) == (fact.kind, &fact.value);
                return if same { Ok(Outcome::Unchanged(false)) } else { Err(differs()) };
            }
            let EnterFact { id, kind, value, source, checked_on, agreed_on } = fact;
            let source = source.trim().to_owned();
            // Always after the one before it, whatever the clock says: the newest counts.
            let entered_at = known.entered.last().map_or(tx.now(), |f| tx.now().max(f.entered_at.plus(1)));
            let entered = Fact { id, kind, value, source, checked_on, agreed_on, entered_by: me, entered_at };
            rows::enter(tx, &permit, &entered)?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(true))
        })
        .await
}

fn check(fact: &EnterFact, today: Day) -> Result<(), Refusal> {
    fact.kind.check(&fact.value)?;
    if fact.source.trim().is_empty() || fact.source.chars().count() > 300 {
        return Err(Refusal::invalid("source_missing", "source", "Say where it is written, or who said so."));
    }
    if fact.checked_on > today || fact.agreed_on.is_some_and(|d| d > today) {
        return Err(Refusal::invalid("day_to_come", "checked_on", "That day is still to come."));
    }
    Ok(())
}

fn differs() -> Fault {
    Refusal::conflict("differs", "Something else was sent under this id before. Make a new one.").into()
}
