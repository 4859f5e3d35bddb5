//! The file format, and the migration of older formats.
//!
//! `user_version` counts the migrations that were applied to a file. The missing ones are applied in one transaction,
//! after a backup of the old file was put beside it.

use std::collections::BTreeMap;
use std::iter;
use std::ops::Range;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior};

use super::error::{InFile, JournalError, classify};
use super::files;
use super::rows;
use crate::sqlite_file::beside;
use crate::whole_file::Lock;

/// "wind" in ASCII. It identifies the file as a journal of this program.
pub(super) const APPLICATION_ID: i32 = 0x7769_6e64;

/// Where it is in the file's header, the most significant byte first.
pub(super) const PLACE_OF_APPLICATION_ID: Range<usize> = 68..72;

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

/// No version of the program will ever have more formats: a larger number comes from damage.
const LARGEST_FORMAT: i64 = 100;

/// The statement that made the table of events. From format 3 on it has checksums.
const TABLE_OF_EVENTS: &str =
    "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'event'";

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
    /// A journal whose header was changed.
    Damaged,
}

impl Format {
    /// Reads everything in one transaction, so that a journal which another process is creating is seen before or
    /// after, not in between.
    fn read(db: &Connection) -> rusqlite::Result<Self> {
        let transaction = db.unchecked_transaction()?;
        let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let version = number("user_version")?;
        let owner = db.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0))?;
        let tables_changed = number("schema_version")?;
        let table = db.query_row(TABLE_OF_EVENTS, [], |row| {
            let sql = row.get_ref(0)?.as_str();
            Ok(sql.is_ok_and(|sql| sql.contains("checksum")))
        });
        let has_checksums = table.optional()?;
        let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        transaction.commit()?;
        Ok(match owner {
            APPLICATION_ID
                if (1..=LARGEST_FORMAT).contains(&version)
                    && has_checksums == Some(version > 2) =>
            {
                Self::Journal {
                    version,
                    is_wal: mode == "wal",
                }
            }
            // A journal always has tables.
            _ if tables_changed == 0 && version == 0 => Self::Empty,
            APPLICATION_ID => Self::Damaged,
            _ if has_checksums.is_some() => Self::Damaged,
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
            Self::Foreign | Self::Damaged => false,
        }
    }
}

/// What a connection for reading finds.
#[derive(Debug)]
pub(super) enum Readable {
    /// A database without content: another process is creating the journal.
    Empty,
    /// A journal.
    Journal,
    /// A journal that a newer version of the program wrote, and the error of writing to it.
    Newer(JournalError),
}

/// Prepares a connection that only reads. Writes nothing.
///
/// # Errors
/// When the file is not a journal, or is damaged.
pub(super) fn prepare_for_reading(db: &Connection, path: &Path) -> Result<Readable, JournalError> {
    Ok(match Format::read(db).in_file(path)? {
        Format::Empty => Readable::Empty,
        Format::Foreign => return Err(JournalError::NotOurs(path.to_owned())),
        Format::Damaged => return Err(damaged_header(path)),
        Format::Journal { version, .. } if version > CURRENT_FORMAT => {
            Readable::Newer(newer(path, version))
        }
        Format::Journal { version, .. } => {
            read_as_current(db, version).in_file(path)?;
            Readable::Journal
        }
    })
}

/// Opens a connection that writes with `open`, and creates the journal or brings it up to date.
///
/// Both happen under a lock: of several processes that start at once the first does it, and the others find it done.
///
/// # Errors
/// When the file is not a journal, is damaged, was written by a newer version, or cannot be written.
pub(super) fn prepare_for_writing(
    path: &Path,
    is_new: bool,
    open: impl FnOnce() -> Result<Connection, JournalError>,
) -> Result<Connection, JournalError> {
    let lock = || Lock::on(path).map_err(|cause| JournalError::lock_failed(path, &cause));
    let mut held = None;
    if is_new {
        held = Some(lock()?);
        // Whoever held the lock before may have failed to recover it.
        if files::is_emptied(path) {
            return Err(files::emptied(path));
        }
        files::create_private(path);
    }
    let db = open()?;
    let mut format = Format::read(&db).in_file(path)?;
    if format.needs_preparation() && held.is_none() {
        held = Some(lock()?);
        // Another process may have done it before the lock was taken.
        format = Format::read(&db).in_file(path)?;
    }
    let version = match format {
        Format::Foreign => return Err(JournalError::NotOurs(path.to_owned())),
        Format::Damaged => return Err(damaged_header(path)),
        Format::Journal { version, .. } if version > CURRENT_FORMAT => {
            return Err(newer(path, version));
        }
        Format::Empty => 0,
        Format::Journal { version, .. } => version,
    };
    db.pragma_update(None, "synchronous", "FULL")
        .in_file(path)?;
    if format.needs_preparation() {
        bring_up_to_date(&db, path, version)?;
    }
    drop(held);
    Ok(db)
}

