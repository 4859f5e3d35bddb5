//! Whether the journal could be written now.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::append::Transaction;
use super::error::InFile;
use super::files::Files;
use super::schema::{self, Readable};
use super::{Journal, JournalError};

/// How long to wait for another process that writes, at most. The answer is wanted at once.
const BUSY: Duration = Duration::from_millis(100);

impl Journal {
    /// Finds out whether an event could be written now, without writing anything. A full disk is not noticed. Where
    /// there is no journal yet, nothing is created.
    ///
    /// # Errors
    /// The reason why not.
    pub(crate) fn check_writable(&self) -> Result<(), JournalError> {
        if !Files::at(&self.path)?.has_content() {
            return Ok(());
        }
        // A connection of its own, since the open one may be for reading only.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&self.path, flags).in_file(&self.path)?;
        db.busy_timeout(BUSY.min(self.patience))
            .in_file(&self.path)?;
        if db.is_readonly(rusqlite::MAIN_DB).in_file(&self.path)? {
            return Err(JournalError::ReadOnly(self.path.clone()));
        }
        if let Readable::Newer(error) = schema::prepare_for_reading(&db, &self.path)? {
            return Err(error);
        }
        // Taking the lock is all there is to it: without a commit the transaction is rolled back.
        Transaction::begin(&db, &self.path).map(drop)
    }
}
