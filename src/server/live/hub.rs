//! Who has the app open: recipient → the streams to tell. In shards, so that one busy person does not hold up the others.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Bytes;
use serde::Serialize;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::kernel::id::AnyId;
use crate::store::events::{self, Committed, Event};
use crate::store::{Store, hearing::Hearing};

/// Events that may wait for one slow stream; one more and it is told to fetch everything again.
const WAITING_MAX: usize = 64;
/// Streams that one recipient may have open; one more ends the oldest.
const STREAMS_MAX: usize = 12;
const SHARDS: usize = 16;

/// What a stream is sent.
#[derive(Debug, Clone)]
pub(super) enum Note {
    /// A finished frame.
    Frame(Bytes),
    /// Something was missed: fetch everything again.
    Resync,
}

struct Seat {
    number: u64,
    notes: mpsc::Sender<Note>,
}

type Shard = Mutex<HashMap<AnyId, Vec<Seat>>>;

/// The registry of open streams.
#[derive(Default)]
pub(in crate::server) struct Hub {
    shards: [Shard; SHARDS],
    numbers: AtomicU64,
    closed: AtomicBool,
}

/// A place in the registry, given back when it is dropped.
pub(super) struct Place {
    hub: Arc<Hub>,
    number: u64,
    whose: Vec<AnyId>,
    /// What the stream is sent; closed when the server stops or the place was given to another.
    pub(super) notes: mpsc::Receiver<Note>,
}

impl Hub {
    /// Takes a place for a stream that hears of everything for `whose`.
    pub(super) fn take(self: &Arc<Self>, whose: Vec<AnyId>) -> Place {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        // One note more than may wait, so that there is always room to say that some were missed.
        let (notes, received) = mpsc::channel(WAITING_MAX + 1);
        for id in &whose {
            let mut shard = self.shard(*id);
            let seats = shard.entry(*id).or_default();
            if seats.len() >= STREAMS_MAX {
                seats.remove(0);
            }
            // Asked under the shard's lock, which closing takes too: no stream slips in while the server stops.
            if !self.closed.load(Ordering::SeqCst) {
                seats.push(Seat { number, notes: notes.clone() });
            }
        }
        Place { hub: Arc::clone(self), number, whose, notes: received }
    }

    /// How many streams are open.
    #[cfg(test)]
    fn open(&self) -> usize {
        self.shards
            .iter()
            .map(|s| s.lock().unwrap_or_else(PoisonError::into_inner).values().map(Vec::len).sum::<usize>())
            .sum()
    }

    /// Tells the streams of one recipient; the frame is made only where there are any.
    fn tell(&self, whose: AnyId, frame: impl FnOnce() -> Bytes) {
        let mut shard = self.shard(whose);
        let Some(seats) = shard.get_mut(&whose) else { return };
        let frame = frame();
        seats.retain(|seat| match seat.notes.capacity() {
            0 => true,
            1 => seat.notes.try_send(Note::Resync).is_ok(),
            _ => seat.notes.try_send(Note::Frame(frame.clone())).is_ok(),
        });
    }

    /// Tells everybody that something was missed.
    pub(in crate::server) fn resync(&self) {
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for seat in shard.values().flatten() {
                let _ = seat.notes.try_send(Note::Resync);
            }
        }
    }

    /// Ends every stream: the server stops.
    pub(in crate::server) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        for shard in &self.shards {
            shard.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn shard(&self, id: AnyId) -> MutexGuard<'_, HashMap<AnyId, Vec<Seat>>> {
        let at = usize::from(id.bytes().last().copied().unwrap_or(0)) % SHARDS;
        let shard = self.shards.get(at).unwrap_or(&self.shards[0]);
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for id in &self.whose {
            let mut shard = self.hub.shard(*id);
            if let Some(seats) = shard.get_mut(id) {
                seats.retain(|s| s.number != self.number);
                if seats.is_empty() {
                    shard.remove(id);
                }
            }
        }
    }
}

/// What an event says: where to look.
#[derive(Serialize)]
struct Data {
    thread: Option<Uuid>,
    subject: Option<Uuid>,
}

/// An event as a frame of the stream, rendered once for all who hear it.
pub(super) fn frame(event: &Event) -> Bytes {
    let data = Data { thread: event.thread_id.map(Into::into), subject: event.subject_id.map(Into::into) };
    let data = serde_json::to_string(&data).unwrap_or_default();
    Bytes::from(format!("event: {}\nid: {}\ndata: {data}\n\n", event.kind, event.id))
}

/// The work of passing on what is committed; ends when it is dropped.
pub(in crate::server) struct Pump {
    task: JoinHandle<()>,
    _hearing: Option<Hearing>,
}

impl Pump {
    /// Starts passing on what this server and, on PostgreSQL, the others commit.
    pub(in crate::server) async fn start(store: &Store, hub: &Arc<Hub>) -> Self {
        let (far, ear) = (Arc::clone(hub), store.clone());
        let hearing = tokio::task::spawn_blocking(move || Hearing::start(&ear, move || far.resync())).await;
        let hearing = hearing.ok().flatten();
        let task = tokio::spawn(pass_on(store.clone(), Arc::clone(hub), store.listen()));
        Self { task, _hearing: hearing }
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass_on(store: Store, hub: Arc<Hub>, mut committed: broadcast::Receiver<Committed>) {
    loop {
        match committed.recv().await {
            Ok(Committed::Here(events)) => events.iter().for_each(|e| hub.tell(e.recipient_id, || frame(e))),
            Ok(Committed::Heard(keys)) => match store.read(move |rx| events::by_keys(rx, &keys)).await {
                Ok(found) => found.iter().for_each(|e| hub.tell(e.recipient_id, || frame(e))),
                Err(fault) => {
                    tracing::warn!(?fault, "events could not be read; every stream is told to fetch again");
                    hub.resync();
                }
            },
            Err(broadcast::error::RecvError::Lagged(_)) => hub.resync(),
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{At, Id};

    fn someone() -> AnyId {
        Id::at(At::from_ms(1))
    }

    #[test]
    fn a_stream_too_slow_to_hear_everything_is_told_that_it_missed_something() {
        let hub = Arc::new(Hub::default());
        let me = someone();
        let mut place = hub.take(vec![me]);
        for _ in 0..WAITING_MAX * 2 {
            hub.tell(me, || Bytes::from_static(b"x"));
        }
        let mut notes = Vec::new();
        while let Ok(note) = place.notes.try_recv() {
            notes.push(note);
        }
        assert_eq!(notes.len(), WAITING_MAX + 1);
        assert!(matches!(notes.last(), Some(Note::Resync)));
    }

    #[test]
    fn a_closed_stream_leaves_nothing_behind() {
        let hub = Arc::new(Hub::default());
        let place = hub.take(vec![someone(), someone()]);
        assert_eq!(hub.open(), 2);
        drop(place);
        assert_eq!(hub.open(), 0);
    }

    #[test]
    fn one_person_cannot_hold_any_number_of_streams() {
        let hub = Arc::new(Hub::default());
        let me = someone();
        let mut places = (0..=STREAMS_MAX).map(|_| hub.take(vec![me])).collect::<Vec<_>>();
        assert_eq!(hub.open(), STREAMS_MAX);
        let oldest = places.first_mut().map(|p| p.notes.try_recv());
        assert!(matches!(oldest, Some(Err(mpsc::error::TryRecvError::Disconnected))));
    }
}
