//! A database for one test.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;
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
static TEMPLATE: OnceLock<String> = OnceLock::new();

/// A database with every table and no row, made once for each state of the migrations: making the tables takes a second,
/// copying them a tenth.
fn template(admin: &str) -> String {
    let mut steps = walkdir::WalkDir::new("migrations/postgres")
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .collect::<Vec<_>>();
    steps.retain(|e| e.file_name() == "up.sql");
    let mut hash = DefaultHasher::new();
    steps.iter().for_each(|e| std::fs::read(e.path()).unwrap().hash(&mut hash));
    let name = format!("sayso_template_{:016x}", hash.finish());
    let mut db = Db::open(admin).unwrap();
    db.batch("SELECT pg_advisory_lock(4711)").unwrap();
    let made = format!("{name}_made");
    if !exists(&mut db, &name) {
        if !exists(&mut db, &made) {
            db.batch(&format!("CREATE DATABASE {made}")).unwrap();
        }
        Db::open(&beside(admin, &made)).unwrap().migrate().unwrap();
        // Under its last name only once it is whole: a run that was cut off leaves no half template.
        db.batch(&format!("ALTER DATABASE {made} RENAME TO {name}")).unwrap();
    }
    name
}

fn exists(db: &mut Db, name: &str) -> bool {
    let found =
        diesel::sql_query("SELECT 1 FROM pg_database WHERE datname = $1").bind::<diesel::sql_types::Text, _>(name);
    diesel::RunQueryDsl::execute(found, db).unwrap() > 0
}

fn beside(admin: &str, name: &str) -> String {
    let (server, _) = admin.rsplit_once('/').expect("TEST_POSTGRES_URL ends in /<database>");
    format!("{server}/{name}")
}

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
                let template = TEMPLATE.get_or_init(|| template(&admin));
                batch(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"));
                let url = beside(&admin, &name);
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
