//! Rows of the event table that cannot be read or trusted. They are left out of every query, so that one bad row hides
//! nothing else, and are listed by [`Journal::unreadable`].

use std::fmt;

use rusqlite::types::ValueRef;
use uuid::Uuid;

use super::stored_row::date;
use super::{Journal, JournalError, rows};
use crate::event::EveningDate;

/// A row of the event table that cannot be read or trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableRow {
    /// The row's id as text. Where it is not an id, its bytes in hexadecimal; empty where there are none.
    pub id: String,
    /// The evening that the row names, if that can be read. It may be wrong, as nothing in the row can be trusted.
    pub evening: Option<EveningDate>,
    /// What is wrong with it.
    pub why: Unreadable,
}

/// What is wrong with a row. A row can have several faults; the first one that is found is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The id does not have 16 bytes.
    #[error("its id is not an id")]
    Id,
    /// A column is missing, or has a value of another type.
    #[error("its `{0}` is not of the right type")]
    Type(&'static str),
    /// The instant is not in the years 1970 to 2200.
    #[error("its time is not in the years 1970 to 2200")]
    At,
    /// The UTC offset is a day or more.
    #[error("its time zone is a day or more from UTC")]
    Offset,
    /// The evening is not a date in the years 1970 to 2200.
    #[error("its evening is not a date in the years 1970 to 2200")]
    Evening,
    /// The checksum is not that of the values.
    #[error("its checksum is wrong, so the file was damaged")]
    Checksum,
    /// The table of a later format could not hold it. Its values are in the table `set_aside`.
    #[error("it was damaged before this version came")]
    SetAside,
    /// The data is not JSON, or has an instant or a date that is not in the years 1970 to 2200.
    #[error("its data makes no sense")]
    Data,
}

impl Journal {
    /// All rows of the event table that cannot be read or trusted, in the order of their ids. This reads the whole
    /// table.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unreadable(&self) -> Result<Vec<UnreadableRow>, JournalError> {
        self.read(|db| rows::each_and_unreadable(db, drop))
    }
}

/// The id, the evening if it is known, and what is wrong.
impl fmt::Display for UnreadableRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, evening, why } = self;
        match evening {
            Some(evening) => write!(f, "{id} of {evening} ({why})"),
            None => write!(f, "{id} ({why})"),
        }
    }
}

impl UnreadableRow {
    /// A row with these values in the columns `id` and `evening`, whatever they are.
    pub(super) fn new(id: ValueRef<'_>, evening: ValueRef<'_>, why: Unreadable) -> Self {
        Self {
            id: id_text(id),
            evening: evening.as_str().ok().and_then(date),
            why,
        }
    }
}

fn id_text(id: ValueRef<'_>) -> String {
    let bytes = match id {
        ValueRef::Blob(bytes) | ValueRef::Text(bytes) => bytes,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
    };
    match Uuid::from_slice(bytes) {
        Ok(id) => id.to_string(),
        Err(_) => bytes
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
    }
}
