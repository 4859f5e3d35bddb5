//! What was shown once and need not be shown again: safety notes that were read, weeks that were told of. Local to
//! this computer.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::error::Told;
use super::{Journal, JournalError};

impl Journal {
    /// Keeps that what goes by that name was shown; once is enough.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn acknowledge(&mut self, page: &str, now: DateTime<Utc>) -> Result<(), JournalError> {
        self.make_writable()?;
        self.db
            .execute(
                "INSERT OR IGNORE INTO acknowledged (page, at) VALUES (?1, ?2)",
                params![page, now.timestamp_millis()],
            )
            .told(&self.path)?;
        Ok(())
    }

    /// The names of all that was shown.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn acknowledged(&self) -> Result<HashSet<String>, JournalError> {
        let read = || {
            let mut found = self.db.prepare_cached("SELECT page FROM acknowledged")?;
            let pages = found.query_map([], |row| row.get(0))?;
            pages.collect::<rusqlite::Result<_>>()
        };
        read().told(&self.path)
    }
}
