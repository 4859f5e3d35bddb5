//! Taking an event out of the journal for good: the only way in which a row is ever deleted.
//!
//! What is left is an event of the kind `forgotten` that names it. Wherever that one is imported the event goes too, and
//! it is never taken in again. Its bytes are removed from every file of this journal: from the database and its log,
//! from the daily backups, and from the copies that a migration, a restored backup or a recovery has left.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::Deserialize;
use serde_json::json;

use super::connection::BUSY;
use super::error::InFile;
use super::{Journal, JournalError, StoredRow, files, rows, schema};
use crate::clock;
use crate::event::{Draft, EveningDate, EventId, Origin, What};
use crate::sqlite_file::beside;

/// The kind of event that says that another one was taken out. It has no meaning for an evening, so elsewhere it is an
/// event that nobody interprets.
const FORGOTTEN: &str = "forgotten";

/// The trigger that is in the way.
const TRIGGER: &str = "event_is_never_deleted";

/// The pause between attempts to empty the log, which readers prevent.
const RETRY: Duration = Duration::from_millis(50);

/// What became of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forgetting {
    /// The files from which the event could not be removed; they may still hold it.
    pub not_cleaned: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    event: EventId,
}

impl StoredRow {
    /// The event that this row says was taken out for good; none if it is a row of another kind.
    pub fn forgets(&self) -> Option<EventId> {
        target(self)
    }
}

/// The event that this row says was taken out; none if it is a row of another kind.
pub(super) fn target(row: &StoredRow) -> Option<EventId> {
    let target = (row.kind == FORGOTTEN).then(|| serde_json::from_str::<Target>(&row.data));
    Some(target?.ok()?.event)
}

impl Journal {
    /// Takes an event out for good, with its bytes in every file of this journal. Returns none if there is no such
    /// event.
    ///
    /// # Errors
    /// When the journal cannot be written. It is as it was then, unless the event was taken out, and only the cleaning
    /// failed: forgetting it again goes on with that.
    pub fn forget(
        &mut self,
        event: EventId,
        now: DateTime<Utc>,
    ) -> Result<Option<Forgetting>, JournalError> {
        let is_forgotten = self.write(|journal| {
            let db = journal.db();
            let all = rows::forgotten(&db).in_file(&journal.path)?;
            if all.iter().any(|row| target(row) == Some(event)) {
                return Ok(true);
            }
            let found = rows::evening_and_offset(&db, event).in_file(&journal.path)?;
            let Some((evening, offset_min)) = found else {
                return Ok(false);
            };
            delete(&db, &[event]).in_file(&journal.path)?;
            let draft = Draft {
                at: now,
                offset_min: offset_min.unwrap_or_default(),
                evening: evening.unwrap_or(EveningDate(clock::today())),
                what: What::Other {
                    kind: FORGOTTEN.to_owned(),
                    step: None,
                    data: json!({ "event": event }),
                },
                origin: None,
            };
            journal.insert(Origin::Typed, &[], &[draft])?;
            Ok::<_, JournalError>(true)
        })?;
        is_forgotten.then(|| self.clean_files()).transpose()
    }

    /// Removes the bytes of all forgotten events from all files.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(super) fn clean_files(&self) -> Result<Forgetting, JournalError> {
        let forgotten = rows::forgotten(&self.db()).in_file(&self.path)?;
        let mut not_cleaned = Vec::new();
        if !rewrite(&self.db()).in_file(&self.path)? {
            not_cleaned.push(beside(&self.path, "-wal"));
        }
        for copy in files::all_copies(&self.path) {
            if let Err(error) = clean_copy(&copy, &forgotten) {
                tracing::warn!(path = %copy.display(), why = %error, "a file may still hold what was forgotten");
                not_cleaned.push(copy);
            }
        }
        Ok(Forgetting { not_cleaned })
    }
}

/// Deletes events, whatever the trigger says. Part of the caller's transaction.
pub(super) fn delete(db: &Connection, events: &[EventId]) -> rusqlite::Result<()> {
    // Overwrites what is deleted.
    db.pragma_update(None, "secure_delete", "ON")?;
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1";
    let trigger: Option<String> = db.query_row(sql, [TRIGGER], |row| row.get(0)).optional()?;
    if trigger.is_some() {
        db.execute_batch(&format!("DROP TRIGGER {TRIGGER}"))?;
    }
    for EventId(id) in events {
        db.execute("DELETE FROM event WHERE id = ?1", [id])?;
        if db.table_exists(None, "set_aside")? {
            db.execute("DELETE FROM set_aside WHERE id = ?1", [id])?;
        }
    }
    match trigger {
        Some(sql) => db.execute_batch(&sql),
        None => Ok(()),
    }
}

/// Writes all pages anew and empties the log. Returns whether that could be emptied: others who read prevent it.
fn rewrite(db: &Connection) -> rusqlite::Result<bool> {
    // Otherwise the copy that it makes would lie in a folder for temporary files.
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.execute_batch("VACUUM")?;
    let begun = clock::monotonic();
    loop {
        let is_busy: bool =
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if !is_busy || begun.elapsed() > BUSY {
            return Ok(!is_busy);
        }
        thread::sleep(RETRY);
    }
}

/// Removes events from a database file that nobody uses, and adds the rows that say so.
pub(super) fn clean_copy(copy: &Path, forgotten: &[StoredRow]) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(copy, flags)?;
    db.busy_timeout(BUSY)?;
    let targets: Vec<EventId> = forgotten.iter().filter_map(target).collect();
    let is_current = schema::is_current(&db)?;
    let transaction = db.unchecked_transaction()?;
    delete(&db, &targets)?;
    if is_current {
        for row in forgotten {
            rows::insert_if_new(&db, row)?;
        }
    }
    transaction.commit()?;
    if !rewrite(&db)? {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(busy, None));
    }
    db.close().map_err(|(_, error)| error)
}
