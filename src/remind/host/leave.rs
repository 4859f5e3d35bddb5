//! Leaving: the last attempt to record answers, and which of them are lost.

use chrono::{DateTime, Utc};

use super::{Host, Notice};
use crate::coach::CoachError;
use crate::event::Event;

/// An answer to a reminder that was still not recorded when the program ended.
#[derive(Debug)]
pub struct UnrecordedAnswer {
    /// What it would have recorded, as far as that is known.
    pub events: Vec<Event>,
    /// Why it could not be recorded.
    pub why: CoachError,
}

impl Host {
    /// Whether all answers to reminders are recorded.
    pub fn answers_are_recorded(&self) -> bool {
        self.answers.are_recorded()
    }

    /// What each answer that is not recorded yet will record.
    pub(crate) fn waiting_answers(&self, now: DateTime<Utc>) -> Vec<Vec<Event>> {
        if self.answers.are_recorded() {
            return vec![];
        }
        self.answers
            .add_to(&mut self.evenings.remembered(&self.coach, now))
    }

    /// Called before the process ends. Ends the silence that it requested, tries for the last time to record answers,
    /// and closes its notifications, whose buttons would have no effect. With `takes_over` another process will take
    /// over the notifications, so they stay.
    ///
    /// Returns the answers that are lost by this, so that the front end can tell the user.
    #[must_use]
    pub fn leave(&mut self, takes_over: bool, now: DateTime<Utc>) -> Vec<UnrecordedAnswer> {
        self.end_silence(now);
        let unrecorded = self.record_for_the_last_time(now);
        if !unrecorded.is_empty() {
            tracing::error!("the program ends with answers that could not be recorded");
        }
        if let Some(started) = &mut self.started
            && !takes_over
        {
            started.reminders.leave(&mut self.claims, now);
        }
        unrecorded
    }

    fn record_for_the_last_time(&mut self, now: DateTime<Utc>) -> Vec<UnrecordedAnswer> {
        let notices = self.answers.record(&mut self.coach).into_iter();
        let mut unrecorded = vec![];
        for notice in notices {
            if let Notice::AnswerRefused(why) = notice {
                let events = vec![];
                unrecorded.push(UnrecordedAnswer { events, why });
            }
        }
        if let Some(trouble) = self.answers.trouble() {
            let waiting = self.waiting_answers(now).into_iter();
            unrecorded.extend(waiting.map(|events| UnrecordedAnswer {
                events,
                why: CoachError::Journal(trouble.clone()),
            }));
        }
        unrecorded
    }
}
