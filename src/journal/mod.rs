//! The journal: all events, in one SQLite file.
//!
//! Events are only ever appended; triggers in the file reject changing or deleting one. The file also has tables that
//! are local to this computer: the progress of an unfinished session, timers, and acknowledged notes.

mod acknowledged;
mod append;
mod checksum;
mod error;
mod foreseen;
mod progress;
mod rows;
mod schema;
mod stored_row;
mod summary;
mod timers;
mod unreadable;
mod writable;

pub use error::JournalError;
pub use progress::Unfinished;
pub use stored_row::StoredRow;
pub use summary::JournalSummary;
pub use timers::StoredTimer;
pub use unreadable::{Unreadable, UnreadableRow};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::event::{EveningDate, Event, EventId};
use append::Transaction;
use error::InFile;

/// How long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(5);

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    db: Connection,
    path: PathBuf,
    device: String,
    /// Why the journal cannot be written; none if it can.
    read_only: Option<JournalError>,
    /// The identity of the file when it was opened, to detect that it was replaced.
    file: Option<FileId>,
    /// True while there is no file: the database is empty and in memory, until the first write creates the file.
    has_no_file: bool,
}

impl Journal {
    /// Opens the journal, and creates it if there is none.
    ///
    /// `device` names this computer in the events it writes. A file that cannot be written, or that a newer
    /// version wrote, is opened for reading; see [`Journal::read_only`].
    ///
    /// # Errors
    /// When the path is not a file, the file is not a journal, or it cannot be opened or migrated.
    pub fn open(path: &Path, device: &str) -> Result<Self, JournalError> {
        if path.is_dir() {
            return Err(JournalError::Folder(path.to_owned()));
        }
        // Opening a pipe would block until another process writes into it.
        if path.exists() && !path.is_file() {
            return Err(JournalError::NotAFile(path.to_owned()));
        }
        if fs::metadata(path).map_or(true, |file| file.len() == 0) {
            make_folder(path)?;
        }
        let (db, writable) = connect(path)?;
        db.busy_timeout(BUSY).in_file(path)?;
        let read_only = schema::prepare(&db, path, writable)?;
        Ok(Self {
            db,
            path: path.to_owned(),
            device: device.to_owned(),
            read_only,
            file: file_id(path),
            has_no_file: false,
        })
    }

    /// Opens the journal if there is one. Otherwise the journal is empty, and the first write creates the file:
    /// commands that only read leave no file behind.
    ///
    /// # Errors
    /// As for [`Journal::open`].
    pub fn open_or_empty(path: &Path, device: &str) -> Result<Self, JournalError> {
        if is_there(path) {
            return Self::open(path, device);
        }
        Self::empty(path, device)
    }

