//! Whether the journal could be written now.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::InFile;
use super::{Journal, JournalError, Transaction, is_there, schema};

/// How long to wait for another process that writes. The answer is wanted at once.
const BUSY: Duration = Duration::from_millis(100);

impl Journal {
    /// Finds out whether an event could be written now, without writing anything. A full disk is not noticed. Where
    /// there is no journal yet, nothing is created.
    ///
    /// # Errors
    /// The reason why not.
    pub fn check_writable(&self) -> Result<(), JournalError> {
        if self.has_no_file && !is_there(&self.path) {
            return Ok(());
        }
        // A connection of its own, since the open one may be for reading only.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&self.path, flags).in_file(&self.path)?;
        db.busy_timeout(BUSY).in_file(&self.path)?;
        if db.is_readonly(rusqlite::MAIN_DB).in_file(&self.path)? {
            return Err(JournalError::ReadOnly(self.path.clone()));
        }
        // It takes the connection for a reading one, and so changes nothing.
        if let Some(newer @ JournalError::Newer { .. }) = schema::prepare(&db, &self.path, false)? {
            return Err(newer);
        }
        // Taking the lock is all there is to it: without a commit the transaction is rolled back.
        Transaction::begin(&db, &self.path).map(drop)
    }
}
