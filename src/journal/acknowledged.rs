//! Names of things that need not be shown again: safety notes that were read, weekly summaries that were shown, the
//! offer of the agent that was declined. Local to this computer.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::{Journal, JournalError};

impl Journal {
    /// Records that `page` was shown. Recording it again changes nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn acknowledge(&mut self, page: &str, now: DateTime<Utc>) -> Result<(), JournalError> {
        let sql = "INSERT OR IGNORE INTO acknowledged (page, at) VALUES (?1, ?2)";
        self.write_local(|db| db.execute(sql, params![page, now.timestamp_millis()]))?;
        Ok(())
    }

    /// The names of everything that was acknowledged.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn acknowledged(&self) -> Result<HashSet<String>, JournalError> {
        self.read(|db| {
            let mut found = db.prepare_cached("SELECT page FROM acknowledged")?;
            let mut rows = found.query([])?;
            let mut pages = HashSet::new();
            while let Some(row) = rows.next()? {
                // Skip names that are not text: nothing has such a name.
                pages.extend(row.get::<_, String>(0));
            }
            Ok(pages)
        })
    }
}