    /// An empty journal in memory that stands for the one at `path` until that can be opened. The first write tries to
    /// open it, and [`Journal::was_replaced`] is true as soon as there is something at the path.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn empty(path: &Path, device: &str) -> Result<Self, JournalError> {
        let db = Connection::open_in_memory().in_file(path)?;
        schema::prepare_in_memory(&db).in_file(path)?;
        Ok(Self {
            db,
            path: path.to_owned(),
            device: device.to_owned(),
            read_only: None,
            file: None,
            has_no_file: true,
        })
    }

    /// Whether the file at the journal's path is now another one, or was deleted.
    pub fn was_replaced(&self) -> bool {
        if self.has_no_file {
            return is_there(&self.path);
        }
        self.file.is_some() && file_id(&self.path) != self.file
    }

    /// Opens the journal that is now at the same path, or an empty one if there is none.
    ///
    /// # Errors
    /// As for [`Journal::open`].
    pub fn reopened(&self) -> Result<Self, JournalError> {
        self.checkpoint();
        Self::open_or_empty(&self.path, &self.device)
    }

    /// Another connection to the journal at the same path, for another thread.
    ///
    /// # Errors
    /// As for [`Journal::open`].
    pub fn another_connection(&self) -> Result<Self, JournalError> {
        Self::open_or_empty(&self.path, &self.device)
    }

    /// Changes how long this connection waits for another process.
    ///
    /// # Errors
    /// Those of `SQLite`.
    pub fn wait_at_most(&self, patience: Duration) -> Result<(), JournalError> {
        self.db.busy_timeout(patience).in_file(&self.path)
    }

    /// Moves everything from the write-ahead log into the file. SQLite finds the log by the file's name alone, so a log
    /// that is left behind would be applied to another file that takes this name.
    fn checkpoint(&self) {
        // Fails while another process uses the journal, which then does it when it closes.
        let _ = self
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why the journal cannot be written; none if it can.
    pub fn read_only(&self) -> Option<&JournalError> {
        self.read_only.as_ref()
    }

    /// Prepares for a write: creates the file if there is none, and opens the current file if it was replaced, since
    /// what is written into a deleted file is lost. One that could not be written is opened again, as it may be writable
    /// by now.
    fn make_writable(&mut self) -> Result<(), JournalError> {
        if self.has_no_file || self.read_only.is_some() || self.was_replaced() {
            self.checkpoint();
            *self = Self::open(&self.path, &self.device)?;
        }
        match &self.read_only {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
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
        rows::between(&self.db, first, last).in_file(&self.path)
    }

    /// All events, by evening and then in the order of writing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all(&self) -> Result<Vec<Event>, JournalError> {
        rows::all(&self.db).in_file(&self.path)
    }

    /// All `plan` events of evenings up to `last`, by evening.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn plans_until(&self, last: EveningDate) -> Result<Vec<Event>, JournalError> {
        rows::plans_until(&self.db, last).in_file(&self.path)
    }

    /// The `plan` event that applies to an evening: the last one of it or of an earlier evening.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn latest_plan(&self, evening: EveningDate) -> Result<Option<Event>, JournalError> {
        rows::latest_plan(&self.db, evening).in_file(&self.path)
    }

    /// The first evening that has an event other than a `plan` event.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_evening(&self) -> Result<Option<EveningDate>, JournalError> {
        rows::first_evening(&self.db).in_file(&self.path)
    }

    /// The evenings that have a blood test or a self-check, including revoked ones.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evenings_with_iron_or_self_check(&self) -> Result<Vec<EveningDate>, JournalError> {
        rows::evenings_with_iron_or_self_check(&self.db).in_file(&self.path)
    }

    /// The number of events and the newest id. Events are never deleted, so equal values mean the same events.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn extent(&self) -> Result<(u64, Option<EventId>), JournalError> {
        rows::extent(&self.db).in_file(&self.path)
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
        rows::event_counts(&self.db, after).in_file(&self.path)
    }

    /// A number that changes when another connection, of this or another process, has written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn foreign_changes(&self) -> Result<i64, JournalError> {
        self.db
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .in_file(&self.path)
    }
}

/// Whether something is at the path: a journal, or something that is not a file. An empty file counts as nothing.
fn is_there(path: &Path) -> bool {
    match fs::metadata(path) {
        Ok(file) => !file.is_file() || file.len() > 0,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
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

/// Opens the file for reading and writing, or read-only if writing is not permitted. Returns whether it can be written.
fn connect(path: &Path) -> Result<(Connection, bool), JournalError> {
    let shared = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    create_private(path);
    let write = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | shared;
    let db = Connection::open_with_flags(path, write)
        .or_else(|_| Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | shared))
        .in_file(path)?;
    let writable = !db.is_readonly(rusqlite::MAIN_DB).in_file(path)?;
    if !writable && let Some(immutable) = connect_immutable(&db, path) {
        return Ok((immutable, false));
    }
    Ok((db, writable))
}

/// Opens the file as immutable if it cannot be read otherwise: in a read-only folder SQLite cannot create its `-wal`
/// and `-shm` files. None if the file can be read as it is, or if an existing `-wal` holds content that would be
/// missed.
fn connect_immutable(db: &Connection, path: &Path) -> Option<Connection> {
    let readable = db.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0));
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    if readable.is_ok() || Path::new(&wal).exists() {
        return None;
    }
    open_immutable(path).ok()
}

/// Opens a file as immutable: SQLite neither creates nor reads any other file.
fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let name = path.to_string_lossy().replace('%', "%25");
    let name = name.replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}

/// The device and inode of a file, which distinguish it from another file of the same name.
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

/// On this platform an open file cannot be replaced.
#[cfg(not(unix))]
fn file_id(_path: &Path) -> Option<FileId> {
    None
}

/// Creates the file readable and writable for its owner only, if it does not exist.
#[cfg(unix)]
fn create_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    // If this fails, opening the journal fails as well and reports why.
    let _ = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
}

#[cfg(not(unix))]
fn create_private(_path: &Path) {}
