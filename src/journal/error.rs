//! Errors of the journal: what happened, and what the user can do about it.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use super::files;
use super::unreadable::Unreadable;

/// Why the journal cannot be read or written. The journal is unchanged. The error's text is what happened and, after a
/// semicolon, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalError {
    /// The path is a folder.
    Folder(PathBuf),
    /// The path leads to a pipe or a device.
    NotAFile(PathBuf),
    /// The journal's folder cannot be created.
    NoFolder {
        /// The path of the folder.
        folder: PathBuf,
        /// The system's error.
        cause: String,
    },
    /// The file is not a journal.
    NotOurs(PathBuf),
    /// The file is damaged.
    Damaged {
        /// The path of the journal.
        path: PathBuf,
        /// The error of `SQLite` or the system.
        cause: String,
    },
    /// A newer version of the program wrote the file.
    Newer {
        /// The path of the journal.
        path: PathBuf,
        /// The format version of the file.
        found: i64,
        /// The newest format version that this program knows.
        known: i64,
    },
    /// There is no permission to write the file.
    ReadOnly(PathBuf),
    /// The file cannot be opened.
    NoEntry(PathBuf),
    /// Another process has locked it for too long.
    Busy(PathBuf),
    /// The disk is full.
    Full(PathBuf),
    /// An event that was to be written has a time or date that no event can have.
    OutOfRange {
        /// The path of the journal.
        path: PathBuf,
        /// What is wrong with the event.
        why: Unreadable,
    },
    /// Any other error.
    Failed {
        /// The path of the journal.
        path: PathBuf,
        /// The error of `SQLite` or the system.
        cause: String,
    },
}

impl JournalError {
    /// The lock file beside the journal could not be locked.
    pub(super) fn lock_failed(path: &Path, cause: &io::Error) -> Self {
        let path = path.to_owned();
        match cause.kind() {
            ErrorKind::TimedOut => Self::Busy(path),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::Failed {
                path,
                cause: cause.to_string(),
            },
        }
    }

    /// What happened.
    pub(crate) fn what(&self) -> String {
        match self {
            Self::Folder(path) => format!("the journal {} is a folder", path.display()),
            Self::NotAFile(path) => format!("the journal {} is not a file", path.display()),
            Self::NoFolder { folder, cause } => format!(
                "cannot make the folder {} for the journal: {cause}",
                folder.display()
            ),
            Self::NotOurs(path) => format!(
                "{} is not a winddown journal and was left as it is",
                path.display()
            ),
            Self::Damaged { path, cause } => format!(
                "the journal {} is damaged ({cause}) and was left as it is",
                path.display()
            ),
            Self::Newer { path, found, known } => format!(
                "the journal {} was written by a newer winddown (format {found}, this one knows {known}), so it can be read, but not written",
                path.display()
            ),
            Self::ReadOnly(path) => format!(
                "the journal {} is read-only, so nothing can be kept",
                path.display()
            ),
            Self::NoEntry(path) => format!("the journal {} cannot be opened", path.display()),
            Self::Busy(path) => format!(
                "the journal {} is being written by another program",
                path.display()
            ),
            Self::Full(path) => format!(
                "there is no space left to write the journal {}, so nothing was kept",
                path.display()
            ),
            Self::OutOfRange { path, why } => format!(
                "this entry was not kept in the journal {}: {why}",
                path.display()
            ),
            Self::Failed { path, cause } => {
                format!("cannot use the journal {}: {cause}", path.display())
            }
        }
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::Folder(_) => "name a file with --journal",
            Self::NotAFile(_) => "name one with --journal",
            Self::NoFolder { .. } | Self::NotOurs(_) => "name another file with --journal",
            Self::Damaged { .. } => {
                "`winddown journal check` says what can be read; the next entry repairs what it can and keeps this file"
            }
            Self::Newer { .. } => "update winddown",
            Self::ReadOnly(_) => "give yourself permission to write it and its folder",
            Self::NoEntry(_) => {
                "give yourself permission to read and write it and its folder, or name another with --journal"
            }
            Self::Busy(_) => "try again in a moment",
            Self::Full(_) => "make room and try again",
            Self::OutOfRange { .. } => "check the date, and the clock of this computer",
            Self::Failed { .. } => "name another with --journal",
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what(), self.advice())
    }
}

impl std::error::Error for JournalError {}

/// Turns an error of `SQLite` into a [`JournalError`] that names the file.
pub(super) trait InFile<T> {
    fn in_file(self, path: &Path) -> Result<T, JournalError>;
}

impl<T> InFile<T> for rusqlite::Result<T> {
    fn in_file(self, path: &Path) -> Result<T, JournalError> {
        self.map_err(|error| classify(&error, path))
    }
}

pub(super) fn classify(error: &rusqlite::Error, path: &Path) -> JournalError {
    let path = path.to_owned();
    let cause = error.to_string();
    // On a full disk the index of the write-ahead log cannot grow.
    let extended = error.sqlite_error().map(|error| error.extended_code);
    if extended == Some(ffi::SQLITE_IOERR_SHMSIZE) {
        return JournalError::Full(path);
    }
    // SQLite takes a quota that is used up for a broken disk.
    if is_of_writing(error) && files::lack_room(&path) {
        return JournalError::Full(path);
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) if files::was_journal(&path) => {
            JournalError::Damaged { path, cause }
        }
        Some(ErrorCode::NotADatabase) => JournalError::NotOurs(path),
        Some(ErrorCode::DatabaseCorrupt) => JournalError::Damaged { path, cause },
        _ if is_about_the_tables(error) => JournalError::Damaged { path, cause },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => JournalError::ReadOnly(path),
        Some(ErrorCode::CannotOpen) => JournalError::NoEntry(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => JournalError::Busy(path),
        Some(ErrorCode::DiskFull) => JournalError::Full(path),
        _ => JournalError::Failed { path, cause },
    }
}

/// Whether the system refused to write.
pub(super) fn is_of_writing(error: &rusqlite::Error) -> bool {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    matches!(
        extended,
        Some(ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_SHMOPEN)
    )
}

/// Whether the tables or their values are not what the program makes them: its statements are right, so an error in one
/// of them, such as a column that does not exist, means that the file has changed.
fn is_about_the_tables(error: &rusqlite::Error) -> bool {
    let code = match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            Some(error.extended_code & 0xff)
        }
        _ => None,
    };
    code == Some(ffi::SQLITE_ERROR)
        || matches!(
            error,
            rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_called_one_whatever_could_not_grow() {
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            let path = Path::new("journal.db");
            assert_eq!(classify(&error, path), JournalError::Full(path.to_owned()));
        }
    }
    #[test]
    fn tables_that_are_not_as_they_were_made_are_called_damaged() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE event (id, kind); INSERT INTO event VALUES (1, 2)")
            .unwrap();
        let read = |sql| db.query_row(sql, [], |row| row.get::<_, String>(0));
        for sql in ["SELECT data FROM event", "SELECT kind FROM event"] {
            let found = classify(&read(sql).unwrap_err(), Path::new("journal.db"));
            assert!(matches!(found, JournalError::Damaged { .. }), "{found:?}");
        }
    }
}
