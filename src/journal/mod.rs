//! The journal: everything that happened, in one SQLite file.
//!
//! Events are only ever appended; the file itself refuses to change or delete one. Beside them the file holds
//! what is local to this computer: which reminders were claimed, how far an unfinished session came, the timers
//! that run, what was shown once, and until when nobody is to be spoken to.

mod acknowledged;
mod claims;
mod error;
mod peek;
mod progress;
mod quiet;
mod rows;
mod schema;
mod timers;

pub use claims::{CLAIM_HOLDS, Claim, Placed};
pub use error::JournalError;
pub use peek::{LastReminder, Peek};
pub use progress::Unfinished;
pub use quiet::QUIET_HOLDS;
pub use timers::KeptTimer;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use uuid::Uuid;

use crate::event::{Draft, EveningDate, Event, EventId};
use error::Told;

/// Another process may be writing; it is waited for this long.
const BUSY: Duration = Duration::from_secs(5);

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    db: Connection,
    path: PathBuf,
    device: String,
    /// Why nothing can be written, where that is so.
    read_only: Option<JournalError>,
    /// Which file it was when it was opened.
    file: Option<FileId>,
    /// There is no file yet: this one is empty, in memory, and gives way to a file with the first thing to keep.
    none_yet: bool,
}

impl Journal {
    /// Opens the journal, and makes one where there is none.
    ///
    /// `device` names this computer in the events it writes. A file that cannot be written, or that a newer
    /// version wrote, can still be read.
    ///
    /// # Errors
    /// When the path is a folder, the file is no journal, or the system does not let it be opened.
    pub fn open(path: &Path, device: &str) -> Result<Self, JournalError> {
        if path.is_dir() {
            return Err(JournalError::Folder(path.to_owned()));
        }
        // Opening a pipe would wait for whoever writes into it.
        if path.exists() && !path.is_file() {
            return Err(JournalError::NotAFile(path.to_owned()));
        }
        if fs::metadata(path).map_or(true, |file| file.len() == 0) {
            make_folder(path)?;
        }
        let (db, writable) = connect(path)?;
        db.busy_timeout(BUSY).told(path)?;
        let read_only = schema::prepare(&db, path, writable)?;
        Ok(Self {
            db,
            path: path.to_owned(),
            device: device.to_owned(),
            read_only,
            file: file_id(path),
            none_yet: false,
        })
    }

    /// Opens the journal where there is one. Where there is none it is empty, and the file is made only when there
    /// is something to keep: whoever just looks leaves nothing behind.
    ///
    /// # Errors
    /// As for [`Journal::open`].
    pub fn open_or_none_yet(path: &Path, device: &str) -> Result<Self, JournalError> {
        if is_there(path) {
            return Self::open(path, device);
        }
        let db = Connection::open_in_memory().told(path)?;
        schema::prepare_in_memory(&db).told(path)?;
        Ok(Self {
            db,
            path: path.to_owned(),
            device: device.to_owned(),
            read_only: None,
            file: None,
            none_yet: true,
        })
    }

    /// Whether another file is in its place by now, or none.
    pub fn was_replaced(&self) -> bool {
        if self.none_yet {
            return is_there(&self.path);
        }
        self.file.is_some() && file_id(&self.path) != self.file
    }

    /// The journal that is in its place by now, or none yet.
    ///
    /// # Errors
    /// As for [`Journal::open`].
    pub fn reopened(&self) -> Result<Self, JournalError> {
        self.leave_nothing_beside();
        Self::open_or_none_yet(&self.path, &self.device)
    }

    /// What was last written may still lie in the log beside the file, which is found by the file's name alone:
    /// another file of that name would be taken to have been written so.
    fn leave_nothing_beside(&self) {
        // Where another process keeps it from happening, that one does it.
        let _ = self
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }

    /// Where it lives.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why nothing can be written, where that is so.
    pub fn read_only(&self) -> Option<&JournalError> {
        self.read_only.as_ref()
    }

