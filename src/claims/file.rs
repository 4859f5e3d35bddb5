//! The file of claims: opened, created, or replaced where it is damaged.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::claim::Claim;
use super::{answer, own_notifications, quiet_nights, rows};
use crate::private_file;
use crate::sqlite_file::{
    FileId, WAL_AND_SHM, beside, file_id, open_immutable, open_without_index,
};
use crate::whole_file::{self, Lock};

/// How long to wait for another process that writes. It holds the lock for less than a millisecond, as nothing is
/// synced; a busy computer may take longer.
const BUSY: Duration = Duration::from_secs(2);

/// How long to wait for the journal when the claims in it are taken over.
const BUSY_JOURNAL: Duration = Duration::from_millis(500);

/// "wcla" in ASCII. It identifies the file.
const APPLICATION_ID: i64 = 0x7763_6c61;

/// The format that this version of the program reads and writes.
const FORMAT: i64 = 1;

/// Claims are not synced with each write: what a power failure loses of them is off the screen as well.
const NOT_SYNCED: &str = "NORMAL";

/// Why the file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} cannot be used: {cause}", path = .path.display())]
pub(crate) struct ClaimsError {
    /// The path of the file.
    pub(crate) path: PathBuf,
    /// The error of `SQLite` or the system.
    pub(crate) cause: String,
}

/// The open file.
#[derive(Debug)]
pub(super) struct ClaimsFile {
    db: Connection,
    path: PathBuf,
    /// The identity of the file when it was opened, to detect that it was replaced.
    id: Option<FileId>,
}

/// What went wrong with the file.
#[derive(Debug)]
pub(super) enum Fault {
    /// Its content is not that of a file of claims.
    Damaged(String),
    /// It cannot be opened, read or written.
    Failed(String),
}

impl ClaimsFile {
    /// Opens the file. Where there is none it is created, with the claims of the last two evenings in `journal`, where
    /// older versions kept them. A damaged file is moved aside first.
    pub(super) fn open(path: &Path, journal: &Path) -> Result<Self, Fault> {
        Self::try_open(path, journal).or_else(|fault| match fault {
            Fault::Damaged(why) => {
                tracing::error!(why, "the claims of reminders are damaged: they begin anew");
                set_aside(path)?;
                Self::try_open(path, journal)
            }
            Fault::Failed(_) => Err(fault),
        })
    }

    fn try_open(path: &Path, journal: &Path) -> Result<Self, Fault> {
        create_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        if db.is_readonly(rusqlite::MAIN_DB)? {
            return Err(Fault::Failed("it may not be written".to_owned()));
        }
        db.busy_timeout(BUSY)?;
        db.pragma_update(None, "synchronous", NOT_SYNCED)?;
        if is_empty(&db)? {
            create(&db, path, journal)?;
        }
        check(&db)?;
        answer::create_table(&db)?;
        own_notifications::create_table(&db)?;
        quiet_nights::create_table(&db)?;
        Ok(Self {
            db,
            id: id_at(path),
            path: path.to_owned(),
        })
    }

    /// Whether the path still leads to this file.
    pub(super) fn is_in_place(&self) -> bool {
        id_at(&self.path) == self.id
    }

    /// Reads something.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        Ok(read(&self.db)?)
    }

    /// Reads, decides and writes in one transaction: no other process writes in between.
    pub(super) fn write<T>(
        &self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        let transaction =
            rusqlite::Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        let written = write(&self.db)?;
        transaction.commit()?;
        Ok(written)
    }

    /// Like [`ClaimsFile::write`], and returns only once it is on the disk.
    pub(super) fn write_durably<T>(
        &self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        self.db.pragma_update(None, "synchronous", "FULL")?;
        let written = self.write(write);
        self.db.pragma_update(None, "synchronous", NOT_SYNCED)?;
        written
    }
}

