//! The journal's files: which there are, whether they have changed, and who may read them.
//!
//! `SQLite` puts its write-ahead log (`-wal`) and its index (`-shm`) beside the file that a symlink leads to. The files
//! are asked about, not opened: closing one would release the locks that this process holds on it.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::backup::backups;
use super::error::JournalError;
use crate::private_file;
use crate::sqlite_file::{FileId, MAGIC, WAL_AND_SHM, beside, file_id};
use crate::whole_file::{self, Lock};

/// The smallest page of `SQLite`: a shorter file is a part of one.
const SMALLEST_PAGE: u64 = 512;

/// The state of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileState {
    id: FileId,
    bytes: u64,
    modified: Option<SystemTime>,
}

/// The state of the journal's files. As long as it is equal, nobody has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Files {
    /// The journal itself; none if there is none.
    main: Option<FileState>,
    /// The write-ahead log, if there is something in it.
    log: Option<FileState>,
    /// Whether the log has an index beside it. Where it has none, nobody has the journal open.
    has_index: bool,
    /// The rollback journal, which is there while a journal is created, and after that was interrupted.
    rollback: Option<FileState>,
}

impl Files {
    /// Their state now.
    ///
    /// # Errors
    /// When the path is not that of a file, or the system does not say.
    pub(super) fn at(path: &Path) -> Result<Self, JournalError> {
        let target = target(path);
        let main = match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(JournalError::Folder(path.to_owned())),
            // Opening a pipe would block until another process writes into it.
            Ok(found) if !found.is_file() => return Err(JournalError::NotAFile(path.to_owned())),
            Ok(found) => Some(FileState::of(&found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return Err(JournalError::NoEntry(path.to_owned()));
            }
            Err(error) => {
                return Err(JournalError::Failed {
                    path: path.to_owned(),
                    cause: error.to_string(),
                });
            }
        };
        let filled = |ending: &str| {
            let found = fs::metadata(beside(&target, ending)).ok();
            found.as_ref().map(FileState::of).filter(|it| it.bytes > 0)
        };
        let (log, rollback) = (filled("-wal"), filled("-journal"));
        let files = Self {
            main,
            has_index: log.is_some() && fs::metadata(beside(&target, "-shm")).is_ok(),
            log,
            rollback,
        };
        files.check(path)?;
        Ok(files)
    }

    /// Refuses a file that is too short to be a journal, or that was emptied.
    fn check(&self, path: &Path) -> Result<(), JournalError> {
        let Some(main) = self.main.filter(|main| main.bytes < SMALLEST_PAGE) else {
            return Ok(());
        };
        if is_emptied(path) && !is_being_created(path) {
            return Err(emptied(path));
        }
        if main.bytes == 0 {
            return Ok(());
        }
        Err(if was_journal(path) {
            JournalError::Damaged {
                path: path.to_owned(),
                cause: "nearly all of it is missing".to_owned(),
            }
        } else {
            JournalError::NotOurs(path.to_owned())
        })
    }

    /// Whether there is a journal, and not only the empty file that will become one.
    pub(super) fn has_content(&self) -> bool {
        self.main.is_some_and(|main| main.bytes > 0)
    }

    /// Whether all of the content is in the file itself.
    pub(super) fn is_all_in_one(&self) -> bool {
        self.log.is_none() && self.rollback.is_none()
    }

    /// Whether there is a log that nobody has open: a crash left it, or whoever copied the files left its index out.
    pub(super) fn has_only_a_log(&self) -> bool {
        self.log.is_some() && !self.has_index && self.rollback.is_none()
    }

    /// Whether a rollback journal is there: somebody creates or converts the journal, or was interrupted doing so.
    pub(super) fn has_rollback(&self) -> bool {
        self.rollback.is_some()
    }

    /// When the write-ahead log was last written; none if there is nothing in it.
    pub(super) fn log_written(&self) -> Option<SystemTime> {
        self.log.and_then(|log| log.modified)
    }

    /// The identity of the file, if there is one.
    pub(super) fn id(&self) -> Option<FileId> {
        self.main.map(|main| main.id)
    }
}

impl FileState {
    fn of(found: &fs::Metadata) -> Self {
        Self {
            id: file_id(found),
            bytes: found.len(),
            modified: found.modified().ok(),
        }
    }
}

