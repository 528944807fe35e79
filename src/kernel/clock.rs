//! The only place that knows what time it is. Everything else is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// An instant: milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(i64);

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// Twenty-four hours in milliseconds. Not a London day, which may have 23 or 25 hours.
pub const DAY: i64 = 24 * HOUR;

impl At {
    /// The instant so many milliseconds after the start of 1970, UTC.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the start of 1970, UTC.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The milliseconds by reference, for a column.
    #[must_use]
    pub const fn as_ms(&self) -> &i64 {
        &self.0
    }

    /// This instant and so many milliseconds; the last instant there is, where it would overflow.
    #[must_use]
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The instant as RFC 3339 text in UTC, to the millisecond, for the wire.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    }

    /// The instant as chrono's UTC time; 1970 where it is beyond chrono's range.
    #[must_use]
    pub fn utc(self) -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl From<chrono::DateTime<chrono::Utc>> for At {
    fn from(t: chrono::DateTime<chrono::Utc>) -> Self {
        Self(t.timestamp_millis())
    }
}

/// Measures how long something takes, by the machine and whatever the council's clock says: for connections and the like,
/// never for a rule.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has been.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Where "now" comes from: the machine's clock, moved by an offset. A test, or a demonstration of another day, moves it.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
    frozen_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's own clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still at `at` until it is moved.
    #[must_use]
    pub fn frozen(at: At) -> Self {
        let clock = Self::default();
        clock.frozen_ms.store(at.0, Ordering::SeqCst);
        clock
    }

    /// A clock that runs as the machine's does but says `at` now.
    #[must_use]
    pub fn starting(at: At) -> Self {
        let clock = Self::default();
        clock.offset_ms.store(at.since(machine()), Ordering::SeqCst);
        clock
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> At {
        match self.frozen_ms.load(Ordering::SeqCst) {
            0 => machine().plus(self.offset_ms.load(Ordering::SeqCst)),
            ms => At(ms),
        }
    }

    /// Moves a standing clock to `at`, a running one so that it says `at` now.
    pub fn move_to(&self, at: At) {
        if self.frozen_ms.load(Ordering::SeqCst) == 0 {
            self.offset_ms.store(at.since(machine()), Ordering::SeqCst);
        } else {
            self.frozen_ms.store(at.0, Ordering::SeqCst);
        }
    }

    /// Moves the clock on by so many milliseconds.
    pub fn advance(&self, ms: i64) {
        self.move_to(self.now().plus(ms));
    }
}

fn machine() -> At {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
