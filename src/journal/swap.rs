//! Putting another file in the journal's place, while other processes may have the old one open.
//!
//! They notice by the file's identity, before each write and once more after they have the write lock (see
//! `Journal::was_replaced`). Whoever replaces the file holds that lock meanwhile, so nothing that was acknowledged is
//! written into a file that is no longer the journal.

use std::fs;
use std::io::{self, ErrorKind};
use std::iter;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;

use super::JournalError;
use super::connection::BUSY;
use super::error::InFile;
use super::files;
use crate::sqlite_file::{WAL_AND_SHM, beside};
use crate::whole_file;

/// A name for a file that is moved out of the way: that of the journal with this ending, and a number if that exists.
pub(super) fn name_aside(journal: &Path, ending: &str) -> PathBuf {
    let numbered = (2..).map(|n| beside(journal, &format!("{ending}.{n}")));
    iter::once(beside(journal, ending))
        .chain(numbered)
        .find(|name| name.symlink_metadata().is_err())
        .unwrap_or_else(|| beside(journal, ending))
}

/// Keeps other processes from writing, until it is dropped.
#[derive(Debug)]
pub(super) struct WriteLock(Option<Connection>);

impl WriteLock {
    /// Takes the write lock, and changes neither file nor log. A file that `SQLite` cannot open has no lock, and nobody
    /// can write it. Nor does anybody write an emptied one, as `Journal::was_replaced` is true for it; opening it would
    /// delete its log.
    ///
    /// # Errors
    /// When another process is writing all the time.
    pub(super) fn take(journal: &Path) -> Result<Self, JournalError> {
        if files::is_emptied(journal) {
            return Ok(Self(None));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let lock = || -> rusqlite::Result<Connection> {
            let db = Connection::open_with_flags(journal, flags)?;
            db.busy_timeout(BUSY)?;
            // Otherwise closing deletes a log that SQLite takes for empty because it is damaged.
            db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            db.execute_batch("BEGIN IMMEDIATE")?;
            Ok(db)
        };
        match lock().in_file(journal) {
            Ok(db) => Ok(Self(Some(db))),
            Err(busy @ JournalError::Busy(_)) => Err(busy),
            Err(_) => Ok(Self(None)),
        }
    }

    /// The connection that holds the lock, if the file can be opened.
    pub(super) fn connection(&self) -> Option<&Connection> {
        self.0.as_ref()
    }
}

/// Moves `new` into the journal's place. The old file keeps the name `aside`, its log beside it. The caller holds the
/// write lock.
///
/// # Errors
/// The system's error. The old file is in its place then.
pub(super) fn replace(journal: &Path, new: NamedTempFile, aside: &Path) -> io::Result<()> {
    switch_to_log(new.path()).map_err(io::Error::other)?;
    new.as_file().sync_all()?;
    let was_renamed = keep(journal, aside)?;
    // The log goes before the new file comes, since SQLite would apply it to that one. Nothing may take long in between.
    let replaced = WAL_AND_SHM
        .iter()
        .try_for_each(|ending| rename_if_there(&beside(journal, ending), &beside(aside, ending)))
        .and_then(|()| new.persist(journal).map(drop).map_err(|error| error.error));
    if replaced.is_err() {
        for ending in WAL_AND_SHM {
            let _ = rename_if_there(&beside(aside, ending), &beside(journal, ending));
        }
        let _ = if was_renamed {
            fs::rename(aside, journal)
        } else {
            fs::remove_file(aside)
        };
    }
    whole_file::sync_folder(journal);
    replaced
}

/// Switches a file to write-ahead logging, so that whoever opens it in its new place need not do that first.
fn switch_to_log(file: &Path) -> rusqlite::Result<()> {
    let db = Connection::open(file)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.close().map_err(|(_, error)| error)
}

/// Gives the file a second name, so that there is always one in its place. Returns whether it was renamed, as some file
/// systems have no second names.
fn keep(journal: &Path, aside: &Path) -> io::Result<bool> {
    match fs::hard_link(journal, aside) {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(_) => fs::rename(journal, aside).map(|()| true),
    }
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        renamed => renamed,
    }
}
