//! The ledger under kills of the real program: weeks becoming due, a file coming in, an answer that never arrived. Nothing is
//! lost, nothing is there twice, and in the end the books are those of a run that nobody cut off.

use std::io::{Read, Write};
use std::net::TcpStream;

use diesel::sql_types::Text;
use rand::Rng;
use sayso::kernel::id::{ChildId, Id};

use super::*;
use crate::savings::many;

/// Children who are in care beside the cast.
const CHILDREN: usize = 900;
/// The last Sunday that is accrued: 40 weeks for each of them.
const THROUGH: &str = "2025-10-05";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Council {
    async fn with_children(backend: Backend) -> Self {
        Self::make(backend, async |app| many::enter(&app.store, CHILDREN, "2024-01-01").await).await.0
    }

    /// The whole of the books as text, whatever ids and instants they were made with.
    fn books(&self) -> Vec<String> {
        let entries = "SELECT d.kind || '/' || COALESCE(dc.reference, '') || ' ' || c.kind || '/' || COALESCE(cc.reference, '') || ' ' || e.kind \
            || ' ' || CAST(e.pence AS TEXT) || ' ' || COALESCE(CAST(e.week_end AS TEXT), '') || ' ' || CAST(e.effective_on AS TEXT) AS line \
            FROM ledger_entries e JOIN ledger_accounts d ON d.id = e.debit_account_id LEFT JOIN children dc ON dc.id = d.child_id \
            JOIN ledger_accounts c ON c.id = e.credit_account_id LEFT JOIN children cc ON cc.id = c.child_id";
        let claims = "SELECT c.reference || ' ' || CAST(k.week_end AS TEXT) || ' ' || CAST(k.pence AS TEXT) || ' ' || CAST(k.part AS TEXT) AS line \
            FROM savings_claims k JOIN children c ON c.id = k.child_id";
        let lines = "SELECT CAST(l.nth AS TEXT) || ' ' || l.state || ' ' || COALESCE(l.code, '') || ' ' || COALESCE(CAST(l.pence AS TEXT), '') AS line \
            FROM savings_lines l";
        let balances = "SELECT a.kind || '/' || COALESCE(c.reference, '') || ' ' || CAST(a.balance_pence AS TEXT) AS line \
            FROM ledger_accounts a LEFT JOIN children c ON c.id = a.child_id";
        let mut db = self.db();
        let mut all = Vec::new();
        for sql in [entries, claims, lines, balances] {
            let mut found: Vec<Line> = diesel::sql_query(sql).load(&mut db).unwrap();
            found.sort_by(|a, b| a.line.cmp(&b.line));
            all.extend(found.into_iter().map(|l| l.line));
        }
        all
    }

    fn entries(&self) -> i64 {
        self.count("SELECT COUNT(*) AS n FROM ledger_entries")
    }

    /// What holds of any books at any moment.
    fn is_sound(&self, backend: Backend) {
        let twice = "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM ledger_entries WHERE kind = 'accrual' GROUP BY child_account_id, week_end HAVING COUNT(*) > 1) t";
        assert_eq!(self.count(twice), 0, "a week is due twice");
        assert_eq!(
            self.count("SELECT CAST(COALESCE(MAX(last_entry), 0) AS BIGINT) AS n FROM ledger_head"),
            self.entries(),
            "a number is missing"
        );
        let kept = "SELECT COUNT(*) AS n FROM ledger_accounts a WHERE a.kind = 'liability_child' AND a.balance_pence <> \
            COALESCE((SELECT SUM(CASE WHEN e.credit_account_id = a.id THEN e.pence ELSE -e.pence END) FROM ledger_entries e \
            WHERE e.credit_account_id = a.id OR e.debit_account_id = a.id), 0)";
        assert_eq!(self.count(kept), 0, "a balance is not what its entries come to");
        let without = "SELECT COUNT(*) AS n FROM ledger_entries e WHERE NOT EXISTS (SELECT 1 FROM ledger_acts a WHERE a.id = e.act_id)";
        assert_eq!(self.count(without), 0);
        if backend == Backend::Sqlite {
            assert!(self.is_whole());
        }
    }

    fn start(&self, args: &[&str]) -> Child {
        self.command().args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}

fn kill(mut child: Child) -> bool {
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    was_running
}

/// LED-05 for commands: `sayso accrue`, killed again and again once it has begun to post.
async fn killed_while_weeks_become_due(backend: Backend) {
    let args = ["accrue", "--through", THROUGH];
    let whole = Council::with_children(backend).await;
    assert!(whole.run(&args).status.success());
    let expected = whole.books();
    let all = whole.entries();
    drop(whole);
    let council = Council::with_children(backend).await;
    let (mut in_the_middle, mut kills) = (0, 0);
    let begun = Instant::now();
    while council.entries() < all && kills < 20 {
        let before = council.entries();
        let mut run = council.start(&args);
        // Killed a moment after it has posted something more, wherever it is then.
        while council.entries() == before && run.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(rand::rng().random_range(0..40)));
        if kill(run) {
            kills += 1;
        }
        council.is_sound(backend);
        in_the_middle += i32::from((1..all).contains(&council.entries()));
    }
    assert!(council.run(&args).status.success());
    println!(
        "{backend:?}: {all} weeks, {kills} kills, {in_the_middle} of them with a part posted, {:?}",
        begun.elapsed()
    );
    assert!(in_the_middle >= 2, "no kill came in the middle");
    council.is_sound(backend);
    assert!(council.books() == expected, "the books are not those of a run that nobody cut off");
    // Another run finds nothing to do.
    assert!(council.run(&args).status.success());
    assert_eq!(council.entries(), all);
}

