//! The real server over HTTP on 127.0.0.1, with a clock that stands still, on real SQLite and real PostgreSQL.
//!
//! # How to write a test
//! Make `tests/api/<room>.rs`, add `mod <room>;` to `tests/api/main.rs`, and in it:
//!
//! ```ignore
//! use crate::harness::*;
//!
//! on_both! {
//!     async fn a_child_cannot_read_another_childs_thread(app) {
//!         let amara = app.phone(app.cast.amara).await;          // signed in, confirmed
//!         let sam = app.browser(app.cast.sam).await;            // her social worker, signed in
//!         let reply = amara.get("/v1/child/people").await.ok(200);
//!         let thread = reply["items"][0]["thread"].as_str().unwrap().to_owned();
//!         let id = app.id();                                    // a fresh UUIDv7 of the clock's instant
//!         amara.put(&format!("/v1/threads/{thread}/messages/{id}"), json!({"text": "hi", ..})).await.ok(201);
//!         app.clock.advance(DAY);                               // then app.keep_awake().await, or the sessions are over
//!         sam.get("/v1/staff/inbox").await.refused(401, "sign_in");
//!         app.count("SELECT COUNT(*) AS n FROM messages").await // raw SQL where nothing else can see it
//!     }
//! }
//! ```
//!
//! Each test runs twice (`…::sqlite`, `…::postgres`) on a database of its own. `TEST_POSTGRES_URL` must name a PostgreSQL
//! that may be thrown away (`scripts/test` starts one); without it the tests fail, they are never skipped.
//! At the end nothing may be left in the outbox; a test that leaves something on purpose says `app.outbox_may_hold(n)`.
//! Who is who stands in [`cast`]. `app.store` is the server's own store, for calling a room's actions directly.
#![allow(dead_code, unused_imports, reason = "a harness offers more than one test uses")]

pub mod caller;
pub mod cast;
mod database;
pub mod live;
pub mod push_service;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sayso::config::{Council, Settings};
use sayso::kernel::id::{ChildId, Id, StaffId};
pub use sayso::kernel::words::Post;
use sayso::kernel::{At, Clock};
use sayso::notify::Sender;
use sayso::server::{self, Options, Running};
use sayso::store::{Store, Vault};
use uuid::Uuid;
use zeroize::Zeroizing;

pub use caller::{Caller, ChildPhone, Reply, StaffBrowser, Stranger};
pub use cast::Cast;
pub use database::{Backend, Database};
pub use live::Live;
pub use sayso::kernel::clock::{DAY, HOUR, MINUTE, SECOND};
pub use serde_json::{Value, json};

/// The instant at which every test begins: Tuesday 24 November 2026, 10:00 in London.
pub const START: At = At::from_ms(1_795_514_400_000);

/// One server with a council of its own.
pub struct TestApp {
    /// The server's own store.
    pub store: Store,
    /// The server's clock; it stands still until a test moves it.
    pub clock: Clock,
    /// Who is who.
    pub cast: Cast,
    /// `http://127.0.0.1:…`
    pub url: String,
    /// Which database this is.
    pub backend: Backend,
    /// The server's own sender of pushes and e-mails: `notify::dispatch(&app.store, &app.sender)` sends what is due.
    pub sender: Arc<Sender>,
    pub(crate) http: reqwest::Client,
    database: database::Database,
    running: Option<Running>,
    outbox_max: AtomicI64,
}

impl TestApp {
    /// Starts a server on a fresh database with the test council in it.
    pub async fn spawn(backend: Backend) -> Self {
        let database = database::Database::fresh(backend);
        let clock = Clock::frozen(START);
        let store = Store::open(database.url(), clock.clone(), vault(7), Arc::new(council())).unwrap();
        let cast = cast::enter(&store).await;
        Self::serve(backend, database, store, clock, cast).await
    }

    /// The same council on a fresh database with the real time and nothing that serves it: for tests that start the
    /// program itself.
    pub async fn unserved(backend: Backend, vault: Vault) -> Self {
        let database = database::Database::fresh(backend);
        let clock = Clock::system();
        let store = Store::open(database.url(), clock.clone(), vault, Arc::new(council())).unwrap();
        let cast = cast::enter(&store).await;
        let sender = Arc::new(Sender::new(&settings(), PUSH_KEY).unwrap());
        let http = client();
        let outbox_max = AtomicI64::new(0);
        Self { store, clock, cast, url: String::new(), backend, sender, http, database, running: None, outbox_max }
    }

    /// Lets go of the database, so that somebody else may open it.
    pub fn leave(self) -> Database {
        self.database
    }

    /// Another server on a copy of this one's database, as it is now, with everybody signed in as here. On SQLite only.
    pub async fn copy(&self) -> Self {
        let database = database::Database::fresh(Backend::Sqlite);
        self.store.copy_to(std::path::Path::new(database.url())).unwrap();
        let clock = Clock::frozen(self.clock.now());
        let store = Store::open(database.url(), clock.clone(), vault(7), Arc::new(council())).unwrap();
        let copy = Self::serve(self.backend, database, store, clock, self.cast).await;
        copy.outbox_may_hold(100_000);
        copy
    }

