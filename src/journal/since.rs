//! What was added to the journal since it was looked at, and which rows of others it has.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Journal, JournalError, StoredRow, forget, rows};
use crate::event::EventId;

/// What a journal held at one moment, in short. Equal marks are of the same events, unless as many were taken out as came
/// in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JournalMark {
    /// The number of rows, also of those that cannot be read.
    pub rows: u64,
    /// The newest id.
    pub newest: Option<EventId>,
}

/// What was added since a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The new rows that can be read, in the order of their ids.
    pub rows: Vec<StoredRow>,
    /// The mark of the journal with them.
    pub mark: JournalMark,
}

/// How rows of another journal compare with this one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compared {
    /// The rows that are not here, without those that were forgotten here.
    pub new: Vec<StoredRow>,
    /// The ids of which this journal has another event.
    pub different: Vec<EventId>,
}

impl Journal {
    /// The rows that were added since `mark`. None where that cannot be told, since rows also came in with older ids, or
    /// went.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn added_since(&self, mark: JournalMark) -> Result<Option<Added>, JournalError> {
        self.read(|db| {
            // One transaction, so that both queries see the same rows.
            let transaction = db.unchecked_transaction()?;
            let now = mark_of(db)?;
            if now == mark {
                return Ok(Some(Added { rows: vec![], mark }));
            }
            let (rows, added) = rows::stored_after(db, mark.newest)?;
            transaction.commit()?;
            Ok((mark.rows + added == now.rows).then_some(Added { rows, mark: now }))
        })
    }

    /// All rows that can be read, in the order of their ids, with the journal's mark.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all_rows(&self) -> Result<Added, JournalError> {
        self.read(|db| {
            let transaction = db.unchecked_transaction()?;
            let mark = mark_of(db)?;
            let (rows, _) = rows::stored_after(db, None)?;
            transaction.commit()?;
            Ok(Added { rows, mark })
        })
    }

    /// Compares rows of another journal with this one. Changes nothing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn compare(&self, others: &[StoredRow]) -> Result<Compared, JournalError> {
        self.read(|db| {
            let mut compared = Compared::default();
            let mut new: HashMap<EventId, &StoredRow> = HashMap::new();
            for row in others {
                let here = rows::stored_by_id(db, row.id)?;
                match here.as_ref().or(new.get(&row.id).copied()) {
                    Some(here) if here == row => {}
                    Some(_) => compared.different.push(row.id),
                    None if is_here(db, row.id)? => {}
                    None => {
                        new.insert(row.id, row);
                        compared.new.push(row.clone());
                    }
                }
            }
            // Finding them takes a look at every row, and most often all rows are here.
            if !compared.new.is_empty() {
                let forgotten = rows::forgotten(db)?;
                let forgotten: HashSet<EventId> =
                    forgotten.iter().filter_map(forget::target).collect();
                compared.new.retain(|row| !forgotten.contains(&row.id));
            }
            Ok(compared)
        })
    }

    /// The ids of the events that were forgotten.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn forgotten_ids(&self) -> Result<Vec<EventId>, JournalError> {
        let rows = self.read(rows::forgotten)?;
        Ok(rows.iter().filter_map(forget::target).collect())
    }
}

impl Journal {
    /// The ids of all events that were recorded under this name, and of all that were forgotten, whose names are not known
    /// any more. They are in no order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn ids_ever_of(&self, device: &str) -> Result<Vec<EventId>, JournalError> {
        let mut ids = self.forgotten_ids()?;
        ids.extend(self.read(|db| {
            let mut found = db.prepare("SELECT id FROM event WHERE device = ?1")?;
            let mut rows = found.query([device])?;
            let mut ids = Vec::new();
            while let Some(row) = rows.next()? {
                // A row that cannot be read has no entry of a line either.
                let id = row.get_ref(0)?.as_blob().ok();
                ids.extend(id.and_then(|id| Uuid::from_slice(id).ok()).map(EventId));
            }
            Ok(ids)
        })?);
        Ok(ids)
    }
}

fn mark_of(db: &Connection) -> rusqlite::Result<JournalMark> {
    let (rows, newest) = rows::count_and_newest(db)?;
    Ok(JournalMark { rows, newest })
}

/// Whether there is a row with this id, also one that cannot be read.
fn is_here(db: &Connection, EventId(id): EventId) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM event WHERE id = ?1";
    let found = db.prepare_cached(sql)?.query_row(params![id], |_| Ok(()));
    Ok(found.optional()?.is_some())
}
