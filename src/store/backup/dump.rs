//! Writes the lines, out of one read transaction: consistent whatever is written meanwhile.

use std::io::Write;

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::{Count, First, Last, Line, Name, Shape, Sum, Table, refuse, schema, tables};
use crate::store::backend::{Db, Kind, kind};
use crate::store::fault::Answer;

/// Writes everything in the database at `url` to `out`; answers how many rows. Reads beside a running server: takes no
/// lock and changes nothing.
///
/// # Errors
/// In words; where `out` cannot be written.
pub fn dump(url: &str, out: &mut dyn Write) -> Answer<u64> {
    let mut db = open(url)?;
    let first = First { sayso_backup: 1, schema: schema(&mut db)?, master_keys: master_keys(&mut db)? };
    line(out, &first)?;
    let mut last = Last::default();
    for table in tables(&mut db)? {
        line(out, &table)?;
        let count = rows(&mut db, &table, |row| line(out, row))?;
        last.counts.insert(table.table, count);
    }
    line(out, &last)?;
    db.batch("ROLLBACK")?;
    Ok(last.counts.values().map(|c| c.rows).sum())
}

fn open(url: &str) -> Answer<Db> {
    if kind(url) == Kind::Sqlite && !std::path::Path::new(url).exists() {
        return Err(refuse(format!("There is no database at {url}.")));
    }
    let mut db = Db::open(url).map_err(|e| refuse(format!("The database could not be opened: {e}")))?;
    db.setup()?;
    db.batch(match &db {
        Db::Sqlite(_) => "PRAGMA query_only=ON; BEGIN",
        Db::Postgres(_) => {
            "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; \
             SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
        }
    })?;
    Ok(db)
}

fn master_keys(db: &mut Db) -> Answer<Vec<String>> {
    let found: Vec<Name> = diesel::sql_query("SELECT DISTINCT master_key_id AS name FROM child_keys").load(db)?;
    Ok(found.into_iter().map(|n| n.name).collect())
}

fn line(out: &mut dyn Write, what: &impl Serialize) -> Answer<()> {
    let mut text = serde_json::to_vec(what).map_err(|e| refuse(e.to_string()))?;
    text.push(b'\n');
    out.write_all(&text).map_err(|e| refuse(format!("The file could not be written: {e}")))
}

/// Reads every row of a table, hands each to `each`, and counts.
pub(super) fn rows(db: &mut Db, table: &Table, mut each: impl FnMut(&Value) -> Answer<()>) -> Answer<Count> {
    let sql = select(db, table);
    let mut sum = Sum::default();
    let mut take = |row: QueryResult<Line>| {
        let row = serde_json::from_str(&row?.line)
            .map_err(|e| refuse(format!("a row of {} cannot be read: {e}", table.table)))?;
        sum.add(&row);
        each(&row)
    };
    match db {
        Db::Sqlite(c) => diesel::sql_query(sql).load_iter::<Line, DefaultLoadingMode>(c)?.try_for_each(&mut take)?,
        Db::Postgres(c) => {
            diesel::sql_query(sql).load_iter::<Line, PgRowByRowLoadingMode>(c)?.try_for_each(&mut take)?
        }
    }
    Ok(sum.count())
}

fn select(db: &Db, table: &Table) -> String {
    let (array, cast) = match db {
        Db::Sqlite(_) => ("json_array", ""),
        Db::Postgres(_) => ("json_build_array", "::text"),
    };
    let values = table.columns.iter().map(|(name, shape)| value(db, name, *shape)).collect::<Vec<_>>().join(", ");
    format!("SELECT {array}({values}){cast} AS line FROM \"{}\"", table.table)
}

fn value(db: &Db, name: &str, shape: Shape) -> String {
    match (db, shape) {
        (Db::Sqlite(_), Shape::Bytes) => {
            format!("CASE WHEN \"{name}\" IS NULL THEN NULL ELSE lower(hex(\"{name}\")) END")
        }
        (Db::Postgres(_), Shape::Bytes) => format!("encode(\"{name}\", 'hex')"),
        (Db::Postgres(_), Shape::Bool) => format!("\"{name}\"::int"),
        (Db::Postgres(_), Shape::Day) => format!("\"{name}\"::text"),
        _ => format!("\"{name}\""),
    }
}
