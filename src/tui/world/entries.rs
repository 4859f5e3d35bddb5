//! Entries: handing them to the writer, with the question about a clock in doubt, and the answer to the key.

use chrono::{DateTime, Utc};

use super::super::message::{Effect, Message};
use super::super::writer::Request;
use super::{FORM_PATIENCE, World, failure_notice, sentence};
use crate::coach::{ClockTrust, CoachError};
use crate::evening::{Action, Refusal};
use crate::event::{EveningDate, Event, What, in_effect};
use crate::trials::TrialRequest;
use crate::words;

impl World {
    /// Revokes every excuse in effect of the evening, and no other event.
    pub(super) fn unexcuse(&mut self, evening: EveningDate, now: DateTime<Utc>) -> Vec<Message> {
        let night = match self.coach.evening_record(evening, now) {
            Ok(night) => night,
            Err(error) => return vec![Message::Notice(sentence(&error))],
        };
        let excuses = in_effect(&night.events)
            .into_iter()
            .filter(|event| matches!(event.what, What::Excused { .. }));
        let revocations = excuses.map(|event| Action::Revoke { event: event.id });
        self.act(evening, revocations.collect(), now)
    }

    /// Records diary entries, all or none, and reads the evening and its diary again.
    pub(super) fn record(
        &mut self,
        evening: EveningDate,
        actions: Vec<Action>,
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        let (outcome, events) = match self.coach.foresee(evening, actions.clone(), now) {
            Ok(write) => {
                let events = write.events().to_vec();
                (self.submit(write, FORM_PATIENCE), events)
            }
            Err(CoachError::Refused(Refusal::ClockInDoubt(doubt))) => {
                let effect = Effect::Record(evening, actions);
                return vec![Message::ClockQuestion(doubt, Box::new(effect))];
            }
            Err(error) => (Some(Err(error)), vec![]),
        };
        match outcome {
            Some(Ok(_)) | None => {
                let mut messages = vec![
                    self.read_tonight(now),
                    self.read_diary(evening, now),
                    Message::Recorded,
                ];
                let is_drink = |event: &&Event| event.what.is_consumption();
                let drink = events.iter().find(is_drink).map(|event| event.evening);
                if let Some(elsewhere) = drink.filter(|date| *date != evening) {
                    // The screen shows the evening, which does not have it.
                    let date = words::long_date(elsewhere);
                    messages.push(Message::Notice(format!(
                        "Kept. A drink in the night counts for {date}."
                    )));
                } else {
                    messages.extend(self.confirmation(evening, &events, now));
                }
                messages
            }
            Some(Err(error)) => vec![failure_notice(&error)],
        }
    }

    pub(super) fn act(
        &mut self,
        evening: EveningDate,
        actions: Vec<Action>,
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        let mut messages = match self.coach.foresee(evening, actions.clone(), now) {
            Ok(write) => {
                let events = write.events().to_vec();
                let mut messages = self.write(write);
                if messages.is_empty() {
                    messages.extend(self.confirmation(evening, &events, now));
                }
                messages
            }
            Err(CoachError::Refused(Refusal::ClockInDoubt(doubt))) => {
                let effects = actions.into_iter().map(|it| Effect::Act(evening, it));
                effects
                    .map(|effect| Message::ClockQuestion(doubt, Box::new(effect)))
                    .collect()
            }
            Err(error) => vec![failure_notice(&error)],
        };
        messages.push(self.read_tonight(now));
        messages
    }

    /// Has the trials changed, unless the clock is in doubt.
    pub(super) fn change_trial(
        &mut self,
        request: TrialRequest,
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        match self.coach.ensure_clock(now) {
            Ok(()) => {
                self.writer.request(Request::ChangeTrial {
                    request,
                    clock: self.coach.clock,
                    now,
                });
                self.take_reports(now)
            }
            Err(CoachError::Refused(Refusal::ClockInDoubt(doubt))) => {
                let effect = Effect::ChangeTrial(request);
                vec![Message::ClockQuestion(doubt, Box::new(effect))]
            }
            Err(error) => vec![failure_notice(&error)],
        }
    }

    /// Whether the clock is in doubt. The user's confirmation holds until the clock is right.
    pub(super) fn check_clock(&mut self, now: DateTime<Utc>) -> Message {
        let doubt = self.coach.clock_doubt(now);
        if let Ok(None) = doubt {
            self.coach.clock = ClockTrust::Doubted;
        }
        let is_confirmed = self.coach.clock == ClockTrust::Confirmed;
        self.message_or_notice(doubt, |doubt| {
            Message::Clock(doubt.filter(|_| !is_confirmed))
        })
    }
}
