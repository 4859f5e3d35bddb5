//! Until when nobody on this computer is to be spoken to. Local to this computer.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, params};

use super::error::Told;
use super::{Journal, JournalError};

/// How long silence holds that is not asked for again: what asked for it may have died meanwhile.
pub const QUIET_HOLDS: TimeDelta = TimeDelta::minutes(2);

impl Journal {
    /// Asks for silence, from now on for [`QUIET_HOLDS`].
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_quiet(&mut self, now: DateTime<Utc>) -> Result<(), JournalError> {
        self.make_writable()?;
        self.db
            .execute(
                "INSERT OR REPLACE INTO quiet (one, until) VALUES (1, ?1)",
                params![(now + QUIET_HOLDS).timestamp_millis()],
            )
            .told(&self.path)?;
        Ok(())
    }

    /// Ends the silence.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end_quiet(&mut self) -> Result<(), JournalError> {
        self.make_writable()?;
        self.db.execute("DELETE FROM quiet", []).told(&self.path)?;
        Ok(())
    }

    /// Until when there is to be silence; none when anything may be said. What was asked for before the clock was set
    /// back does not hold.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quiet_until(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, JournalError> {
        let read = || {
            let mut found = self.db.prepare_cached("SELECT until FROM quiet")?;
            found.query_row([], |row| row.get::<_, i64>(0)).optional()
        };
        let until = read().told(&self.path)?;
        let until = until.and_then(DateTime::from_timestamp_millis);
        Ok(until.filter(|until| *until > now && *until <= now + QUIET_HOLDS))
    }
}
