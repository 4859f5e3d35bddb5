//! Claims of reminders: which process sends a reminder, and how sending went. Local to this computer.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Params, Row, params};

use super::error::InFile;
use super::{Journal, JournalError, Transaction};
use crate::event::EveningDate;

/// A claim whose reminder was not sent within this time may be taken over: its sender has probably died.
pub const CLAIM_LIFETIME: TimeDelta = TimeDelta::seconds(30);

/// A reminder, or a run of a hook, that a process has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The reminder's key.
    pub reminder: String,
    /// The evening it is about.
    pub evening: EveningDate,
    /// The process that claimed it, as `ClaimHolder` names it.
    pub owner: String,
    /// The time of the claim.
    pub claimed_at: DateTime<Utc>,
    /// When a channel accepted it; none while it is being sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// The channel that accepted it: "desktop", "terminal" or "hook".
    pub channel: Option<String>,
    /// Why the desktop did not show it.
    pub problem: Option<String>,
    /// Its notification; none once that is closed.
    pub notification: Option<NotificationRef>,
}

/// Identifies a notification on the screen, so that another process can replace or close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRef {
    /// Its number, as the notification service assigned it.
    pub number: u32,
    /// The run of the service that assigned the number: a restarted service counts anew.
    pub service: String,
}

const COLUMNS: &str =
    "reminder, evening, owner, claimed_at, sent_at, channel, problem, bubble, service";

impl Journal {
    /// Claims a reminder for `owner`, and returns whether the claim succeeded.
    ///
    /// It fails if the reminder was sent, or if another claim lies within [`CLAIM_LIFETIME`] of `now`, before or after:
    /// of two processes that wake at the same time, the first to write may have read the clock last. A claim further in
    /// the future was made before the clock was set back, and is replaced. A new claim clears the old one's problem.
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
        Ok(claimed.in_file(&self.path)? == 1)
    }

    /// Claims several reminders in one transaction, and returns those whose claim succeeded. So two processes cannot
    /// each claim a part of what belongs into one notification.
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
        let mut claimed = Vec::with_capacity(reminders.len());
        for reminder in reminders {
            if self.claim_one(reminder, evening, owner, now)? {
                claimed.push(reminder.clone());
            }
        }
        transaction.commit()?;
        Ok(claimed)
    }

    /// Marks a reminder as sent through `channel`. `notification` is none if the channel shows no notification, or
    /// shows one that cannot be found again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_sent(
        &mut self,
        reminder: &str,
        channel: &str,
        notification: Option<&NotificationRef>,
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
                notification.map(|notification| notification.number),
                notification.map(|notification| notification.service.as_str()),
            ],
        )
        .map(drop)
    }

    /// Records why the desktop did not show a reminder. The reminder remains unsent.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_failed(&mut self, reminder: &str, problem: &str) -> Result<(), JournalError> {
        let sql = "UPDATE claim SET problem = ?2 WHERE reminder = ?1";
        self.change_claim(sql, params![reminder, problem]).map(drop)
    }

    /// Records that a reminder's notification is no longer on the screen.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_gone(&mut self, reminder: &str) -> Result<(), JournalError> {
        let sql = "UPDATE claim SET bubble = NULL, service = NULL WHERE reminder = ?1";
        self.change_claim(sql, params![reminder]).map(drop)
    }

    /// Moves the claim of a notification that is on the screen from `before` to `owner`. Returns whether it did: not if
    /// another process was faster, or the notification is gone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn take_over_claim(
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
        self.db.execute(sql, params).in_file(&self.path)
    }

    /// All claims about an evening, by time.
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
                // Skip rows whose evening is not a date: they belong to no evening.
                if let Ok(evening) = row.get::<_, String>("evening")?.parse() {
                    claims.push(claim(row, evening)?);
                }
            }
            Ok(claims)
        };
        read().in_file(&self.path)
    }
}

fn claim(row: &Row<'_>, evening: EveningDate) -> rusqlite::Result<Claim> {
    let number: Option<u32> = row.get("bubble")?;
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
        notification: number
            .zip(service)
            .map(|(number, service)| NotificationRef { number, service }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claiming_several_reminders_claims_only_the_free_ones() {
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
