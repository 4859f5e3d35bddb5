//! When the journal begins, and when the user did.

use std::collections::BTreeSet;

use super::Coach;
use crate::event::{EveningDate, Event, What, in_effect};
use crate::journal::JournalError;
use crate::review::{EventCount, began, first_recorded_evening, is_a_step};

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
        self.began_by(&self.journal.evenings_with_began(None)?)
    }

    /// Like [`Coach::began`], where the evenings on which the journal has an entry of it are known.
    pub(super) fn began_by(
        &self,
        with_began: &[EveningDate],
    ) -> Result<Option<EveningDate>, JournalError> {
        let pending = self.pending.events().map(|event| event.evening);
        let mut read: BTreeSet<EveningDate> = with_began.iter().copied().chain(pending).collect();
        let mut events = Vec::new();
        for evening in &read {
            events.extend(self.events(*evening..=*evening)?);
        }
        let is_in_effect = |wanted: &dyn Fn(&Event) -> bool, events: &[Event]| {
            in_effect(events).into_iter().any(wanted)
        };
        if !is_in_effect(&|event| event.what == What::Began, &events) {
            // The step that was recorded first, unless that was taken back.
            for (id, evening) in self.journal.first_steps()? {
                if read.insert(evening) {
                    events.extend(self.events(evening..=evening)?);
                }
                if is_in_effect(&|event| event.id == id && is_a_step(&event.what), &events) {
                    break;
                }
            }
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
