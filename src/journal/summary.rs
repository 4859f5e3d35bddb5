//! A look at a journal that leaves everything as it is: no file is made, none is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use super::error::{JournalError, Told};
use super::{open_still, schema};

/// Whoever only looks does not wait long for somebody who writes.
const BUSY: Duration = Duration::from_secs(1);

/// What a look at a journal shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalSummary {
    /// How many events it holds.
    pub events: i64,
    /// When the newest of them was written, by the clock of that time.
    pub written: Option<DateTime<Utc>>,
    /// The reminder that was last to be sent.
    pub reminder: Option<LastReminder>,
    /// Why this version cannot write it, where that is so.
    pub newer: Option<JournalError>,
}

/// How a reminder went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastReminder {
    /// Its key.
    pub reminder: String,
    /// When somebody set out to send it.
    pub claimed_at: DateTime<Utc>,
    /// When a channel took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// Which channel.
    pub channel: Option<String>,
    /// Why the desktop did not.
    pub problem: Option<String>,
}

impl JournalSummary {
    /// Looks at a journal; none when there is nothing in it yet. Whether it may be written is not looked at.
    ///
    /// # Errors
    /// When it is no journal, is damaged, or cannot be read.
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
        db.busy_timeout(BUSY).told(path)?;
        let newer = match schema::prepare(&db, path, false)? {
            Some(why @ JournalError::Newer { .. }) => Some(why),
            // It was opened for reading, so it has to look read-only.
            _ => None,
        };
        is_whole(&db, path)?;
        let (events, newest): (i64, Option<Uuid>) = db
            .query_row("SELECT count(*), max(id) FROM event", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .told(path)?;
        Ok(Some(Self {
            events,
            written: newest.as_ref().and_then(made_at),
            reminder: last_reminder(&db),
            newer,
        }))
    }
}

/// While somebody has the journal open, the newest is in a second file, which is read along; both that it takes
/// are there then. Otherwise the one file is all, and reading it as such makes no other.
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
        return Connection::open_with_flags(path, flags).told(path);
    }
    open_still(path).told(path)
}

fn is_whole(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let found: String = db
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .told(path)?;
    if found == "ok" {
        return Ok(());
    }
    Err(JournalError::Damaged {
        path: path.to_owned(),
        cause: found.lines().next_back().unwrap_or_default().to_owned(),
    })
}

/// The time in an id is the clock's when it was made.
fn made_at(id: &Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

/// A table of another format has nothing to tell.
fn last_reminder(db: &Connection) -> Option<LastReminder> {
    let sql = "SELECT claimed_at, sent_at, channel, problem, reminder FROM claim
               WHERE reminder NOT LIKE 'hook %' ORDER BY claimed_at DESC LIMIT 1";
    let (claimed_at, sent_at, channel, problem, reminder) = db
        .query_row(sql, [], |row| {
            let sent_at: Option<i64> = row.get(1)?;
            Ok((row.get(0)?, sent_at, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .ok()?;
    Some(LastReminder {
        reminder,
        claimed_at: DateTime::from_timestamp_millis(claimed_at)?,
        sent_at: sent_at.and_then(DateTime::from_timestamp_millis),
        channel,
        problem,
    })
}
