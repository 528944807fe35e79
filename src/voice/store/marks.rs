//! What stands beside a message: who has seen it, what it is about, and whether it is hidden.

use diesel::prelude::*;

use super::messages::Mark;
use super::place;
use crate::access::Permit;
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{AnyId, MessageId, StaffId};
use crate::store::schema::{message_hidings, message_sights, message_topics, messages, staff};
use crate::store::{Answer, Rx, Tx};
use crate::voice::message::{AuthorKind, Message, Seen, WhyHidden};
use crate::voice::thread::Sight;

/// Fills in who has seen the messages at these places, and what they are about.
pub(super) fn fill(
    rx: &mut Rx<'_>,
    permit: &Permit,
    sight: Sight,
    found: &mut [Message],
    (from, until): (i64, i64),
) -> Answer<()> {
    let (_, thread) = place(permit)?;
    let Some(first) = found.first().map(|m| m.seq).filter(|_| !sight.is_dates_only()) else { return Ok(()) };
    let at = |seq: i64| usize::try_from(seq.saturating_sub(first)).unwrap_or(usize::MAX);
    let of = message_sights::table
        .inner_join(staff::table)
        .filter(message_sights::thread_id.eq(thread))
        .filter(message_sights::seq.ge(from))
        .filter(message_sights::seq.lt(until))
        .order((message_sights::seq, message_sights::seen_at))
        .select((message_sights::seq, staff::name, message_sights::seen_at));
    let seen: Vec<(i64, String, At)> = crate::each_db!(rx.db(), c => fixed!(of).load(c))?;
    for (seq, name, when) in seen {
        if let Some(message) = found.get_mut(at(seq)) {
            message.seen.push(Seen { name, at: when });
        }
    }
    let of = message_topics::table
        .filter(message_topics::thread_id.eq(thread))
        .filter(message_topics::seq.ge(from))
        .filter(message_topics::seq.lt(until))
        .order((message_topics::seq, message_topics::set_at, message_topics::topic))
        .select((message_topics::seq, message_topics::topic));
    let topics: Vec<(i64, String)> = crate::each_db!(rx.db(), c => fixed!(of).load(c))?;
    for (seq, topic) in topics {
        if let Some(message) = found.get_mut(at(seq)) {
            message.topics.push(topic);
        }
    }
    Ok(())
}

/// What the child has said, up to a place in the permit's thread and within `sight`, that `me` has not seen.
pub(in crate::voice) fn unseen(
    rx: &mut Rx<'_>,
    permit: &Permit,
    sight: Sight,
    me: StaffId,
    up_to: i64,
) -> Answer<Vec<(MessageId, i64)>> {
    let (child, thread) = place(permit)?;
    let rows: Vec<(MessageId, i64, At)> = messages::table
        .left_join(
            message_sights::table.on(message_sights::message_id.eq(messages::id).and(message_sights::staff_id.eq(me))),
        )
        .filter(messages::thread_id.eq(thread))
        .filter(messages::child_id.eq(child))
        .filter(messages::author_kind.eq(AuthorKind::Child))
        .filter(messages::seq.le(up_to))
        .filter(message_sights::message_id.nullable().is_null())
        .order(messages::seq)
        .select((messages::id, messages::seq, messages::received_at))
        .load(rx.db())?;
    Ok(rows.into_iter().filter(|(_, seq, at)| sight.shows(*seq, *at)).map(|(id, seq, _)| (id, seq)).collect())
}

