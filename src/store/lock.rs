//! One server per SQLite file: a second one refuses to start.

use std::fs::{File, OpenOptions};
use std::path::Path;

/// Held for as long as the database is open; the system lets go of it when the process ends, however it ends.
pub struct FileLock(#[expect(dead_code, reason = "the lock lasts as long as the open file")] File);

impl FileLock {
    /// Takes the lock that stands beside the database file.
    ///
    /// # Errors
    /// In words, where another server has it.
    pub fn take(database: &Path) -> Result<Self, String> {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .map_err(|e| format!("The data folder cannot be written: {e}"))?;
        file.try_lock()
            .map_err(|_| "Another Sayso is already running on this data folder. Stop it first.".to_owned())?;
        Ok(Self(file))
    }
}