    /// Appends events, all or none, and returns them once they are safe on the disk.
    ///
    /// # Errors
    /// When the file cannot be written. Nothing has changed then.
    pub fn append(&mut self, drafts: &[Draft]) -> Result<Vec<Event>, JournalError> {
        self.transact(|_| Ok(drafts.to_vec()))
    }

    /// Reads, decides and appends in one transaction: no other process writes in between.
    ///
    /// `decide` reads through the journal it is given and returns what is to be appended. Where there is no file
    /// yet it is asked once before: what it refuses leaves none behind.
    ///
    /// # Errors
    /// What `decide` refuses, or that the file cannot be read or written. Nothing has changed then.
    pub fn transact<E: From<JournalError>>(
        &mut self,
        decide: impl Fn(&Self) -> Result<Vec<Draft>, E>,
    ) -> Result<Vec<Event>, E> {
        if self.none_yet && !self.was_replaced() {
            decide(self)?;
        }
        self.make_writable()?;
        let transaction = Transaction::begin(&self.db, &self.path)?;
        let drafts = decide(self)?;
        let events = self.insert(&drafts)?;
        transaction.commit()?;
        Ok(events)
    }

    fn insert(&self, drafts: &[Draft]) -> Result<Vec<Event>, JournalError> {
        let mut id = self.newest_id()?;
        let mut events = Vec::with_capacity(drafts.len());
        for draft in drafts {
            id = id_after(id);
            let event = Event {
                id: EventId(id),
                at: draft.at,
                offset_min: draft.offset_min,
                evening: draft.evening,
                what: draft.what.clone(),
                device: self.device.clone(),
            };
            rows::insert(&self.db, &event).told(&self.path)?;
            events.push(event);
        }
        Ok(events)
    }

    /// Takes in events that were written elsewhere, all or none. Those that are here already change nothing;
    /// the number of new ones is returned.
    ///
    /// # Errors
    /// When the file cannot be written. Nothing has changed then.
    pub fn take_in(&mut self, events: &[Event]) -> Result<usize, JournalError> {
        self.make_writable()?;
        let transaction = Transaction::begin(&self.db, &self.path)?;
        let mut new = 0;
        for event in events {
            new += rows::insert_if_new(&self.db, event).told(&self.path)?;
        }
        transaction.commit()?;
        Ok(new)
    }

    /// Makes the file where there is none yet, and opens the one that took its place where one did: what is written
    /// into a file that is gone would be lost.
    fn make_writable(&mut self) -> Result<(), JournalError> {
        if self.none_yet || self.was_replaced() {
            self.leave_nothing_beside();
            *self = Self::open(&self.path, &self.device)?;
        }
        match &self.read_only {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }

    /// All events of an evening, in the order in which they were written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evening(&self, evening: EveningDate) -> Result<Vec<Event>, JournalError> {
        self.between(evening, evening)
    }

    /// All events of the evenings from `first` to `last`, evening by evening, each in the order in which they
    /// were written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn between(
        &self,
        first: EveningDate,
        last: EveningDate,
    ) -> Result<Vec<Event>, JournalError> {
        rows::between(&self.db, first, last).told(&self.path)
    }

    /// All events of all evenings, in the same order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all(&self) -> Result<Vec<Event>, JournalError> {
        rows::all(&self.db).told(&self.path)
    }

    /// All plans recorded up to and for an evening, in the order of their evenings.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn plans_until(&self, last: EveningDate) -> Result<Vec<Event>, JournalError> {
        rows::plans_until(&self.db, last).told(&self.path)
    }

    /// The plan last recorded for that evening, or before it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn latest_plan(&self, evening: EveningDate) -> Result<Option<Event>, JournalError> {
        rows::latest_plan(&self.db, evening).told(&self.path)
    }

    /// The first evening of which anything but a plan is known.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_evening(&self) -> Result<Option<EveningDate>, JournalError> {
        rows::first_evening(&self.db).told(&self.path)
    }

    /// The evenings on which a blood test or a self-check was told.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evenings_rarely_told(&self) -> Result<Vec<EveningDate>, JournalError> {
        rows::evenings_rarely_told(&self.db).told(&self.path)
    }

    /// How many events there are, and the one that was written last. As none is ever taken out, the same numbers mean
    /// the same events.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn extent(&self) -> Result<(u64, Option<EventId>), JournalError> {
        rows::extent(&self.db).told(&self.path)
    }

    /// What there is of each evening: which it is, how many events, and the one that was written last. By evening.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn event_counts(&self) -> Result<Vec<(EveningDate, u64, EventId)>, JournalError> {
        rows::event_counts(&self.db).told(&self.path)
    }

    /// A number that changes when another process, or another connection, has written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn foreign_changes(&self) -> Result<i64, JournalError> {
        self.db
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .told(&self.path)
    }

    fn newest_id(&self) -> Result<Uuid, JournalError> {
        let newest: Option<Uuid> = self
            .db
            .query_row("SELECT max(id) FROM event", params![], |row| row.get(0))
            .optional()
            .told(&self.path)?
            .flatten();
        Ok(newest.unwrap_or_default())
    }
}

