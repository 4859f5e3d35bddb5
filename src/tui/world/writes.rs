//! Handing writes to the writer, and what becomes of them.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::super::message::{Confirmed, Message, UndoableEntry, UndoableKind};
use super::super::writer::{Report, Request};
use super::{World, config_error_line, failure_notice, sentence};
use crate::coach::{Coach, CoachError, Write, Written};
use crate::evening::Consumption;
use crate::event::{EveningDate, Event, StepId, What};
use crate::journal::JournalError;
use crate::plan::{Config, Plan};
use crate::remind::host::{Notice, RECORDED_LATER, UnrecordedAnswer, answer_waits};
use crate::trials::{ChangedTrial, TrialError, TrialRequest};
use crate::words;

/// Shown when the open journal's file was replaced or deleted.
const ANOTHER_JOURNAL: &str =
    "The journal file was replaced or deleted. New entries go into the one that is there now.";

impl World {
    /// Hands a write to the writer. Returns its outcome if that is known within `patience`; otherwise the write is
    /// pending, and its outcome comes with [`World::take_reports`].
    pub(super) fn submit(
        &mut self,
        write: Write,
        patience: Duration,
    ) -> Option<Result<Written, CoachError>> {
        let write = Arc::new(write);
        let is_first = self.coach.pending.is_empty();
        self.coach.add_pending(&write);
        self.writer.request(Request::Write(write));
        // The outcomes come in order, so while others are pending this one can only be later.
        let outcome = is_first.then(|| self.writer.outcome(patience)).flatten()?;
        self.coach.pending.settle();
        // Writing creates a new file if the old one was taken away.
        self.follow_journal();
        Some(outcome)
    }

    /// Hands over a write that no screen waits for.
    pub(super) fn write(&mut self, write: Write) -> Vec<Message> {
        let timer = ended_timer(&write);
        match self.submit(write, Duration::ZERO) {
            None => vec![],
            Some(Ok(written)) => timer_is_over(timer, Some(&written)),
            Some(Err(error)) => {
                let mut messages = timer_is_over(timer, None);
                messages.push(failure_notice(&error));
                messages
            }
        }
    }

    /// What was recorded or undone, as a sentence. A correction is what the entry is from now on. None for a drink, whose
    /// sentence has what is left of it at lights-out, and where nothing of the user's was recorded.
    pub(super) fn confirmation(
        &self,
        evening: EveningDate,
        events: &[Event],
        now: DateTime<Utc>,
    ) -> Option<Message> {
        let night = self.coach.evening_record(evening, now).ok()?;
        let tonight = self.coach.date_of_tonight(now).ok()?;
        let taken_back = self.coach.taken_back(events).ok()?;
        if let Some(line) = words::undone_excuses(&taken_back, tonight) {
            return Some(Message::Confirmed(Confirmed { line, undo: None }));
        }
        let confirmation = words::Confirmation {
            evening,
            plan: &night.plan,
            events: &night.events,
            zone: &night.zone,
            here: &self.coach.zone,
            tonight,
            format: self.coach.config.display.clock,
        };
        let is_undoing = |event: &&Event| matches!(event.what, What::Revoked { .. });
        let is_new = |event: &&Event| match event.what {
            What::Revoked { .. } | What::Session { .. } | What::Plan(_) => false,
            What::Caffeine { .. }
            | What::Consumed(_)
            | What::NoneToday { .. }
            | What::Done { .. }
            | What::Skipped { .. }
            | What::Snoozed { .. }
            | What::BedtimeMoved { .. }
            | What::Excused { .. }
            | What::Began
            | What::LightsOut { .. }
            | What::Woke { .. }
            | What::Legs { .. }
            | What::Onset(_)
            | What::Factor { .. }
            | What::Iron { .. }
            | What::SelfCheck { .. }
            | What::Note { .. }
            | What::Other { .. } => true,
        };
        let new: Vec<&Event> = events.iter().filter(is_new).collect();
        if new
            .iter()
            .any(|event| matches!(event.what, What::Caffeine { .. }))
        {
            return None;
        }
        let is_new = !new.is_empty();
        let named = if is_new {
            new
        } else {
            events.iter().filter(is_undoing).collect()
        };
        let sentences: Vec<String> = named
            .into_iter()
            .filter_map(|event| match event.what {
                // An entry of the diary is a name or a value, which is no sentence.
                What::Legs { .. }
                | What::Factor { .. }
                | What::Iron { .. }
                | What::SelfCheck { .. } => {
                    words::diary_line(event).map(|line| format!("Recorded: {line}."))
                }
                What::Consumed(_) => Consumption::from_event(event).map(|it| {
                    let is_after = night.timeline(now).is_after_a_cutoff(event);
                    words::drink_sentence(
                        &it.label,
                        it.at,
                        is_after,
                        &night.zone,
                        confirmation.format,
                    )
                }),
                What::Caffeine { .. }
                | What::Onset(_)
                | What::NoneToday { .. }
                | What::Done { .. }
                | What::Skipped { .. }
                | What::Snoozed { .. }
                | What::BedtimeMoved { .. }
                | What::Excused { .. }
                | What::Began
                | What::LightsOut { .. }
                | What::Woke { .. }
                | What::Note { .. }
                | What::Plan(_)
                | What::Revoked { .. }
                | What::Session { .. }
                | What::Other { .. } => confirmation.sentence(event),
            })
            .collect();
        let about = UndoableKind::of(events);
        let is_next = || evening == tonight || self.coach.evening_to_undo(now) == Ok(evening);
        let confirmed = Confirmed {
            line: sentences.join(" "),
            undo: (is_new && is_next()).then_some(UndoableEntry { evening, about }),
        };
        (!confirmed.line.is_empty()).then_some(Message::Confirmed(confirmed))
    }

