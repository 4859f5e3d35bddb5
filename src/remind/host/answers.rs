//! Answers to reminders, until they are recorded.
//!
//! They are stored beside the claims too, so that another process can record them if this one ends before.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::refusals::Refusals;
use super::{Host, Notice, WaitingAnswer};
use crate::claims::{Claims, GivenAnswer};
use crate::coach::{Coach, CoachError, EveningRecord};
use crate::desktop::DesktopMessage;
use crate::evening::{Action, Refusal, Situation, decide};
use crate::event::{Draft, Event, EventId, Origin};
use crate::journal::JournalError;
use crate::remind::ClaimHolder;
use crate::remind::evenings::Evenings;
use crate::remind::reminder::Answer;
use crate::time_of_day::ClockFormat;

/// Every process takes over an answer that has waited for longer than this. The process that has it may have ended, and
/// another one may have its number now. If it does run, both try, and only one of them records it.
const OWNED_FOR: TimeDelta = TimeDelta::hours(1);

/// The answers that are not recorded yet, in the order in which they were given.
#[derive(Debug, Default)]
pub(super) struct PendingAnswers {
    waiting: VecDeque<PendingAnswer>,
    /// Why they could not be recorded when that was last tried.
    trouble: Option<JournalError>,
    /// The answers that are settled but could not be deleted from the file yet.
    settled: Vec<GivenAnswer>,
    /// The answers that cannot be recorded.
    pub(super) refusals: Refusals,
}

#[derive(Debug)]
pub(super) struct PendingAnswer {
    pub(super) given: GivenAnswer,
    action: Action,
    /// Whether it is in the file, so that another process will find it.
    pub(super) is_stored: bool,
    /// Whether the user knows that it is not recorded yet.
    is_reported: bool,
}

impl PendingAnswers {
    /// Adds an answer, unless it was taken over from the file, where the thread that heard of it has stored it.
    pub(super) fn add(&mut self, given: GivenAnswer, action: Action) {
        if self.knows(&given) {
            return;
        }
        self.waiting.push_back(PendingAnswer {
            given,
            action,
            is_stored: false,
            is_reported: false,
        });
    }

    /// Stores the answers that are not stored yet, deletes the settled ones, and takes over those of processes that have
    /// ended.
    pub(super) fn share(&mut self, claims: &mut Claims, holder: &ClaimHolder, now: DateTime<Utc>) {
        self.settled
            .retain(|given| !claims.delete_answer(given, now));
        for answer in &mut self.waiting {
            // Also those that were stored before: the file may be a new one.
            answer.is_stored = claims.store_answer(&answer.given, holder.name(), now);
        }
        for answer in self.refusals.unstored() {
            answer.is_stored = claims.store_answer(&answer.given, holder.name(), now);
        }
        for (given, owner) in claims.answers(now) {
            let is_left = holder.succeeds(&owner) || now - given.given_at > OWNED_FOR;
            if !is_left || self.knows(&given) {
                continue;
            }
            // A button that only another version knows is left to that version.
            if let Some(action) = action(&given)
                && claims.take_over_answer(&given, &owner, holder.name(), now)
            {
                let evening = given.evening;
                tracing::info!(%evening, "an answer that another process left is taken over");
                self.waiting.push_back(PendingAnswer {
                    given,
                    action,
                    is_stored: true,
                    is_reported: false,
                });
            }
        }
    }

