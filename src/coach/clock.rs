//! Whether the computer's clock can be right.

use chrono::{DateTime, Utc};

use super::reading::Reading;
use super::{Coach, CoachError};
use crate::evening::{ClockDoubt, Refusal, speaks_for_the_time};
use crate::event::Event;
use crate::journal::JournalError;

/// What becomes of an entry while the clock is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockTrust {
    /// It is refused.
    #[default]
    Doubted,
    /// It is recorded, because the user has said that the clock is right.
    Confirmed,
}

impl Coach {
    /// Why a clock that reads `now` is probably wrong, also where the user has confirmed it.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn clock_doubt(&self, now: DateTime<Utc>) -> Result<Option<ClockDoubt>, JournalError> {
        self.reading().clock_doubt(now)
    }

    /// Refuses while the clock is in doubt and the user has not confirmed it. For what changes more than the journal, and so
    /// has to know beforehand.
    ///
    /// # Errors
    /// When the clock is in doubt, or the journal cannot be read.
    pub(crate) fn ensure_clock(&self, now: DateTime<Utc>) -> Result<(), CoachError> {
        match self.clock {
            ClockTrust::Confirmed => Ok(()),
            ClockTrust::Doubted => match self.clock_doubt(now)? {
                Some(doubt) => Err(Refusal::ClockInDoubt(doubt).into()),
                None => Ok(()),
            },
        }
    }
}

impl Reading<'_> {
    pub(super) fn clock_doubt(
        self,
        now: DateTime<Utc>,
    ) -> Result<Option<ClockDoubt>, JournalError> {
        let from = ClockDoubt::entries_from(now);
        let mut entries = self.journal.happened_from(from)?;
        let pending = self.pending.events().filter(|event| event.at >= from);
        entries.extend(pending.cloned());
        entries.sort_by_key(|event| std::cmp::Reverse(event.at));
        let newest = self.first_that_stands(entries)?;
        Ok(ClockDoubt::about(now, self.zone, newest.as_ref()))
    }

    fn first_that_stands(self, entries: Vec<Event>) -> Result<Option<Event>, JournalError> {
        for entry in entries {
            let events = self.events(entry.evening..=entry.evening)?;
            if speaks_for_the_time(&entry, &events) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}
