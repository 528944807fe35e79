//! What ours is measured against: actix alone, and actix with SQLite as fast as it goes: prepared statements, one
//! connection per worker, no permit, no encryption, no audit on a read.

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const SETUP: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
    PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;";
/// Messages in an answer.
const PAGE: usize = 20;
/// Messages in the thread that is read; as many are sent to ours.
pub const IN_THREAD: i64 = 40;
/// Connections for the writes, one transaction each.
const WRITERS: usize = 8;

/// The session that may read.
pub const TOKEN: &str = "a-token-of-thirty-two-bytes-or-more";

/// Runs a server that says hello until it is killed.
pub fn hello() {
    serve(|app| {
        app.route("/", web::get().to(|| async { "hello" }));
    });
}

/// Runs the SQLite server on `file`.
pub fn sqlite(file: &str) {
    let file = file.to_owned();
    let pool: Vec<Connection> = (0..WRITERS).map(|_| open(Path::new(&file))).collect();
    let pool = web::Data::new(Pool(Arc::new(Mutex::new(pool))));
    let file = web::Data::new(file);
    serve(move |app| {
        app.app_data(file.clone());
        app.app_data(pool.clone());
        app.route("/read", web::get().to(read));
        app.route("/send", web::put().to(send));
    });
}

fn serve(routes: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static) {
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || App::new().configure(routes.clone())).bind("127.0.0.1:0").unwrap();
        println!("{}", server.addrs()[0]);
        server.run().await.unwrap();
    });
}

fn open(file: &Path) -> Connection {
    let db = Connection::open(file).unwrap();
    db.execute_batch(SETUP).unwrap();
    db.set_prepared_statement_cache_capacity(64);
    db
}

/// A database with `children` children, two threads each, four messages in each, and one long thread.
pub fn fill(file: &Path, children: usize) {
    let mut db = open(file);
    db.execute_batch(
        "CREATE TABLE sessions (token_hash BLOB NOT NULL PRIMARY KEY, child_id BLOB NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
         CREATE TABLE messages (id BLOB NOT NULL PRIMARY KEY, thread_id BLOB NOT NULL, child_id BLOB NOT NULL, seq INTEGER NOT NULL,
           author_kind TEXT NOT NULL, author_id BLOB, channel TEXT NOT NULL, kind TEXT, purpose TEXT NOT NULL, body TEXT NOT NULL,
           said_at INTEGER NOT NULL, phone_at INTEGER, received_at INTEGER NOT NULL, UNIQUE (thread_id, seq));
         CREATE TABLE audit (id BLOB NOT NULL PRIMARY KEY, at INTEGER NOT NULL, actor BLOB, action TEXT NOT NULL, child_id BLOB NOT NULL);
         CREATE INDEX audit_by_child ON audit (child_id, at);
         CREATE TABLE outbox (id BLOB NOT NULL PRIMARY KEY, kind TEXT NOT NULL, recipient BLOB NOT NULL, due_at INTEGER NOT NULL, done_at INTEGER);
         CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;",
    )
    .unwrap();
    let tx = db.transaction().unwrap();
    for n in 0..children * 2 {
        let (child, thread) = (Uuid::now_v7(), Uuid::now_v7());
        for seq in 1..=4 {
            insert(&tx, Uuid::now_v7(), thread, child, seq);
        }
        if n == 0 {
            (5..=IN_THREAD).for_each(|seq| insert(&tx, Uuid::now_v7(), thread, child, seq));
            let hash = Sha256::digest(TOKEN).to_vec();
            tx.execute("INSERT INTO sessions VALUES (?1, ?2, ?3)", params![hash, thread.as_bytes(), i64::MAX]).unwrap();
        }
    }
    tx.commit().unwrap();
}

fn insert(db: &Connection, id: Uuid, thread: Uuid, child: Uuid, seq: i64) {
    let sql = "INSERT INTO messages VALUES (?1, ?2, ?3, ?4, 'child', ?3, 'app', 'chat', 'message', ?5, ?6, ?6, ?6)";
    let at = 1_790_000_000_000_i64 + seq;
    let mut insert = db.prepare_cached(sql).unwrap();
    insert.execute(params![id.as_bytes(), thread.as_bytes(), child.as_bytes(), seq, text(seq), at]).unwrap();
}

/// What a message says: as long as ours.
pub fn text(n: i64) -> String {
    format!(
        "message {n}: I would like to know if I can go to Lily's on Saturday, and whether somebody can fetch me after it."
    )
}