    /// What the writer has reported since the last call. However often the journal has changed, it is read again once.
    pub(in crate::tui) fn take_reports(&mut self, now: DateTime<Utc>) -> Vec<Message> {
        let mut messages = vec![];
        while let Some(report) = self.writer.report() {
            match report {
                Report::Started => messages.extend(self.missed_changes()),
                Report::Settled(outcome) => {
                    self.follow_journal();
                    messages.extend(self.settled(&outcome, now));
                }
                Report::Noticed(notices) => {
                    for notice in notices {
                        messages.extend(self.messages_of(notice, now));
                    }
                }
                Report::ConfigCreated(Ok(config)) => {
                    self.coach.config.clone_from(&config);
                    messages.push(Message::ConfigCreated(config));
                }
                Report::ConfigCreated(Err(error)) => {
                    messages.push(Message::Notice(sentence(&error)));
                }
                Report::TrialChanged {
                    changed,
                    request,
                    config,
                } => {
                    self.coach.config.clone_from(&config);
                    messages.push(Message::ConfigLoaded(config));
                    messages.extend(self.trial_changed(changed, &request, now));
                }
                Report::ConfigChanged(Ok((config, changed))) => {
                    self.coach.config.clone_from(&config);
                    messages.push(Message::ConfigLoaded(config));
                    messages.push(Message::ConfigChanged(Ok(changed)));
                }
                Report::ConfigChanged(Err(why)) => {
                    messages.push(Message::ConfigChanged(Err(why.sentence())));
                }
                Report::Readable => {
                    self.is_locked_out = false;
                    messages.push(Message::JournalChanged);
                }
                Report::AnswersWait(answers) => self.waiting_answers = answers,
                Report::Left(unrecorded) => {
                    self.has_left = true;
                    self.waiting_answers.clear();
                    let config = &self.coach.config;
                    messages.extend(unrecorded.iter().map(|it| unrecorded_answer(it, config)));
                }
            }
        }
        one_refresh(messages)
    }

    /// Says which trial was changed, or why none was.
    fn trial_changed(
        &self,
        changed: Result<ChangedTrial, TrialError>,
        request: &TrialRequest,
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        let tonight = match self.coach.date_of_tonight(now) {
            Ok(tonight) => tonight,
            Err(error) => return vec![Message::Notice(sentence(&error))],
        };
        let change = match changed {
            Ok(changed) => changed.change,
            Err(TrialError::Refused(refusal)) => {
                let why = words::trial_refusal(&refusal, tonight);
                return vec![Message::Notice(format!("{}.", words::capitalised(&why)))];
            }
            Err(TrialError::Coach(error)) => return vec![failure_notice(&error)],
            Err(error @ (TrialError::Invalid(_) | TrialError::Config(_))) => {
                return vec![Message::Notice(sentence(&error))];
            }
            Err(TrialError::Unrecorded(error)) => {
                let why = why(&error);
                return vec![Message::Notice(format!(
                    "The config has it, but the journal does not yet. {why}"
                ))];
            }
        };
        let trial = change.trial();
        let step = self.coach.config.plan.step(&trial.step);
        let title = step.map_or(&trial.step.0, |step| &step.title);
        let line = words::trial_change_line(&change, title, tonight);
        let can_be_undone = !matches!(request, TrialRequest::TakeBack(_));
        vec![
            Message::TrialChanged(can_be_undone.then_some(change)),
            Message::Confirmed(Confirmed {
                line,
                undo: can_be_undone.then_some(UndoableEntry {
                    evening: tonight,
                    about: UndoableKind::Trial,
                }),
            }),
        ]
    }