/// A provider's file: a row for every child and month, some of them of nobody or with a slip.
fn schedule(months: u32) -> String {
    let mut text = String::from("LA Child ID,DOB,From,To,Savings Deducted\n");
    for month in 1..=months {
        for nth in 0..CHILDREN {
            let born: sayso::kernel::Day = "2012-03-01".parse().unwrap();
            let born = born + chrono::Duration::days(nth as i64);
            let last = [31, 28, 31, 30, 31, 30][month as usize - 1];
            let id = if nth % 97 == 5 { "M99999".to_owned() } else { many::reference(nth) };
            text += &format!(
                "{id},{born},2025-{month:02}-01,2025-{month:02}-{last},{}\n",
                if nth % 101 == 7 { "20.0O" } else { "20.00" }
            );
        }
    }
    text
}

/// `sayso import provider-file`, killed at any moment: all of a file is in, or nothing of it.
async fn killed_while_a_file_comes_in(backend: Backend) {
    let text = schedule(4);
    let accrue = ["accrue", "--through", THROUGH];
    let prepared = async || {
        let council = Council::with_children(backend).await;
        assert!(council.run(&accrue).status.success());
        let file = council.file("schedule.csv", &text);
        (council, file)
    };
    let (whole, file) = prepared().await;
    let args = |file: &str| ["import", "provider-file", file, "--provider", "Bright Oak"].map(str::to_owned);
    let due = whole.entries();
    let begun = Instant::now();
    let done = whole.command().args(args(&file)).output().unwrap();
    let took = begun.elapsed();
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let (expected, all) = (whole.books(), whole.entries());
    assert!(all > due + 1_000, "{due} {all}");
    drop(whole);
    let (council, file) = prepared().await;
    let (mut nothing, mut everything) = (0, 0);
    for n in 0..12 {
        let args = args(&file);
        let run = council.start(&args.iter().map(String::as_str).collect::<Vec<_>>());
        // Each a little later than the one before: while it reads, while it matches, while it posts.
        let percent: u32 = (20 + 8 * n) * rand::rng().random_range(90..110) / 100;
        std::thread::sleep(took * percent / 100);
        let was_running = kill(run);
        council.is_sound(backend);
        match council.entries() {
            n if n == due => nothing += i32::from(was_running),
            n if n == all => everything += 1,
            n => panic!("half a file is in: {n} of {due} to {all}"),
        }
        if everything > 0 {
            break;
        }
    }
    let again = council.command().args(args(&file)).output().unwrap();
    assert!(again.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&again.stderr));
    println!("{backend:?}: {} entries, {nothing} kills left nothing, in one run {took:?}", all - due);
    assert!(nothing > 0, "no kill came before the end");
    council.is_sound(backend);
    assert!(council.books() == expected, "the books are not those of a run that nobody cut off");
    assert_eq!(council.count("SELECT COUNT(*) AS n FROM savings_files"), 1);
    // The same file once more: nothing is new.
    let once_more = council.command().args(args(&file)).output().unwrap();
    assert_eq!(once_more.status.code(), Some(0), "{}", String::from_utf8_lossy(&once_more.stdout));
    assert_eq!(council.entries(), all);
}

