//! Staff look at one young person's rights: class, trace, cites, facts, requests; for today or for another day.

use super::{Known, current, known_one};
use crate::access::{Action, Actor, Target, may};
use crate::entitlements::fact::For;
use crate::entitlements::facts::Facts;
use crate::entitlements::offers::{Assessment, assess};
use crate::entitlements::request::Request;
use crate::entitlements::rules::Rules;
use crate::entitlements::store::{letters, requests};
use crate::kernel::Day;
use crate::kernel::id::{ChildId, StaffId};
use crate::people::{self, StaffFace};
use crate::store::{Answer, Outcome, Store};
use std::collections::HashMap;

/// What staff look at, beside the answer itself.
pub struct Look {
    /// The day that it is for.
    pub as_of: Day,
    /// The record.
    pub known: Known,
    /// The facts as they were used.
    pub facts: Facts,
    /// What was asked for, the newest first.
    pub requests: Vec<Request>,
    /// The day of the letter that was signed last.
    pub letter_on: Option<Day>,
    /// Whoever entered something.
    pub names: HashMap<StaffId, StaffFace>,
}

/// Reads one young person's rights, and writes down who looked.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] where the child is not near.
pub async fn look<T: Send + 'static>(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    (child, as_of): (ChildId, Option<Day>),
    show: impl FnOnce(&Assessment<'_>, Look, &Rules) -> T + Send + 'static,
) -> Answer<T> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::ReadRights, Target::Child(child))?;
            tx.audit(&permit.entry(tx.now(), None))?;
            let rules = current(tx, &rules)?;
            let known = known_one(tx, &permit)?;
            let as_of = as_of.unwrap_or_else(|| tx.today());
            let facts = known.facts(For::Staff);
            let said = assess(&facts, as_of, &rules);
            let mut all = requests::of(tx, &permit, &[child])?;
            all.reverse();
            let letter_on = letters::newest(tx, &permit)?.map(|l| l.on);
            let mut who: Vec<StaffId> = known.entered.iter().map(|f| f.entered_by).collect();
            who.extend(all.iter().flat_map(|r| r.steps.iter().map(|s| s.by)));
            let names = people::staff_many(tx, &who)?;
            let look = Look { as_of, facts: facts.clone(), requests: all, letter_on, names, known };
            Ok(Outcome::Done(show(&said, look, &rules)))
        })
        .await
}
