//! What happens by the clock: passing on what is late, sending what the outbox holds, forgetting what is of no more use.
//! Each job runs under a lease in the database, so that of two servers one does it; a server that dies loses its leases.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::store;
use crate::entitlements;
use crate::identity;
use crate::kernel::calendar::BankHolidays;
use crate::notify::{self, Sender};
use crate::savings;
use crate::store::{Answer, Store};
use crate::voice;

/// A lease outlasts so many runs of its job, and at least [`LEASE_S_MIN`]: a server that is only slow keeps it.
const LEASE_RUNS: u32 = 4;
/// The shortest lease, in seconds.
const LEASE_S_MIN: u64 = 60;

/// What the jobs work with.
pub(super) struct Tools {
    /// The database.
    pub(super) store: Store,
    /// Pushes and e-mails.
    pub(super) sender: Arc<Sender>,
    /// England's bank holidays.
    pub(super) holidays: BankHolidays,
    /// By when children should hear back.
    pub(super) voice: voice::Rules,
    /// The savings policy.
    pub(super) savings: savings::Rules,
}

type Work = fn(Arc<Tools>) -> BoxFuture<'static, Answer<usize>>;

/// One job.
struct Job {
    name: &'static str,
    every: Duration,
    work: Work,
}

const JOBS: &[Job] = &[
    Job {
        name: "send",
        every: Duration::from_secs(3),
        work: |t| async move { notify::dispatch(&t.store, &t.sender).await }.boxed(),
    },
    Job {
        name: "write_morning_letters",
        every: Duration::from_secs(60),
        work: |t| async move { notify::write_morning_letters(&t.store, &t.holidays).await }.boxed(),
    },
    Job {
        name: "check_rights",
        every: Duration::from_secs(6 * 3600),
        work: |t| async move { entitlements::jobs::check_rights(&t.store).await }.boxed(),
    },
    Job {
        name: "forget_sessions",
        every: Duration::from_secs(3600),
        work: |t| async move { identity::forget_old(&t.store).await }.boxed(),
    },
    Job {
        name: "open_threads",
        every: Duration::from_secs(20),
        work: |t| async move { voice::jobs::open_threads(&t.store, &t.voice).await }.boxed(),
    },
    Job {
        name: "escalate",
        every: Duration::from_secs(20),
        work: |t| async move { voice::jobs::escalate(&t.store, &t.voice).await }.boxed(),
    },
    // Weeks become due on the day after they end; a run that finds none posts nothing.
    Job {
        name: "accrue",
        every: Duration::from_secs(6 * 3600),
        work: |t| {
            async move {
                // What changed in weeks that were posted is raised before the next weeks are.
                savings::actions::changes::raise(&t.store, &t.savings.policy).await?;
                savings::accrual::weekly(&t.store, &t.savings.policy).await
            }
            .boxed()
        },
    },
    // Nobody who leaves is forgotten: raised once, closed by a person.
    Job {
        name: "leavers",
        every: Duration::from_secs(6 * 3600),
        work: |t| {
            async move {
                let today = crate::kernel::calendar::london_day(t.store.clock().now());
                savings::actions::leavers::raise(&t.store, &t.savings.policy, today).await
            }
            .boxed()
        },
    },
    Job {
        name: "chase_late_files",
        every: Duration::from_secs(3600),
        work: |t| async move { savings::actions::expected::chase_late_files(&t.store).await }.boxed(),
    },
    Job {
        name: "watch_savings",
        every: Duration::from_secs(6 * 3600),
        work: |t| async move { savings::actions::watch::watch_savings(&t.store, &t.savings).await }.boxed(),
    },
    Job {
        name: "forget",
        every: Duration::from_secs(3600),
        work: |t| async move { notify::forget_old(&t.store).await }.boxed(),
    },
];

/// The jobs of one server, running.
pub(super) struct Jobs {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Jobs {
    /// Starts them.
    pub(super) fn start(tools: Tools) -> Self {
        let tools = Arc::new(tools);
        let (stop, stopped) = watch::channel(false);
        let holder: Arc<str> = uuid::Uuid::new_v4().to_string().into();
        let tasks =
            JOBS.iter().map(|job| tokio::spawn(go_on(job, tools.clone(), holder.clone(), stopped.clone()))).collect();
        Self { stop, tasks }
    }

    /// Lets what runs finish, starts nothing more, and gives the leases back.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
    }
}

async fn go_on(job: &'static Job, tools: Arc<Tools>, holder: Arc<str>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(job.every) => {}
            _ = stopped.changed() => break,
        }
        if let Err(fault) = turn(job, &tools, &holder).await {
            tracing::error!(job = job.name, ?fault, "a job failed; it is tried again");
        }
    }
    let (name, holder) = (job.name, holder.to_string());
    let given_back = tools.store.upkeep(move |tx| store::give_back(tx, name, &holder)).await;
    if let Err(fault) = given_back {
        tracing::warn!(job = job.name, ?fault, "a lease could not be given back; it ends by itself");
    }
}

/// Runs a job once, if this server has or gets its lease.
async fn turn(job: &'static Job, tools: &Arc<Tools>, holder: &str) -> Answer<()> {
    let lease = (job.every * LEASE_RUNS).max(Duration::from_secs(LEASE_S_MIN));
    let (name, holder, ms) = (job.name, holder.to_owned(), i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
    if !tools.store.upkeep(move |tx| store::take(tx, name, &holder, ms)).await? {
        return Ok(());
    }
    // A job that panics is a job that failed: the next run comes all the same.
    let work = std::panic::AssertUnwindSafe((job.work)(tools.clone())).catch_unwind().await;
    let done = work.unwrap_or_else(|_| Err(crate::store::Fault::broken("a job panicked")))?;
    if done > 0 {
        tracing::info!(job = name, done, "did something");
    }
    Ok(())
}