    async fn serve(backend: Backend, database: Database, store: Store, clock: Clock, cast: Cast) -> Self {
        let sender = Arc::new(Sender::new(&settings(), PUSH_KEY).unwrap());
        let running =
            server::start(Options { store: store.clone(), settings: settings(), sender: sender.clone(), jobs: false })
                .await
                .unwrap();
        let url = format!("http://{}", running.addr);
        let http = client();
        Self {
            store,
            clock,
            cast,
            url,
            backend,
            sender,
            http,
            database,
            running: Some(running),
            outbox_max: AtomicI64::new(0),
        }
    }

    /// A child's phone, confirmed and signed in.
    pub async fn phone(&self, child: ChildId) -> ChildPhone {
        caller::sign_in_child(self, child, true).await
    }

    /// A child's phone that nobody has confirmed, signed in.
    pub async fn unconfirmed_phone(&self, child: ChildId) -> ChildPhone {
        caller::sign_in_child(self, child, false).await
    }

    /// The browser of a member of staff, signed in.
    pub async fn browser(&self, staff: StaffId) -> StaffBrowser {
        caller::sign_in_staff(self, staff).await
    }

    /// Somebody without any cookie.
    pub fn stranger(&self) -> Stranger {
        Stranger::of(self)
    }

    /// The address of this test's database.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// A fresh UUIDv7 of the instant that the clock says.
    pub fn id(&self) -> Uuid {
        Id::<()>::at(self.clock.now()).uuid()
    }

    /// Makes every session as fresh as if it had just been used and opened: for tests that move the clock far.
    pub async fn keep_awake(&self) {
        let sql = format!(
            "UPDATE sessions SET last_seen_at = {0}, expires_at = {0} + {1}, hidden_at = NULL",
            self.clock.now().ms(),
            4 * HOUR
        );
        self.execute(&sql).await;
    }

    /// `staff` holds a post beside whoever holds it already.
    pub async fn also_holds(&self, child: ChildId, post: Post, staff: StaffId) {
        cast::also_holds(&self.store, child, post, staff).await;
    }

    /// `staff` is away from now for a week and `cover` covers.
    pub async fn send_away(&self, staff: StaffId, cover: StaffId) {
        cast::absence(&self.store, staff, cover).await;
    }

    /// A second server on the same database, as a council with two machines has. On PostgreSQL only.
    pub async fn second_server(&self) -> Second {
        let store = Store::open(self.database.url(), self.clock.clone(), vault(7), Arc::new(council())).unwrap();
        let running = server::start(Options { store, settings: settings(), sender: self.sender.clone(), jobs: false })
            .await
            .unwrap();
        Second { url: format!("http://{}", running.addr), running }
    }

    /// Lets a test leave so many letters in the outbox.
    pub fn outbox_may_hold(&self, letters: i64) {
        self.outbox_max.store(letters, Ordering::SeqCst);
    }

    /// The number that a query answers as `n`.
    pub async fn count(&self, sql: &str) -> i64 {
        let sql = sql.to_owned();
        self.store.read(move |rx| Ok(diesel::sql_query(sql).get_result::<Count>(rx.db())?.n)).await.unwrap()
    }

    /// Runs one statement, past every rule of the house.
    pub async fn execute(&self, sql: &str) {
        let sql = sql.to_owned();
        self.store.upkeep(move |tx| Ok(diesel::sql_query(sql).execute(tx.db())?)).await.unwrap();
    }

    /// Ends the server and checks that nothing is left over. `on_both!` calls it.
    pub async fn finish(mut self) {
        let left = self.count("SELECT COUNT(*) AS n FROM outbox WHERE done_at IS NULL").await;
        let max = self.outbox_max.load(Ordering::SeqCst);
        if let Some(running) = self.running.take() {
            running.abort().await;
        }
        assert!(left <= max, "{left} letters were left in the outbox, and the test said {max}");
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

/// A second server; callers move to it by `caller.url`.
pub struct Second {
    pub url: String,
    pub running: Running,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The private key that signs the tests' pushes: web-push's own example, for tests only.
pub const PUSH_KEY: &str = "IQ9Ur0ykXoHS9gzfYX0aBjy9lvdrjx_PFUXmie9YRcY";

/// A vault whose master key is made of one byte; the tests' own is 7.
pub fn vault(master: u8) -> Vault {
    Vault::new(vec![Zeroizing::new([master; 32])], Zeroizing::new([9; 32])).unwrap()
}

/// The council of the tests: everything set that `serve` asks for.
pub fn council() -> Council {
    Council::named(
        "Testshire",
        "DUTY",
        "IRIS",
        &[(Post::SocialWorker, "CP1"), (Post::Iro, "IRO"), (Post::PersonalAdviser, "LC1")],
    )
}

/// The settings of the tests.
pub fn settings() -> Settings {
    let text = "council = { name = \"Testshire\" }\nserver = { listen = \"127.0.0.1:0\", threads = 1 }\n\
                push = { allow_loopback = true, subject = \"mailto:sayso@example.test\" }";
    let mut settings: Settings = toml::from_str(text).unwrap();
    settings.council = council();
    settings
}

/// Makes one test for each database out of one body. The body has the [`TestApp`] under the name it asks for.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn test($app: &$crate::harness::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let app = $crate::harness::TestApp::spawn($crate::harness::Backend::Sqlite).await;
                test(&app).await;
                app.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let app = $crate::harness::TestApp::spawn($crate::harness::Backend::Postgres).await;
                test(&app).await;
                app.finish().await;
            }
        }
    )*};
}
