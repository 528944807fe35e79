//! A database for one test.

use std::sync::atomic::{AtomicU32, Ordering};

use sayso::store::Db;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database that goes when the test ends.
pub enum Database {
    File(tempfile::TempDir, String),
    Server { admin: String, name: String, url: String },
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub fn fresh(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = folder.path().join("sayso.db").to_string_lossy().into_owned();
                Self::File(folder, url)
            }
            Backend::Postgres => {
                let admin = postgres_url();
                let name = format!("sayso_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
                batch(&admin, &format!("CREATE DATABASE {name}"));
                let (server, _) = admin.rsplit_once('/').expect("TEST_POSTGRES_URL ends in /<database>");
                let url = format!("{server}/{name}");
                Self::Server { admin, name, url }
            }
        }
    }

    pub fn url(&self) -> &str {
        match self {
            Self::File(_, url) | Self::Server { url, .. } => url,
        }
    }

    /// The folder of an SQLite file.
    pub fn folder(&self) -> Option<&std::path::Path> {
        match self {
            Self::File(folder, _) => Some(folder.path()),
            Self::Server { .. } => None,
        }
    }
}

/// The PostgreSQL that may be thrown away.
pub fn postgres_url() -> String {
    std::env::var("TEST_POSTGRES_URL").expect(
        "TEST_POSTGRES_URL is not set: these tests run on PostgreSQL too and are never skipped. \
         scripts/test starts one; or: export TEST_POSTGRES_URL=postgres://user@127.0.0.1:5432/postgres",
    )
}

fn batch(url: &str, sql: &str) {
    Db::open(url).unwrap().batch(sql).unwrap();
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Server { admin, name, .. } = self
            && let Ok(mut db) = Db::open(admin)
        {
            let _ = db.batch(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}
