//! What the databases themselves do to writers at once: SQLite's busy snapshot, PostgreSQL's serialization failures and lost
//! connections. An act is posted exactly once, or it is not posted and can be sent again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sayso::store::{Db, Store};

use super::led::visit;
use super::*;

fn connection(app: &TestApp) -> Db {
    let mut db = Db::open(app.database_url()).unwrap();
    db.setup().unwrap();
    db
}

/// Posts £1 to a child under a key, through a store.
async fn pound(store: &Store, actor: Actor, key: AnyId, child: ChildId) -> Answer<Receipt> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let entry =
                Entry::new(EntryKind::Adjustment, Account::TopUp, Account::Child(child), Pence(100), tx.today());
            let act = Act { key, kind: ActKind::Other, policy: None, reason: None };
            let receipt = ledger::post(tx, &permit, &act, &[entry.because("load")])?;
            if receipt.already {
                return Ok(Outcome::Unchanged(receipt));
            }
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

/// LED-18: a write holds the file from its first look on, so what it looked at cannot become old under it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_writes_between_what_a_write_looks_at_and_what_it_writes() {
    let app = TestApp::spawn(Backend::Sqlite).await;
    // The fault itself, so that it is certain that this database has it: looked first, and somebody wrote before it does.
    let (mut late, mut quick) = (connection(&app), connection(&app));
    late.batch("BEGIN; SELECT COUNT(*) FROM ledger_entries").unwrap();
    quick.batch("BEGIN IMMEDIATE; UPDATE children SET interpreter = NOT interpreter; COMMIT").unwrap();
    let begun = Instant::now();
    let busy = late.batch("UPDATE children SET interpreter = NOT interpreter").unwrap_err().to_string();
    assert!(busy.contains("locked") && begun.elapsed() < Duration::from_secs(1), "no waiting helps: {busy}");
    late.batch("ROLLBACK").unwrap();
    // A write of the store, with somebody else at the door in the middle of it.
    let mut at_the_door = connection(&app);
    at_the_door.batch("PRAGMA busy_timeout=0").unwrap();
    let (actor, child, key) = (bea(&app), app.cast.amara, key(&app));
    let posted = app.store.write(move |tx| {
        let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
        assert_eq!(ledger::balance(tx, &permit, Account::Child(child))?.0, 0);
        let refused = at_the_door.batch("BEGIN IMMEDIATE").unwrap_err().to_string();
        assert!(refused.contains("locked"), "{refused}");
        let act = Act { key, kind: ActKind::Other, policy: None, reason: None };
        let receipt = ledger::post(tx, &permit, &act, &[week(child, "2026-11-22")])?;
        tx.audit(&permit.entry(tx.now(), None))?;
        Ok(Outcome::Done(receipt))
    });
    assert!(!posted.await.unwrap().already);
    assert_eq!(balance(&app, Account::Child(child)).await, 500);
    app.finish().await;
}

on_both! {
    /// LED-18: a command beside the server: both post at once, and neither is ever refused for it.
    async fn a_command_and_the_server_post_at_once_and_neither_fails(app) {
        const EACH: usize = 150;
        let (command, actor, child) = (visit(app, app.clock.now()), bea(app), app.cast.amara);
        let mut tasks = Vec::new();
        for n in 0..8 {
            let store = if n % 2 == 0 { app.store.clone() } else { command.clone() };
            tasks.push(tokio::spawn(async move {
                for _ in 0..EACH / 4 {
                    pound(&store, actor, uuid::Uuid::new_v4().into(), child).await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let all = (EACH / 4 * 8) as i64;
        assert_eq!(balance(app, Account::Child(child)).await, all * 100);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, all);
        assert_eq!(app.count("SELECT CAST(last_entry AS BIGINT) AS n FROM ledger_head").await, all);
    }
}

/// LED-19: PostgreSQL at SERIALIZABLE, where it refuses one of two at once, and with connections that are cut while they
/// write: whoever sends the same act until it is answered has posted it exactly once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_for_others_or_cut_off_an_act_that_is_sent_again_is_posted_exactly_once() {
    const TASKS: usize = 8;
    const EACH: usize = 25;
    let app = TestApp::spawn(Backend::Postgres).await;
    let (_, name) = app.database_url().rsplit_once('/').unwrap();
    app.execute(&format!("ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")).await;
    // Its connections are new ones: they are serializable.
    let store = visit(&app, app.clock.now());
    let (refused, cut, over) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let cutter = {
        let (over, mut db) = (over.clone(), connection(&app));
        std::thread::spawn(move || {
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                       AND pid <> pg_backend_pid() AND xact_start IS NOT NULL ORDER BY random() LIMIT 1";
            while !over.load(Ordering::SeqCst) {
                db.batch(sql).unwrap();
                std::thread::sleep(Duration::from_millis(15));
            }
        })
    };
    let (actor, child) = (bea(&app), app.cast.amara);
    let mut tasks = Vec::new();
    for _ in 0..TASKS {
        let (store, refused, cut) = (store.clone(), refused.clone(), cut.clone());
        tasks.push(tokio::spawn(async move {
            for _ in 0..EACH {
                let key: AnyId = uuid::Uuid::new_v4().into();
                let mut tries = 0;
                loop {
                    match pound(&store, actor, key, child).await {
                        Ok(_) => break,
                        Err(Fault::Refused(r)) if r.code == "busy" => refused.fetch_add(1, Ordering::SeqCst),
                        Err(Fault::Broken(_)) => cut.fetch_add(1, Ordering::SeqCst),
                        Err(other) => panic!("{other:?}"),
                    };
                    tries += 1;
                    assert!(tries < 500, "it never gets through");
                    tokio::time::sleep(Duration::from_millis(tries % 7)).await;
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    over.store(true, Ordering::SeqCst);
    cutter.join().unwrap();
    let (refused, cut) = (refused.load(Ordering::SeqCst), cut.load(Ordering::SeqCst));
    println!("{refused} refused by PostgreSQL, {cut} cut off");
    assert!(refused > 0 && cut > 0, "{refused} refused, {cut} cut off: nothing was tested");
    let all = (TASKS * EACH) as i64;
    assert_eq!(balance(&app, Account::Child(child)).await, all * 100);
    for table in ["ledger_acts", "ledger_entries"] {
        assert_eq!(app.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await, all);
    }
    assert_eq!(app.count("SELECT COUNT(DISTINCT act_key) AS n FROM ledger_acts").await, all);
    assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'keep_money'").await, all);
    app.finish().await;
}
