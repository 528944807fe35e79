//! The ledger of savings at the size of a country: a year of weeks for 84,000 children, one week, ten years worked out again,
//! and a file of 100,000 lines. In this process, on a database of its own; beside it the plain query that adds up the same.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chrono::Duration;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use sayso::access::Actor;
use sayso::config::{Council, RuleFiles};
use sayso::kernel::calendar::{london_time, next_day};
use sayso::kernel::{Clock, Day};
use sayso::savings::accrual::{Accrued, accrue};
use sayso::savings::actions::exports;
use sayso::savings::actions::files::{Given, load};
use sayso::savings::intake::FileKind;
use sayso::savings::matching::outcome::FileReceipt;
use sayso::savings::policy::Policy;
use sayso::store::{Store, Vault};
use zeroize::Zeroizing;

/// About as many children as are looked after in England.
const CHILDREN: i64 = 84_000;
const WEEKS: i64 = 52;
/// A large council's children in care, and years of their weeks.
const COUNCIL: i64 = 500;
const YEARS: i64 = 10;
/// Children of the file, a line for each of their fifty weeks.
const OF_FILE: i64 = 2_000;
const LINES_EACH: i64 = 50;
/// The last day that is accrued: a Sunday, and its year of weeks ends with it.
const THROUGH: &str = "2026-11-22";
/// The provider of everybody.
const PROVIDER: &str = "Bench Fostering";

/// What was measured, in milliseconds.
pub struct Figures {
    pub year_ms: u64,
    pub week_ms: u64,
    pub next_ms: u64,
    pub again_ms: u64,
    pub lines_ms: u64,
    pub plain_ms: u64,
    pub ours_ms: u64,
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A database: SQLite in a folder, or a fresh one of a PostgreSQL server.
#[derive(Clone)]
pub enum Base<'a> {
    Sqlite(&'a Path),
    Postgres(&'a str),
}

impl Base<'_> {
    /// The address of a new database of this name.
    fn fresh(&self, name: &str) -> String {
        match self {
            Self::Sqlite(folder) => folder.join(format!("{name}.db")).to_str().unwrap().to_owned(),
            Self::Postgres(server) => {
                let name = format!("bench_{name}_{}", std::process::id());
                let mut db = PgConnection::establish(server).unwrap();
                // One by one: a database is made and dropped outside any transaction.
                db.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
                db.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
                format!("{}/{name}", server.rsplit_once('/').unwrap().0)
            }
        }
    }

    /// Gives a database this many children, each in one provider's care since a day.
    fn fill(&self, url: &str, children: i64, since: &str) {
        let born = "2014-03-14";
        let (id, n) = match self {
            Self::Sqlite(_) => (
                "unhex(printf('%032x', n))",
                format!("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {children}) SELECT"),
            ),
            Self::Postgres(_) => (
                "decode(lpad(to_hex(n), 32, '0'), 'hex')",
                format!("WITH s(n) AS (SELECT generate_series(1, {children})) SELECT"),
            ),
        };
        let sql = format!(
            "INSERT INTO children (id, reference, known_as, born_on, history_complete, created_at, changed_at)
               {n} {id}, 'SC' || (1000000 + n), 'Child of number ' || n, '{born}', TRUE, 0, 0 FROM s;
             INSERT INTO care_episodes (id, child_id, started_on, reason_new, legal_status, placement, provider_kind,
               provider_urn, source, changed_at)
               {n} {id}, {id}, '{since}', 'S', 'C2', 'U5', 'PR4', '2300114', 'history', 0 FROM s;
             INSERT INTO providers (id, name, name_key, urn, recorded_at)
               VALUES (1, '{PROVIDER}', 'bench fostering', '2300114', 0);
             INSERT INTO provider_terms (provider_id, starts_on, how, due_day, recorded_at)
               VALUES (1, '2015-01-01', 'remits_cash', 10, 0);"
        );
        match self {
            Self::Sqlite(_) => SqliteConnection::establish(url).unwrap().batch_execute(&sql).unwrap(),
            Self::Postgres(_) => {
                let mut db = PgConnection::establish(url).unwrap();
                // There a text in a SELECT is no day by itself.
                let days = sql.replace(&format!("'{born}'"), &format!("DATE '{born}'"));
                db.batch_execute(&days.replace(&format!("'{since}'"), &format!("DATE '{since}'"))).unwrap();
                db.batch_execute("ANALYZE").unwrap();
            }
        }
    }

    /// Milliseconds that the plain query takes to add up what each child is owed, and the sum of all.
    fn plain(&self, url: &str) -> (u64, i64) {
        #[derive(QueryableByName)]
        struct Sum {
            #[diesel(sql_type = Nullable<BigInt>)]
            pence: Option<i64>,
        }
        let sql = "SELECT CAST(SUM(owed) AS BIGINT) AS pence FROM (
            SELECT a.id, SUM(CASE WHEN e.credit_account_id = a.id THEN e.pence ELSE -e.pence END) AS owed
            FROM ledger_accounts a JOIN ledger_entries e ON e.child_account_id = a.id
              AND (e.credit_account_id = a.id OR e.debit_account_id = a.id)
            WHERE a.kind = 'liability_child' GROUP BY a.id) each_child";
        let begun = Instant::now();
        let sum: Sum = match self {
            Self::Sqlite(_) => {
                diesel::sql_query(sql).get_result(&mut SqliteConnection::establish(url).unwrap()).unwrap()
            }
            Self::Postgres(_) => diesel::sql_query(sql).get_result(&mut PgConnection::establish(url).unwrap()).unwrap(),
        };
        (ms(begun), sum.pence.unwrap_or(0))
    }
}

