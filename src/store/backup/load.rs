//! Reads the lines into an empty database, in one write transaction: all of it or nothing.

use std::io::BufRead;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;

use super::{Count, First, Last, Number, Shape, Sum, Table, dump, refuse, schema, tables};
use crate::kernel::id::ChildId;
use crate::store::backend::Db;
use crate::store::fault::Answer;
use crate::store::schema::child_keys;
use crate::store::tx::Tx;

/// Rows that go into the database with one statement.
const ROWS_AT_ONCE: usize = 200;

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Rows in all.
    pub rows: u64,
    /// Children among them.
    pub children: u64,
}

/// Loads a backup's lines into this database, which must be empty, and checks that it holds then what the backup counts.
///
/// # Errors
/// In words: the database holds something, the backup is of another version, is cut short or does not add up, or its
/// children's keys do not open with the configured master keys.
pub fn load(tx: &mut Tx<'_>, lines: impl BufRead) -> Answer<Restored> {
    let live = tables(tx.db())?;
    for table in &live {
        must_be_empty(tx.db(), &table.table)?;
    }
    let mut lines =
        lines.lines().map(|l| l.map_err(|e| refuse(format!("The backup is damaged and was not restored: {e}"))));
    let first = lines.next().ok_or_else(cut_short)??;
    let first: First = serde_json::from_str(&first).map_err(|_| refuse("This is not a backup of Sayso."))?;
    let have = schema(tx.db())?;
    if first.schema != have {
        let say = format!(
            "The backup's tables are of {}, this Sayso's of {have}. Restore with the version that made it.",
            first.schema
        );
        return Err(refuse(say));
    }
    let said = fill(tx.db(), &live, &mut lines)?;
    let mut found = Last::default();
    for table in &live {
        found.counts.insert(table.table.clone(), dump::rows(tx.db(), table, |_| Ok(()))?);
    }
    if found != said {
        return Err(refuse("What was restored does not add up with what the backup counts. Nothing was kept."));
    }
    keys_must_open(tx)?;
    let of = |name: &str| said.counts.get(name).map_or(0, |c| c.rows);
    Ok(Restored { rows: said.counts.values().map(|c| c.rows).sum(), children: of("children") })
}

/// Ends every session, invitation and one-time link that a backup brought back: somebody may have ended it since.
///
/// # Errors
/// The database's own.
pub fn end_what_was_open(tx: &mut Tx<'_>) -> Answer<()> {
    let now = tx.now();
    for sql in [
        "UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL",
        "UPDATE invitations SET ended_at = $1 WHERE ended_at IS NULL AND used_at IS NULL",
        "UPDATE one_time_links SET used_at = $1 WHERE used_at IS NULL",
    ] {
        diesel::sql_query(sql).bind::<BigInt, _>(now).execute(tx.db())?;
    }
    Ok(())
}

fn cut_short() -> crate::store::Fault {
    refuse("The backup is cut short. Nothing was restored.")
}

fn must_be_empty(db: &mut Db, table: &str) -> Answer<()> {
    let found: Number = diesel::sql_query(format!("SELECT COUNT(*) AS n FROM \"{table}\"")).get_result(db)?;
    if found.n > 0 {
        let say = "There is data in this database already. A backup is restored into an empty one: give a new --data folder, or a new \
                   PostgreSQL database.";
        return Err(refuse(say));
    }
    Ok(())
}

/// Reads the tables and their rows; answers with the last line.
fn fill(db: &mut Db, live: &[Table], lines: &mut impl Iterator<Item = Answer<String>>) -> Answer<Last> {
    let mut filling: Option<Filling> = None;
    let mut done = Last::default();
    for line in lines {
        let line: Value =
            serde_json::from_str(&line?).map_err(|_| refuse("The backup is damaged and was not restored."))?;
        if line.is_array() {
            filling.as_mut().ok_or_else(cut_short)?.take(db, line)?;
            continue;
        }
        if let Some(full) = filling.take() {
            let (name, count) = full.finish(db)?;
            done.counts.insert(name, count);
        }
        if let Ok(last) = serde_json::from_value::<Last>(line.clone()) {
            return if last == done {
                Ok(last)
            } else {
                Err(refuse("The backup does not add up. Nothing was restored."))
            };
        }
        let table: Table =
            serde_json::from_value(line).map_err(|_| refuse("The backup is damaged and was not restored."))?;
        if !live.contains(&table) {
            return Err(refuse(format!(
                "The backup's table {} is not as this Sayso has it. Nothing was restored.",
                table.table
            )));
        }
        filling =
            Some(Filling { sql: insert(db, &table), table: table.table, waiting: Vec::new(), sum: Sum::default() });
    }
    Err(cut_short())
}

/// A table that is being filled.
struct Filling {
    table: String,
    sql: String,
    waiting: Vec<Value>,
    sum: Sum,
}

impl Filling {
    fn take(&mut self, db: &mut Db, row: Value) -> Answer<()> {
        self.sum.add(&row);
        self.waiting.push(row);
        if self.waiting.len() >= ROWS_AT_ONCE { self.flush(db) } else { Ok(()) }
    }

    fn flush(&mut self, db: &mut Db) -> Answer<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let rows = Value::Array(std::mem::take(&mut self.waiting)).to_string();
        diesel::sql_query(&self.sql).bind::<Text, _>(rows).execute(db)?;
        Ok(())
    }

    fn finish(mut self, db: &mut Db) -> Answer<(String, Count)> {
        self.flush(db)?;
        Ok((self.table, self.sum.count()))
    }
}

fn insert(db: &Db, table: &Table) -> String {
    let names = table.columns.iter().map(|(n, _)| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
    let values =
        table.columns.iter().enumerate().map(|(i, (_, shape))| value(db, i, *shape)).collect::<Vec<_>>().join(", ");
    let from = match db {
        Db::Sqlite(_) => "json_each($1) AS j",
        Db::Postgres(_) => "json_array_elements($1::json) AS j",
    };
    format!("INSERT INTO \"{}\" ({names}) SELECT {values} FROM {from}", table.table)
}

fn value(db: &Db, at: usize, shape: Shape) -> String {
    match (db, shape) {
        (Db::Sqlite(_), Shape::Bytes) => format!("unhex(json_extract(j.value, '$[{at}]'))"),
        (Db::Sqlite(_), _) => format!("json_extract(j.value, '$[{at}]')"),
        (Db::Postgres(_), Shape::Bytes) => format!("decode(j->>{at}, 'hex')"),
        (Db::Postgres(_), Shape::Text) => format!("j->>{at}"),
        (Db::Postgres(_), Shape::Number) => format!("(j->>{at})::bigint"),
        (Db::Postgres(_), Shape::Bool) => format!("(j->>{at})::int::boolean"),
        (Db::Postgres(_), Shape::Day) => format!("(j->>{at})::date"),
    }
}

/// A backup whose children's keys do not open is a backup of which nothing can be read: better said now.
fn keys_must_open(tx: &mut Tx<'_>) -> Answer<()> {
    let vault = tx.vault();
    let keys: Vec<(ChildId, Vec<u8>)> =
        child_keys::table.select((child_keys::child_id, child_keys::wrapped)).load(tx.db())?;
    let opens = keys.iter().all(|(child, wrapped)| vault.unwrap(child.bytes(), wrapped).is_ok());
    let say = "The keys file does not open the messages of this backup. Put the keys file that belongs to it in its place and try again.";
    if opens { Ok(()) } else { Err(refuse(say)) }
}
