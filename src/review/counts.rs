//! What is counted of the whole journal, so that the next review reads only newer events.

use chrono::Datelike;

use crate::event::{EveningDate, EventId};

/// What is counted of the whole journal. It stays true until events are added.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JournalCounts {
    /// The number of events of each evening, ordered by evening.
    pub evenings: Vec<EventCount>,
    /// The evenings on which the user said that they began, also where that was taken back. Finding them takes a look at
    /// every event.
    pub with_began: Vec<EveningDate>,
}

/// How many events the journal has of one evening. Nothing is ever removed from the journal, so a changed
/// count or newest event shows that events were added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventCount {
    /// The evening.
    pub evening: EveningDate,
    /// Number of events, at least 1.
    pub events: u64,
    /// The newest event, by id.
    pub newest: EventId,
}

impl EventCount {
    /// Everything in it, for a hash.
    pub(super) fn words(&self) -> [u64; 4] {
        let day = self.evening.0.num_days_from_ce();
        let (high, low) = self.newest.0.as_u64_pair();
        [u64::from(day.cast_unsigned()), self.events, high, low]
    }

    /// The counts of all evenings, from those of older events and of newer ones. Both are ordered by evening.
    pub fn merge(older: Vec<Self>, newer: Vec<Self>) -> Vec<Self> {
        let mut counts = older;
        for count in newer {
            // Mostly the newest evenings are added to.
            match counts.binary_search_by_key(&count.evening, |known| known.evening) {
                Ok(at) => {
                    counts[at].events += count.events;
                    counts[at].newest = counts[at].newest.max(count.newest);
                }
                Err(at) => counts.insert(at, count),
            }
        }
        counts
    }
}
