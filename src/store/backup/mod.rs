//! The whole database as lines of JSON, the same from either database: what a backup holds, and what a council moves with
//! when it changes from the one to the other.
//!
//! The first line says what it is. Each table is a line with its columns and then a line for each row; the last line
//! counts. A count is of rows and of their content in any order, so that the same content counts the same everywhere.

mod dump;
mod load;

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use dump::dump;
pub use load::{Restored, end_what_was_open, load};

use super::backend::Db;
use super::fault::{Answer, Fault};
use crate::kernel::{Refusal, RefusalKind};

/// Every table that is kept, a table after those that it refers to. A test holds it against the live schema.
pub const TABLES: &[&str] = &[
    "teams",
    "staff",
    "team_managers",
    "children",
    "child_references",
    "care_episodes",
    "reviews",
    "leaver_contacts",
    "import_runs",
    "allocations",
    "absences",
    "audit_entries",
    "invitations",
    "devices",
    "device_accounts",
    "staff_passwords",
    "one_time_links",
    "sessions",
    "try_counters",
    "child_keys",
    "threads",
    "messages",
    "message_sights",
    "message_hidings",
    "message_topics",
    "asks",
    "handover_notes",
    "tasks",
    "events",
    "outbox",
    "push_subscriptions",
    "notice_choices",
    "providers",
    "provider_terms",
    "provider_chases",
    "savings_accounts",
    "ledger_head",
    "ledger_acts",
    "ledger_accounts",
    "ledger_entries",
    "ledger_period_acts",
    "pocket_answers",
    "money_queries",
    "opening_balances",
    "pay_runs",
    "pay_run_lines",
    "leaver_decisions",
    "other_contributions",
    "right_facts",
    "right_requests",
    "right_request_steps",
    "right_letters",
    "right_sign_offs",
    "savings_files",
    "savings_profiles",
    "savings_refs",
    "savings_lines",
    "savings_decisions",
    "savings_claims",
    "savings_exceptions",
    "savings_exception_notes",
    "savings_signings",
    "carer_savings",
    "carer_savings_steps",
    "foundation_returns",
    "foundation_return_lines",
    "other_money",
];

/// Tables that are of this server alone.
const NOT_KEPT: &[&str] = &["leases", "__diesel_schema_migrations"];

/// What a value is, whatever either database calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Bytes,
    Text,
    Number,
    Bool,
    Day,
}

/// A table and its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    table: String,
    columns: Vec<(String, Shape)>,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct First {
    sayso_backup: u32,
    schema: String,
    master_keys: Vec<String>,
}

/// How much there is of a table: rows, and the sum of their hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    rows: u64,
    content: String,
}

/// The last line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    counts: BTreeMap<String, Count>,
}

/// Adds up the rows of a table in whatever order they come.
#[derive(Default)]
struct Sum {
    rows: u64,
    content: [u8; 32],
}

impl Sum {
    /// Counts a row, read and written again so that spaces and escapes make no difference.
    fn add(&mut self, row: &serde_json::Value) {
        self.rows += 1;
        let digest = Sha256::digest(row.to_string().as_bytes());
        for (sum, byte) in self.content.iter_mut().zip(digest) {
            *sum ^= byte;
        }
    }

    fn count(&self) -> Count {
        Count { rows: self.rows, content: self.content.iter().map(|b| format!("{b:02x}")).collect() }
    }
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn refuse(say: impl Into<String>) -> Fault {
    Refusal::of(RefusalKind::Conflict, "backup", say).into()
}

/// The tables as they are, checked against [`TABLES`].
fn tables(db: &mut Db) -> Answer<Vec<Table>> {
    let sql = match db {
        Db::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Db::Postgres(_) => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()",
    };
    let live: Vec<Name> = diesel::sql_query(sql).load(db)?;
    if let Some(unknown) =
        live.iter().find(|t| !TABLES.contains(&t.name.as_str()) && !NOT_KEPT.contains(&t.name.as_str()))
    {
        return Err(refuse(format!(
            "The table {} is in no backup yet: it must be listed in store::backup.",
            unknown.name
        )));
    }
    TABLES.iter().map(|name| Ok(Table { table: (*name).to_owned(), columns: columns(db, name)? })).collect()
}

fn columns(db: &mut Db, table: &str) -> Answer<Vec<(String, Shape)>> {
    let sql = match db {
        Db::Sqlite(_) => "SELECT name, upper(type) AS kind FROM pragma_table_info($1) ORDER BY name",
        Db::Postgres(_) => {
            "SELECT column_name::text AS name, upper(data_type::text) AS kind FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY column_name COLLATE \"C\""
        }
    };
    let rows: Vec<ColumnRow> = diesel::sql_query(sql).bind::<Text, _>(table).load(db)?;
    rows.into_iter().map(|c| Ok((c.name, shape(table, &c.kind)?))).collect()
}

fn shape(table: &str, kind: &str) -> Answer<Shape> {
    Ok(match kind {
        "BLOB" | "BYTEA" => Shape::Bytes,
        "TEXT" => Shape::Text,
        "BIGINT" | "INTEGER" | "SMALLINT" => Shape::Number,
        "BOOLEAN" => Shape::Bool,
        "DATE" => Shape::Day,
        other => return Err(refuse(format!("{table} has a column of a kind that backups do not know: {other}"))),
    })
}

/// The newest step of the tables' history, by which a backup fits or does not.
fn schema(db: &mut Db) -> Answer<String> {
    let found: Name =
        diesel::sql_query("SELECT MAX(version) AS name FROM __diesel_schema_migrations").get_result(db)?;
    Ok(found.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_count_the_same_in_any_order_and_with_any_spaces() {
        let sum = |rows: &[&str]| {
            let mut sum = Sum::default();
            rows.iter().for_each(|r| sum.add(&serde_json::from_str(r).unwrap_or_default()));
            sum.count()
        };
        assert_eq!(sum(&["[1, \"a\"]", "[2,null]"]), sum(&["[2, null]", "[1,\"\\u0061\"]"]));
        assert_ne!(sum(&["[1]"]), sum(&["[2]"]));
    }
}
