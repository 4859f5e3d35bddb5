//! The drinks that the user had recently.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Coach;
use crate::diary::day::{Choice, choices, recorded_drinks};
use crate::diary::drinks::all_drinks;
use crate::event::Event;
use crate::journal::JournalError;

impl Coach {
    /// The drinks to choose from: first those that the user had in the last four weeks, the most recent first, then the
    /// other known ones.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn drinks(&self, now: DateTime<Utc>) -> Result<Vec<Choice>, JournalError> {
        let events = self.recent_events(now)?;
        Ok(choices(&events, &all_drinks(&self.config.diary.drinks)))
    }

    /// Milligrams of caffeine in each drink that the user had in the last four weeks.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn recent_doses(&self, now: DateTime<Utc>) -> Result<Vec<f64>, JournalError> {
        let events = self.recent_events(now)?;
        let drinks = events
            .chunk_by(|one, other| one.evening == other.evening)
            .flat_map(recorded_drinks);
        Ok(drinks.map(|drink| drink.dose.mg).collect())
    }

    fn recent_events(&self, now: DateTime<Utc>) -> Result<Arc<[Event]>, JournalError> {
        let tonight = self.date_of_tonight(now)?;
        self.reading().remembered(
            |last_read| &mut last_read.recent,
            tonight,
            || Ok(self.events(tonight.days_before(28)..=tonight)?.into()),
        )
    }
}
