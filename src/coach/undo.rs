//! What `undo` takes back.

use chrono::{DateTime, Utc};

use super::Coach;
use crate::evening::can_be_undone;
use crate::event::{EveningDate, Event, EventId, What, in_effect};
use crate::journal::JournalError;

impl Coach {
    /// The evening whose last entry `undo` takes back: tonight, or another one if the newest entry that happened tonight
    /// belongs there, such as waking, a drink in the night, or an excuse for a week to come. The newest is this computer's,
    /// if it has one: ids of several computers come from several clocks.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn evening_to_undo(&self, now: DateTime<Utc>) -> Result<EveningDate, JournalError> {
        let device = self.journal.device();
        let (tonight, nearby) = self.ask_calendar(now, now, |calendar| {
            let (tonight, _) = calendar.evening(calendar.date_of(now));
            let dates = [tonight.date.previous(), tonight.date, tonight.date.next()];
            let entries = dates.into_iter().flat_map(|date| {
                let entries = in_effect(calendar.events_of(date)).into_iter();
                entries.filter(move |event| event.at >= tonight.begins || date == tonight.date)
            });
            let newest = entries
                .filter(|event| can_be_undone(&event.what))
                .max_by_key(|event| (event.device == device, event.id));
            let newest = newest.map(|event| ((event.device == device, event.id), event.evening));
            (tonight, newest)
        })?;
        let farther = self.newest_entry_since(tonight.begins, now)?;
        let newest = nearby.max(farther.map(|(id, evening)| ((true, id), evening)));
        Ok(newest.map_or(tonight.date, |(_, evening)| evening))
    }

    /// The newest entry that this computer made from `begins` to `now`, for whatever evening.
    fn newest_entry_since(
        &self,
        begins: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<(EventId, EveningDate)>, JournalError> {
        let mut entries = match self.journal.happened_from(begins) {
            // As in `ask_calendar`: it is recovered when the revocation is written.
            Err(JournalError::Damaged { .. }) => vec![],
            entries => entries?,
        };
        let pending = self.pending.events();
        entries.extend(pending.filter(|event| event.at >= begins).cloned());
        entries.retain(|event| event.at <= now && can_be_undone(&event.what));
        entries.sort_by_key(|event| std::cmp::Reverse(event.id));
        for entry in entries {
            let events = self.events(entry.evening..=entry.evening)?;
            if in_effect(&events).iter().any(|event| event.id == entry.id) {
                return Ok(Some((entry.id, entry.evening)));
            }
        }
        Ok(None)
    }

    /// The events that the revocations among `recorded` took back.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn taken_back(&self, recorded: &[Event]) -> Result<Vec<Event>, JournalError> {
        let mut found = vec![];
        for revocation in recorded {
            if let What::Revoked { event: target } = revocation.what {
                let events = self.events(revocation.evening..=revocation.evening)?;
                found.extend(events.into_iter().filter(|event| event.id == target));
            }
        }
        Ok(found)
    }
}
