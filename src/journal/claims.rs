//! Which reminders were claimed and sent. Local to this computer.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Params, Row, params};

use super::error::Told;
use super::{Journal, JournalError, Transaction};
use crate::event::EveningDate;

/// A claim holds this long without its reminder being sent; then its sender is taken for dead.
pub const CLAIM_LIFETIME: TimeDelta = TimeDelta::seconds(30);

/// A reminder that somebody claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The reminder's key.
    pub reminder: String,
    /// The evening it is about.
    pub evening: EveningDate,
    /// Who claimed it.
    pub owner: String,
    /// When it was claimed.
    pub claimed_at: DateTime<Utc>,
    /// When some channel took it; none while it is on its way.
    pub sent_at: Option<DateTime<Utc>>,
    /// Which channel took it.
    pub channel: Option<String>,
    /// Why the desktop did not take it.
    pub problem: Option<String>,
    /// Where it is on the screen; none once it is gone.
    pub placed: Option<Placed>,
}

/// A bubble's place on the screen: what another process needs to find it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The service's number for it.
    pub bubble: u32,
    /// Which run of which service gave that number.
    pub service: String,
}

const COLUMNS: &str =
    "reminder, evening, owner, claimed_at, sent_at, channel, problem, bubble, service";

impl Journal {
    /// Claims a reminder for `owner`: whether it is theirs to send. It is not when somebody sent it, or claimed
    /// it less than [`CLAIM_LIFETIME`] from `now`, before it or after: of two who wake at the same time, the first to write
    /// may have read the clock last. A claim further in the future was made before the clock was set back. How an
    /// earlier claimant fared is forgotten.
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
        self.make_writable()?;
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
             ON CONFLICT (reminder) DO UPDATE SET owner = ?3, claimed_at = ?4, problem = NULL
             WHERE sent_at IS NULL AND abs(claimed_at - ?4) >= ?5",
            params![
                reminder,
                evening.to_string(),
                owner,
                now.timestamp_millis(),
                CLAIM_LIFETIME.num_milliseconds(),
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
        self.make_writable()?;
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

    /// Notes that a channel took a reminder: "desktop", "terminal" ... `placed` is where it is on the screen.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_sent(
        &mut self,
        reminder: &str,
        channel: &str,
        placed: Option<&Placed>,
        now: DateTime<Utc>,
    ) -> Result<(), JournalError> {
        self.change_claim(
            "UPDATE claim SET sent_at = ?2, channel = ?3, bubble = ?4, service = ?5,
                              problem = CASE WHEN ?4 IS NULL THEN problem END
             WHERE reminder = ?1",
            params![
                reminder,
                now.timestamp_millis(),
                channel,
                placed.map(|placed| placed.bubble),
                placed.map(|placed| placed.service.as_str()),
            ],
        )
        .map(drop)
    }

    /// Notes why the desktop did not take a reminder. It stays to be sent.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_failed(&mut self, reminder: &str, problem: &str) -> Result<(), JournalError> {
        let sql = "UPDATE claim SET problem = ?2 WHERE reminder = ?1";
        self.change_claim(sql, params![reminder, problem]).map(drop)
    }

    /// Notes that a reminder is no longer on the screen.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_gone(&mut self, reminder: &str) -> Result<(), JournalError> {
        let sql = "UPDATE claim SET bubble = NULL, service = NULL WHERE reminder = ?1";
        self.change_claim(sql, params![reminder]).map(drop)
    }

    /// Makes `owner` the one who keeps a bubble that is on the screen, in place of `before`: whether it is theirs
    /// now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn inherit(
        &mut self,
        reminder: &str,
        before: &str,
        owner: &str,
    ) -> Result<bool, JournalError> {
        let sql = "UPDATE claim SET owner = ?3
                   WHERE reminder = ?1 AND owner = ?2 AND bubble IS NOT NULL";
        Ok(self.change_claim(sql, params![reminder, before, owner])? == 1)
    }

    fn change_claim(&mut self, sql: &str, params: impl Params) -> Result<usize, JournalError> {
        self.make_writable()?;
        self.db.execute(sql, params).told(&self.path)
    }

    /// The reminders of an evening that somebody claimed.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn claims(&self, evening: EveningDate) -> Result<Vec<Claim>, JournalError> {
        let sql = format!("SELECT {COLUMNS} FROM claim WHERE evening = ?1 ORDER BY claimed_at");
        self.read_claims(&sql, [evening.to_string()])
    }

    fn read_claims(&self, sql: &str, params: impl Params) -> Result<Vec<Claim>, JournalError> {
        let read = || -> rusqlite::Result<Vec<Claim>> {
            let mut found = self.db.prepare_cached(sql)?;
            let mut rows = found.query(params)?;
            let mut claims = Vec::new();
            while let Some(row) = rows.next()? {
                // An evening that is no date is nobody's.
                if let Ok(evening) = row.get::<_, String>("evening")?.parse() {
                    claims.push(claim(row, evening)?);
                }
            }
            Ok(claims)
        };
        read().told(&self.path)
    }
}

fn claim(row: &Row<'_>, evening: EveningDate) -> rusqlite::Result<Claim> {
    let bubble: Option<u32> = row.get("bubble")?;
    let service: Option<String> = row.get("service")?;
    let sent_at: Option<i64> = row.get("sent_at")?;
    Ok(Claim {
        reminder: row.get("reminder")?,
        evening,
        owner: row.get("owner")?,
        claimed_at: DateTime::from_timestamp_millis(row.get("claimed_at")?).unwrap_or_default(),
        sent_at: sent_at.and_then(DateTime::from_timestamp_millis),
        channel: row.get("channel")?,
        problem: row.get("problem")?,
        placed: bubble
            .zip(service)
            .map(|(bubble, service)| Placed { bubble, service }),
    })
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
