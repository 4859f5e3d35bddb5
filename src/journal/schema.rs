//! The file format, and the migration of older formats.
//!
//! `user_version` counts the migrations that were applied to a file. The missing ones are applied in one transaction,
//! after a backup of the old file was put beside it.

use std::iter;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::error::{InFile, JournalError};
use super::{create_private, rows};
use crate::whole_file::Lock;

/// "wind" in ASCII. It identifies the file as a journal of this program.
const APPLICATION_ID: i64 = 0x7769_6e64;

/// Migration `n` brings format `n` to format `n + 1`; format 0 is an empty file.
const MIGRATIONS: [fn(&Connection) -> rusqlite::Result<()>; 3] = [
    |db| db.execute_batch(include_str!("schema_1.sql")),
    |db| db.execute_batch(include_str!("schema_2.sql")),
    |db| {
        db.execute_batch(include_str!("schema_3.sql"))?;
        rows::copy_from_format_2(db)?;
        db.execute_batch("DROP TABLE event_of_format_2")
    },
];

/// Statement `n` lets a connection read format `n + 1` as if it were format `n + 2`.
const READING: [&str; 2] = [
    include_str!("read_format_1.sql"),
    include_str!("read_format_2.sql"),
];

/// The format that this version of the program writes.
const CURRENT_FORMAT: i64 = MIGRATIONS.len() as i64;

/// The kind and format version of a database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// A database without content.
    Empty,
    /// A journal.
    Journal {
        /// The number of migrations that were applied.
        version: i64,
        /// Whether write-ahead logging is on, so that readers and a writer do not block each other. It is a property of
        /// the file.
        is_wal: bool,
    },
    /// A database of another program.
    Foreign,
}

impl Format {
    /// Reads everything in one transaction, so that a journal which another process is creating is seen before or
    /// after, not in between.
    fn read(db: &Connection) -> rusqlite::Result<Self> {
        let transaction = db.unchecked_transaction()?;
        let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (version, owner) = (number("user_version")?, number("application_id")?);
        let tables_changed = number("schema_version")?;
        let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        transaction.commit()?;
        Ok(match owner {
            APPLICATION_ID => Self::Journal {
                version,
                is_wal: mode == "wal",
            },
            // A journal always has tables.
            _ if tables_changed == 0 && version == 0 => Self::Empty,
            _ => Self::Foreign,
        })
    }

    /// Whether the schema has to be created or migrated before anything can be written.
    fn needs_preparation(self) -> bool {
        match self {
            Self::Empty => true,
            Self::Journal { version, is_wal } => {
                version < CURRENT_FORMAT || (version == CURRENT_FORMAT && !is_wal)
            }
            Self::Foreign => false,
        }
    }
}

/// Creates or migrates the schema. Returns why the file cannot be written, or none if it can.
///
/// Creating and migrating happen under a lock: of several processes that start at once the first does it, and the
/// others find it done.
pub(super) fn prepare(
    db: &Connection,
    path: &Path,
    writable: bool,
) -> Result<Option<JournalError>, JournalError> {
    let mut format = Format::read(db).in_file(path)?;
    let mut lock = None;
    if writable && format.needs_preparation() {
        lock = Some(Lock::on(path).map_err(|cause| JournalError::lock_failed(path, &cause))?);
        // Another process may have done it before the lock was taken.
        format = Format::read(db).in_file(path)?;
    }
    let version = match format {
        Format::Foreign => return Err(JournalError::NotOurs(path.to_owned())),
        Format::Journal { version, .. } if version > CURRENT_FORMAT => {
            return Ok(Some(JournalError::Newer {
                path: path.to_owned(),
                found: version,
                known: CURRENT_FORMAT,
            }));
        }
        // Without a schema there is nothing to read.
        Format::Empty if !writable => return Err(JournalError::ReadOnly(path.to_owned())),
        Format::Journal { version, .. } if !writable => {
            read_as_current(db, version).in_file(path)?;
            return Ok(Some(JournalError::ReadOnly(path.to_owned())));
        }
        Format::Empty => 0,
        Format::Journal { version, .. } => version,
    };
    db.pragma_update(None, "synchronous", "FULL")
        .in_file(path)?;
    if format.needs_preparation() {
        let is_older = version > 0 && version < CURRENT_FORMAT;
        if is_older {
            back_up(db, path, version).in_file(path)?;
        }
        migrate(db).in_file(path)?;
        // After the migration, because this fails at once while another process writes; the migration waits for it.
        db.pragma_update(None, "journal_mode", "WAL")
            .in_file(path)?;
        if is_older {
            // The old table's pages are free now. That the file stays as large as it is harms nothing, so this may fail:
            // on a full disk, or while another process reads.
            let _ = db.execute_batch("VACUUM");
        }
    }
    drop(lock);
    Ok(None)
}

/// Lets queries read a file of an older format without converting it, through temporary tables and views that only this
/// connection sees. They are kept in memory, so that no file is written.
fn read_as_current(db: &Connection, version: i64) -> rusqlite::Result<()> {
    db.pragma_update(None, "temp_store", "MEMORY")?;
    let known = usize::try_from(version - 1).unwrap_or(0);
    READING
        .iter()
        .skip(known)
        .try_for_each(|sql| db.execute_batch(sql))
}

/// Creates the schema in an in-memory database, which no other process sees.
pub(super) fn prepare_in_memory(db: &Connection) -> rusqlite::Result<()> {
    migrate(db)
}

/// Copies a file that is about to be migrated to `journal.db.format-1` beside it, or to a numbered name if that exists.
fn back_up(db: &Connection, path: &Path, format: i64) -> rusqlite::Result<()> {
    let named = |ending: String| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let others = (2..).map(|n| named(format!(".format-{format}.{n}")));
    let copy = iter::once(named(format!(".format-{format}")))
        .chain(others)
        .find(|name| !name.exists());
    // SQLite accepts only Unicode file names. Without a backup the migration is still one transaction.
    if let Some((copy, name)) = copy
        .as_deref()
        .and_then(|copy| Some((copy, copy.to_str()?)))
    {
        create_private(copy);
        db.execute("VACUUM INTO ?1", [name])?;
    }
    Ok(())
}

fn migrate(db: &Connection) -> rusqlite::Result<()> {
    let transaction = rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    // Read again: an older version of the program, which does not use the lock, may have migrated it meanwhile.
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in MIGRATIONS
        .iter()
        .skip(usize::try_from(version).unwrap_or(0))
    {
        migration(db)?;
    }
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", CURRENT_FORMAT)?;
    transaction.commit()
}