    fn knows(&self, given: &GivenAnswer) -> bool {
        let waiting = self.waiting.iter().map(|answer| &answer.given);
        let known = waiting.chain(self.refusals.answers());
        known.chain(&self.settled).any(|known| known == given)
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
            let GivenAnswer {
                evening, given_at, ..
            } = answer.given;
            let pressed = Answer::from_key(&answer.given.button);
            let wanted = pressed.and_then(Answer::wanted_status);
            match coach.act_once(evening, &answer.action, Origin::Pressed, given_at) {
                Ok(_) => {
                    tracing::info!(%evening, "the answer to a reminder was recorded");
                    self.settled.push(answer.given);
                    notices.push(Notice::Answered(evening));
                }
                // It was answered elsewhere before; the step is settled as the user wanted.
                Err(CoachError::Refused(Refusal::AlreadySettled { status, .. }))
                    if wanted == Some(status) =>
                {
                    self.settled.push(answer.given);
                    notices.push(Notice::Answered(evening));
                }
                // They began before, by another press.
                Err(CoachError::Refused(Refusal::SymptomsBegan { .. })) => {
                    self.settled.push(answer.given);
                    notices.push(Notice::Answered(evening));
                }
                Err(CoachError::Journal(error)) => {
                    if known.as_ref() != Some(&error) {
                        tracing::warn!(trouble = %error, "answers wait to be recorded");
                    }
                    self.trouble = Some(error);
                    self.waiting.push_back(answer);
                }
                Err(CoachError::Refused(why)) => {
                    tracing::warn!(%evening, "the answer to a reminder could not be recorded");
                    notices.push(Notice::AnswerRefused(why.clone()));
                    self.refusals.add(answer, why);
                }
            }
        }
        notices
    }

    /// Handles a message about the explanation of a refusal, after which the answer need not be stored.
    pub(super) fn desktop_message(&mut self, message: &DesktopMessage, now: DateTime<Utc>) {
        self.settled
            .extend(self.refusals.desktop_message(message, now));
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
    /// the answers with what each will record.
    pub(super) fn add_to(&self, evenings: &mut Evenings, device: &str) -> Vec<WaitingAnswer> {
        let mut add = |answer: &PendingAnswer| {
            let mut records = [&mut evenings.tonight, &mut evenings.before].into_iter();
            let record = records.find(|record| record.evening.date == answer.given.evening);
            let events = record.map_or_else(Vec::new, |record| {
                let events = answer.events(record, device);
                record.events.extend(events.iter().cloned());
                events
            });
            WaitingAnswer {
                events,
                is_stored: answer.is_stored,
            }
        };
        self.waiting.iter().map(&mut add).collect()
    }
}

impl Host {
    /// Shares what waits with the other processes of this computer.
    pub(super) fn share_answers(&mut self, now: DateTime<Utc>) {
        if let Some(started) = &self.started {
            let holder = started.reminders.holder();
            self.answers.share(&mut self.claims, holder, now);
        }
    }
}

/// The action that an answer stands for; none if only another version knows its button.
fn action(given: &GivenAnswer) -> Option<Action> {
    Answer::from_key(&given.button)?.action(given.step.as_ref())
}

impl PendingAnswer {
    fn events(&self, record: &EveningRecord, device: &str) -> Vec<Event> {
        let situation = Situation {
            now: self.given.given_at,
            zone: &record.zone,
            here: &record.zone,
            evening: record.evening,
            plan: &record.plan,
            unrecorded: None,
            events: &record.events,
            elsewhere: &[],
            device,
            // What is refused is not shown here.
            format: ClockFormat::default(),
        };
        // What is refused is reported when it is tried to record it.
        let drafts = decide(std::slice::from_ref(&self.action), &situation).unwrap_or_default();
        let recorded = drafts.into_iter();
        recorded
            .map(|draft| not_yet_recorded(draft, device))
            .collect()
    }
}

/// An event that will be newer than all that are recorded. The journal will give it its id.
fn not_yet_recorded(draft: Draft, device: &str) -> Event {
    Event {
        id: EventId(Uuid::max()),
        at: draft.at,
        offset_min: draft.offset_min,
        evening: draft.evening,
        what: draft.what,
        device: device.to_owned(),
        origin: Some(Origin::Pressed),
        action: None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::journal::Journal;

    #[test]
    fn a_settled_answer_waits_to_be_deleted_until_the_file_can_be_used() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        drop(Journal::open(&at("journal.db"), "test").unwrap());
        let now: DateTime<Utc> = "2026-11-24T21:00:00Z".parse().unwrap();
        let holder = ClaimHolder::process(1, now);
        let given = GivenAnswer {
            evening: "2026-11-24".parse().unwrap(),
            step: None,
            button: "done".to_owned(),
            given_at: now,
        };
        let mut answers = PendingAnswers::default();
        answers.settled.push(given.clone());

        fs::write(at("file"), "").unwrap();
        let mut unusable = Claims::new(at("file").join("claims.db"), at("journal.db"));
        answers.share(&mut unusable, &holder, now);
        assert_eq!(answers.settled, std::slice::from_ref(&given));

        let mut claims = Claims::new(at("claims.db"), at("journal.db"));
        assert!(claims.store_answer(&given, holder.name(), now));
        answers.share(&mut claims, &holder, now);
        assert_eq!(claims.answers(now), []);
        assert!(answers.settled.is_empty());
    }
}
