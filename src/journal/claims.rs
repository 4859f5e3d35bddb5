//! Which reminders were claimed and sent. Local to this computer.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::params;

use super::error::Told;
use super::{Journal, JournalError, Transaction};
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
        self.claim_one(reminder, evening, owner, now)
    }

    fn claim_one(
        &self,
        reminder: &str,
        evening: EveningDate,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, JournalError> {
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

    /// Claims reminders that are to be sent together, and returns those that are `owner`'s to send. Nobody else
    /// claims one of them in between, so what is said in one bubble is not torn into two.
    ///
    /// # Errors
    /// When the file cannot be written. Nothing is claimed then.
    pub fn claim_all(
        &mut self,
        reminders: &[String],
        evening: EveningDate,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, JournalError> {
        self.writable()?;
        let transaction = Transaction::begin(&self.db, &self.path)?;
        let mut theirs = Vec::with_capacity(reminders.len());
        for reminder in reminders {
            if self.claim_one(reminder, evening, owner, now)? {
                theirs.push(reminder.clone());
            }
        }
        transaction.commit()?;
        Ok(theirs)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_only_those_are_claimed_that_are_still_free() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Journal::open(&folder.path().join("journal.db"), "test").unwrap();
        let (mut one, mut other) = (open(), open());
        let evening = "2026-11-24".parse().unwrap();
        let now = "2026-11-24T20:50:00Z".parse().unwrap();
        let keys = ["bath", "stretch"].map(str::to_owned);
        assert!(one.claim("bath", evening, "one", now).unwrap());
        assert_eq!(
            other.claim_all(&keys, evening, "other", now).unwrap(),
            ["stretch"]
        );
        assert!(
            one.claim_all(&keys, evening, "one", now)
                .unwrap()
                .is_empty()
        );
    }
}
