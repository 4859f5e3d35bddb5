//! Which reminders were claimed and sent. Local to this computer.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::params;

use super::error::Told;
use super::{Journal, JournalError};
use crate::event::EveningDate;

/// A claim holds this long without its reminder being sent; then its sender is taken for dead.
pub const CLAIM_HOLDS: TimeDelta = TimeDelta::seconds(30);

/// A reminder that somebody claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The reminder's key.
    pub reminder: String,
    /// When it was claimed.
    pub claimed_at: DateTime<Utc>,
    /// When some channel took it; none while it is on its way.
    pub sent_at: Option<DateTime<Utc>>,
}

impl Journal {
    /// Claims a reminder for `owner`: whether it is theirs to send. It is not when somebody sent it, or claimed
    /// it less than [`CLAIM_HOLDS`] ago. A claim from the future was made before the clock was set back.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn claim(
        &mut self,
        reminder: &str,
        evening: EveningDate,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, JournalError> {
        self.writable()?;
        let claimed = self.db.execute(
            "INSERT INTO claim (reminder, evening, owner, claimed_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (reminder) DO UPDATE SET owner = ?3, claimed_at = ?4
             WHERE sent_at IS NULL AND (claimed_at <= ?5 OR claimed_at > ?4)",
            params![
                reminder,
                evening.to_string(),
                owner,
                now.timestamp_millis(),
                (now - CLAIM_HOLDS).timestamp_millis(),
            ],
        );
        Ok(claimed.told(&self.path)? == 1)
    }

    /// Notes that a channel took a reminder: "desktop", "bell" ...
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_sent(
        &mut self,
        reminder: &str,
        channel: &str,
        now: DateTime<Utc>,
    ) -> Result<(), JournalError> {
        self.writable()?;
        self.db
            .execute(
                "UPDATE claim SET sent_at = ?2, channel = ?3 WHERE reminder = ?1",
                params![reminder, now.timestamp_millis(), channel],
            )
            .told(&self.path)?;
        Ok(())
    }

    /// The reminders of an evening that somebody claimed.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn claims(&self, evening: EveningDate) -> Result<Vec<Claim>, JournalError> {
        let read = || -> rusqlite::Result<Vec<Claim>> {
            self.db
                .prepare_cached(
                    "SELECT reminder, claimed_at, sent_at FROM claim WHERE evening = ?1",
                )?
                .query_map([evening.to_string()], |row| {
                    let sent_at: Option<i64> = row.get(2)?;
                    Ok(Claim {
                        reminder: row.get(0)?,
                        claimed_at: DateTime::from_timestamp_millis(row.get(1)?)
                            .unwrap_or_default(),
                        sent_at: sent_at.and_then(DateTime::from_timestamp_millis),
                    })
                })?
                .collect()
        };
        read().told(&self.path)
    }
}
