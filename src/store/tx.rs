//! A read transaction and a write transaction.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::audit::Entry;
use super::backend::Db;
use super::events::{Committed, Event};
use super::fault::Answer;
use super::vault::{ChildKey, Vault};
use super::{audit, events};
use crate::config::Council;
use crate::kernel::At;
use crate::kernel::calendar::{Day, london_day};

/// A read transaction: the connection, and the instant that is "now" for all of it.
pub struct Rx<'c> {
    db: &'c mut Db,
    now: At,
    vault: Vault,
    council: Arc<Council>,
    writes: bool,
    keys: Vec<ChildKey>,
}

impl<'c> Rx<'c> {
    pub(super) fn new(db: &'c mut Db, now: At, vault: Vault, council: Arc<Council>) -> Self {
        Self { db, now, vault, council, writes: false, keys: Vec::new() }
    }

    /// The lock that rows need on which a decision in a write transaction rests, so that it still holds at the commit.
    #[must_use]
    pub fn share_lock(&self) -> &'static str {
        if self.writes { self.db.share_lock() } else { "" }
    }

    /// Keeps an opened key beyond this transaction: at once where it only reads, after the commit where it writes, because
    /// what a write transaction sees may yet be rolled back with its whole batch, and words sealed with a key that was never
    /// stored could never be opened.
    pub(super) fn keep_key(&mut self, key: &ChildKey) {
        if self.writes {
            self.keys.push(key.clone());
        } else {
            self.vault.cache(key);
        }
    }

    /// The connection, for a room's `store` file.
    pub fn db(&mut self) -> &mut Db {
        self.db
    }

    /// Now, the same throughout the transaction.
    #[must_use]
    pub fn now(&self) -> At {
        self.now
    }

    /// Today in London.
    #[must_use]
    pub fn today(&self) -> Day {
        london_day(self.now)
    }

    /// The keeper of the keys.
    #[must_use]
    pub fn vault(&self) -> Vault {
        self.vault.clone()
    }

    /// The council's settings.
    #[must_use]
    pub fn council(&self) -> Arc<Council> {
        Arc::clone(&self.council)
    }
}

/// How a write ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// Something changed: it must be in the audit.
    Done(T),
    /// It was so already: the transaction is rolled back, so that nothing can have changed.
    Unchanged(T),
}

/// A write transaction. Whatever reads can do, it can do too.
pub struct Tx<'c> {
    rx: Rx<'c>,
    audited: bool,
    events: Vec<Event>,
}

impl<'c> Deref for Tx<'c> {
    type Target = Rx<'c>;

    fn deref(&self) -> &Rx<'c> {
        &self.rx
    }
}

impl<'c> DerefMut for Tx<'c> {
    fn deref_mut(&mut self) -> &mut Rx<'c> {
        &mut self.rx
    }
}

/// What is to be done once a write transaction has been committed.
#[derive(Default)]
pub(super) struct Left {
    /// The events to tell of.
    pub events: Committed,
    /// The keys that it opened: they are stored now.
    pub keys: Vec<ChildKey>,
}

/// How a write transaction was finished: its answer, whether to keep what it wrote, and what to do after the commit.
pub(super) type Closed<T> = (Answer<T>, bool, Left);

impl<'c> Tx<'c> {
    pub(super) fn new(mut rx: Rx<'c>) -> Self {
        rx.writes = true;
        Self { rx, audited: false, events: Vec::new() }
    }

    /// Writes the audit entry of what this transaction does.
    ///
    /// # Errors
    /// The database's own: then nothing of the transaction stays.
    pub fn audit(&mut self, entry: &Entry) -> Answer<()> {
        audit::insert(self, entry)?;
        self.audited = true;
        Ok(())
    }

    /// Remembers an event to be told of once this transaction has been committed.
    pub(super) fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    pub(super) fn is_audited(&self) -> bool {
        self.audited
    }

    pub(super) fn close<T>(mut self, outcome: Answer<Outcome<T>>) -> Closed<T> {
        match outcome {
            Ok(Outcome::Done(value)) => {
                let told = std::mem::take(&mut self.events);
                match events::announce(&mut self, &told) {
                    Ok(()) => {
                        let keys = std::mem::take(&mut self.rx.keys);
                        (Ok(value), true, Left { events: Committed::Here(told.into()), keys })
                    }
                    Err(fault) => (Err(fault), false, Left::default()),
                }
            }
            Ok(Outcome::Unchanged(value)) => (Ok(value), false, Left::default()),
            Err(fault) => (Err(fault), false, Left::default()),
        }
    }
}
