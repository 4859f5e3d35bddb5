//! A summary of a journal, read without creating or writing any file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};

use super::error::{InFile, JournalError};
use super::{UnreadableRow, open_immutable, rows, schema};
use crate::event::Event;

/// How long to wait for another process that writes. Commands that only read should not hang.
const BUSY: Duration = Duration::from_secs(1);

/// A summary of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalSummary {
    /// The number of its events that can be read.
    pub events: usize,
    /// The rows that cannot be read or trusted.
    pub unreadable: Vec<UnreadableRow>,
    /// When the newest event was written, by the writer's clock.
    pub written: Option<DateTime<Utc>>,
    /// The error of a journal that a newer version wrote; none otherwise.
    pub newer: Option<JournalError>,
}

impl JournalSummary {
    /// Reads the summary of the journal at `path`; none if there is no file or it is empty. Does not check whether the
    /// journal can be written.
    ///
    /// # Errors
    /// When the file is not a journal, is damaged, or cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, JournalError> {
        if path.is_dir() {
            return Err(JournalError::Folder(path.to_owned()));
        }
        match fs::metadata(path) {
            Ok(file) if file.len() == 0 => return Ok(None),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(JournalError::Failed {
                    path: path.to_owned(),
                    cause: error.to_string(),
                });
            }
        }
        let db = open(path)?;
        db.busy_timeout(BUSY).in_file(path)?;
        let newer = match schema::prepare(&db, path, false)? {
            Some(why @ JournalError::Newer { .. }) => Some(why),
            // The connection is read-only, so `prepare` always reports that.
            _ => None,
        };
        check_integrity(&db, path)?;
        let events = rows::all(&db).in_file(path)?;
        Ok(Some(Self {
            events: events.len(),
            unreadable: rows::unreadable(&db).in_file(path)?,
            written: events.iter().filter_map(Event::written).max(),
            newer,
        }))
    }
}

/// While another process has the journal open, its newest content is in the write-ahead log (`-wal`), which is read
/// through the existing `-shm` file. Otherwise the file is opened as immutable, because SQLite would create both files.
fn open(path: &Path) -> Result<Connection, JournalError> {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let in_use =
        fs::metadata(beside("-wal")).is_ok_and(|wal| wal.len() > 0) && beside("-shm").exists();
    if in_use {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        return Connection::open_with_flags(path, flags).in_file(path);
    }
    open_immutable(path).in_file(path)
}

fn check_integrity(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let found: String = db
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .in_file(path)?;
    if found == "ok" {
        return Ok(());
    }
    Err(JournalError::Damaged {
        path: path.to_owned(),
        cause: found.lines().next_back().unwrap_or_default().to_owned(),
    })
}