/// Whether a journal is there, or something else that is in its way. An empty file is none yet.
fn is_there(path: &Path) -> bool {
    match fs::metadata(path) {
        Ok(file) => !file.is_file() || file.len() > 0,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// A new id, made from the clock; where the clock was set back, the next one after `newest`. The order of ids
/// is the order of writing, which undo relies on.
fn id_after(newest: Uuid) -> Uuid {
    let made = Uuid::now_v7();
    if made > newest {
        made
    } else {
        Uuid::from_u128(newest.as_u128().wrapping_add(1))
    }
}

fn make_folder(path: &Path) -> Result<(), JournalError> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|cause| JournalError::NoFolder {
            folder: folder.to_owned(),
            cause: cause.to_string(),
        })
}

/// Opens the file for reading and writing; where that may not be, for reading alone.
fn connect(path: &Path) -> Result<(Connection, bool), JournalError> {
    let shared = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    keep_private(path);
    let write = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | shared;
    let db = Connection::open_with_flags(path, write)
        .or_else(|_| Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | shared))
        .told(path)?;
    let writable = !db.is_readonly(rusqlite::MAIN_DB).told(path)?;
    if !writable && let Some(still) = connect_still(&db, path) {
        return Ok((still, false));
    }
    Ok((db, writable))
}

/// Opens a file as one that nobody changes, where it cannot be read otherwise: in a folder that cannot be
/// written, the files that coordinate readers with writers cannot be made. None where there is no need, or
/// where a writer left something that would be missed.
fn connect_still(db: &Connection, path: &Path) -> Option<Connection> {
    let readable = db.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0));
    let mut left_over = path.as_os_str().to_owned();
    left_over.push("-wal");
    if readable.is_ok() || Path::new(&left_over).exists() {
        return None;
    }
    open_still(path).ok()
}

/// Opens a file as one that nobody changes: no other file is made or looked at.
fn open_still(path: &Path) -> rusqlite::Result<Connection> {
    let name = path.to_string_lossy().replace('%', "%25");
    let name = name.replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}

/// What tells a file from another of the same name.
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

/// Here an open file cannot be replaced.
#[cfg(not(unix))]
fn file_id(_path: &Path) -> Option<FileId> {
    None
}

/// A new journal is its owner's alone.
#[cfg(unix)]
fn keep_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    // When it fails, opening the journal fails as well, and says why.
    let _ = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
}

#[cfg(not(unix))]
fn keep_private(_path: &Path) {}

/// A transaction that takes everything back unless it is committed.
struct Transaction<'a> {
    inner: rusqlite::Transaction<'a>,
    path: &'a Path,
}

impl<'a> Transaction<'a> {
    fn begin(db: &'a Connection, path: &'a Path) -> Result<Self, JournalError> {
        // Immediate: whoever reads in order to write must be the only one who does.
        let inner =
            rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate).told(path)?;
        Ok(Self { inner, path })
    }

    fn commit(self) -> Result<(), JournalError> {
        self.inner.commit().told(self.path)
    }
}