/// The file that the path leads to through symlinks.
pub(super) fn target(path: &Path) -> PathBuf {
    whole_file::target_of(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether there is a journal at the path, or something that is none.
pub(super) fn is_there(path: &Path) -> bool {
    Files::at(path).map_or(true, |files| files.has_content())
}

/// Whether a file of some size cannot be written in the journal's folder because the disk is full, or a quota is used up.
pub(super) fn lack_room(path: &Path) -> bool {
    let target = target(path);
    let folder = target.parent().filter(|it| !it.as_os_str().is_empty());
    let file = tempfile::tempfile_in(folder.unwrap_or(Path::new(".")));
    let written = file.and_then(|mut file| {
        file.write_all(&vec![0; 64 << 10])?;
        file.sync_all()
    });
    written.is_err_and(|error| {
        matches!(
            error.kind(),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded
        )
    })
}

/// The copies that were made before conversions.
pub(super) fn copies(path: &Path) -> Vec<PathBuf> {
    named_after(path, ".format-")
}

/// The daily backups, and all files beside the journal that are named after it: copies of older formats, what a restored
/// backup replaced, damaged files.
pub(super) fn all_copies(journal: &Path) -> Vec<PathBuf> {
    let is_copy = |path: &PathBuf| {
        let file = path.file_name().unwrap_or_default().as_encoded_bytes();
        let ends = |ending: &str| file.ends_with(ending.as_bytes());
        !WAL_AND_SHM.iter().any(|ending| ends(ending)) && !ends(".agent") && path.is_file()
    };
    let beside = named_after(journal, ".").into_iter().filter(is_copy);
    let daily = backups(journal).into_iter().map(|backup| backup.path);
    beside.chain(daily).collect()
}

/// The files beside the journal whose names are its own with something added that begins with `ending`. Where the path
/// is a symlink, also those beside the file that it leads to: some are made there.
pub(super) fn named_after(path: &Path, ending: &str) -> Vec<PathBuf> {
    let target = target(path);
    let mut found = named_after_file(path, ending);
    if target != path {
        found.extend(named_after_file(&target, ending));
    }
    // Both may have the same name in the same folder.
    found.sort();
    found.dedup();
    found
}

fn named_after_file(file: &Path, ending: &str) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return vec![];
    };
    let begin = [name.as_encoded_bytes(), ending.as_bytes()].concat();
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let Ok(found) = fs::read_dir(folder) else {
        return vec![];
    };
    let names = found.flatten().map(|file| file.file_name());
    names
        .filter(|name| name.as_encoded_bytes().starts_with(&begin))
        .map(|name| file.with_file_name(name))
        .collect()
}

/// Whether the file was a journal and lost its content: it has at most one byte, which `SQLite` takes for a new database,
/// and what belongs to a journal lies beside it. While a journal is created its file is empty too; whoever creates it
/// holds its lock.
pub(super) fn is_emptied(path: &Path) -> bool {
    is_nearly_empty(path) && has_traces(path)
}

/// Whether there is an empty file that nobody is making a journal of. If nothing shows that there was one, a journal may
/// have been emptied all the same, or its creation was interrupted.
pub(super) fn is_left_empty(path: &Path) -> bool {
    is_nearly_empty(path) && !is_being_created(path)
}

/// The error of a journal that was emptied.
pub(super) fn emptied(path: &Path) -> JournalError {
    JournalError::Damaged {
        path: path.to_owned(),
        cause: "it was emptied".to_owned(),
    }
}

fn is_nearly_empty(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() < 2)
}

/// Whether another process creates the journal of which the file was seen empty. If its lock is free, it has either
/// finished since, and the file has content, or there is none.
fn is_being_created(path: &Path) -> bool {
    Lock::is_held(path) || !is_nearly_empty(path)
}

/// Whether something lies beside the file that only a journal has: a write-ahead log, copies or backups.
fn has_traces(path: &Path) -> bool {
    let log = fs::metadata(beside(&target(path), "-wal"));
    log.is_ok_and(|log| log.len() > 0) || !copies(path).is_empty() || !backups(path).is_empty()
}

/// Whether a file that `SQLite` does not recognise was a journal: it begins as one, or with nothing but zeros, or what
/// belongs to a journal lies beside it.
pub(super) fn was_journal(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = private_file::open(path).and_then(|file| file.take(100).read_to_end(&mut head));
    let begins_as_one = head.iter().zip(MAGIC).all(|(it, magic)| it == magic);
    read.is_ok() && (begins_as_one || head.iter().all(|byte| *byte == 0)) || has_traces(path)
}

/// Creates the folder of a new journal, for its owner only.
pub(super) fn make_folder(path: &Path) -> Result<(), JournalError> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    private_file::make_folder(folder).map_err(|cause| JournalError::NoFolder {
        folder: folder.to_owned(),
        cause: cause.to_string(),
    })
}

/// Creates the file readable and writable for its owner only, if it does not exist.
#[cfg(unix)]
pub(super) fn create_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    // If this fails, opening the journal fails as well and reports why.
    let _ = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(target(path));
}

#[cfg(not(unix))]
pub(super) fn create_private(_path: &Path) {}

/// Takes everybody else's permissions away from the journal, what `SQLite` keeps beside it, and its copies and backups,
/// and notes in the log what was changed.
pub(super) fn make_private(path: &Path) {
    let target = target(path);
    let own = ["", "-wal", "-shm"].map(|ending| beside(&target, ending));
    let files = own.into_iter().chain(all_copies(path));
    for file in files.filter(|file| file.is_file()) {
        let path = file.display();
        match private_file::close_to_others(&file) {
            Ok(None) => {}
            Ok(Some(mode)) => {
                let mode = format!("{mode:o}");
                tracing::warn!(%path, mode, "others could read this file; now only you can");
            }
            Err(why) => tracing::warn!(%path, %why, "others can read this file"),
        }
    }
}
