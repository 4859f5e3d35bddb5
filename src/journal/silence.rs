//! Until when nobody on this computer is to be spoken to. Local to this computer.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, params};

use super::error::Told;
use super::{Journal, JournalError};

/// How long silence holds that is not asked for again: what asked for it may have died meanwhile.
pub const SILENCE_DURATION: TimeDelta = TimeDelta::minutes(2);

impl Journal {
    /// Asks for silence, from now on for [`SILENCE_DURATION`].
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
            .told(&self.path)?;
        Ok(())
    }

    /// Ends the silence.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end_silence(&mut self) -> Result<(), JournalError> {
        self.make_writable()?;
        self.db.execute("DELETE FROM quiet", []).told(&self.path)?;
        Ok(())
    }

    /// Until when there is to be silence; none when anything may be said. What was asked for before the clock was set
    /// back does not hold.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn silent_until(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, JournalError> {
        let read = || {
            let mut found = self.db.prepare_cached("SELECT until FROM quiet")?;
            found.query_row([], |row| row.get::<_, i64>(0)).optional()
        };
        let until = read().told(&self.path)?;
        let until = until.and_then(DateTime::from_timestamp_millis);
        Ok(until.filter(|until| *until > now && *until <= now + SILENCE_DURATION))
    }
}
