//! Care histories, of one child or of many at once.

use std::collections::HashMap;

use diesel::prelude::*;

use super::imports::rows::{ChildRow, EpisodeRow};
use crate::access::{Permit, Target};
use crate::kernel::id::ChildId;
use crate::people::care::Care;
use crate::people::imports::known::KnownEpisode;
use crate::store::schema::{care_episodes, child_references, children};
use crate::store::{Answer, Fault, Rx};

/// The ids of every child, in their order.
pub(in crate::people) fn locate_children(rx: &mut Rx<'_>) -> Answer<Vec<ChildId>> {
    Ok(children::table.order(children::id).select(children::id).load(rx.db())?)
}

/// The histories of these children; with a permit for one child, of that child only.
pub(in crate::people) fn histories(rx: &mut Rx<'_>, permit: &Permit, wanted: &[ChildId]) -> Answer<Vec<Care>> {
    let wanted: Vec<ChildId> = match (permit.target(), permit.child()) {
        (Target::Council | Target::Staff(_), _) => wanted.to_vec(),
        (_, Some(child)) => wanted.iter().copied().filter(|c| *c == child).collect(),
        _ => return Err(Fault::NotFound),
    };
    let mut found = Vec::new();
    for some in wanted.chunks(500) {
        let rows = children::table.filter(children::id.eq_any(some.to_vec())).order(children::id);
        let rows: Vec<ChildRow> = rows.select(ChildRow::as_select()).load(rx.db())?;
        let mut stays: HashMap<ChildId, Vec<KnownEpisode>> = HashMap::new();
        let of = care_episodes::table.filter(care_episodes::child_id.eq_any(some.to_vec()));
        for row in of.order(care_episodes::started_on).select(EpisodeRow::as_select()).load(rx.db())? {
            let known = KnownEpisode::from(row);
            stays.entry(known.child).or_default().push(known);
        }
        let further: Vec<(ChildId, String)> = child_references::table
            .filter(child_references::child_id.eq_any(some.to_vec()))
            .select((child_references::child_id, child_references::reference))
            .load(rx.db())?;
        found.extend(rows.into_iter().map(|r| Care {
            child: r.id,
            further: further.iter().filter(|(c, _)| *c == r.id).map(|(_, f)| f.clone()).collect(),
            episodes: stays.remove(&r.id).unwrap_or_default().into_iter().map(|k| k.episode).collect(),
            reference: r.reference,
            known_as: r.known_as,
            born_on: r.born_on,
            known_from: r.history_known_from,
            is_complete: r.history_complete,
            died_on: r.died_on,
        }));
    }
    Ok(found)
}
