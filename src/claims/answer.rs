//! Answers to reminders, stored from when a button is pressed until the journal has them.
//!
//! The journal may be locked, full or read-only at that time, and this process may end before that is over. Then another
//! process takes the answers over. It may happen to record one twice that way, so recording has to allow for that.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::Claims;
use crate::event::{EveningDate, StepId};

/// An answer to a reminder that is not in the journal yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The evening that the reminder is about.
    pub evening: EveningDate,
    /// The step that it is about; none if it is about the whole evening.
    pub(crate) step: Option<StepId>,
    /// The key of the button.
    pub(crate) button: String,
    /// When it was pressed, in whole milliseconds, as they are stored.
    pub(crate) given_at: DateTime<Utc>,
}

impl Claims {
    /// Stores an answer for `owner`, who will record it, unless it is stored already. Returns whether it is stored: not
    /// if the file cannot be used.
    pub(crate) fn store_answer(
        &mut self,
        answer: &GivenAnswer,
        owner: &str,
        now: DateTime<Utc>,
    ) -> bool {
        let stored = self.with_file(now, |file| {
            file.write_durably(|db| insert(db, answer, owner))
        });
        stored.is_some()
    }

    /// The stored answers by the time at which they were given, each with its owner.
    pub(crate) fn answers(&mut self, now: DateTime<Utc>) -> Vec<(GivenAnswer, String)> {
        self.with_file(now, |file| file.read(all))
            .unwrap_or_default()
    }

    /// Moves a stored answer from `before` to `owner`. Returns whether it moved: not if another process was faster.
    pub(crate) fn take_over_answer(
        &mut self,
        answer: &GivenAnswer,
        before: &str,
        owner: &str,
        now: DateTime<Utc>,
    ) -> bool {
        let moved = self.with_file(now, |file| {
            file.write(|db| change_owner(db, answer, before, owner))
        });
        moved == Some(true)
    }

    /// Deletes an answer, because the journal has it or refused it. Returns whether it is deleted: not if the file cannot
    /// be used.
    pub(crate) fn delete_answer(&mut self, answer: &GivenAnswer, now: DateTime<Utc>) -> bool {
        let deleted = self.with_file(now, |file| file.write(|db| delete(db, answer)));
        deleted.is_some()
    }
}

/// Creates the table, which files of the first versions do not have.
pub(super) fn create_table(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(include_str!("answers.sql"))
}

fn insert(db: &Connection, answer: &GivenAnswer, owner: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO answer (evening, step, button, given_at, owner)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let (evening, step, button, given_at) = key(answer);
    db.prepare_cached(sql)?
        .execute(params![evening, step, button, given_at, owner])?;
    Ok(())
}

fn all(db: &Connection) -> rusqlite::Result<Vec<(GivenAnswer, String)>> {
    let sql = "SELECT evening, step, button, given_at, owner FROM answer ORDER BY given_at";
    let mut found = db.prepare_cached(sql)?;
    let mut rows = found.query([])?;
    let mut answers = Vec::new();
    while let Some(row) = rows.next()? {
        let (step, button): (String, String) = (row.get(1)?, row.get(2)?);
        // Skip what no program of any version has written.
        if let (Ok(evening), Some(given_at)) = (
            row.get::<_, String>(0)?.parse(),
            DateTime::from_timestamp_millis(row.get(3)?),
        ) {
            let answer = GivenAnswer {
                evening,
                step: (!step.is_empty()).then_some(StepId(step)),
                button,
                given_at,
            };
            answers.push((answer, row.get(4)?));
        }
    }
    Ok(answers)
}

fn change_owner(
    db: &Connection,
    answer: &GivenAnswer,
    before: &str,
    owner: &str,
) -> rusqlite::Result<bool> {
    let sql = "UPDATE answer SET owner = ?6
               WHERE (evening, step, button, given_at, owner) = (?1, ?2, ?3, ?4, ?5)";
    let (evening, step, button, given_at) = key(answer);
    let moved = db
        .prepare_cached(sql)?
        .execute(params![evening, step, button, given_at, before, owner])?;
    Ok(moved > 0)
}

fn delete(db: &Connection, answer: &GivenAnswer) -> rusqlite::Result<()> {
    let sql = "DELETE FROM answer WHERE (evening, step, button, given_at) = (?1, ?2, ?3, ?4)";
    let (evening, step, button, given_at) = key(answer);
    db.prepare_cached(sql)?
        .execute(params![evening, step, button, given_at])?;
    Ok(())
}

/// The columns that identify an answer. None of them may be null, so no step is an empty one.
fn key(answer: &GivenAnswer) -> (String, &str, &str, i64) {
    (
        answer.evening.to_string(),
        answer.step.as_ref().map_or("", |step| step.0.as_str()),
        &answer.button,
        answer.given_at.timestamp_millis(),
    )
}
