//! "Who has looked": every look and act of staff on a child's record, in plain words.

use std::collections::HashMap;

use crate::access::{self, Action, Actor, Target};
use crate::kernel::At;
use crate::kernel::id::{AnyId, Id, StaffId};
use crate::kernel::words::{Post, Role};
use crate::people;
use crate::store::audit::{self, Entry};
use crate::store::{Answer, Fault, Rx, Store};
use crate::voice::Rules;
use crate::voice::store::threads;

/// Looks of one page.
const PAGE: i64 = 50;

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: At,
    /// Who.
    pub name: String,
    /// Employed as what, at that time.
    pub role: Option<Role>,
    /// What they did, in plain words.
    pub what: String,
}

/// A child sees who has looked, newest first, before an instant; and the instant before which there is more.
///
/// # Errors
/// [`Fault::NotFound`] on a phone that nobody has confirmed.
pub async fn who_looked(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    before: Option<At>,
) -> Answer<(Vec<Look>, Option<At>)> {
    let rules = rules.clone();
    store.read(move |rx| run(rx, &rules, &actor, before)).await
}

fn run(rx: &mut Rx<'_>, rules: &Rules, actor: &Actor, before: Option<At>) -> Answer<(Vec<Look>, Option<At>)> {
    let child = actor.child().ok_or(Fault::NotFound)?;
    let permit = access::may(rx, actor, Action::WhoLooked, Target::Child(child))?;
    let before = before.unwrap_or_else(|| rx.now().plus(1));
    let mut entries = audit::by_staff_on(rx, child, before, PAGE.saturating_add(1))?;
    let next = next_page(&mut entries);
    let posts: HashMap<AnyId, Post> = threads::list(rx, &permit)?.into_iter().map(|t| (t.id.of(), t.post)).collect();
    let ids: Vec<StaffId> = entries.iter().filter_map(|e| e.actor_id.map(Id::of)).collect();
    let names = people::staff_many(rx, &ids)?;
    let look = |e: &Entry| Look {
        at: e.at,
        name: e
            .actor_id
            .and_then(|id| names.get(&id.of()))
            .map_or_else(|| "Somebody at the council".to_owned(), |f| f.name.clone()),
        role: e.role.as_deref().and_then(|r| r.parse().ok()),
        what: rules.looked(&action(e), post(e, &posts)),
    };
    Ok((entries.iter().map(look).collect(), next))
}

/// Cuts a page so that entries of one instant are never split, and says before which instant there is more.
fn next_page(entries: &mut Vec<Entry>) -> Option<At> {
    let full = i64::try_from(entries.len()).is_ok_and(|n| n > PAGE);
    let over = entries.last().filter(|_| full).map(|e| e.at)?;
    let whole = entries.iter().filter(|e| e.at > over).count();
    let kept = if whole > 0 { whole } else { entries.len() };
    entries.truncate(kept);
    entries.last().map(|e| e.at)
}

fn action(entry: &Entry) -> String {
    match entry.detail.as_deref() {
        Some("seen") => format!("{}_seen", entry.action),
        _ => entry.action.clone(),
    }
}

fn post(entry: &Entry, posts: &HashMap<AnyId, Post>) -> Option<Post> {
    entry.resource_id.and_then(|id| posts.get(&id).copied()).or_else(|| entry.resource.parse().ok())
}
