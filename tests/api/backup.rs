//! Backups: consistent under load, encrypted, restored whole or not at all.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::prelude::*;
use sayso::kernel::text::Words;
use sayso::server::backup::{self, Passphrase};
use sayso::store::{Store, vault as keys};

use crate::harness::*;

fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery").with_work(4)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

async fn write(app: &TestApp, to: &Path) -> Result<u64, String> {
    let (url, to) = (app.database_url().to_owned(), to.to_owned());
    tokio::task::spawn_blocking(move || backup::write(&url, &to, &passphrase())).await.unwrap()
}

async fn restore(app: &TestApp, into: &Database, master: u8, file: &Path) -> Result<Store, String> {
    let lines = backup::open(file, &passphrase())?;
    let store = Store::open(into.url(), app.clock.clone(), vault(master), Arc::new(council()))?;
    backup::restore(&store, lines).await?;
    Ok(store)
}

/// Gives Amara a key, and sealed words to be opened again.
async fn seal(app: &TestApp) -> Vec<u8> {
    let amara = app.cast.amara;
    let write = move |tx: &mut sayso::store::Tx<'_>| {
        keys::child_key_or_new(tx, amara)?.seal(amara.of(), &Words::stored("hi".into()))
    };
    app.store.upkeep(write).await.unwrap()
}

