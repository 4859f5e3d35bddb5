//! Connections to the file: for reading, which creates, converts and writes nothing, or for writing.
//!
//! A connection for reading takes the file as immutable where all of the content is in it: `SQLite` then neither locks
//! it nor creates files beside it. Whether somebody wrote meanwhile is seen by the state of the files, before and after
//! each query; so it is where there is a write-ahead log without its index, which nobody has open. Where somebody may have
//! the log open the file is opened read-only, and `SQLite` itself sees what others write.
//! The one thing that is written for reading is what a crash has left half done: it is taken back.

use std::cell::Ref;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::Journal;
use super::error::{InFile, JournalError};
use super::files::{self, Files};
use super::recovery::repaired;
use super::schema::{self, Readable};
use crate::sqlite_file::{FileId, open_immutable, open_without_index};

/// How long to wait for another process that writes.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// How long nobody has to have written before the write-ahead log is moved into the file.
const QUIET: Duration = Duration::from_secs(3);

/// An open connection, and what it can do.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) db: Connection,
    pub(super) access: Access,
    /// The identity of the file when it was opened, to detect that it was replaced; none if there was none.
    pub(super) id: Option<FileId>,
    /// The error of writing to the journal, if a newer version of the program wrote it.
    pub(super) newer: Option<JournalError>,
}

/// What a connection can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Access {
    /// There is no journal: the database is empty and in memory.
    Empty(Files),
    /// There may be one that cannot be opened. The database is empty and in memory until the caller tries again.
    StandIn,
    /// It reads a file that nobody writes, as long as the files are in this state.
    Immutable(Files),
    /// It reads a file that others may write.
    Shared,
    /// It writes.
    Writing,
}

/// How often to read before giving up because somebody writes each time. Two are nearly always enough: whoever writes has
/// a write-ahead log, so the second connection is not an immutable one.
const ATTEMPTS: usize = 5;

/// A connection for reading.
pub(super) fn open_for_reading(path: &Path, patience: Duration) -> Result<Opened, JournalError> {
    let mut files = Files::at(path)?;
    let mut opened = open_in_state(path, &files, patience);
    for _ in 1..ATTEMPTS {
        let now = Files::at(path)?;
        if now == files {
            break;
        }
        files = now;
        opened = open_in_state(path, &files, patience);
    }
    opened
}

fn open_in_state(path: &Path, files: &Files, patience: Duration) -> Result<Opened, JournalError> {
    if !files.has_content() {
        return empty(path, Access::Empty(files.clone()));
    }
    let (db, access) = connect(path, files, patience)?;
    let id = files.id();
    let newer = match schema::prepare_for_reading(&db, path)? {
        // Another process is creating it.
        Readable::Empty => return empty(path, Access::Empty(files.clone())),
        Readable::Journal => None,
        Readable::Newer(error) => Some(error),
    };
    Ok(Opened {
        db,
        access,
        id,
        newer,
    })
}

/// A connection that only reads, to a file of which it is not known whether it is a journal.
pub(super) fn connect(
    path: &Path,
    files: &Files,
    patience: Duration,
) -> Result<(Connection, Access), JournalError> {
    if files.has_rollback() {
        roll_back(path, patience);
    }
    let (db, access) = if files.is_all_in_one() {
        let db = open_immutable(path).in_file(path)?;
        (db, Access::Immutable(files.clone()))
    } else if files.has_only_a_log() {
        let db = open_without_index(path).in_file(path)?;
        (db, Access::Immutable(files.clone()))
    } else {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).in_file(path)?;
        (db, Access::Shared)
    };
    db.busy_timeout(patience).in_file(path)?;
    Ok((db, access))
}

/// Takes back what is there in part of a creation or conversion that a crash interrupted. Until then `SQLite` refuses to
/// read the file. Nothing happens while the process that writes is alive.
fn roll_back(path: &Path, patience: Duration) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // Without the right to write it fails, and reading then fails with the reason.
    let _ = Connection::open_with_flags(path, flags).and_then(|db| {
        db.busy_timeout(patience)?;
        db.pragma_query_value(None, "schema_version", |_| Ok(()))
    });
}

/// A connection for writing. The journal is created or converted if need be, and closed to everybody but its owner.
pub(super) fn open_for_writing(path: &Path, patience: Duration) -> Result<Opened, JournalError> {
    let is_new = !Files::at(path)?.has_content();
    if is_new {
        files::make_folder(path)?;
    }
    let db = schema::prepare_for_writing(path, is_new, || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).in_file(path)?;
        if db.is_readonly(rusqlite::MAIN_DB).in_file(path)? {
            return Err(JournalError::ReadOnly(path.to_owned()));
        }
        db.busy_timeout(patience).in_file(path)?;
        // Closing a damaged file would delete a log that SQLite takes for empty.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
            .in_file(path)?;
        Ok(db)
    });
    let db = db.map_err(|error| match error {
        // SQLite cannot create its files beside a journal that can be read.
        JournalError::NoEntry(path) if !is_new => JournalError::ReadOnly(path),
        other => other,
    })?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
        .in_file(path)?;
    files::make_private(path);
    Ok(Opened {
        db,
        access: Access::Writing,
        id: Files::at(path)?.id(),
        newer: None,
    })
}

