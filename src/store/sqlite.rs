//! SQLite: one writer thread that commits in groups (one fsync for many writes), and one read-only connection per
//! reading thread, used in place. Measured: 15-20 thousand durable writes a second against 4 thousand one by one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tokio::sync::oneshot;

use super::backend::{Db, Step};
use super::fault::{Answer, Fault};
use super::lock::FileLock;
use super::selfcheck;
use super::tx::{Closed, Left};

/// The most writes that share one commit.
const BATCH_MAX: usize = 256;
/// So many share one if they are there, though they came in while the first of them was worked.
const BATCH_USUAL: usize = 16;
/// Writes that may wait; one more is answered "busy".
const QUEUE_MAX: usize = 8192;

type Told = Box<dyn FnOnce(bool) + Send>;
type Job = Box<dyn FnOnce(&mut Db) -> Ran + Send>;

/// What a job left.
struct Ran {
    /// Whether it wrote something that is to stay.
    changed: bool,
    /// Tells whoever waits for it how the commit went.
    told: Told,
    /// Whether the transaction that it shares with others is still as it should be.
    is_sound: bool,
}

thread_local! {
    static READERS: RefCell<HashMap<String, Db>> = RefCell::new(HashMap::new());
}

pub(super) struct Sqlite {
    path: String,
    queue: Option<Sender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
    _lock: Option<FileLock>,
}

impl Sqlite {
    pub(super) fn open(path: &str) -> Result<Self, String> {
        let lock = FileLock::take(Path::new(path))?;
        let mut db = connect_writer(path)?;
        selfcheck::sqlite(&mut db)?;
        db.migrate()?;
        Self::on(path, db, Some(lock))
    }

    /// Opens the file beside a server that may have it. SQLite lets two programs write one after the other (WAL, a busy
    /// time-out); only new tables must not be made under a server's feet.
    pub(super) fn visit(path: &str) -> Result<Self, String> {
        let alone = FileLock::take(Path::new(path));
        let mut db = connect_writer(path)?;
        selfcheck::sqlite(&mut db)?;
        match alone {
            Ok(_lock) => {
                db.migrate()?;
            }
            Err(_) if db.is_behind()? => {
                return Err(
                    "The tables are older than this program, and a server is running on them. Start the server \
                            anew with this version first."
                        .into(),
                );
            }
            Err(_) => {}
        }
        Self::on(path, db, None)
    }

    fn on(path: &str, db: Db, lock: Option<FileLock>) -> Result<Self, String> {
        let (queue, jobs) = bounded::<Job>(QUEUE_MAX);
        let own = path.to_owned();
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || write_all(&own, db, &jobs))
            .map_err(|e| format!("The writer thread could not be started: {e}"))?;
        Ok(Self { path: path.to_owned(), queue: Some(queue), thread: Some(thread), _lock: lock })
    }

    pub(super) fn read<T>(&self, f: impl FnOnce(&mut Db) -> Answer<T>) -> Answer<T> {
        READERS.with(|readers| {
            let mut readers = readers.try_borrow_mut().map_err(|_| Fault::broken("a read inside a read"))?;
            let mut db = match readers.remove(&self.path) {
                Some(db) => db,
                None => {
                    let mut db = connect(&self.path).map_err(Fault::Broken)?;
                    db.batch("PRAGMA query_only=ON;")?;
                    db
                }
            };
            db.quickly(Step::Read)?;
            let answer = f(&mut db);
            // Put back only once its transaction is over: a read that panics takes its connection with it.
            if db.quickly(Step::ReadOver).is_ok() {
                readers.insert(self.path.clone(), db);
            }
            answer
        })
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Db) -> Closed<T> + Send + 'static,
    ) -> (Answer<T>, Left) {
        let (done, answer) = oneshot::channel();
        let job: Job = Box::new(move |db| {
            let ((answer, keep, left), is_sound) = savepoint(db, f);
            let told: Told = Box::new(move |committed| {
                let fate = if committed || !keep { (answer, left) } else { (Err(not_stored()), Left::default()) };
                let _ = done.send(fate);
            });
            Ran { changed: keep, told, is_sound }
        });
        let sent = self.queue.as_ref().map(|q| q.try_send(job));
        match sent {
            // Let go of before it began: somebody else had the file for too long. Nothing of it was stored.
            Some(Ok(())) => answer.await.unwrap_or_else(|_| (Err(Fault::busy()), Left::default())),
            Some(Err(TrySendError::Full(_))) => (Err(Fault::busy()), Left::default()),
            _ => (Err(not_stored()), Left::default()),
        }
    }

    pub(super) fn copy_to(&self, file: &Path) -> Result<(), String> {
        let mut db = connect(&self.path)?;
        let name = file.to_str().ok_or("The file's name is not plain text.")?;
        diesel::sql_query("VACUUM INTO ?")
            .bind::<diesel::sql_types::Text, _>(name)
            .execute(&mut db)
            .map(|_| ())
            .map_err(|e| format!("The copy failed: {e}"))
    }
}

