//! Silence: no process on this computer sends reminders or runs hooks until it ends. Local to this computer.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, params};

use super::error::InFile;
use super::{Journal, JournalError};

/// How long a request for silence lasts. It has to be renewed, so that a window that dies does not mute the computer.
pub const SILENCE_DURATION: TimeDelta = TimeDelta::minutes(2);

impl Journal {
    /// Requests silence from `now` on for [`SILENCE_DURATION`].
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn request_silence(&mut self, now: DateTime<Utc>) -> Result<(), JournalError> {
        self.make_writable()?;
        self.db
            .execute(
                "INSERT OR REPLACE INTO quiet (one, until) VALUES (1, ?1)",
                params![(now + SILENCE_DURATION).timestamp_millis()],
            )
            .in_file(&self.path)?;
        Ok(())
    }

    /// Ends the silence.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end_silence(&mut self) -> Result<(), JournalError> {
        self.make_writable()?;
        self.db
            .execute("DELETE FROM quiet", [])
            .in_file(&self.path)?;
        Ok(())
    }

    /// The end of the silence; none when there is none at `now`. An end more than [`SILENCE_DURATION`] ahead was stored
    /// before the clock was set back, and does not count.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn silent_until(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, JournalError> {
        let read = || {
            let mut found = self.db.prepare_cached("SELECT until FROM quiet")?;
            found.query_row([], |row| row.get::<_, i64>(0)).optional()
        };
        let until = read().in_file(&self.path)?;
        let until = until.and_then(DateTime::from_timestamp_millis);
        Ok(until.filter(|until| *until > now && *until <= now + SILENCE_DURATION))
    }
}
