//! Which database it is. Every `match` on that stands in this folder.

use super::kept::NoRow;
use crate::fixed;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

mod connection {
    #![allow(missing_docs, reason = "the derive writes items that it does not document")]
    use diesel::{PgConnection, SqliteConnection};

    /// A connection to either database.
    #[derive(diesel::MultiConnection)]
    pub enum Db {
        /// PostgreSQL.
        Postgres(PgConnection),
        /// SQLite.
        Sqlite(SqliteConnection),
    }
}
pub use connection::Db;

/// A step of a transaction that every request takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A read begins.
    Read,
    /// A read is over.
    ReadOver,
    /// A write begins inside a transaction.
    Savepoint,
    /// What it did is kept.
    Keep,
    /// What it did is undone.
    Undo,
}

/// Which database an address names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A file, or `:memory:`.
    Sqlite,
    /// `postgres://…` or `postgresql://…`.
    Postgres,
}

/// Which database an address names.
#[must_use]
pub fn kind(url: &str) -> Kind {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") { Kind::Postgres } else { Kind::Sqlite }
}

impl Db {
    /// Opens a connection. (`Db::establish` would try each kind in turn and make a file called `postgres://…`.)
    ///
    /// # Errors
    /// The database's own words.
    pub fn open(url: &str) -> ConnectionResult<Self> {
        match kind(url) {
            Kind::Postgres => PgConnection::establish(url).map(Db::Postgres),
            Kind::Sqlite => SqliteConnection::establish(url).map(Db::Sqlite),
        }
    }

    /// Sets what every connection needs: on SQLite durability and foreign keys, on PostgreSQL the time zone and time-outs.
    ///
    /// # Errors
    /// The database's own.
    pub fn setup(&mut self) -> QueryResult<()> {
        match self {
            Db::Sqlite(c) => c.batch_execute(
                "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
                 PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA wal_autocheckpoint=4000;",
            ),
            Db::Postgres(c) => c.batch_execute(
                "SET TIME ZONE 'UTC'; SET statement_timeout='30s'; SET idle_in_transaction_session_timeout='60s'; SET client_min_messages='warning';",
            ),
        }
    }

    /// Brings the tables up to date; answers how many steps were taken.
    ///
    /// # Errors
    /// The step that failed, in the database's words.
    pub fn migrate(&mut self) -> Result<usize, String> {
        let done = match self {
            Db::Postgres(c) => c.run_pending_migrations(POSTGRES).map(|m| m.len()),
            Db::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|m| m.len()),
        };
        done.map_err(|e| format!("The database could not be brought up to date: {e}"))
    }

    /// Whether the tables are older than this program.
    ///
    /// # Errors
    /// The database's own words.
    pub fn is_behind(&mut self) -> Result<bool, String> {
        let behind = match self {
            Db::Postgres(c) => c.has_pending_migration(POSTGRES),
            Db::Sqlite(c) => c.has_pending_migration(SQLITE),
        };
        behind.map_err(|e| format!("The state of the database could not be read: {e}"))
    }

    /// Runs statements that take no values.
    ///
    /// # Errors
    /// The database's own.
    pub fn batch(&mut self, sql: &str) -> QueryResult<()> {
        match self {
            Db::Postgres(c) => c.batch_execute(sql),
            Db::Sqlite(c) => c.batch_execute(sql),
        }
    }

    /// Begins a transaction in diesel's own books, so that a transaction that diesel begins by itself (a batch of rows)
    /// becomes a savepoint in it. A write begins as a write on SQLite; a read sees one state throughout on PostgreSQL.
    ///
    /// # Errors
    /// The database's own.
    pub fn begin(&mut self, writes: bool) -> QueryResult<()> {
        match self {
            Db::Postgres(c) if writes => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
            Db::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(
                c,
                "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
            Db::Sqlite(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, if writes { "BEGIN IMMEDIATE" } else { "BEGIN" })
            }
        }
    }

    /// Begins (`BEGIN`) or ends (`COMMIT`) a read, begins a savepoint, keeps it, or undoes and forgets it: what every
    /// request asks for, by statements that are kept. Diesel's books know nothing of them, which is right for a read (it
    /// begins no transaction of its own) and for savepoints (its own lie inside and end before).
    ///
    /// # Errors
    /// The database's own.
    pub fn quickly(&mut self, step: Step) -> QueryResult<()> {
        crate::each_db!(self, c => match step {
            Step::Read => fixed!(diesel::sql_query("BEGIN")).load::<NoRow>(c),
            Step::ReadOver => fixed!(diesel::sql_query("COMMIT")).load::<NoRow>(c),
            Step::Savepoint => fixed!(diesel::sql_query("SAVEPOINT one_write")).load::<NoRow>(c),
            Step::Keep => fixed!(diesel::sql_query("RELEASE SAVEPOINT one_write")).load::<NoRow>(c),
            Step::Undo => {
                fixed!(diesel::sql_query("ROLLBACK TO SAVEPOINT one_write")).load::<NoRow>(c)?;
                fixed!(diesel::sql_query("RELEASE SAVEPOINT one_write")).load::<NoRow>(c)
            }
        })
        .map(|_| ())
    }

    /// Keeps, or undoes, what the innermost transaction or savepoint did.
    ///
    /// # Errors
    /// The database's own.
    pub fn end(&mut self, keep: bool) -> QueryResult<()> {
        crate::each_db!(self, c => if keep {
            AnsiTransactionManager::commit_transaction(c)
        } else {
            AnsiTransactionManager::rollback_transaction(c)
        })
    }

    /// Whether the connection is of no more use.
    pub fn is_gone(&mut self) -> bool {
        match self {
            Db::Postgres(c) => c.is_broken(),
            Db::Sqlite(c) => c.is_broken(),
        }
    }

    /// The lock that PostgreSQL needs on rows that a decision rests on: ` FOR SHARE` there, nothing on SQLite, where a
    /// write transaction is alone.
    #[must_use]
    pub fn share_lock(&self) -> &'static str {
        match self {
            Db::Postgres(_) => " FOR SHARE",
            Db::Sqlite(_) => "",
        }
    }

    /// The same for a row that is about to be changed: ` FOR UPDATE` on PostgreSQL.
    #[must_use]
    pub fn update_lock(&self) -> &'static str {
        match self {
            Db::Postgres(_) => " FOR UPDATE",
            Db::Sqlite(_) => "",
        }
    }
}

/// Runs one statement that diesel cannot say for both databases at once (upserts, batches of rows).
#[macro_export]
macro_rules! each_db {
    ($db:expr, $conn:ident => $body:expr) => {
        match $db {
            $crate::store::Db::Postgres($conn) => $body,
            $crate::store::Db::Sqlite($conn) => $body,
        }
    };
}
