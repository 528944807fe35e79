//! A named adult signs a letter that confirms a status.

use super::{current, known_one};
use crate::access::{Action, Actor, Target, may};
use crate::entitlements::class::{class_on, standing};
use crate::entitlements::fact::For;
use crate::entitlements::letter::{LetterOf, paragraphs};
use crate::entitlements::life::Life;
use crate::entitlements::rules::Rules;
use crate::entitlements::store::letters::{self, SignedLetter};
use crate::kernel::Refusal;
use crate::kernel::id::{AnyId, ChildId};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

/// Signs a letter, made from the record as it stands today. Sent once more it changes nothing.
///
/// # Errors
/// `nothing_to_confirm` where there is no status; `yes_missing` where a fact that the young person has not agreed to would
/// show on it; `name_missing`; [`Fault::NotFound`] where they may not.
pub async fn sign(store: &Store, rules: &Rules, actor: Actor, child: ChildId, id: AnyId) -> Answer<()> {
    let rules = rules.clone();
    store.write(move |tx| run(tx, &rules, &actor, child, id)).await
}

fn run(tx: &mut Tx<'_>, rules: &Rules, actor: &Actor, child: ChildId, id: AnyId) -> Answer<Outcome<()>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = may(tx, actor, Action::SignLetter, Target::Child(child))?;
    if letters::newest(tx, &permit)?.is_some_and(|l| l.id == id) {
        return Ok(Outcome::Unchanged(()));
    }
    let rules = current(tx, rules)?;
    let known = known_one(tx, &permit)?;
    let today = tx.today();
    let facts = known.facts(For::Staff);
    let standing = standing(&facts, today);
    if class_on(&known.facts(For::Child), today) != standing.class {
        return Err(yes_missing().into());
    }
    let name = known.care.known_as.clone().filter(|n| !n.trim().is_empty());
    let name = name.ok_or_else(|| Refusal::invalid("name_missing", "name", "Set the young person's name first."))?;
    let life = Life::on(&facts, today);
    let stopped = if life.is_looked_after(today) { None } else { life.care_stopped(today) };
    let council = tx.council();
    let first_day = facts.stays.iter().map(|s| s.days.from).min();
    let of = LetterOf { name: &name, born: facts.born, council: &council.name, first_day, stopped };
    let nothing = || Refusal::conflict("nothing_to_confirm", "The record shows no status that a letter could confirm.");
    let paragraphs = paragraphs(&standing, &of).filter(|_| first_day.is_some()).ok_or_else(nothing)?;
    let letter = SignedLetter { id, paragraphs, by: me, on: today };
    letters::insert(tx, &permit, &letter, &rules.version)?;
    tx.audit(&permit.entry(tx.now(), None))?;
    Ok(Outcome::Done(()))
}

/// A letter stands on the young person's own screen: what they have not agreed to does not show there.
fn yes_missing() -> Refusal {
    let say = "A fact that the young person has not agreed to changes what this letter says. Talk with them first.";
    Refusal::conflict("yes_missing", say)
}
