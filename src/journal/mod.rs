//! The journal: all events, in one SQLite file.
//!
//! Events are only ever appended; triggers in the file reject changing or deleting one. The one exception is an event
//! that the user wants forgotten (`forget.rs`). The file also has tables that are local to this computer: the progress of
//! an unfinished session, timers, and acknowledged notes.

mod acknowledged;
mod append;
mod backup;
mod check;
mod checksum;
mod connection;
mod contents;
mod daily;
mod error;
mod evenings;
mod files;
mod foreseen;
mod forget;
mod import;
mod log;
mod progress;
mod recovery;
mod restore;
mod rows;
mod salvage;
mod schema;
mod since;
mod stored_row;
mod summary;
mod swap;
mod timers;
mod unreadable;
mod writable;

pub use backup::{Backup, BackupError, back_up, backups};
pub use check::{BackupCheck, JournalCheck};
pub use contents::Contents;
pub use daily::{back_up_if_due, back_up_today, is_backup_due};
pub use error::JournalError;
pub use import::ImportPreview;
pub use progress::Unfinished;
pub(crate) use recovery::repaired;
pub use recovery::{RecoveryReport, Uncertain, recover};
pub use restore::{Difference, Restoration, RestoreError, preview, restore};
pub use since::{Added, Compared, JournalMark};
pub use stored_row::StoredRow;
pub use summary::JournalSummary;
pub use timers::StoredTimer;
pub use unreadable::{Unreadable, UnreadableRow};

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::event::{EveningDate, Event, EventId};
use connection::{Access, BUSY, Opened, cache_little, open_for_reading, open_for_writing};
use error::InFile;
use files::Files;

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    opened: RefCell<Opened>,
    /// How often the file was opened again.
    openings: Cell<i64>,
    /// Tells this journal from others that were opened in its place.
    number: u64,
    /// How long to wait for another process that writes.
    patience: Duration,
    path: PathBuf,
    device: String,
}

/// How many journals this process has opened, so that each has a number of its own.
static JOURNALS: AtomicU64 = AtomicU64::new(0);

/// What a journal saw of its file. Where two states are equal, the content was the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JournalState {
    journal: u64,
    foreign: i64,
    own: u64,
}

impl Journal {
    /// Opens the journal for writing: creates it if there is none, and converts one of an older format.
    ///
    /// `device` names this computer in the events it writes.
    ///
    /// # Errors
    /// When the path is not a file, the file is not a journal, or it cannot be written.
    pub fn open(path: &Path, device: &str) -> Result<Self, JournalError> {
        Ok(Self::with(open_for_writing(path, BUSY)?, path, device))
    }

    /// Opens the journal for reading: this creates, converts and writes nothing, whatever is read. If there is none, it
    /// is empty. The first write opens it as [`Journal::open`] does.
    ///
    /// # Errors
    /// When the path is not a file, the file is not a journal, or it cannot be read.
    pub fn open_or_empty(path: &Path, device: &str) -> Result<Self, JournalError> {
        Ok(Self::with(open_for_reading(path, BUSY)?, path, device))
    }

