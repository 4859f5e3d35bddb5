//! The file's format, and how an older one becomes this one.
//!
//! `user_version` counts the migrations that a file has been through. Each is applied once, all that are
//! missing in one transaction, after a copy of the file as it was has been put beside it.

use std::iter;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::error::{JournalError, Told};
use super::keep_private;

/// "wind", so that the file is known for ours.
const APPLICATION_ID: i64 = 0x7769_6e64;

/// Each brings the format one version further.
const MIGRATIONS: [&str; 2] = [include_str!("schema_1.sql"), include_str!("schema_2.sql")];

/// The format that this version writes.
const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Makes the file ready for use, and says why nothing can be written, where that is so.
pub(super) fn prepare(
    db: &Connection,
    path: &Path,
    writable: bool,
) -> Result<Option<JournalError>, JournalError> {
    let pragma = |name: &str| {
        db.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .told(path)
    };
    let (found, owner) = (pragma("user_version")?, pragma("application_id")?);
    // A file of ours has tables.
    let is_empty = owner != APPLICATION_ID && pragma("schema_version")? == 0;
    if owner != APPLICATION_ID && !is_empty {
        return Err(JournalError::NotOurs(path.to_owned()));
    }
    if found > KNOWN {
        return Ok(Some(JournalError::Newer {
            path: path.to_owned(),
            found,
            known: KNOWN,
        }));
    }
    if !writable {
        let read_only = JournalError::ReadOnly(path.to_owned());
        // An empty file that cannot be written has nothing to read either.
        return if is_empty {
            Err(read_only)
        } else {
            Ok(Some(read_only))
        };
    }
    db.pragma_update(None, "journal_mode", "WAL").told(path)?;
    db.pragma_update(None, "synchronous", "FULL").told(path)?;
    if found < KNOWN {
        if found > 0 {
            copy_beside(db, path, found).told(path)?;
        }
        migrate(db).told(path)?;
    }
    Ok(None)
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
    // Another process may have been here since the version was read.
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        db.execute_batch(migration)?;
    }
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()
}
