//! The real program, started as a council starts it: killed, stopped, started twice, two of them on one database.

mod beside;
mod canary;
mod demo;
mod durable;
mod limits;
mod money;
mod start;
mod two;

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use sayso::config::Keys;
use sayso::store::Db;

use crate::harness::*;

/// What `serve` asks for, and who is who in the harness's cast.
const SETTINGS: &str = r#"
[council]
name = "Testshire"
night_number = "023 8023 3344"
duty_owner = "DUTY"
iro_lead = "IRIS"
advocacy = { name = "NYAS", phone = "0808 808 1001" }
complaints = { name = "Complaints team", phone = "023 8083 3000" }
[council.posts.social_worker]
team = "CP1"
reads_from = "00:00"
reads_until = "23:59"
[council.posts.iro]
team = "IRO"
[council.posts.personal_adviser]
team = "LC1"
[server]
origin = "http://127.0.0.1"
threads = 2
[push]
subject = "mailto:sayso@example.test"
allow_loopback = true
"#;

/// A council's folder and database, for the program to be started on.
pub struct Council {
    folder: tempfile::TempDir,
    database: Database,
    started: AtomicU32,
}

impl Council {
    /// A council with the harness's cast in it. `enter` signs people in before any server runs.
    pub async fn make<T>(backend: Backend, enter: impl AsyncFnOnce(&TestApp) -> T) -> (Self, T) {
        let folder = tempfile::tempdir().unwrap();
        let (keys, _) = Keys::load_or_make(&folder.path().join("keys.toml")).unwrap();
        let app = TestApp::unserved(backend, keys.vault.clone()).await;
        let entered = enter(&app).await;
        let database = app.leave();
        let council = Self { folder, database, started: AtomicU32::new(0) };
        council.settings(SETTINGS);
        (council, entered)
    }

    /// Writes the settings file.
    pub fn settings(&self, settings: &str) {
        let at = |name: &str| self.folder.path().join(name).to_string_lossy().into_owned();
        let mut text = format!("{settings}\n[data]\nkeys_file = \"{}\"\n", at("keys.toml"));
        match self.database.folder() {
            Some(folder) => text += &format!("folder = \"{}\"\n", folder.display()),
            None => text += &format!("database_url = \"{}\"\n", self.database.url()),
        }
        std::fs::write(self.folder.path().join("sayso.toml"), text).unwrap();
    }

    /// The program with the council's settings, ready for a command.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.env_remove("DATABASE_URL").env("SAYSO_LOG", "info").env("RUST_BACKTRACE", "0");
        command.arg("--config").arg(self.folder.path().join("sayso.toml")).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command().args(args).output().unwrap()
    }

    /// `import people` of a file, not started yet.
    pub fn import(&self, file: &str) -> Command {
        let mut command = self.command();
        command.args(["import", "people", file]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Writes a file that the council gives; answers its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }

    /// Starts `serve` on a free port and waits until it serves.
    pub fn serve(&self) -> Server {
        self.serve_with(|_| {})
    }

    /// The same, with more said to the command.
    pub fn serve_with(&self, more: impl FnOnce(&mut Command)) -> Server {
        let log = self.folder.path().join(format!("{}.log", self.started.fetch_add(1, Ordering::SeqCst)));
        let mut command = self.command();
        more(&mut command);
        let file = File::create(&log).unwrap();
        command.args(["serve", "--listen", "127.0.0.1:0"]).stderr(file.try_clone().unwrap()).stdout(file);
        let mut server = Server { child: command.spawn().unwrap(), url: String::new(), log };
        server.says_where("serving address=", Duration::from_secs(20));
        server
    }

    /// The number that a query answers as `n`, asked of the database itself.
    pub fn count(&self, sql: &str) -> i64 {
        diesel::sql_query(sql).get_result::<Count>(&mut self.db()).unwrap().n
    }

    /// A connection of one's own.
    pub fn db(&self) -> Db {
        let mut db = Db::open(self.database.url()).unwrap();
        db.setup().unwrap();
        db
    }

    /// Whether SQLite finds its file whole.
    pub fn is_whole(&self) -> bool {
        self.count("SELECT COUNT(*) AS n FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// A server of the real program. Ends with the test, by its own handle.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub url: String,
    /// What it wrote.
    pub log: PathBuf,
}

impl Server {
    /// Waits until it has written where it serves, behind these words.
    fn says_where(&mut self, words: &str, most: Duration) {
        let begun = Instant::now();
        loop {
            let said = self.said();
            if let Some(at) = said.split(words).nth(1).and_then(|s| s.split_whitespace().next()) {
                self.url = format!("http://{}", at.trim_start_matches("http://"));
                return;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < most, "it does not serve: {ended:?} {said}");
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    /// What it has written until now.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it: it notices nothing (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop (SIGTERM), as the system does.
    pub fn ask_to_stop(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
    }

    /// Waits for its end.
    pub async fn ended(mut self) -> ExitStatus {
        for _ in 0..1_500 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it did not end in 15 seconds: {}", self.said());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The child's thread with their social worker, and what a phone sends into it.
pub async fn thread(phone: &Caller) -> String {
    let posts = phone.get("/v1/child/posts").await.ok(200);
    let items = posts["items"].as_array().unwrap();
    items.iter().find(|i| i["post"] == "social_worker").unwrap()["thread"].as_str().unwrap().to_owned()
}