    /// An empty journal in memory that stands for the one at `path` until that can be opened. The first write tries to
    /// open it, and [`Journal::was_replaced`] is true as soon as there is something at the path.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub(crate) fn empty(path: &Path, device: &str) -> Result<Self, JournalError> {
        let opened = connection::empty(path, Access::StandIn)?;
        Ok(Self::with(opened, path, device))
    }

    fn with(opened: Opened, path: &Path, device: &str) -> Self {
        Self {
            opened: RefCell::new(opened),
            openings: Cell::new(0),
            number: JOURNALS.fetch_add(1, Ordering::Relaxed),
            patience: BUSY,
            path: path.to_owned(),
            device: device.to_owned(),
        }
    }

    /// Whether the file at the journal's path is now another one, or was deleted.
    pub fn was_replaced(&self) -> bool {
        let Ok(files) = Files::at(&self.path) else {
            return true;
        };
        let opened = self.opened.borrow();
        match opened.access {
            Access::Empty(_) | Access::StandIn => files.has_content(),
            Access::Immutable(_) | Access::Shared | Access::Writing => files.id() != opened.id,
        }
    }

    /// Opens the journal that is now at the same path, or an empty one if there is none, for reading.
    ///
    /// # Errors
    /// As for [`Journal::open_or_empty`].
    pub(crate) fn reopened(&self) -> Result<Self, JournalError> {
        self.checkpoint();
        Self::open_or_empty(&self.path, &self.device)
    }

    /// Another connection to the journal at the same path, for another thread.
    ///
    /// # Errors
    /// As for [`Journal::open_or_empty`].
    pub(crate) fn another_connection(&self) -> Result<Self, JournalError> {
        Self::open_or_empty(&self.path, &self.device)
    }

    /// An empty journal that stands for the one at the same path, as [`Journal::empty`] makes it.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub(crate) fn stand_in(&self) -> Result<Self, JournalError> {
        Self::empty(&self.path, &self.device)
    }

    /// Changes how long this journal waits for another process.
    ///
    /// # Errors
    /// Those of `SQLite`.
    pub(crate) fn wait_at_most(&mut self, patience: Duration) -> Result<(), JournalError> {
        self.patience = patience;
        self.db().busy_timeout(patience).in_file(&self.path)
    }

    /// Makes this connection keep few pages in memory: for one that reads much, once, from beginning to end.
    ///
    /// # Errors
    /// Those of `SQLite`.
    pub(crate) fn cache_little(&self) -> Result<(), JournalError> {
        cache_little(&self.db()).in_file(&self.path)
    }

    /// The name of this computer in the events that it writes.
    pub(crate) fn device(&self) -> &str {
        &self.device
    }

    /// Names the computer otherwise in the events that are written from now on. Returns the name before.
    pub(crate) fn rename_device(&mut self, device: &str) -> String {
        std::mem::replace(&mut self.device, device.to_owned())
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a whole journal in the place of a damaged one, and goes on with it. Returns whether it was damaged.
    ///
    /// # Errors
    /// When the file cannot be read or replaced.
    pub fn recover(&mut self) -> Result<bool, JournalError> {
        let was_damaged = recover(&self.path)?.is_some();
        if was_damaged {
            self.replace(open_for_writing(&self.path, self.patience)?);
        }
        Ok(was_damaged)
    }

    /// All events of an evening, in the order of writing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evening(&self, evening: EveningDate) -> Result<Vec<Event>, JournalError> {
        self.between(evening, evening)
    }

    /// All events of the evenings from `first` to `last`, both included, by evening and then in the order of writing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn between(
        &self,
        first: EveningDate,
        last: EveningDate,
    ) -> Result<Vec<Event>, JournalError> {
        self.read(|db| rows::between(db, first, last))
    }

    /// All events, by evening and then in the order of writing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all(&self) -> Result<Vec<Event>, JournalError> {
        self.read(rows::all)
    }

    /// All `plan` events of evenings up to `last`, by evening.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn plans_until(&self, last: EveningDate) -> Result<Vec<Event>, JournalError> {
        self.read(|db| rows::plans_until(db, last))
    }

    /// Of the evenings up to `last` that have a `plan` event written after a lights-out: every lights-out and every
    /// revocation, by evening.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lights_out_before_plans(&self, last: EveningDate) -> Result<Vec<Event>, JournalError> {
        self.read(|db| rows::lights_out_before_plans(db, last))
    }

    /// The newest `plan` event of the last evening up to `evening` that has one. If several computers recorded plans for
    /// that evening, another one may apply.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn latest_plan(&self, evening: EveningDate) -> Result<Option<Event>, JournalError> {
        self.read(|db| rows::latest_plan(db, evening))
    }

    /// Of the last evening up to `evening` that has a `plan` event: every one of them, every lights-out and every
    /// revocation, in the order of writing. Those that cannot be read are left out, also if none is left.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn latest_plans(&self, evening: EveningDate) -> Result<Vec<Event>, JournalError> {
        self.read(|db| rows::latest_plans(db, evening))
    }

    /// Whether there is an event with this id that can be read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has(&self, event: EventId) -> Result<bool, JournalError> {
        self.read(|db| Ok(rows::by_id(db, event)?.is_some()))
    }

    /// The `plan` event that this computer wrote last, for whatever evening.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn latest_own_plan(&self) -> Result<Option<Event>, JournalError> {
        self.read(|db| rows::latest_plan_of(db, &self.device))
    }

    /// The first evening that has an event other than a `plan` event.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_evening(&self) -> Result<Option<EveningDate>, JournalError> {
        self.read(rows::first_evening)
    }

    /// The evenings that have a blood test or a self-check, including revoked ones.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evenings_with_iron_or_self_check(&self) -> Result<Vec<EveningDate>, JournalError> {
        self.read(evenings::evenings_with_iron_or_self_check)
    }

    /// The evenings from `first` to `last` with a rating after a rescue, including revoked ones.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evenings_with_a_rescue(
        &self,
        first: EveningDate,
        last: EveningDate,
    ) -> Result<Vec<EveningDate>, JournalError> {
        self.read(|db| evenings::evenings_with_a_rescue(db, [first, last]))
    }

    /// The evenings on which the user said that they began, including revoked entries. With `after`, only entries with a
    /// newer id count; without it every event is looked at.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evenings_with_began(
        &self,
        after: Option<EventId>,
    ) -> Result<Vec<EveningDate>, JournalError> {
        self.read(|db| evenings::evenings_with_began(db, after))
    }

    /// The steps that were recorded first, on this device or on any, in the order of recording, with their evenings,
    /// including revoked ones.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_steps(
        &self,
        device: Option<&str>,
    ) -> Result<Vec<(EventId, EveningDate)>, JournalError> {
        self.read(|db| rows::first_steps(db, device))
    }

    /// The devices that recorded a step of an evening before this one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn devices_with_steps_before(
        &self,
        evening: EveningDate,
    ) -> Result<Vec<String>, JournalError> {
        self.read(|db| rows::devices_with_steps_before(db, evening))
    }

    /// What this computer recorded as having happened at or after `from`, in the order of recording, including revoked
    /// events.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn happened_from(&self, from: DateTime<Utc>) -> Result<Vec<Event>, JournalError> {
        self.read(|db| rows::happened_from(db, from, &self.device))
    }

    /// The events of other evenings than this one that belong to an action and are not older than `first`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn actions_elsewhere(
        &self,
        first: EventId,
        evening: EveningDate,
    ) -> Result<Vec<Event>, JournalError> {
        self.read(|db| rows::actions_elsewhere(db, first, evening))
    }

    /// The number of events and the newest id. Events are never deleted, so equal values mean the same events.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn extent(&self) -> Result<(u64, Option<EventId>), JournalError> {
        self.read(rows::extent)
    }

    /// For each evening that has events: its date, the number of events, and the newest id. By evening. With `after`,
    /// only events with a newer id count.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn event_counts(
        &self,
        after: Option<EventId>,
    ) -> Result<Vec<(EveningDate, u64, EventId)>, JournalError> {
        self.read(|db| rows::event_counts(db, after))
    }

    /// A number that changes when another connection, of this or another process, has written. It may also change with
    /// the first write of this one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn foreign_changes(&self) -> Result<i64, JournalError> {
        self.follow_files()?;
        let db = self.db();
        let version = db.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0));
        // Each connection counts on its own, and far less than 2^32 changes.
        Ok((self.openings.get() << 32) + version.in_file(&self.path)?)
    }

    /// What this connection sees of the file, for comparison with a later state. None inside a transaction, of which
    /// nothing is certain before its end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn state(&self) -> Result<Option<JournalState>, JournalError> {
        let foreign = self.foreign_changes()?;
        let db = self.db();
        Ok(db.is_autocommit().then(|| JournalState {
            journal: self.number,
            foreign,
            own: db.total_changes(),
        }))
    }
}