    /// The outcome of a write that was shown as pending.
    fn settled(
        &mut self,
        outcome: &Result<Written, CoachError>,
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        let Some(write) = self.coach.pending.settle() else {
            return vec![];
        };
        let timer = ended_timer(&write);
        match outcome {
            Ok(Written::Events(events)) if events != write.events() => {
                vec![Message::JournalChanged]
            }
            Ok(written) => timer_is_over(timer, Some(written)),
            // What was to be taken back is not there any more, as the user wanted.
            Err(CoachError::Refused(_)) if is_only_taking_back(&write) => {
                vec![Message::JournalChanged]
            }
            Err(error) => {
                let mut messages = timer_is_over(timer, None);
                messages.push(match in_words(&write, &self.coach, now) {
                    Some(what) => not_recorded(&what, error),
                    None => failure_notice(error),
                });
                messages
            }
        }
    }

    /// Whether something that was entered on the screens is not written yet.
    pub fn is_saving(&self) -> bool {
        !self.coach.pending.is_empty()
    }

    /// Whether answers to reminders would be lost now: they are neither recorded nor stored.
    pub(in crate::tui) fn could_lose_answers(&self) -> bool {
        self.waiting_answers.iter().any(|answer| !answer.is_stored)
    }

    /// What is not written yet, and would be lost now, in words.
    pub fn unsaved(&self, now: DateTime<Utc>) -> Vec<String> {
        let writes = self.coach.pending.iter();
        let writes = writes.filter_map(|write| in_words(write, &self.coach, now));
        writes.chain(self.answers_in_words(false)).collect()
    }

    /// The answers to reminders that are not recorded yet, but stored, in words.
    pub(in crate::tui) fn stored_answers(&self) -> Vec<String> {
        self.answers_in_words(true).collect()
    }

    fn answers_in_words(&self, are_stored: bool) -> impl Iterator<Item = String> {
        let answers = self.waiting_answers.iter();
        let answers = answers.filter(move |answer| answer.is_stored == are_stored);
        answers.map(|answer| answer_line(&answer.events, &self.coach.config))
    }

    /// Changes that other processes made between the first frame and the start of the writer.
    fn missed_changes(&self) -> Option<Message> {
        let is_new = self.coach.journal.foreign_changes().ok() != self.seen_changes;
        is_new.then_some(Message::JournalChanged)
    }

    fn messages_of(&mut self, notice: Notice, now: DateTime<Utc>) -> Vec<Message> {
        match notice {
            Notice::ConfigRead(config) => {
                self.coach.config.clone_from(&config);
                vec![Message::ConfigLoaded(config)]
            }
            Notice::ConfigWrong(error) => vec![Message::ConfigWrong(config_error_line(&error))],
            Notice::JournalRecovered(report) => {
                vec![Message::Notice(report.notice()), self.read_tonight(now)]
            }
            Notice::JournalReplaced => vec![Message::Notice(ANOTHER_JOURNAL.to_owned())],
            // A changed clock or zone may mean that another evening is running.
            Notice::JournalWritten
            | Notice::JournalUsable
            | Notice::ZoneChanged
            | Notice::ClockChanged
            | Notice::ClockInDoubt(_) => vec![Message::JournalChanged],
            // Due steps stay visible on the screen, so a notice is enough.
            Notice::JournalUnusable(error) => vec![Message::Notice(sentence(&error))],
            Notice::Answered(_) => vec![self.read_tonight(now)],
            Notice::AnswerRefused(why) => {
                vec![
                    failure_notice(&CoachError::Refused(why)),
                    self.read_tonight(now),
                ]
            }
            Notice::AnswerWaits(error) => {
                vec![Message::Notice(answer_waits(&error))]
            }
            Notice::NotShown(reminder) => {
                vec![Message::NotShown {
                    summary: reminder.summary(),
                    body: reminder.body(),
                }]
            }
            // The window that the user asked for is this one.
            Notice::WindowWanted => vec![],
        }
    }

    /// The value as a message, or a notice about the error. If another program has locked the journal, the writer is
    /// asked to report when it can be read again. The app then gets [`Message::JournalChanged`].
    pub(super) fn message_or_notice<T>(
        &mut self,
        read: Result<T, JournalError>,
        message: impl FnOnce(T) -> Message,
    ) -> Message {
        match read {
            Ok(read) => message(read),
            Err(error) => {
                if matches!(error, JournalError::Busy(_)) && !self.is_locked_out {
                    self.is_locked_out = true;
                    self.writer.request(Request::ReportWhenReadable);
                }
                Message::Notice(sentence(&error))
            }
        }
    }
}