/// A message in the shape that ours has on the wire.
#[derive(Serialize)]
struct Message {
    id: Uuid,
    thread: Uuid,
    seq: i64,
    author: Author,
    written_down_by: Option<String>,
    channel: String,
    kind: Option<String>,
    purpose: String,
    text: Option<String>,
    hidden: Option<String>,
    topics: Vec<String>,
    in_reply_to: Option<Uuid>,
    written_with: Option<String>,
    language: Option<String>,
    said_at: String,
    phone_at: Option<String>,
    received_at: String,
    device_confirmed: bool,
    seen: Vec<String>,
}

#[derive(Serialize)]
struct Author {
    kind: String,
    staff: Option<Uuid>,
    name: Option<String>,
    mine: bool,
}

#[derive(Serialize)]
struct Thread {
    thread: Uuid,
    messages: Vec<Message>,
}

thread_local! {
    static DB: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

async fn read(request: HttpRequest, file: web::Data<String>) -> HttpResponse {
    let Some(token) = request.cookie("session") else { return HttpResponse::Unauthorized().finish() };
    let body = DB.with(|db| {
        let mut db = db.borrow_mut();
        let db = db.get_or_insert_with(|| open(Path::new(file.as_str())));
        look_up(db, token.value())
    });
    match body {
        Some(thread) => HttpResponse::Ok().json(thread),
        None => HttpResponse::Unauthorized().finish(),
    }
}

/// The same two look-ups as ours: whose session it is, and the thread's last messages.
fn look_up(db: &Connection, token: &str) -> Option<Thread> {
    let hash = Sha256::digest(token);
    let mut session =
        db.prepare_cached("SELECT child_id FROM sessions WHERE token_hash = ?1 AND expires_at > ?2").unwrap();
    let thread: Option<[u8; 16]> =
        session.query_row(params![hash.as_slice(), 1_790_000_000_000_i64], |r| r.get(0)).optional().unwrap();
    let thread = Uuid::from_bytes(thread?);
    let sql = "SELECT id, seq, author_kind, author_id, channel, kind, purpose, body, said_at, phone_at, received_at FROM messages \
               WHERE thread_id = ?1 ORDER BY seq DESC LIMIT ?2";
    let mut page = db.prepare_cached(sql).unwrap();
    let rows = page.query_map(params![thread.as_bytes(), i64::try_from(PAGE).unwrap()], |r| {
        let id = |n| r.get::<_, [u8; 16]>(n).map(Uuid::from_bytes);
        Ok(Message {
            id: id(0)?,
            thread,
            seq: r.get(1)?,
            author: Author { kind: r.get(2)?, staff: Some(id(3)?), name: None, mine: true },
            written_down_by: None,
            channel: r.get(4)?,
            kind: r.get(5)?,
            purpose: r.get(6)?,
            text: r.get(7)?,
            hidden: None,
            topics: Vec::new(),
            in_reply_to: None,
            written_with: None,
            language: None,
            said_at: rfc3339(r.get(8)?),
            phone_at: r.get::<_, Option<i64>>(9)?.map(rfc3339),
            received_at: rfc3339(r.get(10)?),
            device_confirmed: true,
            seen: Vec::new(),
        })
    });
    let mut messages: Vec<Message> = rows.unwrap().map(Result::unwrap).collect();
    messages.reverse();
    Some(Thread { thread, messages })
}

fn rfc3339(ms: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

#[derive(Clone)]
struct Pool(Arc<Mutex<Vec<Connection>>>);

/// One durable transaction per request: message, audit, outbox.
async fn send(pool: web::Data<Pool>, body: web::Bytes) -> HttpResponse {
    let done = web::block(move || {
        let mut db = loop {
            if let Some(db) = pool.0.lock().unwrap().pop() {
                break db;
            }
            std::thread::yield_now();
        };
        let stored = store(&mut db, &body);
        pool.0.lock().unwrap().push(db);
        stored
    });
    match done.await {
        Ok(Ok(())) => HttpResponse::Created().finish(),
        _ => HttpResponse::InternalServerError().finish(),
    }
}

fn store(db: &mut Connection, body: &[u8]) -> rusqlite::Result<()> {
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let (id, child) = (Uuid::now_v7(), Uuid::now_v7());
    let sql = "INSERT INTO messages VALUES (?1, ?2, ?2, 1, 'child', ?2, 'app', 'chat', 'message', ?3, ?4, ?4, ?4)";
    let (words, at) = (String::from_utf8_lossy(body), 1_790_000_000_000_i64);
    tx.prepare_cached(sql)?.execute(params![id.as_bytes(), child.as_bytes(), words, at])?;
    tx.prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, 'send_view', ?3)")?.execute(params![
        Uuid::now_v7().as_bytes(),
        at,
        child.as_bytes()
    ])?;
    tx.prepare_cached("INSERT INTO outbox VALUES (?1, 'push', ?2, ?3, NULL)")?.execute(params![
        Uuid::now_v7().as_bytes(),
        child.as_bytes(),
        at
    ])?;
    tx.commit()
}
