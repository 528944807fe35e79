//! The running service: the rooms' routes put together, the door in front of them, the app's own files, live streams and
//! jobs.
//!
//! [`start`] gives a server that tests and the demonstration can hold and stop; [`cli::serve`] is what `sayso serve` runs.

mod answers;
mod app;
mod assets;
pub mod backup;
pub mod cli;
mod door;
mod headers;
mod health;
mod jobs;
mod live;
pub mod log;
mod refuse;
mod session;
mod store;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use tokio::task::JoinHandle;

use self::jobs::{Jobs, Tools};
use self::live::hub::{Hub, Pump};
use crate::config::{RuleFiles, Settings};
use crate::notify::Sender;
use crate::people;
use crate::savings;
use crate::store::Store;
use crate::voice;

/// How long a stop waits for answers that are under way, in seconds.
const STOP_S_MAX: u64 = 10;

/// What a server needs to start.
pub struct Options {
    /// The open database, with its clock, its keys and the council.
    pub store: Store,
    /// The council's settings. With an empty `server.origin` the origin is the address listened on.
    pub settings: Settings,
    /// What sends pushes and staff e-mails, and knows the public key that browsers subscribe with.
    pub sender: Arc<Sender>,
    /// Whether this server runs the jobs (passing on what is late, sending, forgetting). A test runs them by hand.
    pub jobs: bool,
}

/// A server that runs until it is stopped.
pub struct Running {
    /// The address it listens on: with port 0 in the settings, the port that the system chose.
    pub addr: SocketAddr,
    handle: ServerHandle,
    task: JoinHandle<std::io::Result<()>>,
    hub: Arc<Hub>,
    _pump: Pump,
    jobs: Option<Jobs>,
}

impl Running {
    /// Stops: accepts nobody more, lets answers that are under way finish (ten seconds at the most), then ends.
    pub async fn stop(self) {
        // A stream has no end of its own: without this a stop would wait for every open app.
        self.hub.close();
        let jobs = async {
            if let Some(jobs) = self.jobs {
                let _ = tokio::time::timeout(Duration::from_secs(STOP_S_MAX), jobs.stop()).await;
            }
        };
        tokio::join!(self.handle.stop(true), jobs);
        let _ = self.task.await;
    }

    /// Ends at once. For tests, which have had their answers.
    pub async fn abort(self) {
        self.handle.stop(false).await;
        let _ = self.task.await;
    }
}

/// Starts a server.
///
/// # Errors
/// In words: the address is taken, a rule file cannot be read.
pub async fn start(options: Options) -> Result<Running, String> {
    let listen = options.settings.server.listen.clone();
    let bound = std::net::TcpListener::bind(&listen)
        .map_err(|e| format!("{listen}: {e}. Choose another address with --listen."))?;
    let addr = bound.local_addr().map_err(|e| format!("{listen}: {e}"))?;
    let mut settings = options.settings;
    if settings.server.origin.is_empty() {
        settings.server.origin = format!("http://{addr}");
    }
    let threads = settings.server.threads;
    let jobs = if options.jobs { Some(tools(&options.store, &settings, &options.sender)?) } else { None };
    let hub = Arc::new(Hub::default());
    let pump = Pump::start(&options.store, &hub).await;
    let shared = Arc::new(app::Shared::new(options.store, settings, options.sender, Arc::clone(&hub))?);
    let mut server = HttpServer::new(move || app::assemble(&shared).0)
        .disable_signals()
        .shutdown_timeout(STOP_S_MAX)
        .keep_alive(Duration::from_secs(75));
    if let Some(threads) = threads {
        server = server.workers(threads);
    }
    let server = server.listen(bound).map_err(|e| format!("{listen}: {e}"))?.run();
    let handle = server.handle();
    let task = tokio::spawn(server);
    let jobs = jobs.map(Jobs::start);
    Ok(Running { addr, handle, task, hub, _pump: pump, jobs })
}

fn tools(store: &Store, settings: &Settings, sender: &Arc<Sender>) -> Result<Tools, String> {
    let rules = RuleFiles::new(settings.data.rules_folder.clone());
    Ok(Tools {
        store: store.clone(),
        sender: Arc::clone(sender),
        holidays: people::holidays(&rules)?,
        voice: voice::Rules::load(&rules)?,
        savings: savings::Rules::load(&rules)?,
    })
}

pub use app::document;