impl Drop for Sqlite {
    /// Waits for the writes that are queued: a graceful stop loses none.
    fn drop(&mut self) {
        self.queue = None;
        // The last clone may be let go by a job in the writer thread itself, which ends by itself then.
        if let Some(thread) = self.thread.take().filter(|t| t.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
    }
}

fn not_stored() -> Fault {
    Fault::broken("the write was not committed")
}

/// A connection that writes. It keeps the pages that it looks at again and again, which SQLite does not do with pages that are
/// mapped: each look at one asks the log first whether there is a newer one. A sixth of the time of a week that becomes due.
fn connect_writer(path: &str) -> Result<Db, String> {
    let mut db = connect(path)?;
    db.batch("PRAGMA mmap_size=0;").map_err(|e| format!("The database could not be set up: {e}"))?;
    Ok(db)
}

fn connect(path: &str) -> Result<Db, String> {
    let mut db = Db::open(path).map_err(|e| format!("The database file could not be opened: {e}"))?;
    db.setup().map_err(|e| format!("The database could not be set up: {e}"))?;
    Ok(db)
}

/// One job inside the batch: what it wrote stays only if it says so, and a panic in it spoils nobody else's write. Answers
/// also whether its savepoint ended as it should; where not, SQLite has undone the whole transaction (a full disk).
fn savepoint<T>(db: &mut Db, f: impl FnOnce(&mut Db) -> Closed<T>) -> (Closed<T>, bool) {
    if let Err(e) = db.quickly(Step::Savepoint) {
        return ((Err(e.into()), false, Left::default()), false);
    }
    let (answer, keep, left) = catch_unwind(AssertUnwindSafe(|| f(db)))
        .unwrap_or_else(|_| (Err(Fault::broken("a write panicked")), false, Left::default()));
    match db.quickly(if keep { Step::Keep } else { Step::Undo }) {
        Ok(()) => ((answer, keep, left), true),
        Err(e) => ((Err(e.into()), false, Left::default()), false),
    }
}

fn write_all(path: &str, mut db: Db, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        if db.begin(true).is_err() {
            // Somebody else holds the file, or it is gone: once more on a new connection, else this job is given up, and
            // whoever waits for it hears that nothing was stored.
            if let Ok(fresh) = connect_writer(path) {
                db = fresh;
            }
            if db.begin(true).is_err() {
                continue;
            }
        }
        // Those that wait now. Whoever comes later is left for the next commit: were everybody who asks at once taken into
        // one, there would be nobody to work for while it is written to the disk, and nobody to answer while it is worked.
        let most = jobs.len().saturating_add(1).clamp(BATCH_USUAL, BATCH_MAX);
        let (mut waiting, mut changed, mut is_sound) = (Vec::with_capacity(most), false, true);
        let mut next = Some(first);
        while let Some(job) = next {
            let ran = job(&mut db);
            changed |= ran.changed;
            is_sound &= ran.is_sound;
            waiting.push(ran.told);
            next = if is_sound && waiting.len() < most { jobs.try_recv().ok() } else { None };
        }
        let committed = db.end(changed && is_sound).is_ok() && is_sound;
        for told in waiting {
            told(committed);
        }
    }
    if let Db::Sqlite(c) = &mut db {
        let _ = c.batch_execute("PRAGMA optimize;");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use diesel::sql_types::BigInt;

    use super::*;

    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }

    fn put(db: &mut Db, n: i64) -> Closed<()> {
        (db.batch(&format!("INSERT INTO jars VALUES ({n})")).map_err(Fault::from), true, Left::default())
    }

    #[test]
    fn a_batch_that_lost_its_transaction_is_told_so_and_the_next_is_stored() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path().join("sayso.db").to_str().unwrap()).unwrap();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let fates = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let made = store
                .write(|db| (db.batch("CREATE TABLE jars (n INTEGER)").map_err(Fault::from), true, Left::default()))
                .await;
            assert!(made.0.is_ok());
            let before = store.write(move |db| {
                // Until the others wait behind this one: they share its commit.
                let _ = wait.recv();
                put(db, 1)
            });
            // What SQLite does by itself where the disk is full.
            let lost = store.write(|db| (db.batch("ROLLBACK").map_err(Fault::from), true, Left::default()));
            let after = store.write(|db| put(db, 3));
            let (before, lost, after, _) = tokio::join!(before, lost, after, async { go.send(()) });
            [before.0.is_ok(), lost.0.is_ok(), after.0.is_ok()]
        });
        assert_eq!(fates, [false, false, true]);
        let kept: Count = store
            .read(|db| Ok(crate::each_db!(db, c => diesel::sql_query("SELECT SUM(n) AS n FROM jars").get_result(c))?))
            .unwrap();
        assert_eq!(kept.n, 3, "what was told to be lost is not there, and the rest is");
    }
}
