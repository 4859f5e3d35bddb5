//! Timers that were started. Local to this computer; at most one per step and evening.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::{Journal, JournalError};
use crate::event::{EveningDate, StepId, is_plausible_instant};
use crate::span::Span;

/// A timer as it is stored. It runs by the wall clock, so it continues while no window is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTimer {
    /// The evening it belongs to.
    pub evening: EveningDate,
    /// The step it is for.
    pub step: StepId,
    /// Its whole length.
    pub length: Span,
    /// The time that was left when it was last started or paused.
    pub left: Span,
    /// When it was last started; none while it is paused or over.
    pub since: Option<DateTime<Utc>>,
}

impl Journal {
    /// Stores a timer, replacing what was stored for its step. Timers of earlier evenings are deleted.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_timer(&mut self, timer: &StoredTimer) -> Result<(), JournalError> {
        let evening = timer.evening.to_string();
        self.write_local(|db| {
            db.execute("DELETE FROM timer WHERE evening < ?1", params![evening])?;
            db.execute(
                "INSERT OR REPLACE INTO timer (evening, step, length_secs, left_secs, since)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    evening,
                    timer.step.0,
                    timer.length.as_secs(),
                    timer.left.as_secs(),
                    timer.since.map(|since| since.timestamp_millis()),
                ],
            )
        })?;
        Ok(())
    }

    /// Records that a timer is over. Returns true only for the first caller, so that only one of two windows rings.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end_timer(&mut self, evening: EveningDate, step: &StepId) -> Result<bool, JournalError> {
        let ended = self.write_local(|db| {
            db.execute(
                "UPDATE timer SET left_secs = 0, since = NULL
                 WHERE evening = ?1 AND step = ?2 AND since IS NOT NULL",
                params![evening.to_string(), step.0],
            )
        })?;
        Ok(ended == 1)
    }

    /// Deletes a timer.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_timer(
        &mut self,
        evening: EveningDate,
        step: &StepId,
    ) -> Result<(), JournalError> {
        let sql = "DELETE FROM timer WHERE evening = ?1 AND step = ?2";
        self.write_local(|db| db.execute(sql, params![evening.to_string(), step.0]))?;
        Ok(())
    }

    /// All stored timers, by evening and step. Rows that make no sense are skipped.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn timers(&self) -> Result<Vec<StoredTimer>, JournalError> {
        self.read(|db| {
            let mut found = db.prepare_cached(
                "SELECT evening, step, length_secs, left_secs, since FROM timer ORDER BY evening, step",
            )?;
            let mut rows = found.query([])?;
            let mut timers = Vec::new();
            while let Some(row) = rows.next()? {
                timers.extend(timer(row));
            }
            Ok(timers)
        })
    }
}

fn timer(row: &Row<'_>) -> Option<StoredTimer> {
    let since: Option<i64> = row.get("since").ok()?;
    let since = since.map(|millis| {
        DateTime::from_timestamp_millis(millis).filter(|since| is_plausible_instant(*since))
    });
    Some(StoredTimer {
        evening: row.get::<_, String>("evening").ok()?.parse().ok()?,
        step: StepId(row.get("step").ok()?),
        length: Span::seconds(row.get("length_secs").ok()?),
        left: Span::seconds(row.get("left_secs").ok()?),
        since: match since {
            Some(since) => Some(since?),
            None => None,
        },
    })
}
