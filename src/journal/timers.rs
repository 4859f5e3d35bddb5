//! The timers that were started. Local to this computer; at most one for a step of an evening.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::error::Told;
use super::{Journal, JournalError};
use crate::event::{EveningDate, StepId};
use crate::span::Span;

/// A timer that was started, by the wall clock: it runs on while no window is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTimer {
    /// The evening it belongs to.
    pub evening: EveningDate,
    /// The step it is for.
    pub step: StepId,
    /// How long it is in all.
    pub length: Span,
    /// What was left when it last changed.
    pub left: Span,
    /// Since when that runs down; none while it stands still.
    pub since: Option<DateTime<Utc>>,
}

impl Journal {
    /// Keeps how a timer stands, in place of what was kept of it before. Those of earlier evenings are of no use any
    /// more, and go.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_timer(&mut self, timer: &StoredTimer) -> Result<(), JournalError> {
        self.make_writable()?;
        let evening = timer.evening.to_string();
        let keep = || {
            self.db
                .execute("DELETE FROM timer WHERE evening < ?1", params![evening])?;
            self.db.execute(
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
        };
        keep().told(&self.path)?;
        Ok(())
    }

    /// Notes that a timer's time is up, and says whether this is who noticed first: of two windows one rings.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end_timer(&mut self, evening: EveningDate, step: &StepId) -> Result<bool, JournalError> {
        self.make_writable()?;
        let ended = self
            .db
            .execute(
                "UPDATE timer SET left_secs = 0, since = NULL
                 WHERE evening = ?1 AND step = ?2 AND since IS NOT NULL",
                params![evening.to_string(), step.0],
            )
            .told(&self.path)?;
        Ok(ended == 1)
    }

    /// Forgets a timer.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_timer(
        &mut self,
        evening: EveningDate,
        step: &StepId,
    ) -> Result<(), JournalError> {
        self.make_writable()?;
        self.db
            .execute(
                "DELETE FROM timer WHERE evening = ?1 AND step = ?2",
                params![evening.to_string(), step.0],
            )
            .told(&self.path)?;
        Ok(())
    }

    /// The timers that were started.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn timers(&self) -> Result<Vec<StoredTimer>, JournalError> {
        let read = || -> rusqlite::Result<Vec<StoredTimer>> {
            let mut found = self.db.prepare_cached(
                "SELECT evening, step, length_secs, left_secs, since FROM timer ORDER BY evening, step",
            )?;
            let mut rows = found.query([])?;
            let mut timers = Vec::new();
            while let Some(row) = rows.next()? {
                // An evening that is no date is nobody's.
                if let Ok(evening) = row.get::<_, String>("evening")?.parse() {
                    timers.push(timer(row, evening)?);
                }
            }
            Ok(timers)
        };
        read().told(&self.path)
    }
}

fn timer(row: &Row<'_>, evening: EveningDate) -> rusqlite::Result<StoredTimer> {
    let since: Option<i64> = row.get("since")?;
    Ok(StoredTimer {
        evening,
        step: StepId(row.get("step")?),
        length: Span::seconds(row.get("length_secs")?),
        left: Span::seconds(row.get("left_secs")?),
        since: since.and_then(DateTime::from_timestamp_millis),
    })
}
