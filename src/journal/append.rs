//! Appending events: in one transaction, with ids in the order of writing.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

use super::error::InFile;
use super::stored_row::StoredRow;
use super::{Journal, JournalError, foreseen, forget, rows};
use crate::event::{Draft, Event, EventId, Origin};
use crate::unique;

/// How far ahead of the clock an id may be and still count as written earlier: a day, in the unit of ids. The first 48
/// of their 128 bits are milliseconds.
const CLOCK_TOLERANCE: u128 = (24 * 60 * 60 * 1000) << 80;

impl Journal {
    /// Appends events, all or none, and returns them once they are synced to the disk.
    ///
    /// # Errors
    /// As for [`Journal::transact`].
    pub fn append(&mut self, origin: Origin, drafts: &[Draft]) -> Result<Vec<Event>, JournalError> {
        self.transact(origin, |_| Ok(drafts.to_vec()))
    }

    /// Reads, decides and appends in one transaction: no other process writes in between. All events have this origin,
    /// unless their draft has one of its own.
    /// Several events are one action.
    ///
    /// `decide` reads from the journal it is given and returns the events to append. While the journal is open
    /// for reading it is called once beforehand, so that an action it refuses creates and converts no file.
    ///
    /// # Errors
    /// The error of `decide`, or that the file cannot be read or written. Nothing has changed then.
    pub fn transact<E: From<JournalError>>(
        &mut self,
        origin: Origin,
        decide: impl Fn(&Self) -> Result<Vec<Draft>, E>,
    ) -> Result<Vec<Event>, E> {
        self.transact_as_foreseen(origin, &[], decide)
    }

    /// Like [`Journal::transact`]. An event that [`Journal::foreseen`] returned before gets the same id, so that what
    /// refers to it meanwhile finds it, and writing it again after a failure cannot record it twice.
    ///
    /// # Errors
    /// As for [`Journal::transact`].
    pub fn transact_as_foreseen<E: From<JournalError>>(
        &mut self,
        origin: Origin,
        foreseen: &[Event],
        decide: impl Fn(&Self) -> Result<Vec<Draft>, E>,
    ) -> Result<Vec<Event>, E> {
        if !self.is_writable() {
            decide(self)?;
        }
        self.write(|journal| {
            let written = journal.already_written(foreseen)?;
            if !written.is_empty() {
                return Ok(written);
            }
            let drafts = decide(journal)?;
            Ok(journal.insert(origin, foreseen, &drafts)?)
        })
    }

    /// Runs `change` in one transaction on the file that is at the journal's path: no other process writes in between.
    /// Its error takes back what it has written. It may run several times.
    ///
    /// # Errors
    /// The error of `change`, or that the file cannot be written. Nothing has changed then.
    pub(super) fn write<T, E: From<JournalError>>(
        &mut self,
        change: impl Fn(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        loop {
            self.make_writable()?;
            let db = self.db();
            let transaction = Transaction::begin(&db, &self.path)?;
            // Another process may have replaced the file while this one waited for the write lock.
            if self.was_replaced() {
                continue;
            }
            let changed = change(self)?;
            transaction.commit()?;
            return Ok(changed);
        }
    }

    /// Like [`Journal::write`], for what is local to this computer and needs only the connection.
    pub(super) fn write_local<T>(
        &mut self,
        change: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        self.write(|journal| change(&journal.db()).in_file(&journal.path))
    }

    /// Inserts the events of these drafts into the open transaction. Those that were foreseen keep their ids.
    pub(super) fn insert(
        &self,
        origin: Origin,
        foreseen: &[Event],
        drafts: &[Draft],
    ) -> Result<Vec<Event>, JournalError> {
        let mut events = self.events(origin, drafts, self.newest_id()?);
        foreseen::keep_ids(&mut events, foreseen);
        for event in &events {
            let row = StoredRow::from(event);
            self.check(&row)?;
            rows::insert(&self.db(), &row).in_file(&self.path)?;
        }
        Ok(events)
    }

    /// The events of these drafts, with ids newer than `after`.
    pub(super) fn events(&self, origin: Origin, drafts: &[Draft], after: EventId) -> Vec<Event> {
        let mut newest = after;
        let events = drafts.iter().map(|draft| {
            newest = id_after(newest);
            Event {
                id: newest,
                at: draft.at,
                offset_min: draft.offset_min,
                evening: draft.evening,
                what: draft.what.clone(),
                device: self.device.clone(),
                origin: Some(draft.origin.unwrap_or(origin)),
                action: None,
            }
        });
        let mut events: Vec<Event> = events.collect();
        foreseen::mark_as_one_action(&mut events);
        events
    }

    /// All events that can be read as they are stored, in the order of their ids.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stored_rows(&self) -> Result<Vec<StoredRow>, JournalError> {
        self.read(rows::stored_rows)
    }

