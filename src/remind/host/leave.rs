//! Leaving: the last attempt to record answers, and which of them are not recorded.

use chrono::{DateTime, Utc};

use super::Host;
use crate::coach::CoachError;
use crate::desktop::LEAVE_LIMIT;
use crate::event::Event;
use crate::journal::JournalError;

/// An answer to a reminder that is not recorded yet.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingAnswer {
    /// What it will record, as far as that is known.
    pub events: Vec<Event>,
    /// Whether it is stored beside the claims. Then it is not lost if this process ends.
    pub is_stored: bool,
}

/// An answer to a reminder that was still not recorded when the program ended.
#[derive(Debug)]
pub struct UnrecordedAnswer {
    /// The answer. One that is not stored is lost.
    pub answer: WaitingAnswer,
    /// Why it could not be recorded.
    pub why: CoachError,
}

impl Host {
    /// Whether all answers to reminders are recorded.
    pub fn answers_are_recorded(&self) -> bool {
        self.answers.are_recorded()
    }

    /// The answers that are not recorded yet.
    pub(crate) fn waiting_answers(&self, now: DateTime<Utc>) -> Vec<WaitingAnswer> {
        if self.answers.are_recorded() {
            return vec![];
        }
        let device = self.coach.journal.device();
        let mut evenings = self.evenings.remembered(&self.coach, now);
        self.answers.add_to(&mut evenings, device)
    }

    /// Called before the process ends. Ends the silence that it requested, tries for the last time to record answers,
    /// and closes its notifications, whose buttons would have no effect. With `takes_over` another process will take
    /// over the notifications, so they stay, and the stored answers.
    ///
    /// Returns the other answers that are not recorded, so that the front end can tell the user.
    #[must_use]
    pub fn leave(&mut self, takes_over: bool, now: DateTime<Utc>) -> Vec<UnrecordedAnswer> {
        self.end_silence(now);
        let mut unrecorded = self.record_for_the_last_time(now);
        self.synced.finish();
        if !unrecorded.is_empty() {
            tracing::error!("the program ends with answers that could not be recorded");
            unrecorded.retain(|it| !(takes_over && it.answer.is_stored));
        }
        if let Some(started) = &mut self.started {
            for explanation in self.answers.refusals.left_to_others() {
                started.notifier.close_and_wait(&explanation, LEAVE_LIMIT);
            }
            if !takes_over {
                started.reminders.leave(&mut self.claims, now);
            }
        }
        unrecorded
    }

    fn record_for_the_last_time(&mut self, now: DateTime<Utc>) -> Vec<UnrecordedAnswer> {
        self.share_answers(now);
        let waiting = self.waiting_answers(now);
        if waiting.is_empty() {
            return self.unexplained();
        }
        // Waiting for a lock takes seconds, which only an answer that would be lost is worth.
        let are_stored = waiting.iter().all(|answer| answer.is_stored);
        let mut trouble = self.coach.journal.check_writable().err();
        let is_locked = matches!(trouble, Some(JournalError::Busy(_)));
        if !(is_locked && are_stored) {
            // What is refused is among those that are unexplained.
            self.answers.record(&mut self.coach);
            self.share_answers(now);
            trouble = self.answers.trouble().cloned();
        }
        let mut unrecorded = self.unexplained();
        if let Some(trouble) = trouble {
            let waiting = self.waiting_answers(now).into_iter();
            unrecorded.extend(waiting.map(|answer| UnrecordedAnswer {
                answer,
                why: CoachError::Journal(trouble.clone()),
            }));
        }
        unrecorded
    }

    /// The refused answers that nobody was told about.
    fn unexplained(&self) -> Vec<UnrecordedAnswer> {
        let unexplained = self.answers.refusals.unexplained();
        let answer = |is_stored| WaitingAnswer {
            events: vec![],
            is_stored,
        };
        let each = unexplained.map(|(why, is_stored)| UnrecordedAnswer {
            answer: answer(is_stored),
            why: CoachError::Refused(why.clone()),
        });
        each.collect()
    }
}
