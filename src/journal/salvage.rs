//! Reads what can be read of a damaged journal.
//!
//! First through `SQLite`, row by row from both ends of the table, and the index of evenings, which names events whose
//! rows are lost. Where that finds damage, every place in the file and in its log is tried as the beginning of a row. A
//! row that is found in this way counts if its checksum is right, so it does not matter to which page or tree the place
//! belongs. Rows are never changed, so an old copy of one is as good as the newest.

mod cells;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::Connection;

use super::connection::{BUSY, connect};
use super::files::{self, Files};
use super::{JournalError, StoredRow, rows, schema};
use crate::event::{EveningDate, EventId};
use crate::private_file;
use crate::sqlite_file::beside;

/// A larger file is not searched byte by byte: ten years are about twenty megabytes.
const LARGEST: u64 = 1 << 30;

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct Salvaged {
    /// The rows that can be trusted, by id.
    pub(super) rows: BTreeMap<EventId, StoredRow>,
    /// The evenings of all events that the file names, also of those whose rows are lost.
    pub(super) named: BTreeMap<EventId, EveningDate>,
    /// Whether `named` has every event of the file, and not only those in the parts that could be read.
    pub(super) names_all: bool,
}

/// The rows that can be read, of a file in any state.
///
/// # Errors
/// When the system cannot read the file.
pub(super) fn readable(path: &Path) -> Result<Salvaged, JournalError> {
    let mut found = Salvaged::default();
    let is_whole = found.read_by_sqlite(path);
    if !is_whole {
        found.search(path)?;
    }
    Ok(found)
}

/// Everything that can be found in a damaged file, also where `SQLite` sees no damage: it takes what follows a damaged
/// place in the log for something that never reached the disk, and the log of another journal for this one's.
///
/// # Errors
/// When the system cannot read the file.
pub(super) fn everything(path: &Path, is_log_whole: bool) -> Result<Salvaged, JournalError> {
    let mut found = Salvaged::default();
    found.read_by_sqlite(path);
    let named = found.named.clone();
    found.search(path)?;
    // Where the file has rows that SQLite does not name, others of these may be lost.
    found.names_all &= is_log_whole && found.rows.keys().all(|id| named.contains_key(id));
    Ok(found)
}

impl Salvaged {
    /// Returns whether nothing is wrong.
    fn read_by_sqlite(&mut self, path: &Path) -> bool {
        // SQLite deletes the log of an empty file.
        if files::is_emptied(path) {
            return false;
        }
        let opened = Files::at(path).and_then(|files| connect(path, &files, BUSY));
        let Ok((db, _)) = opened else {
            return false;
        };
        // Every other error means that there are no tables that could be read.
        if schema::prepare_for_reading(&db, path).is_err() {
            return false;
        }
        // One transaction, so that all queries see the same rows. Its end writes nothing.
        let Ok(_transaction) = db.unchecked_transaction() else {
            return false;
        };
        let rows = self.read_rows(&db);
        let named = rows::named(&db, &mut self.named);
        self.names_all = matches!(named, Ok(true));
        rows && self.names_all && self.named.len() == self.rows.len()
    }

    fn read_rows(&mut self, db: &Connection) -> bool {
        let read = [rows::ALL, rows::ALL_BACKWARDS].map(|sql| {
            rows::trusted(db, sql, |row| {
                self.rows.insert(row.id, row);
            })
        });
        read.iter().all(|read| matches!(read, Ok(true)))
    }

    /// Searches the file and its log for rows.
    fn search(&mut self, path: &Path) -> Result<(), JournalError> {
        let mut is_complete = true;
        let mut read = |path: &Path| match private_file::read(path, LARGEST) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
            // What SQLite could read of it comes back all the same.
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                is_complete = false;
                Ok(vec![])
            }
            read => read.map_err(|error| JournalError::Failed {
                path: path.to_owned(),
                cause: error.to_string(),
            }),
        };
        let file = read(path)?;
        let log = read(&beside(path, "-wal"))?;
        cells::search(&file, &log, self);
        self.names_all &= is_complete;
        Ok(())
    }
}
