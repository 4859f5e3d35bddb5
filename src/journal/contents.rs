//! A full check of a database file: its structure, its schema, and every event.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::error::InFile;
use super::schema::{self, Readable};
use super::{JournalError, Unreadable, UnreadableRow, rows};
use crate::event::EveningDate;

/// The most faults that `SQLite` is asked for. One is enough to know that a file is damaged.
const MOST_FAULTS: i64 = 20;

/// What a full check of a journal's file found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// What is wrong with the file's structure or its tables, a sentence each. None in an undamaged file.
    pub faults: Vec<String>,
    /// The number of events that can be read.
    pub events: usize,
    /// The evenings that they belong to.
    pub evenings: BTreeSet<EveningDate>,
    /// The rows that cannot be read or trusted.
    pub unreadable: Vec<UnreadableRow>,
    /// When the newest event was written, by the writer's clock.
    pub(crate) written: Option<DateTime<Utc>>,
}

impl Contents {
    /// Checks everything in an open file.
    ///
    /// # Errors
    /// When it is not a journal, a newer version wrote it, or it cannot be read at all. Damage is no error.
    pub(super) fn read(db: &Connection, path: &Path) -> Result<Self, JournalError> {
        if let Readable::Newer(error) = schema::prepare_for_reading(db, path)? {
            return Err(error);
        }
        let mut found = Self::default();
        let checks = [
            structural_faults(db),
            schema::altered(db),
            found.read_events(db).map(|()| vec![]),
        ];
        for faults in checks {
            match faults.in_file(path) {
                Ok(faults) => found.faults.extend(faults),
                Err(JournalError::Damaged { cause, .. }) => found.faults.push(cause),
                Err(error) => return Err(error),
            }
        }
        found.faults.dedup();
        Ok(found)
    }

    fn read_events(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let (mut events, mut evenings, mut written) = (0, BTreeSet::new(), None);
        let unreadable = rows::each_and_unreadable(db, |event| {
            events += 1;
            evenings.insert(event.evening);
            written = written.max(event.written());
        })?;
        (self.events, self.evenings) = (events, evenings);
        (self.written, self.unreadable) = (written, unreadable);
        Ok(())
    }

    /// Whether the file has changed since it was written. A row that makes no sense, but is as it was written, is no
    /// damage.
    pub fn is_damaged(&self) -> bool {
        let is_changed = |row: &UnreadableRow| row.why == Unreadable::Checksum;
        !self.faults.is_empty() || self.unreadable.iter().any(is_changed)
    }

    /// What is wrong with a damaged file, in a few words.
    pub(super) fn first_fault(&self) -> String {
        let row = |row: &UnreadableRow| format!("the entry {row}");
        let first = self.faults.first().cloned();
        first
            .or_else(|| self.unreadable.first().map(row))
            .unwrap_or_default()
    }
}

fn structural_faults(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut faults = Vec::new();
    db.pragma(None, "integrity_check", MOST_FAULTS, |row| {
        let fault: String = row.get(0)?;
        // Where there are several, they come in one text with a heading.
        faults.extend(
            fault
                .lines()
                .filter(|line| *line != "ok" && !line.starts_with("***"))
                .map(str::to_owned),
        );
        Ok(())
    })?;
    Ok(faults)
}
