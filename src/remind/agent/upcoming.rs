//! The next reminder, for `winddown agent status`.

use chrono::{DateTime, Utc};

use crate::coach::Coach;
use crate::journal::JournalError;
use crate::remind::due::due;
use crate::remind::reminder::Announcement;

/// The next announcement of this evening or the following one, if nothing changes before.
///
/// # Errors
/// When the journal cannot be read.
pub(crate) fn upcoming(
    coach: &Coach,
    now: DateTime<Utc>,
) -> Result<Option<Announcement>, JournalError> {
    let tonight = coach.date_of_tonight(now)?;
    let mut next: Option<Announcement> = None;
    for date in [tonight, tonight.next()] {
        let night = coach.evening_record(date, now)?;
        let timeline = night.timeline(now);
        let found = due(&timeline, |_| false, now, &coach.config.reminders).next;
        next = next
            .into_iter()
            .chain(found)
            .min_by_key(|announcement| announcement.at);
    }
    Ok(next)
}
