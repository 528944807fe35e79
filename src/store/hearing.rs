//! Hears what other servers on the same PostgreSQL have committed (`LISTEN sayso`).
//!
//! A thread of its own with libpq, as the pool has, so that one address with one set of TLS options serves both. It looks
//! into its socket every 20 ms: that costs nothing measurable and needs no second PostgreSQL client in the binary.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Store;
use super::backend::Db;
use super::events::announced;
use crate::kernel::clock::Stopwatch;

const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often the connection must prove that it is alive.
const PROVE_EVERY: Duration = Duration::from_secs(5);
const READY_WITHIN: Duration = Duration::from_secs(5);
const RECONNECT_AFTER: Duration = Duration::from_secs(1);

/// Listening that goes on until it is dropped.
pub struct Hearing {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hearing {
    /// Listens for `store`; none on SQLite, which has one server. `missed` is called whenever something may have been
    /// missed: the connection was lost and is there again. Answers once it listens, or after five seconds without.
    #[must_use]
    pub fn start(store: &Store, missed: impl Fn() + Send + 'static) -> Option<Self> {
        let url = store.notify_url()?.to_owned();
        let stop = Arc::new(AtomicBool::new(false));
        let (ear, stopped) = (store.clone(), Arc::clone(&stop));
        let (ready, listening) = std::sync::mpsc::channel();
        let listen = move || {
            let again = || {
                missed();
                let _ = ready.send(());
            };
            while !stopped.load(Ordering::Relaxed) {
                if let Err(e) = hear(&url, &ear, &stopped, &again) {
                    tracing::warn!(cause = e, "the line to PostgreSQL's notices is down; trying again");
                }
                pause(&stopped, RECONNECT_AFTER);
            }
        };
        let thread = std::thread::Builder::new().name("hearing".into()).spawn(listen).ok();
        if listening.recv_timeout(READY_WITHIN).is_err() {
            tracing::warn!("PostgreSQL's notices are not heard yet");
        }
        Some(Self { stop, thread })
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Hears until the connection is lost or it is time to stop.
fn hear(url: &str, store: &Store, stop: &AtomicBool, missed: &impl Fn()) -> Result<(), String> {
    let mut db = Db::open(url).map_err(|e| e.to_string())?;
    db.batch("LISTEN sayso").map_err(|e| e.to_string())?;
    missed();
    let mut proved = Stopwatch::start();
    while !stop.load(Ordering::Relaxed) {
        let Db::Postgres(c) = &mut db else { return Ok(()) };
        for notice in c.notifications_iter() {
            store.heard(announced(&notice.map_err(|e| e.to_string())?.payload));
        }
        if proved.elapsed() >= PROVE_EVERY {
            db.batch("SELECT 1").map_err(|e| e.to_string())?;
            proved = Stopwatch::start();
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

fn pause(stop: &AtomicBool, how_long: Duration) {
    let paused = Stopwatch::start();
    while paused.elapsed() < how_long && !stop.load(Ordering::Relaxed) {
        std::thread::sleep(LOOK_EVERY);
    }
}
