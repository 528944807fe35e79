//! Children as the savings desk names them: who a row is or may be about, and the search for another.

use std::collections::HashMap;

use crate::access::{Action, Actor, Permit, Target, may};
use crate::files::date;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Refusal};
use crate::people::{self, Care};
use crate::savings::actions::files::weigh;
use crate::savings::matching::names::tokens;
use crate::savings::matching::person::id_key;
use crate::savings::queue::{Face, Line};
use crate::store::{Answer, Outcome, Rx, Store};

/// Children that a search answers.
const FOUND_MAX: usize = 20;

/// The children whom rows are or may be about.
pub(super) fn of_lines(rx: &mut Rx<'_>, permit: &Permit, lines: &[Line]) -> Answer<HashMap<ChildId, Face>> {
    of(rx, permit, lines.iter().flat_map(|l| l.suggestions.iter().map(|s| s.child).chain(l.child)))
}

/// Children by their ids.
pub(super) fn of(
    rx: &mut Rx<'_>,
    permit: &Permit,
    children: impl Iterator<Item = ChildId>,
) -> Answer<HashMap<ChildId, Face>> {
    let mut all: Vec<ChildId> = children.collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(people::care_of(rx, permit, &all)?.into_iter().map(|c| (c.child, Face::from(c))).collect())
}

/// Finds children by the beginnings of their names, the council's id (or a part of it) or the day of birth. The look is written
/// down.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] to everybody but the savings desk; refused where less than two letters are given.
pub async fn find_child(store: &Store, actor: Actor, text: String) -> Answer<Vec<Face>> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let text = text.trim();
            if text.chars().count() < 2 || text.chars().count() > 100 {
                let say = "Give at least two letters of a name, an id, or a day of birth.";
                return Err(Refusal::invalid("text_too_short", "text", say).into());
            }
            let mut found: Vec<Care> = weigh::care(tx, &permit)?;
            found.retain(|c| fits(c, text));
            found.sort_by(|a, b| (&a.known_as, &a.reference).cmp(&(&b.known_as, &b.reference)));
            found.truncate(FOUND_MAX);
            tx.audit(&permit.entry(tx.now(), Some("searched")))?;
            Ok(Outcome::Done(found.into_iter().map(Face::from).collect()))
        })
        .await
}

fn fits(care: &Care, text: &str) -> bool {
    if let Some(born) = born(text) {
        return care.born_on == born;
    }
    let key = id_key(text);
    let by_id = text.chars().any(|c| c.is_ascii_digit())
        && std::iter::once(&care.reference).chain(&care.further).any(|r| id_key(r).contains(&key));
    let (wanted, known) = (tokens(text), tokens(care.known_as.as_deref().unwrap_or_default()));
    by_id || (!wanted.is_empty() && wanted.iter().all(|w| known.iter().any(|k| k.starts_with(w.as_str()))))
}

/// A day as England writes it.
fn born(text: &str) -> Option<Day> {
    let is_day = text.contains(['/', '-', '.', ' ']) && text.chars().any(|c| c.is_ascii_digit());
    is_day.then(|| date::cell(text).day(Some(date::Order::DayFirst))).flatten()
}
