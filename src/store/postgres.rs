//! PostgreSQL: a pool. It groups commits across connections by itself, so each write is its own transaction.

use diesel::r2d2::{CustomizeConnection, ManageConnection, Pool, R2D2Connection};

use super::backend::Db;
use super::fault::{Answer, Fault};
use super::tx::{Closed, Left};

/// Connections to PostgreSQL that one server opens.
const POOL_MAX: u32 = 16;

struct Manager(String);

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Db, Self::Error> {
        Db::open(&self.0).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, db: &mut Db) -> Result<(), Self::Error> {
        db.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        std::thread::panicking() || db.is_gone()
    }
}

#[derive(Debug)]
struct Setup;

impl CustomizeConnection<Db, diesel::r2d2::Error> for Setup {
    fn on_acquire(&self, db: &mut Db) -> Result<(), diesel::r2d2::Error> {
        db.setup().map_err(diesel::r2d2::Error::QueryError)
    }
}

pub(super) struct Postgres {
    url: String,
    pool: Pool<Manager>,
}

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Self, String> {
        let pool = Pool::builder()
            .max_size(POOL_MAX)
            .min_idle(Some(1))
            .connection_timeout(std::time::Duration::from_secs(5))
            .connection_customizer(Box::new(Setup))
            .build(Manager(url.to_owned()))
            .map_err(|e| format!("PostgreSQL did not answer: {e}"))?;
        let mut db = pool.get().map_err(|e| format!("PostgreSQL did not answer: {e}"))?;
        // Two servers may start at once: one brings the tables up to date, the other waits for it.
        db.batch("SELECT pg_advisory_lock(7296)").map_err(|e| format!("PostgreSQL: {e}"))?;
        let migrated = db.migrate();
        db.batch("SELECT pg_advisory_unlock(7296)").map_err(|e| format!("PostgreSQL: {e}"))?;
        migrated?;
        drop(db);
        Ok(Self { url: url.to_owned(), pool })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Db) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        self.blocking(move |db| {
            db.begin(false)?;
            let answer = f(db);
            db.end(true)?;
            answer
        })
        .await
        .unwrap_or_else(Err)
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Db) -> Closed<T> + Send + 'static,
    ) -> (Answer<T>, Left) {
        self.blocking(move |db| {
            if let Err(e) = db.begin(true) {
                return (Err(e.into()), Left::default());
            }
            let (answer, keep, left) = f(db);
            match db.end(keep) {
                Ok(()) => (answer, left),
                Err(e) => (Err(e.into()), Left::default()),
            }
        })
        .await
        .unwrap_or_else(|fault| (Err(fault), Left::default()))
    }

    async fn blocking<R: Send + 'static>(&self, f: impl FnOnce(&mut Db) -> R + Send + 'static) -> Result<R, Fault> {
        let pool = self.pool.clone();
        tokio::task::spawn_blocking(move || {
            let mut db = pool.get().map_err(|e| Fault::broken(format!("PostgreSQL did not answer: {e}")))?;
            Ok(f(&mut db))
        })
        .await
        .unwrap_or_else(|_| Err(Fault::broken("a transaction panicked")))
    }
}