/// The messages with at most one of [`Message::JournalChanged`], at the end.
fn one_refresh(mut messages: Vec<Message>) -> Vec<Message> {
    let all = messages.len();
    messages.retain(|message| !matches!(message, Message::JournalChanged));
    if messages.len() < all {
        messages.push(Message::JournalChanged);
    }
    messages
}

/// The timer whose end a write records, if the end is to be announced.
fn ended_timer(write: &Write) -> Option<(EveningDate, StepId)> {
    match write {
        Write::EndTimer {
            evening,
            step,
            heard: true,
        } => Some((*evening, step.clone())),
        Write::EndTimer { heard: false, .. }
        | Write::Entries { .. }
        | Write::SaveTimer(_)
        | Write::ForgetTimer(..)
        | Write::SaveProgress(_)
        | Write::ForgetProgress
        | Write::Acknowledge { .. } => None,
    }
}

/// Announces a timer's end unless another window did. If it could not be recorded, hearing it twice is better than not
/// at all.
fn timer_is_over(timer: Option<(EveningDate, StepId)>, written: Option<&Written>) -> Vec<Message> {
    let is_elsewhere = matches!(written, Some(Written::TimerEnd { is_first: false }));
    let timer = timer.filter(|_| !is_elsewhere);
    let message = timer.map(|(evening, step)| Message::TimerOver(evening, step));
    message.into_iter().collect()
}

fn is_only_taking_back(write: &Write) -> bool {
    let mut events = write.events().iter().map(|event| &event.what);
    !write.events().is_empty()
        && events.all(|what| matches!(what, What::Revoked { .. } | What::Plan(_)))
}

fn not_recorded(what: &str, error: &CoachError) -> Message {
    Message::NotRecorded(format!("Not recorded: {what}. {}", why(error)))
}

fn answer_line(events: &[Event], config: &Config) -> String {
    words::answer_line(events, &config.plan, config.display.clock)
}

fn unrecorded_answer(unrecorded: &UnrecordedAnswer, config: &Config) -> Message {
    let UnrecordedAnswer { answer, why: error } = unrecorded;
    let what = answer_line(&answer.events, config);
    if answer.is_stored {
        let why = why(error);
        return Message::NotRecorded(format!("Not recorded yet: {what}. {why} {RECORDED_LATER}"));
    }
    not_recorded(&what, error)
}

/// Why a write failed, and what to do.
fn why(error: &CoachError) -> String {
    match error {
        CoachError::Refused(refusal) => words::refusal_sentence(refusal),
        CoachError::Journal(error) => format!("{}.", sentence(error).trim_end_matches('.')),
    }
}

/// What a write would have recorded. None for what the user need not know of: it is asked or shown once more.
fn in_words(write: &Write, coach: &Coach, now: DateTime<Utc>) -> Option<String> {
    let plan = &coach.config.plan;
    match write {
        Write::Entries { foreseen, .. } => {
            let lines: Vec<String> = foreseen
                .iter()
                .filter_map(|event| entry_in_words(event, plan, coach, now))
                .collect();
            (!lines.is_empty()).then(|| lines.join(", "))
        }
        Write::SaveTimer(timer) => Some(timer_in_words(&timer.step, plan)),
        Write::ForgetTimer(_, step) | Write::EndTimer { step, .. } => {
            Some(timer_in_words(step, plan))
        }
        Write::SaveProgress(_) => Some("how far you are in the routine".to_owned()),
        Write::ForgetProgress | Write::Acknowledge { .. } => None,
    }
}

fn entry_in_words(event: &Event, plan: &Plan, coach: &Coach, now: DateTime<Utc>) -> Option<String> {
    let What::Revoked { event: target } = &event.what else {
        return words::event_line(event, plan, coach.config.display.clock);
    };
    let record = coach.evening_record(event.evening, now).ok();
    let taken_back = record.and_then(|record| {
        let target = record
            .events
            .into_iter()
            .find(|event| event.id == *target)?;
        words::event_line(&target, plan, coach.config.display.clock)
    });
    Some(format!(
        "{}, taken back",
        taken_back.unwrap_or_else(|| "an entry".to_owned())
    ))
}

fn timer_in_words(step: &StepId, plan: &Plan) -> String {
    let title = plan.step(step).map_or(step.0.as_str(), |step| &step.title);
    format!("the timer of {title}")
}

#[cfg(test)]
mod tests;
