//! Putting a backup in the journal's place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::{Connection, OpenFlags};

use super::backup::copied_beside;
use super::check::read_file;
use super::error::InFile;
use super::files::{self, is_there, make_folder};
use super::swap::{self, WriteLock};
use super::{BackupError, Contents, JournalError, StoredRow, forget, salvage};
use crate::event::{EveningDate, EventId};
use crate::whole_file::Lock;

/// What a backup brought back, or would bring back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// What is in the backup.
    pub contents: Contents,
    /// Events of the backup that the journal did not have.
    pub back: Difference,
    /// Events of the journal that the backup does not have.
    pub missing: Difference,
    /// Where the journal that was replaced is kept; none if there was none, or nothing was done yet.
    pub kept_as: Option<PathBuf>,
}

/// Events that one journal has and another one has not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Their number.
    pub events: usize,
    /// Their evenings.
    pub evenings: BTreeSet<EveningDate>,
}

/// Why a backup was not restored. The journal is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// There is no such file.
    #[error("there is no file {}, or nothing is in it", .0.display())]
    NoFile(PathBuf),
    /// The file is the journal itself.
    #[error("{} is the journal itself; name a backup", .0.display())]
    Itself(PathBuf),
    /// The backup is damaged, or cannot be read.
    #[error("this backup cannot be restored: {}; {}", .0.what(), advice(.0))]
    Backup(JournalError),
    /// The journal cannot be replaced.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The copy of the backup cannot be written.
    #[error(transparent)]
    Copy(BackupError),
}

/// What to do about a backup that cannot be restored.
fn advice(error: &JournalError) -> &'static str {
    match error {
        JournalError::Newer { .. } | JournalError::Busy(_) | JournalError::Full(_) => {
            error.advice()
        }
        JournalError::NoEntry(_) | JournalError::ReadOnly(_) => {
            "give yourself permission to read it"
        }
        JournalError::Folder(_)
        | JournalError::NotAFile(_)
        | JournalError::NoFolder { .. }
        | JournalError::NotOurs(_)
        | JournalError::Damaged { .. }
        | JournalError::OutOfRange { .. }
        | JournalError::Failed { .. } => {
            "name another one; `winddown journal check` names the newest"
        }
    }
}

/// Finds out what restoring `file` would bring back. Changes nothing.
///
/// # Errors
/// When the file is not a whole journal.
pub fn preview(journal: &Path, file: &Path) -> Result<Restoration, RestoreError> {
    let contents = whole(journal, file)?;
    let (there, backup) = both(journal, file)?;
    Ok(compare(contents, &there, &backup))
}

/// Puts a copy of the backup `file` in the journal's place. What was there is kept under a name with the date `today`.
/// Windows and agents that have the journal open go on with the new one.
///
/// # Errors
/// When the file is not a whole journal, or the journal cannot be replaced. Nothing has changed then.
pub fn restore(journal: &Path, file: &Path, today: NaiveDate) -> Result<Restoration, RestoreError> {
    whole(journal, file)?;
    let path = files::target(journal);
    make_folder(&path)?;
    let _lock = Lock::on(&path).map_err(|cause| JournalError::lock_failed(journal, &cause))?;
    let (new, contents) = copied_beside(file, &path).map_err(|error| match error {
        BackupError::Journal(error) => RestoreError::Backup(error),
        error => RestoreError::Copy(error),
    })?;
    let writing = WriteLock::take(&path)?;
    let (there, backup) = both(journal, file)?;
    let forgotten: Vec<StoredRow> = there
        .values()
        .filter(|row| forget::target(row).is_some())
        .cloned()
        .collect();
    if !forgotten.is_empty() {
        forget::clean_copy(new.path(), &forgotten).in_file(&path)?;
    }
    let compared = compare(contents, &there, &backup);
    let aside = swap::name_aside(&path, &format!(".replaced-{today}"));
    swap::replace(&path, new, &aside).map_err(|error| JournalError::Failed {
        path: journal.to_owned(),
        cause: error.to_string(),
    })?;
    drop(writing);
    // Moves its log into the old journal, so that it is a single file. This fails while another process reads it.
    if let Ok(kept) = Connection::open_with_flags(&aside, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        let _ = kept.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    Ok(Restoration {
        kept_as: aside.exists().then_some(aside),
        ..compared
    })
}

/// The contents of a backup that can be restored.
fn whole(journal: &Path, file: &Path) -> Result<Contents, RestoreError> {
    if !is_there(file) {
        return Err(RestoreError::NoFile(file.to_owned()));
    }
    if is_same_file(journal, file) {
        return Err(RestoreError::Itself(file.to_owned()));
    }
    let contents = read_file(file).map_err(RestoreError::Backup)?;
    if contents.is_damaged() {
        return Err(RestoreError::Backup(JournalError::Damaged {
            path: file.to_owned(),
            cause: contents.first_fault(),
        }));
    }
    Ok(contents)
}

/// Whether both paths lead to the same file, through whatever links.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| fs::canonicalize(path).ok();
    place(one).is_some_and(|one| Some(one) == place(other))
}

/// The rows of a journal.
type Rows = BTreeMap<EventId, StoredRow>;

/// The rows of the journal, as far as they can be read, and those of the backup.
fn both(journal: &Path, file: &Path) -> Result<(Rows, Rows), RestoreError> {
    let there = if is_there(journal) {
        salvage::readable(journal)?.rows
    } else {
        Rows::new()
    };
    let backup = salvage::readable(file).map_err(RestoreError::Backup)?.rows;
    Ok((there, backup))
}

fn compare(contents: Contents, there: &Rows, backup: &Rows) -> Restoration {
    // Events that were forgotten do not come back.
    let forgotten: BTreeSet<EventId> = there.values().filter_map(forget::target).collect();
    let mut coming = backup.clone();
    coming.retain(|id, _| !forgotten.contains(id));
    let mut going = there.clone();
    going.retain(|_, row| forget::target(row).is_none());
    Restoration {
        contents,
        back: difference(&coming, there),
        missing: difference(&going, backup),
        kept_as: None,
    }
}

/// The events of `one` that `other` does not have.
fn difference(one: &Rows, other: &Rows) -> Difference {
    let only = || {
        one.iter()
            .filter(|(id, _)| !other.contains_key(*id))
            .map(|(_, row)| row)
    };
    Difference {
        events: only().count(),
        evenings: only().filter_map(|row| row.evening.parse().ok()).collect(),
    }
}
