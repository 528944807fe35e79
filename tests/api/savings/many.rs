//! Many children at once, for tests that need more than a handful.

use diesel::prelude::*;
use sayso::kernel::id::{ChildId, EpisodeId, Id};
use sayso::store::schema::{care_episodes, children};
use sayso::store::{Store, Tx};

use super::d;

/// Enters `n` children who are looked after since a day: M00001, M00002 …, born one day after the other from 1 March 2012 on.
pub async fn enter(store: &Store, n: usize, since: &'static str) -> Vec<ChildId> {
    let fill = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        let ids: Vec<ChildId> = (0..n).map(|_| Id::at(now)).collect();
        let numbered: Vec<_> = ids.iter().copied().enumerate().collect();
        for some in numbered.chunks(200) {
            let people = some.iter().map(|(nth, id)| {
                (
                    children::id.eq(*id),
                    children::reference.eq(reference(*nth)),
                    children::born_on.eq(d("2012-03-01") + chrono::Duration::days(*nth as i64)),
                    children::interpreter.eq(false),
                    children::history_complete.eq(true),
                    children::created_at.eq(now),
                    children::changed_at.eq(now),
                )
            });
            let people = people.collect::<Vec<_>>();
            let stays: Vec<_> = some
                .iter()
                .map(|(_, id)| {
                    (
                        care_episodes::id.eq(Id::at(now) as EpisodeId),
                        care_episodes::child_id.eq(*id),
                        care_episodes::started_on.eq(d(since)),
                        care_episodes::reason_new.eq("S"),
                        care_episodes::legal_status.eq("C2"),
                        care_episodes::placement.eq("U6"),
                        care_episodes::source.eq("ssda903"),
                        care_episodes::changed_at.eq(now),
                    )
                })
                .collect();
            sayso::each_db!(tx.db(), c => diesel::insert_into(children::table).values(&people).execute(c))?;
            sayso::each_db!(tx.db(), c => diesel::insert_into(care_episodes::table).values(&stays).execute(c))?;
        }
        Ok(ids)
    };
    store.upkeep(fill).await.unwrap()
}

/// The council's id of the nth of them, from 0.
pub fn reference(nth: usize) -> String {
    format!("M{:05}", nth + 1)
}
