//! The file of claims: opened, created, or replaced where it is damaged.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::claim::Claim;
use super::{answer, rows};
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
        Ok(Self {
            db,
            id: file_id(path),
            path: path.to_owned(),
        })
    }

    /// Whether the path still leads to this file.
    pub(super) fn is_in_place(&self) -> bool {
        file_id(&self.path) == self.id
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

/// The claim of the last reminder, read without creating or writing any file; none if there is no file yet.
///
/// Another process may create the file at this moment, or move its log into it. Then it is read again.
pub(super) fn last_reminder(path: &Path) -> Result<Option<Claim>, ClaimsError> {
    let mut found = read_last_reminder(path);
    for _ in 1..READ_TRIES {
        if found.is_ok() {
            break;
        }
        thread::sleep(READ_PAUSE);
        found = read_last_reminder(path);
    }
    found.map_err(|fault| fault.at(path))
}

fn read_last_reminder(path: &Path) -> Result<Option<Claim>, Fault> {
    if fs::metadata(path).is_ok_and(|file| file.len() == 0) || !fs::exists(path)? {
        return Ok(None);
    }
    let db = open_to_read(path)?;
    db.busy_timeout(BUSY)?;
    if is_empty(&db)? {
        return Ok(None);
    }
    check(&db)?;
    Ok(rows::last_reminder(&db)?)
}

/// While another process has the file open, its newest content is in the write-ahead log. Otherwise the file is opened
/// as immutable, because `SQLite` would create files beside it.
fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0) {
        return Connection::open_with_flags(path, read_only);
    }
    let name = path.to_string_lossy().replace('%', "%25");
    let name = name.replace('?', "%3f").replace('#', "%23");
    let flags = read_only | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}

/// Creates the file readable and writable for its owner only, in a folder of the same kind; corrects the permissions of
/// a file that others may read.
fn create_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
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
            if let Err(why) = make_private(path, &file.permissions()) {
                tracing::warn!(path = %path.display(), %why, "others can read this file");
            }
            Ok(())
        }
        Ok(_) => Err(io::Error::other("it is not a file")),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn make_private(path: &Path, permissions: &fs::Permissions) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if permissions.mode().trailing_zeros() < 6 {
        let private = permissions.mode() & 0o700;
        fs::set_permissions(path, fs::Permissions::from_mode(private))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(_path: &Path, _permissions: &fs::Permissions) -> io::Result<()> {
    Ok(())
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
        // SQLite finds these by the file's name alone, and would apply them to the new one.
        for ending in ["-wal", "-shm"] {
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

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The device and inode of a file, which distinguish it from another file of the same name.
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

/// On this platform an open file cannot be replaced.
#[cfg(not(unix))]
fn file_id(_path: &Path) -> Option<FileId> {
    None
}
