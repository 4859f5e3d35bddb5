//! The file's format, and how an older one becomes this one.
//!
//! `user_version` counts the migrations that a file has been through. Each is applied once, all that are
//! missing in one transaction, after a copy of the file as it was has been put beside it.

use std::iter;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::error::{JournalError, Told};
use super::keep_private;
use crate::whole_file::Lock;

/// "wind", so that the file is known for ours.
const APPLICATION_ID: i64 = 0x7769_6e64;

/// Each brings the format one version further.
const MIGRATIONS: [&str; 2] = [include_str!("schema_1.sql"), include_str!("schema_2.sql")];

/// The format that this version writes.
const KNOWN: i64 = MIGRATIONS.len() as i64;

/// What a file is, read at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Nothing is in it yet.
    Empty,
    /// A journal.
    Journal {
        /// How many migrations it has been through.
        version: i64,
        /// Whether readers and a writer get on with each other, which is set once for each file.
        is_wal: bool,
    },
    /// Something else.
    Foreign,
}

impl Format {
    /// In one transaction, so that a journal that another process is just making is seen before or after that.
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
            // A file of ours has tables.
            _ if tables_changed == 0 && version == 0 => Self::Empty,
            _ => Self::Foreign,
        })
    }

    /// Whether it has to be made, or brought up to date, before it can be written.
    fn has_to_be_prepared(self) -> bool {
        match self {
            Self::Empty => true,
            Self::Journal { version, is_wal } => version < KNOWN || (version == KNOWN && !is_wal),
            Self::Foreign => false,
        }
    }
}

/// Makes the file ready for use, and says why nothing can be written, where that is so.
///
/// Making a journal and migrating one is a single step that one process at a time takes: of several that start at once
/// the first does it, and the others find it done.
pub(super) fn prepare(
    db: &Connection,
    path: &Path,
    writable: bool,
) -> Result<Option<JournalError>, JournalError> {
    let mut format = Format::read(db).told(path)?;
    let mut lock = None;
    if writable && format.has_to_be_prepared() {
        lock = Some(Lock::on(path).map_err(|cause| JournalError::unlockable(path, &cause))?);
        // Another process may have been here meanwhile.
        format = Format::read(db).told(path)?;
    }
    let version = match format {
        Format::Foreign => return Err(JournalError::NotOurs(path.to_owned())),
        Format::Journal { version, .. } if version > KNOWN => {
            return Ok(Some(JournalError::Newer {
                path: path.to_owned(),
                found: version,
                known: KNOWN,
            }));
        }
        // An empty file that cannot be written has nothing to read either.
        Format::Empty if !writable => return Err(JournalError::ReadOnly(path.to_owned())),
        Format::Journal { .. } if !writable => {
            return Ok(Some(JournalError::ReadOnly(path.to_owned())));
        }
        Format::Empty => 0,
        Format::Journal { version, .. } => version,
    };
    db.pragma_update(None, "synchronous", "FULL").told(path)?;
    if format.has_to_be_prepared() {
        if version > 0 && version < KNOWN {
            copy_beside(db, path, version).told(path)?;
        }
        migrate(db).told(path)?;
        // Only now: this fails at once where somebody else is writing, for whom the migration has waited.
        db.pragma_update(None, "journal_mode", "WAL").told(path)?;
    }
    drop(lock);
    Ok(None)
}

/// Makes an empty journal in memory, which no other process sees.
pub(super) fn prepare_in_memory(db: &Connection) -> rusqlite::Result<()> {
    migrate(db)
}

/// Puts a copy of a file that is about to change its format beside it: `journal.db.format-1`. One that is there
/// already stays.
fn copy_beside(db: &Connection, path: &Path, format: i64) -> rusqlite::Result<()> {
    let named = |ending: String| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let others = (2..).map(|n| named(format!(".format-{format}.{n}")));
    let copy = iter::once(named(format!(".format-{format}")))
        .chain(others)
        .find(|name| !name.exists());
    // SQLite takes names of Unicode alone. Where there is no copy, the migration is still one transaction.
    if let Some((copy, name)) = copy
        .as_deref()
        .and_then(|copy| Some((copy, copy.to_str()?)))
    {
        keep_private(copy);
        db.execute("VACUUM INTO ?1", [name])?;
    }
    Ok(())
}

fn migrate(db: &Connection) -> rusqlite::Result<()> {
    let transaction = rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    // An older version of this program may have been here since the version was read: it knows no lock.
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        db.execute_batch(migration)?;
    }
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()
}
