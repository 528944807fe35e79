//! Killed or stopped under load: what was acknowledged is there, once, whole.

use std::sync::Arc;

use rand::Rng;
use sayso::kernel::id::Id;
use sayso::kernel::{At, Clock};
use uuid::Uuid;

use super::*;
use crate::voice::{message, words};

/// A phone that sends, and what it knows of what it sent.
struct Sender {
    phone: Caller,
    thread: String,
    acknowledged: Vec<Uuid>,
    /// Sent, and never answered: the phone sends it again with the same id.
    unsure: Vec<Uuid>,
}

impl Sender {
    async fn send(&mut self, id: Uuid) -> bool {
        let request = self.phone.request(reqwest::Method::PUT, &message(&self.thread, id));
        let request =
            request.header("content-type", "application/json").body(words(&format!("words {id}")).to_string());
        match request.send().await {
            Ok(answer) if [200, 201].contains(&answer.status().as_u16()) => {
                self.acknowledged.push(id);
                true
            }
            Ok(answer) => panic!("{}", Reply::read(answer).await.text()),
            Err(_) => {
                self.unsure.push(id);
                false
            }
        }
    }

    /// Sends again what was never answered, then new words, until the server is gone.
    async fn go_on(mut self, url: String, answered: Arc<AtomicU32>) -> Self {
        self.phone = self.phone.at(&url);
        let mut again = std::mem::take(&mut self.unsure);
        loop {
            let id = again.pop().unwrap_or_else(fresh);
            if !self.send(id).await {
                self.unsure.append(&mut again);
                return self;
            }
            answered.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn fresh() -> Uuid {
    let now: At = Clock::system().now();
    Id::<()>::at(now).uuid()
}

/// A council whose workers have phones to be pushed on, and children who send.
async fn council(backend: Backend) -> (Council, Vec<Sender>) {
    let (council, phones) = Council::make(backend, async |app| {
        let cast = app.cast;
        let mut phones = Vec::new();
        for child in [cast.amara, cast.chidi, cast.bilal, cast.amara, cast.chidi, cast.eve] {
            phones.push(app.phone(child).await.at(""));
        }
        phones
    })
    .await;
    let server = council.serve();
    let mut senders = Vec::new();
    for phone in phones {
        let phone = phone.at(&server.url);
        let thread = thread(&phone).await;
        senders.push(Sender { phone, thread, acknowledged: vec![], unsure: vec![] });
    }
    assert!(server.ask_and_end().await.success());
    (council, senders)
}

impl Server {
    async fn ask_and_end(self) -> ExitStatus {
        self.ask_to_stop();
        self.ended().await
    }
}

/// Lets every phone send, and waits until the first has its answer.
async fn load(server: &Server, senders: &mut Vec<Sender>) -> Vec<tokio::task::JoinHandle<Sender>> {
    let answered = Arc::new(AtomicU32::new(0));
    let sending = senders.drain(..).map(|s| tokio::spawn(s.go_on(server.url.clone(), answered.clone()))).collect();
    for _ in 0..5_000 {
        if answered.load(Ordering::SeqCst) > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    sending
}

async fn kill_under_load(backend: Backend, kills: u32) {
    let begun = Instant::now();
    let (council, mut senders) = council(backend).await;
    let (mut slowest, mut sent_again) = (Duration::ZERO, 0);
    for _ in 0..kills {
        sent_again += senders.iter().map(|s| s.unsure.len()).sum::<usize>();
        let starting = Instant::now();
        let server = council.serve();
        slowest = slowest.max(starting.elapsed());
        let sending = load(&server, &mut senders).await;
        let pause = rand::rng().random_range(5..80);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        server.kill();
        for sender in sending {
            senders.push(sender.await.unwrap());
        }
    }
    let server = council.serve();
    let mut all = Vec::new();
    for sender in &mut senders {
        sender.phone = sender.phone.at(&server.url);
        for id in std::mem::take(&mut sender.unsure) {
            assert!(sender.send(id).await);
        }
        all.extend(sender.acknowledged.iter().copied());
    }
    drop(server);
    let count = i64::try_from(all.len()).unwrap();
    println!(
        "{kills} kills in {:?}: {count} acknowledged, {sent_again} sent again, slowest start {slowest:?}",
        begun.elapsed()
    );
    assert!(all.len() > usize::try_from(kills).unwrap(), "only {count} were acknowledged");
    assert!(sent_again > 0, "no kill came in the middle of a send");
    let by_children = "FROM messages m WHERE m.author_kind = 'child'";
    // Each acknowledged message once; nothing else is there, because whatever was not acknowledged was sent again.
    for some in all.chunks(500) {
        let ids = some.iter().map(|id| literal(backend, *id)).collect::<Vec<_>>().join(",");
        let found = council.count(&format!("SELECT COUNT(*) AS n {by_children} AND m.id IN ({ids})"));
        assert_eq!(found, i64::try_from(some.len()).unwrap(), "an acknowledged message is lost");
    }
    assert_eq!(council.count(&format!("SELECT COUNT(*) AS n {by_children}")), count);
    // No half of one: an audit entry, an event, an ask for each, and no gap in any thread.
    let entries = "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'send_view' AND actor_kind = 'child' AND decision = 'allowed'";
    assert_eq!(council.count(entries), count, "an act without its entry, or an entry without its act");
    let told = "(SELECT COUNT(*) FROM events e WHERE e.kind = 'message' AND e.recipient_kind = 'staff' AND e.subject_id = m.id)";
    assert_eq!(
        council.count(&format!("SELECT COUNT(*) AS n {by_children} AND {told} = 1")),
        count,
        "an act without its event"
    );
    let gaps = "SELECT COUNT(*) AS n FROM threads t WHERE t.last_seq <> (SELECT COUNT(*) FROM messages m WHERE m.thread_id = t.id)";
    assert_eq!(council.count(gaps), 0);
    assert_eq!(council.count("SELECT COUNT(*) AS n FROM asks a WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = a.opened_by_message)"), 0);
    if backend == Backend::Sqlite {
        assert!(council.is_whole());
    }
}

fn literal(backend: Backend, id: Uuid) -> String {
    match backend {
        Backend::Sqlite => format!("x'{}'", id.simple()),
        Backend::Postgres => format!("'\\x{}'::bytea", id.simple()),
    }
}

// DUR-01
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlasts_a_hundred_kills() {
    kill_under_load(Backend::Sqlite, 100).await;
}

// DUR-01
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlasts_kills_on_postgres() {
    kill_under_load(Backend::Postgres, 20).await;
}

// DUR-11
async fn stop_under_load(backend: Backend) {
    let (council, mut senders) = council(backend).await;
    let server = council.serve();
    let sending = load(&server, &mut senders).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let url = server.url.clone();
    let asked = Instant::now();
    server.ask_to_stop();
    let status = server.ended().await;
    assert!(status.success(), "{status}");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    assert!(reqwest::get(format!("{url}/health")).await.is_err(), "it accepts still");
    let mut acknowledged = 0;
    for sender in sending {
        acknowledged += sender.await.unwrap().acknowledged.len();
    }
    let stored = council.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind = 'child'");
    assert_eq!(stored, i64::try_from(acknowledged).unwrap(), "something was stored and its answer lost");
    assert!(acknowledged > 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_asked_to_stop_finishes_what_is_under_way_and_loses_no_answer() {
    stop_under_load(Backend::Sqlite).await;
    stop_under_load(Backend::Postgres).await;
}
