//! What is counted of the whole journal.

use super::Coach;
use crate::event::{EveningDate, EventId};
use crate::journal::JournalError;
use crate::review::{EventCount, JournalCounts};

impl Coach {
    /// The number of recorded events and the newest one of each evening, and the evenings with an entry of when the user
    /// began. `before` is what this returned before; only events that were added since are read. What is pending does not
    /// count: it may never be recorded.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn counts(&self, before: JournalCounts) -> Result<JournalCounts, JournalError> {
        let newest = before.evenings.iter().map(|count| count.newest).max();
        let extent = self.journal.extent()?;
        if extent == (events(&before.evenings), newest) {
            return Ok(before);
        }
        let added = self.event_counts(newest)?;
        let evenings = EventCount::merge(before.evenings, added);
        // Events from another computer can be older than the newest counted one.
        if events(&evenings) != extent.0 {
            return Ok(JournalCounts {
                evenings: self.event_counts(None)?,
                with_began: self.journal.evenings_with_began(None)?,
            });
        }
        let mut with_began = before.with_began;
        with_began.extend(self.journal.evenings_with_began(newest)?);
        Ok(JournalCounts {
            evenings,
            with_began,
        })
    }

    fn event_counts(&self, after: Option<EventId>) -> Result<Vec<EventCount>, JournalError> {
        let counts = self.journal.event_counts(after)?.into_iter();
        let counts = counts.map(
            |(evening, events, newest): (EveningDate, _, _)| EventCount {
                evening,
                events,
                newest,
            },
        );
        Ok(counts.collect())
    }
}

/// The number of events of all evenings.
fn events(counts: &[EventCount]) -> u64 {
    counts.iter().map(|count| count.events).sum()
}
