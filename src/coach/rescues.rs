//! What the journal says of the rescues at night.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::Coach;
use crate::event::{About, EveningDate, What};
use crate::journal::JournalError;
use crate::review::rescue::Rescues;

/// Rescues of so many nights count: legs change over the years.
const LOOK_BACK_NIGHTS: u64 = 364;

impl Coach {
    /// The rated rescues of the last year, tonight included.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn rescues(&self, now: DateTime<Utc>) -> Result<Rescues, JournalError> {
        let tonight = self.date_of_tonight(now)?;
        let first_of_all = match self.first_evening()? {
            Some(first) => self.events(first..=first)?,
            None => vec![],
        };
        let first_id = first_of_all.iter().map(|event| event.id).min();
        let mut events = vec![];
        for evening in self.evenings_with_a_rescue(tonight)? {
            events.extend(self.events(evening..=evening)?);
        }
        Ok(Rescues::from_events(&events, first_id))
    }

    fn evenings_with_a_rescue(
        &self,
        tonight: EveningDate,
    ) -> Result<BTreeSet<EveningDate>, JournalError> {
        let first = tonight.days_before(LOOK_BACK_NIGHTS - 1);
        let read = self.journal.evenings_with_a_rescue(first, tonight)?;
        let pending = self.pending.events().filter(|event| {
            let about = match event.what {
                What::Legs { about, .. } => about,
                _ => None,
            };
            about == Some(About::RescueAfter) && (first..=tonight).contains(&event.evening)
        });
        Ok(pending.map(|event| event.evening).chain(read).collect())
    }
}