/// LED-05, LED-03: the server dies after the commit and before the desk has its answer. The desk sends the same again to the
/// next server: posted once, and a success.
async fn killed_between_commit_and_answer(backend: Backend) {
    let (council, (bea, amara)) =
        Council::make(backend, async |app| (app.browser(app.cast.bea).await.at(""), app.cast.amara)).await;
    let mut sent: Vec<(String, String)> = Vec::new();
    for n in 1..=5 {
        let server = council.serve();
        let id: ChildId = Id::at(sayso::kernel::Clock::system().now());
        let path = format!("/v1/staff/money/corrections/{id}");
        let body = json!({"what": "adjust", "child": amara.uuid(), "amount": format!("{n}.00"), "reason": "a week was missed"}).to_string();
        let mut wire = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
        let cookies = bea.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        let head = format!(
            "PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        wire.write_all(head.as_bytes()).unwrap();
        // It is committed as soon as somebody else can read it; whatever the server says of it is never heard.
        let begun = Instant::now();
        while council.entries() < n {
            if begun.elapsed() > Duration::from_secs(10) {
                let mut said = [0; 500];
                let read = wire.read(&mut said).unwrap_or(0);
                panic!("it was never posted: {}", String::from_utf8_lossy(&said[..read]));
            }
        }
        server.kill();
        drop(wire);
        sent.push((path, body));
        let server = council.serve();
        let desk = bea.at(&server.url);
        for (path, body) in &sent {
            let again = desk.put(path, serde_json::from_str(body).unwrap()).await.ok(200);
            assert_eq!(again["already"], true, "{}", again.text());
        }
        assert_eq!(council.entries(), n);
    }
    let held = "SELECT CAST(balance_pence AS BIGINT) AS n FROM ledger_accounts WHERE kind = 'liability_child'";
    assert_eq!(council.count(held), 100 + 200 + 300 + 400 + 500);
    council.is_sound(backend);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weeks_become_due_once_however_often_the_run_is_killed() {
    killed_while_weeks_become_due(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weeks_become_due_once_however_often_the_run_is_killed_on_postgres() {
    killed_while_weeks_become_due(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_in_or_not_in_however_often_its_import_is_killed() {
    killed_while_a_file_comes_in(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_in_or_not_in_however_often_its_import_is_killed_on_postgres() {
    killed_while_a_file_comes_in(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_committed_and_never_answered_is_answered_when_it_is_sent_again() {
    killed_between_commit_and_answer(Backend::Sqlite).await;
    killed_between_commit_and_answer(Backend::Postgres).await;
}

/// A dry run of the council's files says on the terminal how many weeks of savings they would change, and why.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_on_the_command_line_says_which_weeks_of_savings_would_change() {
    let (council, ()) = Council::make(Backend::Sqlite, async |_| ()).await;
    assert!(council.run(&["accrue", "--through", THROUGH]).status.success());
    let entries = council.entries();
    let header = council.file("header.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nC0001,2,04/05/2011,WBRI,A1,,\n");
    let episodes = council.file(
        "episodes.csv",
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n\
         C0001,01/03/2024,S,C2,N1,U6,PR1,31/08/2025,X1,CARPL,,,\nC0001,31/08/2025,P,C2,N1,P1,PR0,,,,,,\n",
    );
    let dry = ["import", "ssda903", &header, &episodes, "--dry-run"];
    let said = council.run(&dry);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.status.code(), Some(1), "{text} {}", String::from_utf8_lossy(&said.stderr));
    // Six Sundays from 31 August to 5 October 2025.
    assert!(text.contains("6 weeks of savings of 1 children would change, by £-30.00 in all:"), "{text}");
    assert!(text.contains("6 × paused: the placement does not count under the policy: £-30.00 (C0001)"), "{text}");
    let said = council.run(&[&dry[..], &["--json"]].concat());
    let json: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(json["savings_weeks"].as_array().unwrap().len(), 6, "{json}");
    assert_eq!(council.count("SELECT COUNT(*) AS n FROM import_runs"), 0);
    assert_eq!(council.entries(), entries);
}
