//! One open stream: what was missed, then what comes, a ping now and then, and the end as soon as the session ends.

use std::collections::VecDeque;
use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::hub::{Note, Place, frame};
use crate::identity;
use crate::kernel::At;
use crate::kernel::clock::{DAY, SECOND};
use crate::kernel::id::{AnyId, EventId, Id, SessionId};
use crate::store::{Answer, Store, events};

/// A stream says at least so often that it is alive: proxies cut silent ones after 30 to 60 seconds.
const PING_EVERY: Duration = Duration::from_secs(20);
/// How often the session is asked for: a stream ends at most a second after it.
const ASK_EVERY: Duration = Duration::from_millis(800);
/// Events that are told after a reconnect; more, and everything is fetched again.
const MISSED_MAX: i64 = 200;
/// Ids are made before the commit, so a later commit may carry an earlier id: so far back is told again, in milliseconds.
const OVERLAP_MS: i64 = 10 * SECOND;

const HELLO: Bytes = Bytes::from_static(b"retry: 3000\n\n");
const PING: Bytes = Bytes::from_static(b": ping\n\n");
const RESYNC: Bytes = Bytes::from_static(b"event: resync\ndata: {}\n\n");

struct Open {
    place: Place,
    store: Store,
    session: SessionId,
    first: VecDeque<Bytes>,
    ping: Interval,
    ask: Interval,
}

/// The frames of a stream.
pub(super) fn frames(
    place: Place,
    store: Store,
    session: SessionId,
    missed: Vec<Bytes>,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> + use<> {
    let first = std::iter::once(HELLO).chain(missed).collect();
    unfold(
        Open { place, store, session, first, ping: every(PING_EVERY), ask: every(ASK_EVERY) },
        |mut open| async move {
            let frame = open.next().await?;
            Some((Ok(frame), open))
        },
    )
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.reset();
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

impl Open {
    /// The next frame; none where the stream is over.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(frame) = self.first.pop_front() {
            return Some(frame);
        }
        loop {
            tokio::select! {
                note = self.place.notes.recv() => {
                    let note = note?;
                    return if self.is_allowed().await { Some(as_frame(note)) } else { None };
                }
                _ = self.ask.tick() => if !self.is_allowed().await { return None },
                _ = self.ping.tick() => return Some(PING),
            }
        }
    }

    /// Whether the session still counts. Where the database does not answer, the stream ends: the app connects again.
    async fn is_allowed(&self) -> bool {
        identity::still_open(&self.store, self.session).await.unwrap_or(false)
    }
}

fn as_frame(note: Note) -> Bytes {
    match note {
        Note::Frame(frame) => frame,
        Note::Resync => RESYNC,
    }
}

/// What `whose` streams missed since the event `seen`: its frames, or one that says to fetch everything again.
pub(super) async fn missed(store: &Store, whose: Vec<AnyId>, seen: EventId) -> Answer<Vec<Bytes>> {
    let Some(seen_at) = made_at(seen) else { return Ok(vec![RESYNC]) };
    let read = move |rx: &mut crate::store::Rx<'_>| {
        if rx.now().since(seen_at) >= 6 * DAY {
            return Ok(vec![RESYNC]);
        }
        let from = before_all_of(seen_at.plus(-OVERLAP_MS));
        let mut found = Vec::new();
        for id in whose {
            found.extend(events::after(rx, id, from, MISSED_MAX + 1)?);
        }
        found.retain(|e| e.id != seen);
        found.sort_by_key(|e| e.id);
        let too_many = i64::try_from(found.len()).unwrap_or(i64::MAX) > MISSED_MAX;
        Ok(if too_many { vec![RESYNC] } else { found.iter().map(frame).collect() })
    };
    store.read(read).await
}

/// When an id was made; none where it is no UUIDv7.
fn made_at(id: EventId) -> Option<At> {
    let (s, ns) = id.uuid().get_timestamp()?.to_unix();
    let ms = i64::try_from(s).ok()?.checked_mul(1000)?.checked_add(i64::from(ns / 1_000_000))?;
    Some(At::from_ms(ms))
}

/// An id before every id of an instant.
fn before_all_of(at: At) -> EventId {
    let ms = u128::try_from(at.ms().max(0)).unwrap_or(0);
    Id::from(uuid::Uuid::from_u128(ms << 80))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_when_it_was_made_and_sorts_after_the_bound_of_that_instant() {
        let at = At::from_ms(1_795_514_400_123);
        let id: EventId = Id::at(at);
        assert_eq!(made_at(id), Some(at));
        assert!(before_all_of(at) < id);
        assert!(before_all_of(at.plus(1)) > id);
    }
}
