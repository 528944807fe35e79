//! When somebody last wrote. No words.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use crate::access::{Permit, Target};
use crate::kernel::At;
use crate::kernel::id::ChildId;
use crate::store::schema::messages;
use crate::store::{Answer, Fault, Rx};
use crate::voice::message::AuthorKind;

/// When each of some children last wrote, and when somebody of the council last wrote to them. With a permit for one
/// child, of that child only.
pub(in crate::voice) fn last_words(
    rx: &mut Rx<'_>,
    permit: &Permit,
    wanted: &[ChildId],
) -> Answer<HashMap<ChildId, (Option<At>, Option<At>)>> {
    let wanted: Vec<ChildId> = match (permit.target(), permit.child()) {
        (Target::Council | Target::Staff(_), _) => wanted.to_vec(),
        (_, Some(child)) => wanted.iter().copied().filter(|c| *c == child).collect(),
        _ => return Err(Fault::NotFound),
    };
    let mut found: HashMap<ChildId, (Option<At>, Option<At>)> = HashMap::new();
    for some in wanted.chunks(500) {
        let rows: Vec<(ChildId, AuthorKind, Option<At>)> = messages::table
            .filter(messages::child_id.eq_any(some.to_vec()))
            .group_by((messages::child_id, messages::author_kind))
            .select((messages::child_id, messages::author_kind, max(messages::said_at)))
            .load(rx.db())?;
        for (child, author, at) in rows {
            let last = found.entry(child).or_default();
            match author {
                AuthorKind::Child => last.0 = at,
                AuthorKind::Staff => last.1 = at,
                AuthorKind::System => {}
            }
        }
    }
    Ok(found)
}
