//! What can be wrong with a journal, in words that say what to do.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the journal cannot be read or written. Nothing in it has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The path is a folder.
    #[error("the journal {0} is a folder; name a file with --journal")]
    Folder(PathBuf),
    /// The path leads to a pipe or a device.
    #[error("the journal {0} is not a file; name one with --journal")]
    NotAFile(PathBuf),
    /// The folder for it cannot be made.
    #[error(
        "cannot make the folder {folder} for the journal: {cause}; name another file with --journal"
    )]
    NoFolder {
        /// Which.
        folder: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// The file is something else.
    #[error(
        "{0} is not a winddown journal and was left as it is; name another file with --journal"
    )]
    NotOurs(PathBuf),
    /// The file is damaged.
    #[error(
        "the journal {path} is damaged ({cause}) and was left as it is; keep a copy of it before you try anything"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What `SQLite` said.
        cause: String,
    },
    /// A newer version wrote it.
    #[error(
        "the journal {path} was written by a newer winddown (format {found}, this one knows {known}); it can be read, but not written: update winddown"
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this version knows.
        known: i64,
    },
    /// The file may not be written.
    #[error(
        "the journal {0} is read-only, so nothing can be kept; give yourself the right to write it and its folder"
    )]
    ReadOnly(PathBuf),
    /// The file may not even be opened.
    #[error(
        "the journal {0} cannot be opened; give yourself the right to read and write it and its folder, or name another with --journal"
    )]
    NoEntry(PathBuf),
    /// Another process holds it.
    #[error("the journal {0} is being written by another program; try again in a moment")]
    Busy(PathBuf),
    /// The disk is full.
    #[error(
        "there is no space left to write the journal {0}; nothing was kept: make room and try again"
    )]
    Full(PathBuf),
    /// Something else.
    #[error("cannot use the journal {path}: {cause}; name another with --journal")]
    Failed {
        /// Which file.
        path: PathBuf,
        /// What `SQLite` said.
        cause: String,
    },
}

impl JournalError {
    /// Why the lock beside the journal cannot be had.
    pub(super) fn unlockable(path: &Path, cause: &io::Error) -> Self {
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
}

/// Says of an error of `SQLite` where it happened.
pub(super) trait Told<T> {
    fn told(self, path: &Path) -> Result<T, JournalError>;
}

impl<T> Told<T> for rusqlite::Result<T> {
    fn told(self, path: &Path) -> Result<T, JournalError> {
        self.map_err(|error| name(&error, path))
    }
}

fn name(error: &rusqlite::Error, path: &Path) -> JournalError {
    let path = path.to_owned();
    let cause = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => JournalError::NotOurs(path),
        Some(ErrorCode::DatabaseCorrupt) => JournalError::Damaged { path, cause },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => JournalError::ReadOnly(path),
        Some(ErrorCode::CannotOpen) => JournalError::NoEntry(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => JournalError::Busy(path),
        Some(ErrorCode::DiskFull) => JournalError::Full(path),
        _ => JournalError::Failed { path, cause },
    }
}