fn bring_up_to_date(db: &Connection, path: &Path, version: i64) -> Result<(), JournalError> {
    let is_older = version > 0 && version < CURRENT_FORMAT;
    if is_older {
        back_up(db, path, version).in_file(path)?;
    }
    migrate(db).map_err(|error| match error.sqlite_error_code() {
        // The statements are right for a file that has the format that it names.
        Some(ErrorCode::Unknown) => damaged_header(path),
        _ => classify(&error, path),
    })?;
    // After the migration, because this fails at once while another process writes; the migration waits for it.
    db.pragma_update(None, "journal_mode", "WAL")
        .in_file(path)?;
    if is_older {
        tracing::info!(
            format = version,
            "the journal had an older format and was converted"
        );
        // The old table's pages are free now. That the file stays as large as it is harms nothing, so this may fail: on
        // a full disk, or while another process reads.
        let _ = db.execute_batch("VACUUM");
    }
    Ok(())
}

fn newer(path: &Path, found: i64) -> JournalError {
    JournalError::Newer {
        path: path.to_owned(),
        found,
        known: CURRENT_FORMAT,
    }
}

fn damaged_header(path: &Path) -> JournalError {
    JournalError::Damaged {
        path: path.to_owned(),
        cause: "its header does not fit its content".to_owned(),
    }
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

/// Creates the schema in a database that no other process sees.
pub(super) fn create(db: &Connection) -> rusqlite::Result<()> {
    migrate(db)
}

/// Whether the file has the format that this version writes.
pub(super) fn is_current(db: &Connection) -> rusqlite::Result<bool> {
    let format = Format::read(db)?;
    Ok(matches!(format, Format::Journal { version, .. } if version == CURRENT_FORMAT))
}

/// Names the tables, indexes and triggers of a journal that are not as this version of the program makes them, a
/// sentence each. In a file of another format nothing is compared.
pub(super) fn altered(db: &Connection) -> rusqlite::Result<Vec<String>> {
    if !is_current(db)? {
        return Ok(vec![]);
    }
    let objects = |db: &Connection| -> rusqlite::Result<BTreeMap<String, Option<String>>> {
        let mut found = db.prepare("SELECT name, sql FROM main.sqlite_schema")?;
        let made_by = |sql: Option<String>| sql.as_deref().map(without_comments);
        found
            .query_map([], |row| Ok((row.get(0)?, made_by(row.get(1)?))))?
            .collect()
    };
    let made = Connection::open_in_memory()?;
    create(&made)?;
    let (made, found) = (objects(&made)?, objects(db)?);
    Ok(made
        .iter()
        .filter(|(name, sql)| found.get(*name) != Some(*sql))
        .map(|(name, _)| format!("`{name}` is missing, or is not as it was made"))
        .collect())
}

/// A statement of the schema without its comments and line breaks, which may differ between versions of the program.
/// No text in the schema contains what begins a comment.
fn without_comments(sql: &str) -> String {
    let code = sql.lines().filter_map(|line| line.split("--").next());
    let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// Copies a file that is about to be migrated to `journal.db.format-1` beside it, or to a numbered name if that exists.
fn back_up(db: &Connection, path: &Path, format: i64) -> rusqlite::Result<()> {
    let named = |ending: String| beside(path, &ending);
    let others = (2..).map(|n| named(format!(".format-{format}.{n}")));
    let copy = iter::once(named(format!(".format-{format}")))
        .chain(others)
        .find(|name| !name.exists());
    // SQLite accepts only Unicode file names. Without a backup the migration is still one transaction.
    if let Some((copy, name)) = copy
        .as_deref()
        .and_then(|copy| Some((copy, copy.to_str()?)))
    {
        files::create_private(copy);
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
