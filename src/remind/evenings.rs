//! The two evenings that reminders and hooks are about, read from the journal, or remembered where that cannot be read.

use chrono::{DateTime, Utc};

use crate::coach::{Coach, EveningRecord};
use crate::event::EveningDate;
use crate::journal::JournalError;

/// The evening of a moment and the one before it, which may still need a reminder or a hook.
#[derive(Debug, Clone)]
pub struct Evenings {
    /// The evening of the moment.
    pub(crate) tonight: EveningRecord,
    /// The evening before it.
    pub(crate) before: EveningRecord,
    /// Whether to ask about the night before: not on the user's first evening.
    pub(crate) asks_about_before: bool,
    /// The first evening with an entry; none where there is no entry or the journal cannot be read. Evenings before it
    /// are not missed.
    pub(crate) first: Option<EveningDate>,
}

/// Reads the evenings, and remembers them for when the journal cannot be read.
#[derive(Debug, Default)]
pub struct EveningReader {
    last: Option<Evenings>,
}

impl EveningReader {
    /// Reads the evenings at `now`.
    ///
    /// # Errors
    /// When the journal cannot be read; see [`EveningReader::remembered`].
    pub fn read(&mut self, coach: &Coach, now: DateTime<Utc>) -> Result<Evenings, JournalError> {
        let tonight = coach.tonight(now)?;
        let first = coach.journal.first_evening()?;
        let evenings = Evenings {
            before: coach.evening_record(tonight.evening.date.previous(), now)?,
            asks_about_before: first.is_some_and(|first| first < tonight.evening.date),
            first,
            tonight,
        };
        self.last = Some(evenings.clone());
        Ok(evenings)
    }

    /// The evenings at `now` as far as they are known without the journal: with the events that were read last, or
    /// without any.
    ///
    /// Reminders come all the same: one about a step that is done is better than none. An evening that may have been
    /// kept does not count as missed.
    pub(crate) fn remembered(&self, coach: &Coach, now: DateTime<Utc>) -> Evenings {
        let known = self
            .last
            .iter()
            .flat_map(|last| [&last.before, &last.tonight]);
        let [before, tonight] = coach.evenings_as_known(known, now);
        let date = tonight.evening.date;
        let first = self.last.as_ref().map(|last| last.first);
        Evenings {
            tonight,
            before,
            // Where a journal was never read, it is more likely to hold evenings than none.
            asks_about_before: first.is_none_or(|first| first.is_some_and(|first| first < date)),
            first: None,
        }
    }
}
