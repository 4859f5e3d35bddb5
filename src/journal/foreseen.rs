//! Events that are shown before they are written, and keep their ids when they are.

use super::{Journal, JournalError, rows};
use crate::event::{ActionId, Draft, Event, EventId, Origin};

impl Journal {
    /// The events that these drafts would become now, with ids newer than `after` and than everything in the file.
    /// Writes nothing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn foreseen(
        &self,
        origin: Origin,
        drafts: &[Draft],
        after: Option<EventId>,
    ) -> Result<Vec<Event>, JournalError> {
        let newest = self.newest_id()?;
        Ok(self.events(
            origin,
            drafts,
            after.map_or(newest, |after| after.max(newest)),
        ))
    }

    /// Which of these events are in the file: those of an earlier attempt whose commit was reported as failed although
    /// it had reached the disk.
    pub(super) fn already_written(&self, foreseen: &[Event]) -> Result<Vec<Event>, JournalError> {
        self.read(|db| {
            let found = foreseen.iter().map(|event| rows::by_id(db, event.id));
            found.filter_map(Result::transpose).collect()
        })
    }
}

/// Gives each event that was foreseen the id that it was foreseen with.
pub(super) fn keep_ids(events: &mut [Event], foreseen: &[Event]) {
    let mut rest: Vec<&Event> = foreseen.iter().collect();
    for event in &mut *events {
        let is_same = |other: &&Event| {
            (other.at, other.offset_min, other.evening)
                == (event.at, event.offset_min, event.evening)
                && other.what == event.what
        };
        if let Some(place) = rest.iter().position(is_same) {
            event.id = rest.remove(place).id;
        }
    }
    mark_as_one_action(events);
}

/// Several events that are written at once are one action, which has the id of the first.
pub(super) fn mark_as_one_action(events: &mut [Event]) {
    let action = events.first().map(|event| ActionId(event.id));
    let action = action.filter(|_| events.len() > 1);
    for event in events {
        event.action = action;
    }
}
