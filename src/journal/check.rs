//! A check of the journal and of its newest backup, which reads everything and writes nothing.

use std::path::Path;

use super::backup::{Backup, backups};
use super::connection::{BUSY, connect};
use super::files::{self, Files};
use super::{Contents, JournalError, RecoveryReport, log};

/// How often a file is read again because another process wrote it meanwhile.
const ATTEMPTS: usize = 3;

/// What a check of a journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalCheck {
    /// The contents of the file, or why it cannot be read; none if there is no file.
    pub journal: Option<Result<Contents, JournalError>>,
    /// The newest backup; none if there is no backup.
    pub(crate) backup: Option<BackupCheck>,
    /// What became of an earlier damage; none if there was none, or its report was deleted.
    pub(crate) recovery: Option<RecoveryReport>,
}

/// What a check of a backup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupCheck {
    /// The backup.
    pub(crate) backup: Backup,
    /// Its contents, or why it cannot be read.
    pub(crate) contents: Result<Contents, JournalError>,
}

impl JournalCheck {
    /// Checks the journal at `path`, whatever its state.
    pub fn read(path: &Path) -> Self {
        Self {
            journal: if files::is_left_empty(path) {
                Some(Err(files::emptied(path)))
            } else {
                files::is_there(path).then(|| read_file(path))
            },
            backup: backups(path).into_iter().next().map(|backup| BackupCheck {
                contents: read_file(&backup.path),
                backup,
            }),
            recovery: RecoveryReport::read(path),
        }
    }

    /// Whether nothing is wrong with the journal or its newest backup.
    pub fn is_fine(&self) -> bool {
        let is_whole = |found: &Result<Contents, JournalError>| matches!(found, Ok(contents) if !contents.is_damaged() && contents.unreadable.is_empty());
        match &self.journal {
            Some(journal) => {
                is_whole(journal) && self.backup.as_ref().is_none_or(|it| is_whole(&it.contents))
            }
            // Backups of a journal that is gone: it may have been deleted by mistake.
            None => self.backup.is_none(),
        }
    }
}

/// Checks a journal's file without creating or changing any file.
///
/// # Errors
/// When it is not a journal, a newer version wrote it, or it cannot be read at all. Damage is no error.
pub(super) fn read_file(path: &Path) -> Result<Contents, JournalError> {
    for _ in 0..ATTEMPTS {
        let before = Files::at(path)?;
        let faults = log::faults(path);
        let (db, _) = connect(path, &before, BUSY)?;
        let found = Contents::read(&db, path).map(|mut found| {
            found.faults.extend(faults);
            found
        });
        let is_fine = found.as_ref().is_ok_and(|found| !found.is_damaged());
        if is_fine || Files::at(path)? == before {
            return found;
        }
        // A file that is opened as immutable looks damaged if somebody writes it at the same time.
    }
    Err(JournalError::Busy(path.to_owned()))
}
