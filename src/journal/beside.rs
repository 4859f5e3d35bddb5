//! The names of the files that belong to a journal. All lie in its folder and begin with its name.

use std::path::{Path, PathBuf};

/// The endings of the files that `SQLite` itself puts beside a database.
pub(super) const WAL_AND_SHM: [&str; 2] = ["-wal", "-shm"];

/// The journal's path with something added to the file's name.
pub(super) fn beside(journal: &Path, ending: &str) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The folder of the daily backups.
pub(super) fn backup_folder(journal: &Path) -> PathBuf {
    beside(journal, "-backups")
}
