//! When the journal begins, and when the user did.

use std::collections::BTreeSet;

use super::Coach;
use crate::event::{EveningDate, What};
use crate::journal::JournalError;
use crate::review::{EventCount, began, first_recorded_evening};

impl Coach {
    /// The first evening with an entry that was not revoked.
    pub(super) fn first_recorded_evening(
        &self,
        event_counts: &[EventCount],
    ) -> Result<Option<EveningDate>, JournalError> {
        for event_count in event_counts {
            let evening = event_count.evening;
            let first = first_recorded_evening(&self.events(evening..=evening)?);
            if first.is_some() {
                return Ok(first);
            }
        }
        Ok(None)
    }

    /// The evening on which the user began; none if neither they said it nor a step is recorded.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn began(&self) -> Result<Option<EveningDate>, JournalError> {
        let read = self.journal.evenings_of_the_beginning()?;
        let pending = self.pending.events().map(|event| event.evening);
        let evenings: BTreeSet<EveningDate> = read.into_iter().chain(pending).collect();
        let mut events = Vec::new();
        for evening in evenings {
            events.extend(self.events(evening..=evening)?);
        }
        Ok(began(&events))
    }

    /// The first evening that has an event other than a `plan` event.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn first_evening(&self) -> Result<Option<EveningDate>, JournalError> {
        let read = self.journal.first_evening()?;
        let entries = self.pending.events();
        let entries = entries.filter(|event| !matches!(event.what, What::Plan(_)));
        Ok(entries.map(|event| event.evening).chain(read).min())
    }
}
