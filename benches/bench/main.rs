//! `scripts/bench`: one run prints a table. Bare actix, SQLite as fast as it goes, and ours, each in a process of its own
//! on loopback; in turn, several rounds, and the median of them, because machines are noisy.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs,
    reason = "a measuring program may stop where it stands"
)]

mod client;
mod load;
mod ours;
mod plain;
mod process;
mod rights;
mod savings;

use std::path::Path;
use std::rc::Rc;

use load::{Make, Outcome};
use process::Server;

/// Connections at once.
const CONNECTIONS: usize = 64;
/// Rounds of every measurement; the median counts.
const ROUNDS: usize = 5;
/// Seconds of one round.
const SECONDS: u64 = 3;

/// One row of the table: medians of all rounds.
pub struct Row {
    pub name: String,
    pub per_second: u64,
    pub p50_us: u32,
    pub p99_us: u32,
    /// Processor time of the server for one answer, in microseconds.
    pub cpu_us: u64,
    pub bad: u64,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match args.first().map(String::as_str) {
        Some("serve-hello") => plain::hello(),
        Some("serve-sqlite") => plain::sqlite(&args[1]),
        Some("rights") => rights_verdicts(),
        Some("savings") => savings_verdicts(),
        Some(binary) => measure(Path::new(binary)),
        None => measure(Path::new(env!("CARGO_BIN_EXE_sayso"))),
    }
}