/// Notes that `me` has seen these messages of the permit's thread.
pub(in crate::voice) fn insert_seen(
    tx: &mut Tx<'_>,
    permit: &Permit,
    me: StaffId,
    seen: &[(MessageId, i64)],
) -> Answer<()> {
    let (_, thread) = place(permit)?;
    let now = tx.now();
    for some in seen.chunks(500) {
        let rows: Vec<_> = some
            .iter()
            .map(|(message, seq)| {
                (
                    message_sights::message_id.eq(*message),
                    message_sights::staff_id.eq(me),
                    message_sights::thread_id.eq(thread),
                    message_sights::seq.eq(*seq),
                    message_sights::seen_at.eq(now),
                )
            })
            .collect();
        crate::each_db!(tx.db(), c => diesel::insert_into(message_sights::table)
            .values(&rows)
            .on_conflict((message_sights::message_id, message_sights::staff_id))
            .do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Sets what a message of the permit's thread is about, as the child (`child`) or a worker (`staff`) says. What the other
/// side said stays.
pub(in crate::voice) fn set_topics(
    tx: &mut Tx<'_>,
    permit: &Permit,
    message: &Mark,
    set_by: &str,
    topics: &[String],
) -> Answer<()> {
    let (_, thread) = place(permit)?;
    let theirs = message_topics::table
        .filter(message_topics::message_id.eq(message.id))
        .filter(message_topics::thread_id.eq(thread))
        .filter(message_topics::set_by.eq(set_by.to_owned()));
    diesel::delete(theirs).execute(tx.db())?;
    insert_topics(tx, permit, (message.id, message.seq), set_by, topics)
}

/// Adds topics to a message of the permit's thread.
pub(in crate::voice) fn insert_topics(
    tx: &mut Tx<'_>,
    permit: &Permit,
    (message, seq): (MessageId, i64),
    set_by: &str,
    topics: &[String],
) -> Answer<()> {
    let (_, thread) = place(permit)?;
    let now = tx.now();
    for topic in topics {
        let row = (
            message_topics::message_id.eq(message),
            message_topics::thread_id.eq(thread),
            message_topics::seq.eq(seq),
            message_topics::topic.eq(topic.clone()),
            message_topics::set_by.eq(set_by.to_owned()),
            message_topics::set_at.eq(now),
        );
        crate::each_db!(tx.db(), c => diesel::insert_into(message_topics::table)
            .values(row)
            .on_conflict((message_topics::message_id, message_topics::topic))
            .do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// What a message of the permit's thread is about, as one side said it.
pub(in crate::voice) fn topics_set_by(
    rx: &mut Rx<'_>,
    permit: &Permit,
    message: MessageId,
    set_by: &str,
) -> Answer<Vec<String>> {
    let (_, thread) = place(permit)?;
    Ok(message_topics::table
        .filter(message_topics::message_id.eq(message))
        .filter(message_topics::thread_id.eq(thread))
        .filter(message_topics::set_by.eq(set_by))
        .order(message_topics::topic)
        .select(message_topics::topic)
        .load(rx.db())?)
}

/// Which messages at places `from` to `until` (not included) of the permit's thread are hidden, and why. Asked for beside
/// the messages, not with each: nearly always there are none. Asked for after them, so that one that is hidden meanwhile is.
pub(super) fn hidden(rx: &mut Rx<'_>, permit: &Permit, (from, until): (i64, i64)) -> Answer<Vec<(i64, WhyHidden)>> {
    let (_, thread) = place(permit)?;
    let of = message_hidings::table
        .filter(message_hidings::thread_id.eq(thread))
        .filter(message_hidings::seq.ge(from))
        .filter(message_hidings::seq.lt(until))
        .select((message_hidings::seq, message_hidings::why));
    Ok(crate::each_db!(rx.db(), c => fixed!(of).load(c))?)
}

/// Why a message of the permit's thread is hidden, where it is.
pub(in crate::voice) fn why_hidden(rx: &mut Rx<'_>, permit: &Permit, message: MessageId) -> Answer<Option<WhyHidden>> {
    let (_, thread) = place(permit)?;
    Ok(message_hidings::table
        .find(message)
        .filter(message_hidings::thread_id.eq(thread))
        .select(message_hidings::why)
        .first(rx.db())
        .optional()?)
}

/// Hides a message of the permit's thread from the child's phone; one that the child hid can still be sealed.
pub(in crate::voice) fn hide(tx: &mut Tx<'_>, permit: &Permit, message: &Mark, why: WhyHidden) -> Answer<()> {
    let (_, thread) = place(permit)?;
    let by: Option<AnyId> = permit.actor().id();
    let now = tx.now();
    let row = (
        message_hidings::message_id.eq(message.id),
        message_hidings::thread_id.eq(thread),
        message_hidings::seq.eq(message.seq),
        message_hidings::why.eq(why),
        message_hidings::hidden_by.eq(by),
        message_hidings::hidden_at.eq(now),
    );
    crate::each_db!(tx.db(), c => diesel::insert_into(message_hidings::table)
        .values(row)
        .on_conflict(message_hidings::message_id)
        .do_update()
        .set((message_hidings::why.eq(why), message_hidings::hidden_by.eq(by), message_hidings::hidden_at.eq(now)))
        .execute(c))?;
    Ok(())
}
