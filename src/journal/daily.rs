//! One backup a day, in a folder beside the journal. Seven are kept.
//!
//! A backup is made after the first entry of a day was written, never before, so nobody waits for it. A damaged journal
//! is not backed up, so that good backups are never replaced by bad ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::JournalError;
use super::backup::{Backup, BackupError, backup_folder, backups, copied_beside};
use super::recovery;
use crate::private_file;
use crate::sqlite_file::{beside, open_immutable};
use crate::whole_file::{self, Lock};

/// How many daily backups are kept.
const KEPT: usize = 7;

/// The ending of a file that is being written, also of one that a dead process has left.
const UNFINISHED: &str = ".new";

/// Whether there is no backup of `today` yet, and the journal was written since the newest one.
pub fn is_backup_due(journal: &Path, today: NaiveDate) -> bool {
    let written = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    // One from the future was made by a clock that was wrong.
    let newest = backups(journal)
        .into_iter()
        .find(|backup| backup.day <= today);
    if newest.as_ref().is_some_and(|newest| newest.day == today) {
        return false;
    }
    let backed_up: Option<SystemTime> = newest.and_then(|newest| written(&newest.path));
    let changed = [journal.to_owned(), beside(journal, "-wal")];
    let changed = changed.iter().filter_map(|file| written(file)).max();
    changed.is_some() && changed > backed_up
}

/// Makes the backup of `today`, and deletes backups that are too old. Returns its path, or none if another process has
/// made it meanwhile.
///
/// # Errors
/// When the journal is damaged or cannot be read, or the backup cannot be written. All older backups remain then.
pub fn back_up_today(journal: &Path, today: NaiveDate) -> Result<Option<PathBuf>, BackupError> {
    let folder = backup_folder(journal);
    let path = folder.join(format!("{today}.db"));
    let unwritable = |cause: String| BackupError::Unwritable {
        path: path.clone(),
        cause,
    };
    private_file::make_folder(&folder).map_err(|error| unwritable(error.to_string()))?;
    let _lock = Lock::on(&path).map_err(|error| unwritable(error.to_string()))?;
    if path.exists() {
        return Ok(None);
    }
    delete_unfinished(&folder);
    let (new, _) = copied_beside(journal, &path)?;
    new.persist_noclobber(&path)
        .map_err(|error| unwritable(error.error.to_string()))?;
    whole_file::sync_folder(&path);
    for old in surplus(&backups(journal)) {
        // One that cannot be deleted is tried again tomorrow.
        let _ = fs::remove_file(&old.path);
    }
    Ok(Some(path))
}

/// Deletes what processes that died while they made a backup have left. The caller holds the lock.
fn delete_unfinished(folder: &Path) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        if file.file_name().to_string_lossy().ends_with(UNFINISHED) {
            let _ = fs::remove_file(file.path());
        }
    }
}

/// The backups to delete: all but the newest seven. One that has more events than each of these is kept, since a
/// journal that has lost events was probably deleted by mistake.
fn surplus(backups: &[Backup]) -> Vec<Backup> {
    let (kept, old) = backups.split_at(backups.len().min(KEPT));
    if old.is_empty() {
        return vec![];
    }
    let most = kept.iter().filter_map(|backup| events(&backup.path)).max();
    let is_outdone = |backup: &&Backup| events(&backup.path) <= most;
    old.iter().filter(is_outdone).cloned().collect()
}

/// The number of events in a backup; none if it cannot be read.
fn events(backup: &Path) -> Option<i64> {
    let db: Connection = open_immutable(backup).ok()?;
    let count = "SELECT count(*) FROM event";
    db.query_row(count, [], |row| row.get(0)).ok()
}

/// Makes today's backup if it is due, and returns whether there is nothing more to do. A damaged journal is recovered
/// first: making the backup is the day's check of every event. A failure is logged, and reported by `doctor` as long as
/// it lasts.
pub fn back_up_if_due(journal: &Path, today: NaiveDate) -> bool {
    if !is_backup_due(journal, today) {
        return true;
    }
    let made = match back_up_today(journal, today) {
        Err(BackupError::Journal(JournalError::Damaged { .. })) => {
            match recovery::recover(journal) {
                Ok(_) => back_up_today(journal, today),
                Err(error) => Err(error.into()),
            }
        }
        made => made,
    };
    match &made {
        Ok(Some(path)) => tracing::debug!(path = %path.display(), "the day's backup was made"),
        Ok(None) => {}
        Err(error) => tracing::warn!(why = %error, "the day's backup could not be made"),
    }
    made.is_ok()
}