fn measure(binary: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plain.db");
    plain::fill(&file, 810);
    let hello = Server::plain(&["serve-hello"]);
    let sqlite = Server::plain(&["serve-sqlite", file.to_str().unwrap()]);
    let (small, _) = Server::demo(binary, &folder.path().join("small"), 81);
    let (full, ready) = Server::demo(binary, &folder.path().join("full"), 810);
    println!("ready with 810 children after {} ms", ready.as_millis());
    let small_ours = ours::Ours::prepare(small.addr, &folder.path().join("small"));
    let full_ours = ours::Ours::prepare(full.addr, &folder.path().join("full"));

    let say_hello: Make = Rc::new(move |_, _| b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n".to_vec());
    let sqlite_addr = sqlite.addr;
    let cookie = format!("session={}", plain::TOKEN);
    let read: Make = Rc::new(move |_, _| client::request(sqlite_addr, "GET", "/read", &cookie, None));
    let send: Make = Rc::new(move |_, n| {
        client::request(sqlite_addr, "PUT", "/send", "", Some(&format!("\"{}\"", plain::text(n as i64))))
    });

    let reads = rounds(&[
        ("bare actix, hello", &hello, CONNECTIONS, say_hello),
        ("SQLite: 20 messages", &sqlite, CONNECTIONS, Rc::clone(&read)),
        ("ours: a child reads 20 messages", &full, CONNECTIONS, full_ours.child_reads()),
        ("ours: the same, a tenth of the children", &small, CONNECTIONS, small_ours.child_reads()),
        ("ours: the same, a thread ten times as long", &full, CONNECTIONS, full_ours.child_reads_long()),
        ("ours: staff read 20, with audit", &full, CONNECTIONS, full_ours.staff_reads()),
    ]);
    let sends = rounds(&[
        ("SQLite: send, a transaction each", &sqlite, CONNECTIONS, Rc::clone(&send)),
        ("ours: durable send, audit, outbox", &full, CONNECTIONS, full_ours.sends()),
        ("ours: the same, a tenth of the children", &small, CONNECTIONS, small_ours.sends()),
    ]);
    let ours_mixed = ours::three_reads_a_send(full_ours.senders_read(), full_ours.sends());
    let mixed = rounds(&[
        ("SQLite: three reads, a send", &sqlite, CONNECTIONS, ours::three_reads_a_send(read, send)),
        ("ours: three reads, a send", &full, CONNECTIONS, ours_mixed),
    ]);
    table(reads.iter().chain(&sends).chain(&mixed));
    println!(
        "  (ours against SQLite where a send follows three reads, in hundredths: {})",
        mixed[1].per_second * 100 / mixed[0].per_second.max(1)
    );
    let (now, most) = full.memory_kib();
    println!();
    verdict(
        "a child's read against SQLite, share in hundredths",
        reads[2].per_second * 100 / reads[1].per_second.max(1),
        50,
        true,
    );
    verdict(
        "durable sends against a transaction each, in hundredths",
        sends[1].per_second * 100 / sends[0].per_second.max(1),
        200,
        true,
    );
    verdict("99 of 100 sends within, ms", u64::from(sends[1].p99_us) / 1000, 50, false);
    verdict(
        "read: processor time with ten times the children, in hundredths",
        reads[2].cpu_us * 100 / reads[3].cpu_us.max(1),
        130,
        false,
    );
    verdict(
        "read: processor time in a thread ten times as long, in hundredths",
        reads[4].cpu_us * 100 / reads[2].cpu_us.max(1),
        130,
        false,
    );
    verdict(
        "send: processor time with ten times the children, in hundredths",
        sends[1].cpu_us * 100 / sends[2].cpu_us.max(1),
        130,
        false,
    );
    verdict("memory under load, MiB", most / 1024, 256, false);
    rights_verdicts();
    savings_verdicts();
    println!("  (now {} MiB; ready in {} ms, at most 30000)", now / 1024, ready.as_millis());
}

fn rights_verdicts() {
    let figures = rights::measure();
    verdict("rights: 132000 assessments on one core, ms", figures.all_ms, 10_000, false);
    verdict("rights: classes of a life from 14 to 26, µs", figures.timeline_us, 300, false);
    verdict("rights: the same with every item at every change, µs", figures.timeline_items_us, 5_000, false);
}

fn savings_verdicts() {
    let folder = tempfile::tempdir().unwrap();
    let f = savings::measure(&savings::Base::Sqlite(folder.path()));
    verdict("savings: a year of weeks for 84000 children, with entries, ms", f.year_ms, 10_000, false);
    verdict("savings: one week for 84000 children, ms", f.week_ms, 2_000, false);
    verdict("savings: ten years of 500 children worked out again, ms", f.again_ms, 2_000, false);
    verdict("savings: 100000 lines matched and posted, ms", f.lines_ms, 10_000, false);
    println!("  (the week after the year, held against every week before it: {} ms)", f.next_ms);
    println!("  (what each is owed: plain SQL {} ms, the export {} ms, the same sum)", f.plain_ms, f.ours_ms);
    let Some(server) = std::env::var("BENCH_POSTGRES").ok().filter(|url| !url.is_empty()) else {
        println!("  (not measured on PostgreSQL: BENCH_POSTGRES names none)");
        return;
    };
    let f = savings::measure(&savings::Base::Postgres(&server));
    println!(
        "  (PostgreSQL: the year {} ms, one week {} ms, the week after the year {} ms, ten years again {} ms, the lines {} ms, plain SQL {} ms, the export {} ms)",
        f.year_ms, f.week_ms, f.next_ms, f.again_ms, f.lines_ms, f.plain_ms, f.ours_ms
    );
}

/// Measures each in turn, several times round, so that a slow minute of the machine falls on all of them.
fn rounds(all: &[(&str, &Server, usize, Make)]) -> Vec<Row> {
    let mut found: Vec<Vec<(Outcome, u64)>> = all.iter().map(|_| Vec::new()).collect();
    for round in 0..=ROUNDS {
        for (i, (_, server, connections, make)) in all.iter().enumerate() {
            let before = server.cpu_us();
            let outcome = load::run(server.addr, *connections, if round == 0 { 1 } else { SECONDS }, Rc::clone(make));
            let cpu = server.cpu_us() - before;
            // The first round only warms up.
            if round > 0 {
                found[i].push((outcome, cpu));
            }
        }
    }
    all.iter().zip(found).map(|((name, ..), outcomes)| row(name, &outcomes)).collect()
}

fn row(name: &str, outcomes: &[(Outcome, u64)]) -> Row {
    let median = |mut values: Vec<u64>| {
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or(0)
    };
    let of = |pick: &dyn Fn(&(Outcome, u64)) -> u64| median(outcomes.iter().map(pick).collect());
    Row {
        name: name.to_owned(),
        per_second: of(&|(o, _)| o.per_second()),
        p50_us: of(&|(o, _)| u64::from(o.percentile_us(50))) as u32,
        p99_us: of(&|(o, _)| u64::from(o.percentile_us(99))) as u32,
        cpu_us: of(&|(o, cpu)| cpu / (o.good + o.bad).max(1)),
        bad: outcomes.iter().map(|(o, _)| o.bad).sum(),
    }
}

fn table<'r>(rows: impl Iterator<Item = &'r Row>) {
    println!("{:<44} {:>10} {:>10} {:>10} {:>12} {:>6}", "", "a second", "p50 µs", "p99 µs", "cpu µs each", "bad");
    for r in rows {
        println!("{:<44} {:>10} {:>10} {:>10} {:>12} {:>6}", r.name, r.per_second, r.p50_us, r.p99_us, r.cpu_us, r.bad);
    }
}

fn verdict(what: &str, figure: u64, bound: u64, at_least: bool) {
    let held = if at_least { figure >= bound } else { figure <= bound };
    let word = if at_least { "at least" } else { "at most" };
    println!("{} {what}: {figure} ({word} {bound})", if held { "ok  " } else { "MISS" });
}
