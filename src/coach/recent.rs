//! The evenings just before tonight.

use chrono::{DateTime, Utc};

use super::Coach;
use crate::event::EveningDate;
use crate::journal::JournalError;
use crate::review::{Outcome, Review};

/// How many evenings make a week together with tonight.
const BEFORE_TONIGHT: u64 = 6;

/// How the evenings before tonight went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecentEvenings {
    /// The number of consecutive evenings kept, up to now.
    pub streak: usize,
    /// The last six evenings, the oldest first, without those from before the journal begins.
    pub last: Vec<(EveningDate, Outcome)>,
}

impl RecentEvenings {
    fn of(review: &Review, tonight: EveningDate) -> Self {
        let week = tonight.days_before(BEFORE_TONIGHT)..tonight;
        let evenings = review.evenings.iter();
        let last = evenings.filter(|evening| week.contains(&evening.date));
        Self {
            streak: review.streak.current,
            last: last
                .map(|evening| (evening.date, evening.outcome))
                .collect(),
        }
    }
}

impl Coach {
    /// How the evenings before tonight went: the streak up to now, and the last six.
    ///
    /// Reads only as far back as the streak reaches, so that ten years of evenings open as fast as ten days, and only
    /// once as long as nothing has changed.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn recent_evenings(
        &self,
        now: DateTime<Utc>,
    ) -> Result<RecentEvenings, JournalError> {
        let tonight = self.date_of_tonight(now)?;
        let Some(inputs) = self.history_inputs() else {
            return self.read_recent_evenings(tonight, now);
        };
        self.reading().remembered(
            |last_read| &mut last_read.recent_evenings,
            (tonight, inputs),
            || self.read_recent_evenings(tonight, now),
        )
    }

    fn read_recent_evenings(
        &self,
        tonight: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<RecentEvenings, JournalError> {
        // The running evening neither counts nor breaks a streak.
        let last = tonight.previous();
        let Some(first) = self.first_evening()?.filter(|first| *first <= last) else {
            return Ok(RecentEvenings::default());
        };
        let plans = self.plans_until(last)?;
        let mut days = 30;
        loop {
            let from = last.days_before(days).max(first);
            let events = self.events(from..=last)?;
            // When the user began takes longer to look up, and matters only for an evening without a step that ends the
            // streak or is among those shown.
            let began =
                |began| self.review_of(&events, &plans, (Some(from), began), (from, last), now);
            let mut review = began(Some(from))?;
            let is_shown = |date| date >= tonight.days_before(BEFORE_TONIGHT);
            let mut has_ended = false;
            let mut matters = false;
            for evening in review.evenings.iter().rev() {
                let is_missed = evening.outcome == Outcome::Missed;
                matters |= is_missed && (!has_ended || is_shown(evening.date));
                has_ended |= evening.outcome.counts() && evening.outcome != Outcome::Kept;
            }
            if matters {
                review = began(self.began_seen_from(from, &events, last)?)?;
            }
            if review.missed > 0 || from == first {
                return Ok(RecentEvenings::of(&review, tonight));
            }
            days *= 4;
        }
    }
}
