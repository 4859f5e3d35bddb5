//! Why the coach could not do what was asked.

use crate::evening::Refusal;
use crate::journal::JournalError;

/// Why the coach could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CoachError {
    /// The action is not possible in the evening's present state.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The journal could not be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}