async fn opens(store: &Store, app: &TestApp, sealed: Vec<u8>) -> String {
    let amara = app.cast.amara;
    let words = store.read(move |rx| keys::child_key(rx, amara)?.open(amara.of(), &sealed)).await.unwrap();
    words.into_revealed()
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    #[derive(QueryableByName)]
    struct N {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    store.read(move |rx| Ok(diesel::sql_query(sql).get_result::<N>(rx.db())?.n)).await.unwrap()
}

on_both! {
    // BAK-02
    async fn a_backup_is_restored_whole_into_either_database_and_opens_no_old_session(app) {
        let sealed = seal(app).await;
        let phone = app.phone(app.cast.amara).await;
        phone.get("/v1/nothing").await.not_there();
        let folder = folder();
        let file = folder.path().join("sayso.backup");
        let rows = write(app, &file).await.unwrap();
        assert!(rows > 50);
        for backend in [Backend::Sqlite, Backend::Postgres] {
            let fresh = Database::fresh(backend);
            let store = restore(app, &fresh, 7, &file).await.unwrap();
            assert_eq!(opens(&store, app, sealed.clone()).await, "hi");
            assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM children").await, 5);
            assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM sessions WHERE ended_at IS NULL").await, 0);
            assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'keep_system'").await, 1);
            let again = restore_into(&store, &file).await;
            assert!(again.unwrap_err().contains("There is data in this database already"));
        }
    }

    // BAK-01
    async fn a_backup_under_load_holds_each_write_whole_or_not_at_all(app) {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, store) = (stop.clone(), app.store.clone());
        let load = tokio::spawn(async move {
            let mut n = 0;
            while !stopped.load(Ordering::SeqCst) {
                n += 1;
                let both = move |tx: &mut sayso::store::Tx<'_>| {
                    for key in [format!("a{n}"), format!("b{n}")] {
                        let sql = format!("INSERT INTO try_counters (key, tries, window_started_at) VALUES ('{key}', 1, 0)");
                        diesel::sql_query(sql).execute(tx.db())?;
                    }
                    Ok(())
                };
                store.upkeep(both).await.unwrap();
            }
        });
        while app.count("SELECT COUNT(*) AS n FROM try_counters").await == 0 {
            tokio::task::yield_now().await;
        }
        let folder = folder();
        for turn in 0..3 {
            let file = folder.path().join(format!("{turn}.backup"));
            write(app, &file).await.unwrap();
            let fresh = Database::fresh(Backend::Sqlite);
            let store = restore(app, &fresh, 7, &file).await.unwrap();
            let count = number(&store, "SELECT COUNT(*) AS n FROM try_counters").await;
            let halves = "SELECT COUNT(*) AS n FROM try_counters a WHERE key LIKE 'a%' AND NOT EXISTS \
                          (SELECT 1 FROM try_counters b WHERE b.key = 'b' || substr(a.key, 2))";
            assert!(count > 0 && count % 2 == 0, "{count}");
            assert_eq!(number(&store, halves).await, 0);
        }
        stop.store(true, Ordering::SeqCst);
        load.await.unwrap();
    }

    // BAK-05
    async fn a_backup_without_its_key_or_with_one_bit_changed_is_refused_and_nothing_is_kept(app) {
        seal(app).await;
        let folder = folder();
        let file = folder.path().join("sayso.backup");
        write(app, &file).await.unwrap();
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(5).any(|w| w == b"Amara" || w == b"C0001"), "readable without the passphrase");
        assert!(backup::open(&file, &Passphrase::new("another passphrase")).is_err());
        for at in [bytes.len() / 2, bytes.len() - 1] {
            let (bent, fresh) = (folder.path().join("bent"), Database::fresh(Backend::Sqlite));
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            std::fs::write(&bent, changed).unwrap();
            assert!(restore(app, &fresh, 7, &bent).await.is_err());
            let store = Store::open(fresh.url(), app.clock.clone(), vault(7), Arc::new(council())).unwrap();
            assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM children").await, 0);
        }
        let (short, fresh) = (folder.path().join("short"), Database::fresh(Backend::Sqlite));
        std::fs::write(&short, &bytes[..bytes.len() - 100]).unwrap();
        assert!(restore(app, &fresh, 7, &short).await.is_err());
        let wrong_keys = restore(app, &Database::fresh(Backend::Sqlite), 8, &file).await;
        assert!(wrong_keys.err().unwrap().contains("The keys file does not open the messages of this backup"));
    }

    async fn a_backup_never_writes_over_a_file_and_wants_a_long_passphrase(app) {
        let folder = folder();
        let file = folder.path().join("sayso.backup");
        std::fs::write(&file, "mine").unwrap();
        assert!(write(app, &file).await.unwrap_err().contains("is there already"));
        assert!(backup::write(app.database_url(), &folder.path().join("b"), &Passphrase::new("short")).unwrap_err().contains("too short"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    async fn the_master_key_can_be_changed_and_every_message_still_opens(app) {
        let sealed = seal(app).await;
        assert_eq!(backup::rotate_keys(&app.store).await, Ok(0));
        if app.backend == Backend::Postgres {
            let both = sayso::store::Vault::new(vec![zeroize::Zeroizing::new([8; 32]), zeroize::Zeroizing::new([7; 32])], zeroize::Zeroizing::new([9; 32]));
            let rotated = Store::open(app.database_url(), app.clock.clone(), both.unwrap(), Arc::new(council())).unwrap();
            assert_eq!(backup::rotate_keys(&rotated).await, Ok(1));
            let new_only = Store::open(app.database_url(), app.clock.clone(), vault(8), Arc::new(council())).unwrap();
            assert_eq!(opens(&new_only, app, sealed).await, "hi");
        }
    }
}

async fn restore_into(store: &Store, file: &Path) -> Result<backup_types::Restored, String> {
    backup::restore(store, backup::open(file, &passphrase())?).await
}

use sayso::store::backup as backup_types;

// BAK-04
#[test]
fn a_copied_database_file_is_explained_instead_of_restored() {
    let folder = folder();
    let copied: PathBuf = folder.path().join("sayso.db");
    std::fs::write(&copied, b"SQLite format 3\0and so on").unwrap();
    let say = backup::open(&copied, &passphrase()).err().unwrap();
    assert!(say.contains("-wal"), "{say}");
    std::fs::write(&copied, b"anything").unwrap();
    assert!(backup::open(&copied, &passphrase()).err().unwrap().contains("is not a backup"));
}
