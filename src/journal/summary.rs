//! A summary of a journal, read without creating or writing any file.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::connection::Access;
use super::error::{InFile, JournalError};
use super::{Journal, UnreadableRow, rows};
use crate::event::{Event, What, in_effect};

/// How long to wait for another process that writes. Commands that only read should not hang.
pub(super) const BUSY: Duration = Duration::from_secs(1);

/// A summary of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalSummary {
    /// The number of its events that can be read.
    pub events: usize,
    /// The rows that cannot be read or trusted.
    pub unreadable: Vec<UnreadableRow>,
    /// When the newest entry that stands was written, by the writer's clock. One with a wrong date can be taken back.
    pub written: Option<DateTime<Utc>>,
    /// The error of a journal that a newer version wrote; none otherwise.
    pub(crate) newer: Option<JournalError>,
}

impl JournalSummary {
    /// Reads the summary of the journal at `path`; none if there is no file or it is empty. Does not check whether the
    /// journal can be written.
    ///
    /// # Errors
    /// When the file is not a journal, is damaged, or cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, JournalError> {
        let journal = Journal::open_or_empty(path, "")?;
        let newer = {
            let opened = journal.opened.borrow();
            if let Access::Empty(_) = opened.access {
                return Ok(None);
            }
            opened.db.busy_timeout(BUSY).in_file(path)?;
            opened.newer.clone()
        };
        let found: String =
            journal.read(|db| db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)))?;
        check_integrity(&found, path)?;
        let (events, unreadable) = journal.read(|db| {
            let mut events = Vec::new();
            let unreadable = rows::each_and_unreadable(db, |event| events.push(event))?;
            Ok((events, unreadable))
        })?;
        Ok(Some(Self {
            events: events.len(),
            unreadable,
            written: in_effect(&events)
                .into_iter()
                .filter(|event| !matches!(event.what, What::Plan(_)))
                .filter_map(Event::written)
                .max(),
            newer,
        }))
    }
}

/// `found` is the answer of SQLite's own check.
fn check_integrity(found: &str, path: &Path) -> Result<(), JournalError> {
    if found == "ok" {
        return Ok(());
    }
    Err(JournalError::Damaged {
        path: path.to_owned(),
        cause: found.lines().next_back().unwrap_or_default().to_owned(),
    })
}