/// The pages in memory of a connection that reads much, but nothing twice, in KiB. `SQLite` would keep two megabytes.
const LITTLE: i64 = 256;

/// Makes a connection keep few pages in memory.
pub(super) fn cache_little(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "cache_size", -LITTLE)
}

/// An empty journal in memory.
pub(super) fn empty(path: &Path, access: Access) -> Result<Opened, JournalError> {
    let db = Connection::open_in_memory().in_file(path)?;
    schema::create(&db).in_file(path)?;
    Ok(Opened {
        db,
        id: None,
        newer: None,
        access,
    })
}

impl Journal {
    /// The connection as it is. For what is written, after [`Journal::make_writable`].
    pub(super) fn db(&self) -> Ref<'_, Connection> {
        Ref::map(self.opened.borrow(), |opened| &opened.db)
    }

    pub(super) fn is_writable(&self) -> bool {
        self.opened.borrow().access == Access::Writing
    }

    /// Runs a query on the present content of the file.
    pub(super) fn read<T>(
        &self,
        query: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        let mut found = query(&self.db());
        for _ in 1..ATTEMPTS {
            // What was read before or while somebody wrote may be the old state, or neither the old one nor the new.
            if !self.follow_files()? {
                break;
            }
            found = query(&self.db());
        }
        found.in_file(&self.path)
    }

    /// Opens the file again if it cannot be seen otherwise that others wrote. Returns whether it did.
    pub(super) fn follow_files(&self) -> Result<bool, JournalError> {
        let is_outdated = match &self.opened.borrow().access {
            Access::Empty(files) | Access::Immutable(files) => Files::at(&self.path)? != *files,
            Access::StandIn | Access::Shared | Access::Writing => false,
        };
        if is_outdated {
            self.replace(open_for_reading(&self.path, self.patience)?);
        }
        Ok(is_outdated)
    }

    pub(super) fn replace(&self, opened: Opened) {
        *self.opened.borrow_mut() = opened;
        self.openings.set(self.openings.get() + 1);
    }

    /// Prepares for a write: opens the journal for writing if it is open for reading, and opens the file that is there
    /// now if it was replaced, since what is written into a deleted file is lost. If that fails, it can be read as
    /// before.
    pub(super) fn make_writable(&mut self) -> Result<(), JournalError> {
        if !self.is_writable() || self.was_replaced() {
            self.checkpoint();
            let opened = repaired(&self.path, || open_for_writing(&self.path, self.patience))?;
            self.replace(opened);
        }
        Ok(())
    }

    /// Moves everything from the write-ahead log into the file. `SQLite` finds the log by the file's name alone, so a
    /// log that is left behind would be applied to another file that takes this name.
    pub(super) fn checkpoint(&self) {
        if self.is_writable() {
            // Fails while another process uses the journal, which then does it when it closes.
            let _ = self
                .db()
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
    }

    /// Moves everything from the write-ahead log into the file once nobody has written for a few seconds. A plain copy
    /// of the file then holds all events, also while this journal is open. Returns how long after `now` to call again;
    /// none if there is nothing to do. A journal that is open for reading never has anything to do.
    ///
    /// This writes to the disk, and waits for it, but not for other processes.
    pub fn checkpoint_when_quiet(&mut self, now: DateTime<Utc>) -> Option<Duration> {
        if !self.is_writable() {
            return None;
        }
        let written = Files::at(&self.path).ok()?.log_written()?;
        // After the clock was set back the log seems to be written later.
        let age = (now - DateTime::<Utc>::from(written)).abs();
        let age = age.to_std().unwrap_or(Duration::MAX);
        if let Some(left) = QUIET.checked_sub(age).filter(|left| !left.is_zero()) {
            return Some(left);
        }
        let db = self.db();
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy = db
            .busy_timeout(Duration::ZERO)
            .and_then(|()| db.query_row(sql, [], |row| row.get(0)));
        // Setting it cannot fail on an open connection.
        let _ = db.busy_timeout(self.patience);
        // Another process reads or writes just now, or the disk is full.
        is_busy.unwrap_or(true).then_some(QUIET)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_was_read_while_somebody_wrote_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let open = || Journal::open(&path, "test").unwrap();
        let now = DateTime::UNIX_EPOCH;
        open().acknowledge("first", now).unwrap();
        let reader = Journal::open_or_empty(&path, "test").unwrap();
        for page in ["second", "third"] {
            let runs = Cell::new(0);
            let pages = reader.read(|db| {
                let sql = "SELECT count(*) FROM acknowledged";
                let before: i64 = db.query_row(sql, [], |row| row.get(0))?;
                runs.set(runs.get() + 1);
                if runs.get() == 1 {
                    // It closes, so that all is in the one file again.
                    open().acknowledge(page, now).unwrap();
                }
                Ok(before)
            });
            let expected = if page == "second" { 2 } else { 3 };
            assert_eq!((pages, runs.get()), (Ok(expected), 2), "{page}");
        }
    }
}
