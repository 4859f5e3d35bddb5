//! Answers to reminders, kept until they are recorded.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Notice;
use crate::coach::{Coach, CoachError, EveningRecord};
use crate::evening::{Action, Refusal, Situation, decide};
use crate::event::{Draft, EveningDate, Event, EventId, Origin};
use crate::journal::JournalError;
use crate::remind::evenings::Evenings;

/// The answers that are not recorded yet, in the order in which they were given.
#[derive(Debug, Default)]
pub(super) struct PendingAnswers {
    waiting: VecDeque<PendingAnswer>,
    /// Why they could not be recorded when that was last tried.
    trouble: Option<JournalError>,
}

#[derive(Debug)]
struct PendingAnswer {
    evening: EveningDate,
    action: Action,
    given_at: DateTime<Utc>,
    /// Whether the user knows that it is not recorded yet.
    is_reported: bool,
}

impl PendingAnswers {
    pub(super) fn add(&mut self, evening: EveningDate, action: Action, now: DateTime<Utc>) {
        self.waiting.push_back(PendingAnswer {
            evening,
            action,
            given_at: now,
            is_reported: false,
        });
    }

    pub(super) fn are_recorded(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Why answers wait; none if none does.
    pub(super) fn trouble(&self) -> Option<&JournalError> {
        self.trouble.as_ref()
    }

    /// Records the answers, each with the time at which it was given. Those that the journal does not take now stay.
    pub(super) fn record(&mut self, coach: &mut Coach) -> Vec<Notice> {
        let mut notices = vec![];
        let known = self.trouble.take();
        for answer in std::mem::take(&mut self.waiting) {
            // Waiting for the same lock once more would only take time.
            let is_locked = matches!(self.trouble, Some(JournalError::Busy(_)));
            if is_locked {
                self.waiting.push_back(answer);
                continue;
            }
            let evening = answer.evening;
            match coach.act(evening, &answer.action, Origin::Pressed, answer.given_at) {
                Ok(_) => {
                    tracing::info!(%evening, "the answer to a reminder was recorded");
                    notices.push(Notice::Answered(evening));
                }
                // It was answered elsewhere before; the step is settled, as the user wanted.
                Err(CoachError::Refused(Refusal::AlreadySettled { .. })) => {
                    notices.push(Notice::Answered(evening));
                }
                Err(CoachError::Journal(error)) => {
                    if known.as_ref() != Some(&error) {
                        tracing::warn!(trouble = %error, "answers wait to be recorded");
                    }
                    self.trouble = Some(error);
                    self.waiting.push_back(answer);
                }
                Err(error @ CoachError::Refused(_)) => {
                    tracing::warn!(%evening, "the answer to a reminder could not be recorded");
                    notices.push(Notice::AnswerRefused(error));
                }
            }
        }
        notices
    }

    /// Reports once that answers wait.
    pub(super) fn report(&mut self) -> Option<Notice> {
        let mut unreported = self.waiting.iter_mut().filter(|answer| !answer.is_reported);
        let trouble = self.trouble.clone()?;
        let is_new = unreported.next()?;
        is_new.is_reported = true;
        unreported.for_each(|answer| answer.is_reported = true);
        Some(Notice::AnswerWaits(trouble))
    }

    /// Adds what the answers will record, so that a step that was answered is not announced again meanwhile. Returns
    /// the events of each answer.
    pub(super) fn add_to(&self, evenings: &mut Evenings) -> Vec<Vec<Event>> {
        let mut add = |answer: &PendingAnswer| {
            let mut records = [&mut evenings.tonight, &mut evenings.before].into_iter();
            let record = records.find(|record| record.evening.date == answer.evening);
            record.map_or_else(Vec::new, |record| {
                let events = answer.events(record);
                record.events.extend(events.iter().cloned());
                events
            })
        };
        self.waiting.iter().map(&mut add).collect()
    }
}

impl PendingAnswer {
    fn events(&self, record: &EveningRecord) -> Vec<Event> {
        let situation = Situation {
            now: self.given_at,
            zone: &record.zone,
            evening: record.evening,
            plan: &record.plan,
            recorded: Some(&record.plan),
            events: &record.events,
        };
        // What is refused is reported when it is tried to record it.
        let drafts = decide(std::slice::from_ref(&self.action), &situation).unwrap_or_default();
        drafts.into_iter().map(not_yet_recorded).collect()
    }
}

/// An event that will be newer than all that are recorded. The journal will give it its id.
fn not_yet_recorded(draft: Draft) -> Event {
    Event {
        id: EventId(Uuid::max()),
        at: draft.at,
        offset_min: draft.offset_min,
        evening: draft.evening,
        what: draft.what,
        device: String::new(),
        origin: Some(Origin::Pressed),
        action: None,
    }
}