impl Fault {
    pub(super) fn at(self, path: &Path) -> ClaimsError {
        let (Self::Damaged(cause) | Self::Failed(cause)) = self;
        ClaimsError {
            path: path.to_owned(),
            cause,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        let cause = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(cause),
            _ => Self::Failed(cause),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// How often reading is tried, and the pause in between.
const READ_TRIES: u32 = 5;
const READ_PAUSE: Duration = Duration::from_millis(20);

/// Reads something without creating or writing any file; none if there is no file yet.
///
/// Another process may create the file at this moment, or move its log into it. Then it is read again.
pub(super) fn read_only<T>(
    path: &Path,
    read: impl Fn(&Connection) -> rusqlite::Result<T>,
) -> Result<Option<T>, ClaimsError> {
    let mut found = try_to_read(path, &read);
    for _ in 1..READ_TRIES {
        if found.is_ok() {
            break;
        }
        thread::sleep(READ_PAUSE);
        found = try_to_read(path, &read);
    }
    found.map_err(|fault| fault.at(path))
}

fn try_to_read<T>(
    path: &Path,
    read: impl Fn(&Connection) -> rusqlite::Result<T>,
) -> Result<Option<T>, Fault> {
    if fs::metadata(path).is_ok_and(|file| file.len() == 0) || !fs::exists(path)? {
        return Ok(None);
    }
    let db = open_to_read(path)?;
    db.busy_timeout(BUSY)?;
    if is_empty(&db)? {
        return Ok(None);
    }
    check(&db)?;
    Ok(Some(read(&db)?))
}

/// While another process has the file open, its newest content is in the write-ahead log, which has an index then. Otherwise
/// the file is opened so that `SQLite` creates no files beside it.
fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0) {
        return if beside(path, "-shm").exists() {
            Connection::open_with_flags(path, read_only)
        } else {
            open_without_index(path)
        };
    }
    open_immutable(path)
}

/// Creates the file readable and writable for its owner only, in a folder of the same kind; corrects the permissions of
/// a file that others may read.
fn create_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private_file::make_folder(folder)?;
    }
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            match whole_file::create(path, b"") {
                // Another process has created it meanwhile.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
                created => created,
            }
        }
        Ok(file) if file.is_file() => {
            // The file can be used with any permissions, so failing here is no reason to refuse it.
            if let Err(why) = private_file::close_to_others(path) {
                tracing::warn!(path = %path.display(), %why, "others can read this file");
            }
            Ok(())
        }
        Ok(_) => Err(io::Error::other("it is not a file")),
        Err(error) => Err(error),
    }
}

fn number(db: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, pragma, |row| row.get(0))
}

/// Whether nothing was ever written into the database.
fn is_empty(db: &Connection) -> rusqlite::Result<bool> {
    Ok(number(db, "schema_version")? == 0 && number(db, "application_id")? == 0)
}

/// Creates the tables, once, whoever else does the same at this moment.
fn create(db: &Connection, path: &Path, journal: &Path) -> Result<(), Fault> {
    let _lock = Lock::on(path)?;
    if !is_empty(db)? {
        return Ok(());
    }
    // Readers and a writer do not block each other then. It is a property of the file.
    db.pragma_update(None, "journal_mode", "WAL")?;
    let transaction = rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    db.execute_batch(include_str!("schema.sql"))?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", FORMAT)?;
    for claim in from_journal(journal) {
        rows::put(db, &claim)?;
    }
    Ok(transaction.commit()?)
}

/// The claims in the journal of an older version, so that what was sent before an update is not sent again.
fn from_journal(journal: &Path) -> Vec<Claim> {
    let read = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(journal, flags)?;
        db.busy_timeout(BUSY_JOURNAL)?;
        rows::in_old_journal(&db)
    };
    read().unwrap_or_else(|error| {
        let why = error.to_string();
        tracing::debug!(why, "no claims were taken over from the journal");
        vec![]
    })
}

fn check(db: &Connection) -> Result<(), Fault> {
    if number(db, "application_id")? != APPLICATION_ID {
        return Err(Fault::Damaged("it holds something else".to_owned()));
    }
    if number(db, "user_version")? != FORMAT {
        let newer = "a newer version of winddown wrote it";
        return Err(Fault::Failed(newer.to_owned()));
    }
    let found: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Fault::Damaged(found));
    }
    Ok(())
}

/// Moves a damaged file aside, to `claims.db.damaged`, unless another process has done so meanwhile.
fn set_aside(path: &Path) -> Result<(), Fault> {
    let _lock = Lock::on(path)?;
    if is_damaged(path) {
        for ending in WAL_AND_SHM {
            let _ = fs::remove_file(beside(path, ending));
        }
        fs::rename(path, beside(path, ".damaged"))?;
    }
    Ok(())
}

fn is_damaged(path: &Path) -> bool {
    let look = || -> Result<(), Fault> {
        let db = open_to_read(path)?;
        if is_empty(&db)? { Ok(()) } else { check(&db) }
    };
    matches!(look(), Err(Fault::Damaged(_)))
}

/// The identity of the file that is at the path; none if there is none.
fn id_at(path: &Path) -> Option<FileId> {
    fs::metadata(path).ok().as_ref().map(file_id)
}