fn ms(begun: Instant) -> u64 {
    begun.elapsed().as_millis() as u64
}

fn open(url: &str) -> Store {
    let vault = Vault::new(vec![Zeroizing::new([7; 32])], Zeroizing::new([9; 32])).unwrap();
    let clock = Clock::starting(london_time(next_day(day(THROUGH)), 9 * 60));
    Store::open(url, clock, vault, Arc::new(Council::named("Benchshire", "DUTY", "IRIS", &[]))).unwrap()
}

/// The council's policy with the books open from a day.
fn policy(from: Day) -> Arc<Policy> {
    let text = RuleFiles::default().text("savings/policy.toml").unwrap();
    let lines =
        text.lines().map(|l| if l.starts_with("data_start") { format!("data_start = \"{from}\"") } else { l.into() });
    Arc::new(Policy::parse(&lines.collect::<Vec<_>>().join("\n")).unwrap())
}

/// Accrues up to a day; answers what was done and how many milliseconds it took.
async fn run(store: &Store, policy: &Arc<Policy>, through: Day) -> (Accrued, u64) {
    let begun = Instant::now();
    let done = accrue(store, Actor::Operator, Arc::clone(policy), through, |_, _| {}).await.unwrap();
    (done, ms(begun))
}

/// Measures on one kind of database.
pub fn measure(base: &Base<'_>) -> Figures {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(all(base))
}

async fn all(base: &Base<'_>) -> Figures {
    let through = day(THROUGH);
    let a_week_before = through - Duration::days(7);
    let url = base.fresh("week");
    let store = open(&url);
    base.fill(&url, CHILDREN, "2024-01-08");
    let (week, week_ms) = run(&store, &policy(a_week_before + Duration::days(1)), through).await;
    assert_eq!(week.weeks as i64, CHILDREN);
    drop(store);

    let url = base.fresh("country");
    let store = open(&url);
    base.fill(&url, CHILDREN, "2024-01-08");
    let policy_of_year = policy(through - Duration::days(7 * (WEEKS + 1) - 1));
    let (year, year_ms) = run(&store, &policy_of_year, a_week_before).await;
    assert_eq!(year.weeks as i64, CHILDREN * WEEKS);
    let (plain_ms, plain) = base.plain(&url);
    let (ours_ms, ours) = balances(&store).await;
    assert_eq!((plain, ours), (CHILDREN * WEEKS * 500, CHILDREN * WEEKS * 500));
    let (next, next_ms) = run(&store, &policy_of_year, through).await;
    assert_eq!(next.weeks as i64, CHILDREN);
    drop(store);

    let url = base.fresh("council");
    let store = open(&url);
    base.fill(&url, COUNCIL, "2015-01-05");
    let ten_years = policy(through - Duration::days(YEARS * 364));
    run(&store, &ten_years, through).await;
    let (again, again_ms) = run(&store, &ten_years, through).await;
    assert_eq!((again.weeks, again.differences.len()), (0, 0));
    drop(store);

    let url = base.fresh("file");
    let store = open(&url);
    base.fill(&url, OF_FILE, "2024-01-08");
    let policy = policy(through - Duration::days(7 * WEEKS - 6));
    run(&store, &policy, through).await;
    let (receipt, lines_ms) = file(&store, &policy).await;
    assert_eq!(receipt.posted as i64, OF_FILE * LINES_EACH);
    Figures { year_ms, week_ms, next_ms, again_ms, lines_ms, plain_ms, ours_ms }
}

/// What the export of the year's end says is owed to everybody, and how long it takes to say.
async fn balances(store: &Store) -> (u64, i64) {
    let begun = Instant::now();
    let csv = exports::accrual(store, Actor::Operator, day(THROUGH)).await.unwrap();
    let took = ms(begun);
    let owed = |line: &str| line.rsplit(',').next().unwrap().replace('.', "").parse::<i64>().unwrap();
    (took, csv.lines().skip(1).map(owed).sum())
}

/// Loads and posts a schedule of fees with a line for each child and week, spelt as providers do.
async fn file(store: &Store, policy: &Policy) -> (FileReceipt, u64) {
    let mut text = String::from("Line,LA Child ID,Child Name,DOB,From,To,Savings Deducted\n");
    let first = day(THROUGH) - Duration::days(7 * LINES_EACH);
    for n in 0..OF_FILE * LINES_EACH {
        let (child, week) = (n / LINES_EACH + 1, n % LINES_EACH);
        let monday = first + Duration::days(7 * week + 1);
        let (from, to) = (monday.format("%d/%m/%Y"), (monday + Duration::days(6)).format("%d/%m/%Y"));
        let id = 1_000_000 + child;
        writeln!(text, "{},SC{id},Child of number {child},14/03/2014,{from},{to},£5.00", n + 1).unwrap();
    }
    let given = Given {
        kind: FileKind::Provider,
        name: "bench.csv".into(),
        bytes: text.into_bytes(),
        provider: Some(PROVIDER.into()),
        order: None,
        columns: vec![],
        sha256: None,
        dry_run: false,
    };
    let begun = Instant::now();
    let receipt = load(store, policy, Actor::Operator, given, Box::new(|_, _| {})).await.unwrap();
    (receipt, ms(begun))
}
