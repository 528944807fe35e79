//! A worker's inbox: dates and names, no words.

use std::collections::{HashMap, HashSet};

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::asks::AskRow;
use crate::access::{Case, Permit};
use crate::kernel::At;
use crate::kernel::id::{ChildId, StaffId, ThreadId};
use crate::kernel::words::Post;
use crate::store::schema::{asks, children, handover_notes, message_sights, messages, staff, threads};
use crate::store::{Answer, Fault, Rx};
use crate::voice::message::AuthorKind;
use crate::voice::promise::Ask;

/// One row of an inbox.
pub(in crate::voice) struct Row {
    pub thread: ThreadId,
    pub child: ChildId,
    pub post: Post,
    pub known_as: Option<String>,
    pub reference: String,
    pub ask: Option<Ask>,
    pub passed_on_to: Option<String>,
    pub last: Option<(At, AuthorKind)>,
}

type Found =
    (ThreadId, ChildId, Post, Option<String>, String, Option<AskRow>, Option<String>, Option<(At, AuthorKind)>);

/// The threads of the cases of the permit's member of staff. The cases come from `access` in the same transaction.
pub(in crate::voice) fn rows(rx: &mut Rx<'_>, permit: &Permit, cases: &[Case]) -> Answer<Vec<Row>> {
    permit.actor().staff().ok_or(Fault::NotFound)?;
    let near: HashSet<(ChildId, Post)> = cases.iter().map(|c| (c.child, c.post)).collect();
    let mut whose: Vec<ChildId> = cases.iter().map(|c| c.child).collect();
    whose.sort_unstable();
    whose.dedup();
    let mut found = Vec::with_capacity(cases.len());
    for some in whose.chunks(500) {
        let rows: Vec<Found> = threads::table
            .inner_join(children::table)
            .left_join(asks::table.on(asks::id.nullable().eq(threads::ask_id)))
            .left_join(staff::table.on(staff::id.nullable().eq(asks::passed_on_to)))
            .left_join(messages::table.on(messages::thread_id.eq(threads::id).and(messages::seq.eq(threads::last_seq))))
            .filter(threads::child_id.eq_any(some.to_vec()))
            .select((
                threads::id,
                threads::child_id,
                threads::post,
                children::known_as,
                children::reference,
                Option::<AskRow>::as_select(),
                staff::name.nullable(),
                (messages::received_at, messages::author_kind).nullable(),
            ))
            .load(rx.db())?;
        found.extend(rows.into_iter().filter(|r| near.contains(&(r.1, r.2))).map(row));
    }
    Ok(found)
}

fn row((thread, child, post, known_as, reference, ask, passed_on_to, last): Found) -> Row {
    Row { thread, child, post, known_as, reference, ask: ask.map(AskRow::closed), passed_on_to, last }
}

/// How many messages of the child in each of these threads the permit's member of staff has not seen, since an instant.
pub(in crate::voice) fn unseen(
    rx: &mut Rx<'_>,
    permit: &Permit,
    threads: &[ThreadId],
    since: At,
) -> Answer<HashMap<ThreadId, i64>> {
    let me = permit.actor().staff().ok_or(Fault::NotFound)?;
    let mut found = HashMap::new();
    for some in threads.chunks(500) {
        let rows: Vec<(ThreadId, i64)> = messages::table
            .left_join(
                message_sights::table
                    .on(message_sights::message_id.eq(messages::id).and(message_sights::staff_id.eq(me))),
            )
            .filter(messages::thread_id.eq_any(some.to_vec()))
            .filter(messages::author_kind.eq(AuthorKind::Child))
            .filter(messages::received_at.ge(since))
            .filter(message_sights::message_id.nullable().is_null())
            .group_by(messages::thread_id)
            .select((messages::thread_id, count_star()))
            .load(rx.db())?;
        found.extend(rows);
    }
    Ok(found)
}

/// Of these threads, those with a note by somebody else after which the permit's member of staff has not written yet.
pub(in crate::voice) fn noted(rx: &mut Rx<'_>, permit: &Permit, threads: &[ThreadId]) -> Answer<HashSet<ThreadId>> {
    let me = permit.actor().staff().ok_or(Fault::NotFound)?;
    let mut notes: HashMap<ThreadId, (At, StaffId)> = HashMap::new();
    for some in threads.chunks(500) {
        let rows: Vec<(ThreadId, At, StaffId)> = handover_notes::table
            .filter(handover_notes::thread_id.eq_any(some.to_vec()))
            .order(handover_notes::written_at)
            .select((handover_notes::thread_id, handover_notes::written_at, handover_notes::written_by))
            .load(rx.db())?;
        notes.extend(rows.into_iter().map(|(thread, at, by)| (thread, (at, by))));
    }
    notes.retain(|_, (_, by)| *by != me);
    let mut waiting = HashSet::new();
    for (thread, (at, _)) in notes {
        let wrote: Option<ThreadId> = messages::table
            .filter(messages::thread_id.eq(thread))
            .filter(messages::author_kind.eq(AuthorKind::Staff))
            .filter(messages::author_id.eq(Some(me)))
            .filter(messages::received_at.ge(at))
            .select(messages::thread_id)
            .first(rx.db())
            .optional()?;
        if wrote.is_none() {
            waiting.insert(thread);
        }
    }
    Ok(waiting)
}
