//! What an import of rows would change.

use std::collections::{HashMap, HashSet};

use super::{Journal, JournalError, StoredRow, forget};
use crate::event::EventId;

/// What [`Journal::import_rows`] would do with some rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportPreview {
    /// The numbers of the rows that are new, from 0.
    pub new: Vec<usize>,
    /// How many rows are here already.
    pub already_here: usize,
    /// The numbers of the rows whose id is taken by another event, here or earlier among the rows.
    pub different: Vec<usize>,
    /// How many rows were forgotten, here or where they come from.
    pub forgotten: usize,
    /// Events that are here and that the rows say were forgotten.
    pub taken_out: HashSet<EventId>,
}

impl Journal {
    /// Finds out what importing these rows would do. Changes nothing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn preview_import(&self, rows: &[StoredRow]) -> Result<ImportPreview, JournalError> {
        let stored = self.stored_rows()?;
        let mut here: HashMap<EventId, &StoredRow> =
            stored.iter().map(|row| (row.id, row)).collect();
        let forgotten: HashSet<EventId> = stored
            .iter()
            .chain(rows)
            .filter_map(forget::target)
            .collect();
        let mut preview = ImportPreview {
            taken_out: forgotten
                .iter()
                .filter(|id| here.contains_key(*id))
                .copied()
                .collect(),
            ..ImportPreview::default()
        };
        for (number, row) in rows.iter().enumerate() {
            if forgotten.contains(&row.id) {
                preview.forgotten += 1;
                continue;
            }
            match here.get(&row.id) {
                Some(other) if *other == row => preview.already_here += 1,
                Some(_) => preview.different.push(number),
                None => {
                    here.insert(row.id, row);
                    preview.new.push(number);
                }
            }
        }
        Ok(preview)
    }
}