    /// Imports events that another journal wrote, all or none. Events that are already here are skipped. Returns the
    /// number of new ones.
    ///
    /// # Errors
    /// As for [`Journal::import_rows`].
    pub fn import(&mut self, events: &[Event]) -> Result<usize, JournalError> {
        let rows: Vec<StoredRow> = events.iter().map(StoredRow::from).collect();
        self.import_rows(&rows)
    }

    /// Imports rows that another journal wrote, all or none, exactly as they are stored there. Those whose id is already
    /// here, or was forgotten here or there, are skipped. Returns the number of new ones. An event that was forgotten
    /// there is forgotten here too.
    ///
    /// # Errors
    /// When one of them cannot be read, or the file cannot be written. Nothing has changed then. That a forgotten event
    /// could not be removed from every file is no error, since the rows were imported; it is logged.
    pub fn import_rows(&mut self, rows: &[StoredRow]) -> Result<usize, JournalError> {
        let (new, has_forgotten) = self.write(|journal| {
            let db = journal.db();
            // What was forgotten here or there is not taken in, and goes if it is here.
            let known = rows::forgotten(&db).in_file(&journal.path)?;
            let targets = known.iter().chain(rows).filter_map(forget::target);
            let forgotten: HashSet<EventId> = targets.collect();
            let mut new = 0;
            let mut newly_forgotten = Vec::new();
            for row in rows.iter().filter(|row| !forgotten.contains(&row.id)) {
                journal.check(row)?;
                if rows::insert_if_new(&db, row).in_file(&journal.path)? > 0 {
                    new += 1;
                    newly_forgotten.extend(forget::target(row));
                }
            }
            if !newly_forgotten.is_empty() {
                forget::delete(&db, &newly_forgotten).in_file(&journal.path)?;
            }
            Ok::<_, JournalError>((new, !newly_forgotten.is_empty()))
        })?;
        if has_forgotten && let Err(error) = self.clean_files() {
            tracing::warn!(why = %error, "a file may still hold what was forgotten");
        }
        Ok(new)
    }

    /// Refuses a row that could not be read again.
    fn check(&self, row: &StoredRow) -> Result<(), JournalError> {
        match row.event() {
            Ok(_) => Ok(()),
            Err(why) => Err(JournalError::OutOfRange {
                path: self.path.clone(),
                why,
            }),
        }
    }

    /// The newest id in the file, which all later ones have to exceed: undo relies on the order of ids.
    ///
    /// Ids that no clock gives are disregarded, so that a damaged one cannot use up all that are larger.
    pub(super) fn newest_id(&self) -> Result<EventId, JournalError> {
        let limit = unique::uuid().as_u128().saturating_add(CLOCK_TOLERANCE);
        let newest = rows::newest_id(&self.db(), Uuid::from_u128(limit)).in_file(&self.path)?;
        Ok(EventId(newest.unwrap_or_default()))
    }
}

/// A new id that is newer than `newest`. The clock gives one, unless it was set back or another computer's is ahead. Then
/// the id is a millisecond newer, and random in the rest: two computers that have the same newest event must not give
/// the same id to two events.
fn id_after(newest: EventId) -> EventId {
    let by_clock = unique::uuid().as_u128();
    let newest = newest.0.as_u128();
    if by_clock > newest {
        return EventId(Uuid::from_u128(by_clock));
    }
    let (millis, random) = ((newest >> 80) + 1, by_clock & ((1 << 80) - 1));
    EventId(Uuid::from_u128((millis << 80) | random))
}

/// A transaction that is rolled back unless it is committed.
pub(super) struct Transaction<'a> {
    inner: rusqlite::Transaction<'a>,
    path: &'a Path,
}

impl<'a> Transaction<'a> {
    pub(super) fn begin(db: &'a Connection, path: &'a Path) -> Result<Self, JournalError> {
        // Immediate: the write lock is taken at once, so that nobody else writes between reading and writing.
        let inner = rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate)
            .in_file(path)?;
        Ok(Self { inner, path })
    }

    pub(super) fn commit(self) -> Result<(), JournalError> {
        self.inner.commit().in_file(self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::What;

    #[test]
    fn computers_behind_the_newest_event_give_ids_that_are_newer_and_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
        let draft = Draft {
            at: "2026-11-24T21:00:00Z".parse().unwrap(),
            offset_min: 60,
            evening: "2026-11-24".parse().unwrap(),
            what: What::lights_out(),
            origin: None,
        };
        let ahead = EventId(Uuid::from_u128(unique::uuid().as_u128() + CLOCK_TOLERANCE));
        let drafts = [draft.clone(), draft];
        let ids = || {
            let events = journal.events(Origin::Typed, &drafts, ahead).into_iter();
            events.map(|event| event.id).collect::<Vec<_>>()
        };
        let (one, other) = (ids(), ids());
        for ids in [&one, &other] {
            assert!(ahead < ids[0] && ids[0] < ids[1], "{ids:?}");
            assert_eq!(ids[0].0.get_version(), Some(uuid::Version::SortRand));
        }
        assert!(
            one.iter().all(|id| !other.contains(id)),
            "{one:?} {other:?}"
        );
    }
}
