//! The progress of an unfinished guided session. Local to this computer; at most one.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use super::{Journal, JournalError};
use crate::event::{EveningDate, StepId};

/// A guided session that was interrupted: the window was closed, or the computer lost power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The evening it belongs to.
    pub evening: EveningDate,
    /// The step it is for, if it is for one.
    pub step: Option<StepId>,
    /// Its progress, in the player's own format.
    pub progress: Value,
}

impl Journal {
    /// Stores the progress of the running session, replacing what was stored before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_unfinished(&mut self, session: &Unfinished) -> Result<(), JournalError> {
        self.write_local(|db| {
            db.execute(
                "INSERT OR REPLACE INTO unfinished_session (one, evening, step, progress)
                 VALUES (1, ?1, ?2, ?3)",
                params![
                    session.evening.to_string(),
                    session.step.as_ref().map(|step| step.0.as_str()),
                    session.progress.to_string(),
                ],
            )
        })?;
        Ok(())
    }

    /// The stored session; none if there is none, or it cannot be understood.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unfinished(&self) -> Result<Option<Unfinished>, JournalError> {
        let stored = |row: &Row<'_>| Ok(unfinished(row));
        let sql = "SELECT evening, step, progress FROM unfinished_session";
        let row = self.read(|db| db.query_row(sql, [], stored).optional())?;
        Ok(row.flatten())
    }

    /// Deletes the stored session.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_unfinished(&mut self) -> Result<(), JournalError> {
        self.write_local(|db| db.execute("DELETE FROM unfinished_session", []))?;
        Ok(())
    }
}

fn unfinished(row: &Row<'_>) -> Option<Unfinished> {
    let step: Option<String> = row.get("step").ok()?;
    Some(Unfinished {
        evening: row.get::<_, String>("evening").ok()?.parse().ok()?,
        step: step.map(StepId),
        progress: serde_json::from_str(&row.get::<_, String>("progress").ok()?).ok()?,
    })
}
