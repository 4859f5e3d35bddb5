//! Why the folder was not read or written. The journal is never harmed by it: what could not be done is done later.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::journal::JournalError;

/// Why sync could not be done. The text is what happened and, after a semicolon, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The folder is not there, or nothing of winddown is in it.
    #[error("the folder {} is not there; start the program that brings it, or `winddown sync on DIR` with the right one", .0.display())]
    Missing(PathBuf),
    /// The folder cannot be written.
    #[error("nothing can be written into {}; give yourself the right to write there", .0.display())]
    ReadOnly(PathBuf),
    /// It cannot be read.
    #[error("{} cannot be read; give yourself the right to read it", .0.display())]
    Closed(PathBuf),
    /// There is no room.
    #[error("the disk with {} is full; make room, and what is missing there is written by itself", .0.display())]
    Full(PathBuf),
    /// Whoever reads or writes it waits and gets no answer.
    #[error("the folder {} does not answer; look whether the drive or the server that it is on is there, and what is missing is exchanged when it answers", .0.display())]
    Unanswering(PathBuf),
    /// Any other error of the system.
    #[error("{} cannot be used ({cause}); `winddown sync now` tries again", path.display())]
    Failed {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        cause: String,
    },
    /// Somebody else's file stands where an own one belongs, again and again.
    #[error("other programs write into {}; `winddown sync on DIR` with another folder begins anew", .0.display())]
    Contested(PathBuf),
    /// The folder has far more in it than computers write.
    #[error("{} has more than {most} files; take out what does not belong there", path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// The most files that are looked at.
        most: usize,
    },
    /// Another process is at it.
    #[error("another winddown is reading the folder just now; try again in a moment")]
    Busy,
    /// The settings cannot be used.
    #[error("the sync settings {} cannot be used ({cause}); `winddown sync on DIR` writes them anew", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// What this computer remembers cannot be written.
    #[error("{} cannot be written ({cause}); sync needs it", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// The system's error.
        cause: String,
    },
    /// The folder's name is not Unicode.
    #[error("the name of {} is not text (UTF-8); give the folder another one", .0.display())]
    NameIsNoText(PathBuf),
    /// The journal cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl SyncError {
    /// The same error, of the whole folder where all of it is concerned, and not only a file that is in it.
    pub(super) fn of_folder(self, root: &Path) -> Self {
        match self {
            Self::ReadOnly(path) if !path.is_file() => Self::ReadOnly(root.to_owned()),
            Self::Full(_) => Self::Full(root.to_owned()),
            other => other,
        }
    }

    /// An error of the system with a file or folder that was read.
    pub(super) fn reading(path: impl Into<PathBuf>, cause: &io::Error) -> Self {
        match cause.kind() {
            ErrorKind::PermissionDenied => Self::Closed(path.into()),
            _ => Self::at(path, cause),
        }
    }

    /// An error of the system with a file or folder that was written.
    pub(super) fn at(path: impl Into<PathBuf>, cause: &io::Error) -> Self {
        let path = path.into();
        match cause.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::Failed {
                path,
                cause: cause.to_string(),
            },
        }
    }
}
