//! When the journal begins, and when the user did.

use std::collections::BTreeSet;

use super::Coach;
use crate::event::{EveningDate, Event, EventId, What, in_effect};
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

    /// Like [`Coach::began`], for whoever looks at no evening before `from`: a beginning before it is as good as one on it.
    /// `events` are all those from `from` to `last`.
    ///
    /// To find an entry of the beginning, every event has to be read. That is left out here where it cannot matter, which
    /// is nearly always.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(super) fn began_seen_from(
        &self,
        from: EveningDate,
        events: &[Event],
        last: EveningDate,
    ) -> Result<Option<EveningDate>, JournalError> {
        let later = self.events(last.next()..=EveningDate::LAST)?;
        let is_later = events
            .iter()
            .chain(&later)
            .any(|event| event.what == What::Began);
        let by_steps = self.began_by(&[])?;
        if !is_later && by_steps.is_some_and(|began| began <= from) {
            return Ok(Some(from));
        }
        self.began()
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
            let mut add_the_first = |steps: Vec<(EventId, EveningDate)>| {
                for (id, evening) in steps {
                    if read.insert(evening) {
                        events.extend(self.events(evening..=evening)?);
                    }
                    if is_in_effect(&|event| event.id == id && is_a_step(&event.what), &events) {
                        return Ok(Some(evening));
                    }
                }
                Ok::<_, JournalError>(None)
            };
            // Another computer's first step matters if it is one of an earlier evening.
            if let Some(first) = add_the_first(self.journal.first_steps(None)?)? {
                for device in self.journal.devices_with_steps_before(first)? {
                    add_the_first(self.journal.first_steps(Some(&device))?)?;
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
