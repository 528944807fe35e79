//! The database: the only place that knows which one it is.
//!
//! Reads run in one read transaction, writes in one write transaction that must leave an audit entry. A write that
//! changed nothing says so ([`Outcome::Unchanged`]) and is rolled back, so that no change can pass for none.

pub mod audit;
pub mod backend;
pub mod backup;
pub mod columns;
pub mod events;
pub mod fault;
pub mod hearing;
pub mod kept;
pub mod lock;
pub mod outbox;
mod postgres;
pub mod schema;
pub mod selfcheck;
mod sqlite;
pub mod tx;
pub mod vault;

use std::sync::Arc;

use tokio::sync::broadcast;

pub use backend::Db;
pub use fault::{Answer, Fault};
pub use kept::Kept;
pub use tx::{Outcome, Rx, Tx};
pub use vault::Vault;

use crate::config::Council;
use crate::kernel::Clock;
use backend::Kind;
use events::Committed;

/// The database of one council, with the clock, the master key and the council's settings that its transactions need.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    engine: Engine,
    clock: Clock,
    vault: Vault,
    council: Arc<Council>,
    committed: broadcast::Sender<Committed>,
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens the database at `url` (a file, or `postgres://…`), checks it and brings its tables up to date.
    ///
    /// # Errors
    /// In words, where the database cannot be used safely: wrong SQLite version, no WAL, another server on the same file.
    pub fn open(url: &str, clock: Clock, vault: Vault, council: Arc<Council>) -> Result<Self, String> {
        let engine = match backend::kind(url) {
            Kind::Sqlite => Engine::Sqlite(sqlite::Sqlite::open(url)?),
            Kind::Postgres => Engine::Postgres(postgres::Postgres::open(url)?),
        };
        Ok(Self::on(engine, clock, vault, council))
    }

    /// Opens the database for one command, beside a server that may be running on it: a write waits its turn in the
    /// database itself. Brings the tables up to date only where nobody else has the database.
    ///
    /// # Errors
    /// As [`Store::open`], and where the tables are older than this program while a server runs.
    pub fn visit(url: &str, clock: Clock, vault: Vault, council: Arc<Council>) -> Result<Self, String> {
        let engine = match backend::kind(url) {
            Kind::Sqlite => Engine::Sqlite(sqlite::Sqlite::visit(url)?),
            Kind::Postgres => Engine::Postgres(postgres::Postgres::open(url)?),
        };
        Ok(Self::on(engine, clock, vault, council))
    }

    fn on(engine: Engine, clock: Clock, vault: Vault, council: Arc<Council>) -> Self {
        let (committed, _) = broadcast::channel(4096);
        Self(Arc::new(Inner { engine, clock, vault, council, committed }))
    }

    /// Reads in one read transaction: on SQLite here and now on this thread's own connection, on PostgreSQL from the pool.
    ///
    /// # Errors
    /// What `f` answers. A refused look at a child's record is put into the audit and reads as not there.
    pub async fn read<T, F>(&self, f: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Rx<'_>) -> Answer<T> + Send + 'static,
    {
        let me = self.clone();
        let run = move |db: &mut Db| f(&mut me.rx(db));
        let answer = match &self.0.engine {
            Engine::Sqlite(s) => s.read(run),
            Engine::Postgres(p) => p.read(run).await,
        };
        self.settle(answer).await
    }

    /// Reads as [`Store::read`] does, on a thread of its own: for what takes long, so that no thread that answers others is
    /// held up. (On PostgreSQL every read is on such a thread.)
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_long<T, F>(&self, f: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Rx<'_>) -> Answer<T> + Send + 'static,
    {
        if matches!(self.0.engine, Engine::Postgres(_)) {
            return self.read(f).await;
        }
        let me = self.clone();
        let job = move || match &me.0.engine {
            Engine::Sqlite(s) => s.read(|db| f(&mut me.rx(db))),
            Engine::Postgres(_) => Err(Fault::broken("a read on the wrong database")),
        };
        let answer = tokio::task::spawn_blocking(job).await;
        self.settle(answer.unwrap_or_else(|_| Err(Fault::broken("a read panicked")))).await
    }

    /// Writes in one write transaction. The write must have called [`Tx::audit`], or say that nothing changed.
    ///
    /// # Errors
    /// What `f` answers, with everything rolled back; [`Fault::Broken`] where a change left no audit entry.
    pub async fn write<T, F>(&self, f: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Answer<Outcome<T>> + Send + 'static,
    {
        let answer = self.run(move |tx| {
            let outcome = f(tx)?;
            if matches!(outcome, Outcome::Done(_)) && !tx.is_audited() {
                return Err(Fault::broken("a change without an audit entry was refused"));
            }
            Ok(outcome)
        });
        let answer = answer.await;
        self.settle(answer).await
    }

    /// Writes what is on nobody's record: sessions' last use, counters of tries, leases, what was sent.
    ///
    /// # Errors
    /// What `f` answers, with everything rolled back.
    pub async fn upkeep<T, F>(&self, f: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Answer<T> + Send + 'static,
    {
        self.run(move |tx| f(tx).map(Outcome::Done)).await
    }

    /// The clock that this store's transactions go by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The council's settings.
    #[must_use]
    pub fn council(&self) -> &Arc<Council> {
        &self.0.council
    }

    /// The master key's keeper.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Listens for what has been committed, on this server or (PostgreSQL) on another: events, never words.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Committed> {
        self.0.committed.subscribe()
    }

    /// The address to LISTEN on for other servers' commits; none on SQLite, which has one server.
    #[must_use]
    pub fn notify_url(&self) -> Option<&str> {
        match &self.0.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(p) => Some(p.url()),
        }
    }

    /// Hands on events that another server has committed.
    pub fn heard(&self, events: Committed) {
        let _ = self.0.committed.send(events);
    }

    /// Writes a whole, consistent copy of an SQLite database to `file`, while others read and write.
    ///
    /// # Errors
    /// In words; on PostgreSQL, which has its own tools for it.
    pub fn copy_to(&self, file: &std::path::Path) -> Result<(), String> {
        match &self.0.engine {
            Engine::Sqlite(s) => s.copy_to(file),
            Engine::Postgres(_) => Err("PostgreSQL is backed up with its own pg_dump.".into()),
        }
    }

    async fn run<T, F>(&self, f: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Answer<Outcome<T>> + Send + 'static,
    {
        let me = self.clone();
        let job = move |db: &mut Db| {
            let mut tx = Tx::new(me.rx(db));
            let outcome = f(&mut tx);
            tx.close(outcome)
        };
        let (answer, left) = match &self.0.engine {
            Engine::Sqlite(s) => s.write(job).await,
            Engine::Postgres(p) => p.write(job).await,
        };
        left.keys.iter().for_each(|key| self.0.vault.cache(key));
        if !left.events.is_empty() && matches!(self.0.engine, Engine::Sqlite(_)) {
            self.heard(left.events);
        }
        answer
    }

    fn rx<'c>(&self, db: &'c mut Db) -> Rx<'c> {
        Rx::new(db, self.0.clock.now(), self.0.vault.clone(), Arc::clone(&self.0.council))
    }

    /// A refusal by the access rules is written down once, then reads as not there.
    async fn settle<T>(&self, answer: Answer<T>) -> Answer<T> {
        match answer {
            Err(Fault::Denied(entry)) => {
                self.upkeep(move |tx| audit::insert(tx, &entry)).await?;
                Err(Fault::NotFound)
            }
            other => other,
        }
    }
}
