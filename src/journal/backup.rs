//! Copies of the journal: one a day in a folder beside it, and one wherever the user wants it.
//!
//! A copy is made with `SQLite`'s online backup, so that it is one state of the journal whoever writes meanwhile, in a
//! new file beside its place. Only after every event in it was checked is it synced and moved there.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;
use rusqlite::backup::{Backup as OnlineBackup, StepResult};
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;

use super::connection::{BUSY, cache_little};
use super::error::{InFile, classify, is_of_writing};
use super::files::is_there;
use super::{Contents, JournalError};
use crate::sqlite_file::{beside, open_immutable};
use crate::{private_file, whole_file};

/// The pause before a copy that was disturbed by a writer goes on.
const RETRY: Duration = Duration::from_millis(20);

/// A backup that was made on some day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backup {
    /// The day, by the clock of this computer.
    pub(crate) day: NaiveDate,
    /// Its file.
    pub path: PathBuf,
}

/// Why a copy of the journal was not made. There is no new file then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// There is no journal yet.
    #[error("there is nothing to copy yet: no journal is at {}", .0.display())]
    NoJournal(PathBuf),
    /// There is a file already where the copy belongs.
    #[error("{} exists already and was left as it is; name another file", .0.display())]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("cannot write {}: {cause}", path.display())]
    Unwritable {
        /// The path of the copy.
        path: PathBuf,
        /// The system's error.
        cause: String,
    },
    /// The journal cannot be read, or is damaged.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// The folder of the daily backups.
pub(super) fn backup_folder(journal: &Path) -> PathBuf {
    beside(journal, "-backups")
}

/// The daily backups of a journal, the newest first.
pub fn backups(journal: &Path) -> Vec<Backup> {
    let files = fs::read_dir(backup_folder(journal)).into_iter().flatten();
    let mut backups: Vec<Backup> = files
        .flatten()
        .filter_map(|file| {
            let path = file.path();
            let name = path.file_name()?.to_str()?;
            let day = name.strip_suffix(".db")?.parse().ok()?;
            path.is_file().then_some(Backup { day, path })
        })
        .collect();
    backups.sort_by(|one, other| other.cmp(one));
    backups
}

/// Copies the journal to a new file that only its owner can read. Returns what is in it.
///
/// # Errors
/// When there is no journal, it is damaged, or the copy cannot be written. There is no new file then.
pub fn back_up(journal: &Path, copy: &Path) -> Result<Contents, BackupError> {
    if copy.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(copy.to_owned()));
    }
    let unwritable = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => BackupError::Exists(copy.to_owned()),
        _ => BackupError::Unwritable {
            path: copy.to_owned(),
            cause: error.to_string(),
        },
    };
    let (new, contents) = copied_beside(journal, copy)?;
    new.persist_noclobber(copy)
        .map_err(|error| unwritable(error.error))?;
    whole_file::sync_folder(copy);
    Ok(contents)
}

/// A checked and synced copy of the journal in a new file beside `target`, which is deleted unless it is moved there.
///
/// # Errors
/// As for [`back_up`].
pub(super) fn copied_beside(
    journal: &Path,
    target: &Path,
) -> Result<(NamedTempFile, Contents), BackupError> {
    if !is_there(journal) {
        return Err(BackupError::NoJournal(journal.to_owned()));
    }
    let source = open_source(journal)?;
    source.busy_timeout(BUSY).in_file(journal)?;
    let unwritable = |cause: String| BackupError::Unwritable {
        path: target.to_owned(),
        cause,
    };
    let new = new_file_beside(target).map_err(|error| unwritable(error.to_string()))?;
    let filled = fill(source, new.path(), journal, target);
    if filled.is_err() {
        // What SQLite puts beside a file stays if the disk is full.
        for ending in ["-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(new.path(), ending));
        }
    }
    let contents = filled?;
    new.as_file()
        .sync_all()
        .map_err(|error| unwritable(error.to_string()))?;
    Ok((new, contents))
}

/// Copies the journal into a new file, which will be `target`, and checks all that is in it.
fn fill(
    source: Connection,
    new: &Path,
    journal: &Path,
    target: &Path,
) -> Result<Contents, BackupError> {
    let unwritable = |cause: String| BackupError::Unwritable {
        path: target.to_owned(),
        cause,
    };
    let mut copy = Connection::open(new).map_err(|error| unwritable(error.to_string()))?;
    for db in [&source, &copy] {
        cache_little(db).in_file(journal)?;
    }
    copy_all(&source, &mut copy).map_err(|error| match classify(&error, target) {
        // The journal is only read, so it is the copy that cannot be written.
        JournalError::Full(_) => {
            unwritable("there is no space left; make room and try again".into())
        }
        JournalError::ReadOnly(_) => unwritable(error.to_string()),
        _ if is_of_writing(&error) => unwritable(error.to_string()),
        _ => classify(&error, journal).into(),
    })?;
    drop(source);
    let contents = Contents::read(&copy, journal)?;
    if contents.is_damaged() {
        return Err(JournalError::Damaged {
            path: journal.to_owned(),
            cause: contents.first_fault(),
        }
        .into());
    }
    copy.close()
        .map_err(|(_, error)| unwritable(error.to_string()))?;
    Ok(contents)
}

/// A new private file beside `target`.
pub(super) fn new_file_beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = target.parent().filter(|it| !it.as_os_str().is_empty());
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".");
    tempfile::Builder::new()
        .prefix(&prefix)
        .suffix(".new")
        .make_in(folder.unwrap_or(Path::new(".")), |path| {
            let mut options = fs::OpenOptions::new();
            private_file::private(options.read(true).write(true).create_new(true)).open(path)
        })
}

/// Opened for writing where that is possible: only then can a write-ahead log be read that a crash has left, and
/// nothing is left beside the file.
fn open_source(path: &Path) -> Result<Connection, JournalError> {
    let open = |flags| Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let is_usable = |db: &Connection| {
        db.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0))
            .is_ok()
    };
    for flags in [
        OpenFlags::SQLITE_OPEN_READ_WRITE,
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    ] {
        if let Ok(db) = open(flags)
            && is_usable(&db)
        {
            return Ok(db);
        }
    }
    open_immutable(path).in_file(path)
}

/// Copies a database in one step, so that the copy is a single state of it, into one file without a log.
fn copy_all(source: &Connection, copy: &mut Connection) -> rusqlite::Result<()> {
    // The caller syncs the whole file once.
    copy.pragma_update(None, "synchronous", "OFF")?;
    let begun = crate::clock::monotonic();
    let backup = OnlineBackup::new(source, copy)?;
    loop {
        match backup.step(-1)? {
            StepResult::Done => break,
            _ if begun.elapsed() < BUSY => thread::sleep(RETRY),
            _ => {
                let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
                return Err(rusqlite::Error::SqliteFailure(busy, None));
            }
        }
    }
    drop(backup);
    copy.pragma_update(None, "journal_mode", "DELETE")
}
