//! What must be true of the database before a child's word goes into it. Refuses to start, in words.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::backend::Db;

/// The first SQLite without the WAL-reset fault (two connections could corrupt the file), as its version number.
const SQLITE_MIN: i32 = 3_051_003;

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Integer)]
    value: i32,
}

/// Checks an SQLite connection that has been set up.
///
/// # Errors
/// In words: which of version, WAL, synchronous=FULL and foreign keys is not as it must be, and what to do.
pub fn sqlite(db: &mut Db) -> Result<(), String> {
    version_is_safe(&text(db, "SELECT sqlite_version() AS value")?)?;
    let journal = text(db, "SELECT journal_mode AS value FROM pragma_journal_mode")?;
    if journal != "wal" {
        return Err(format!(
            "SQLite could not switch to WAL (it says “{journal}”). Put the data folder on a local disk, not on a network drive."
        ));
    }
    if number(db, "SELECT synchronous AS value FROM pragma_synchronous")? < 2 {
        return Err(
            "SQLite's synchronous is not FULL: a power cut could lose words already sent. Refusing to start.".into()
        );
    }
    if number(db, "SELECT foreign_keys AS value FROM pragma_foreign_keys")? != 1 {
        return Err("SQLite's foreign keys are off. Refusing to start.".into());
    }
    Ok(())
}

/// Whether a version of SQLite is free of the WAL-reset fault.
///
/// # Errors
/// In words, with both versions.
pub fn version_is_safe(version: &str) -> Result<(), String> {
    let mut parts = version.split('.').map(|p| p.parse::<i32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let found = next() * 1_000_000 + next() * 1_000 + next();
    if found < SQLITE_MIN {
        return Err(format!(
            "SQLite {version} can corrupt its file (fixed in 3.51.3). Build Sayso with its own SQLite."
        ));
    }
    Ok(())
}

fn text(db: &mut Db, sql: &str) -> Result<String, String> {
    diesel::sql_query(sql).get_result::<Setting>(db).map(|s| s.value).map_err(|e| format!("SQLite did not answer: {e}"))
}

fn number(db: &mut Db, sql: &str) -> Result<i32, String> {
    diesel::sql_query(sql).get_result::<Number>(db).map(|n| n.value).map_err(|e| format!("SQLite did not answer: {e}"))
}

#[cfg(test)]
mod tests {
    use super::version_is_safe;

    #[test]
    fn a_sqlite_with_the_wal_reset_fault_is_refused() {
        assert!(version_is_safe("3.51.2").is_err());
        assert!(version_is_safe("3.40.1").is_err());
        assert!(version_is_safe("3.51.3").is_ok());
        assert!(version_is_safe("3.53.2").is_ok());
    }
}
