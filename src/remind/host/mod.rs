//! The host: everything that an open window and the agent have in common.
//!
//! It owns the coach and the two dispatchers, follows changes of the config, the journal, the clock and the time zone,
//! and reports them as [`Notice`]s. The window turns notices into messages on the screen, the agent into notifications.
//! Both drive it in the same way: [`Host::start`] once, [`Host::look`] at the time that the last look returned, and
//! [`Host::handle`] for each [`HostEvent`] in between, followed by another look.
//!
//! The host reads no clock: the caller passes the moment. Before [`Host::start`] it has no thread and sends nothing.

mod config;
mod notice;
#[cfg(all(test, unix))]
mod tests;

pub use notice::Notice;

use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ClaimHolder;
use super::dispatcher::{NotificationOutcome, ReminderDispatcher};
use super::hooks::HookDispatcher;
use super::reminder::Reminder;
use crate::clock::Moment;
use crate::coach::{Coach, CoachError};
use crate::config_file::ConfigError;
use crate::desktop::{DesktopMessage, Notifier};
use crate::evening::{Action, Refusal};
use crate::event::{EveningDate, Origin};
use crate::journal::{JournalError, SILENCE_DURATION};
use crate::watch::{self, Change, Watch, Watched};
use config::ConfigFile;

/// The longest time between two looks. Some systems and file systems report no changes; a look notices them.
pub const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(30);

/// If the wall clock differs from the monotonic clock by more than this since the last look, the clock was set or the
/// computer slept. A smaller difference is drift.
const JUMP: TimeDelta = TimeDelta::seconds(2);

/// The channel recorded for a reminder that was shown on a terminal because no notification service accepted it.
const TERMINAL: &str = "terminal";

/// Config, journal, reminders and hooks, as both front ends with a loop need them.
#[derive(Debug)]
pub struct Host {
    /// The config in force, the time zone and the journal.
    pub coach: Coach,
    config: ConfigFile,
    /// The journal's error at the last look; none if it could be used.
    trouble: Option<JournalError>,
    /// The journal's count of changes by other connections, when it was last read.
    foreign_changes: Option<i64>,
    /// When silence was last asked for; none while reminders may be sent.
    silence_requested_at: Option<DateTime<Utc>>,
    last_look: Option<Moment>,
    started: Option<Started>,
}

/// The parts that exist only after [`Host::start`].
#[derive(Debug)]
struct Started {
    watch: Watch,
    reminders: ReminderDispatcher,
    hooks: HookDispatcher,
}

/// An event from one of the host's threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostEvent {
    /// A file, the clock or the time zone changed.
    Changed(Change),
    /// A message from the desktop about a notification.
    Desktop(DesktopMessage),
}

/// The result of a look.
#[derive(Debug)]
pub struct LookOutcome {
    /// How long after the given moment the next look is due; at most [`LOOK_AT_LEAST_EVERY`].
    pub again_in: Duration,
    /// What the front end has to show or do.
    pub notices: Vec<Notice>,
}

impl Host {
    /// A host for the config file at `config_path` and the coach's journal. It does nothing by itself yet.
    pub fn new(coach: Coach, config_path: PathBuf) -> Self {
        Self {
            foreign_changes: coach.journal.foreign_changes().ok(),
            config: ConfigFile::new(config_path),
            coach,
            trouble: None,
            silence_requested_at: None,
            last_look: None,
            started: None,
        }
    }

    /// Starts all watches and both dispatchers. They report through `send`, from other threads.
    ///
    /// Returns a notifier for the front end's own notifications. Messages about those reach the host as well, which
    /// ignores them.
    pub fn start(
        &mut self,
        holder: ClaimHolder,
        send: impl Fn(HostEvent) + Send + Sync + Clone + 'static,
    ) -> Notifier {
        let report = send.clone();
        let report = move |change| report(HostEvent::Changed(change));
        let watched = Watched {
            config: self.config.path().to_owned(),
            journal: self.coach.journal.path().to_owned(),
        };
        let watch = Watch::files(&watched, report.clone());
        watch::clock(report.clone());
        watch::zone(report);
        let notifier = Notifier::new("winddown", forwarded(send));
        self.started = Some(Started {
            watch,
            reminders: ReminderDispatcher::new(notifier.clone(), holder.clone()),
            hooks: HookDispatcher::logging(holder),
        });
        notifier
    }

    /// Notices changes, sends due reminders and runs hooks. Ends a silence that this host requested.
    pub fn look(&mut self, moment: Moment) -> LookOutcome {
        let mut notices = self.noticed_changes(moment);
        let sent = self
            .follow_journal(&mut notices)
            .and_then(|()| self.send_what_is_due(moment.now));
        let next = match sent {
            Ok(next) => {
                notices.extend(self.journal_is_usable());
                next
            }
            Err(error) => {
                notices.extend(self.journal_is_unusable(error));
                None
            }
        };
        let until_next = next.map(|next| (next - moment.now).to_std().unwrap_or_default());
        let again_in = until_next.map_or(LOOK_AT_LEAST_EVERY, |next| next.min(LOOK_AT_LEAST_EVERY));
        LookOutcome { again_in, notices }
    }

    /// Notices changes but sends nothing, and requests silence, so that no other process on this computer sends
    /// anything either. A request lasts for [`SILENCE_DURATION`] only, so that the silence ends by itself if this
    /// process dies.
    pub fn look_in_silence(&mut self, moment: Moment) -> LookOutcome {
        let mut notices = self.noticed_changes(moment);
        let renewed = self
            .follow_journal(&mut notices)
            .and_then(|()| self.renew_silence(moment.now));
        notices.extend(
            renewed
                .err()
                .and_then(|error| self.journal_is_unusable(error)),
        );
        LookOutcome {
            again_in: LOOK_AT_LEAST_EVERY,
            notices,
        }
    }

    /// Changes that no watch has reported, except those of the journal.
    fn noticed_changes(&mut self, moment: Moment) -> Vec<Notice> {
        if let Some(started) = &mut self.started {
            // A watched file's folder may have been created since.
            started.watch.folders();
        }
        let mut notices: Vec<Notice> = self.clock_jumped(moment).into_iter().collect();
        if self.config.was_written_unnoticed(moment.now) {
            notices.extend(self.config_written());
        }
        notices
    }

    /// Handles an event from one of the host's threads. The caller has to look again afterwards.
    pub fn handle(&mut self, event: HostEvent, now: DateTime<Utc>) -> Vec<Notice> {
        match event {
            HostEvent::Changed(change) => self.changed(change),
            HostEvent::Desktop(message) => self.desktop_message(message, now).into_iter().collect(),
        }
    }

    /// Handles a change, or a possible one.
    pub fn changed(&mut self, change: Change) -> Vec<Notice> {
        match change {
            Change::Config => self.config_written().into_iter().collect(),
            Change::Journal => {
                let mut notices = vec![];
                if let Err(error) = self.follow_journal(&mut notices) {
                    notices.extend(self.journal_is_unusable(error));
                }
                notices
            }
            Change::Zone => {
                tracing::info!("the time zone may have changed");
                vec![Notice::ZoneChanged]
            }
            Change::Clock => {
                tracing::info!("the clock was set, or the computer slept");
                // Otherwise the next look would report the same jump again.
                self.last_look = None;
                vec![Notice::ClockChanged]
            }
        }
    }

    /// Detects a jump by comparing both clocks, for systems without a watch on the clock.
    fn clock_jumped(&mut self, moment: Moment) -> Option<Notice> {
        let last = self.last_look.replace(moment)?;
        let by_wall = moment.now - last.now;
        let by_monotonic = TimeDelta::from_std(moment.running.saturating_sub(last.running));
        let jump = by_wall - by_monotonic.unwrap_or(TimeDelta::MAX);
        (jump.abs() > JUMP).then(|| {
            let seconds = jump.num_seconds();
            tracing::info!(seconds, "the clock jumped, or the computer slept");
            Notice::ClockChanged
        })
    }

    /// Reads the config file and puts it in force. If it has mistakes, the last good config stays in force.
    ///
    /// # Errors
    /// When the file cannot be read or has mistakes.
    pub fn read_config(&mut self) -> Result<(), ConfigError> {
        self.coach.config = self.config.load()?;
        let steps = self.coach.config.plan.steps.len();
        tracing::info!(steps, "config read");
        Ok(())
    }

    /// Reports each mistake once, until it is corrected or there is another one.
    fn config_written(&mut self) -> Option<Notice> {
        let read = self.read_config();
        let is_new = self.config.is_new(read.as_ref().err());
        match read {
            Ok(()) => Some(Notice::ConfigRead(Box::new(self.coach.config.clone()))),
            Err(error) if is_new => {
                let path = self.config.path().display();
                tracing::warn!(%path, "the config has mistakes; the last good one stays in force");
                Some(Notice::ConfigWrong(error))
            }
            Err(_) => None,
        }
    }

    /// Reopens the journal if its file was replaced, and notices what other processes wrote.
    fn follow_journal(&mut self, notices: &mut Vec<Notice>) -> Result<(), JournalError> {
        if self.coach.journal.was_replaced() {
            self.coach.journal = self.coach.journal.reopened()?;
            self.foreign_changes = None;
            tracing::info!("another journal is in the place of the one that was open");
            notices.push(Notice::JournalReplaced);
        }
        let changes = self.coach.journal.foreign_changes().ok();
        if changes != self.foreign_changes {
            notices.push(Notice::JournalWritten);
        }
        self.foreign_changes = changes;
        Ok(())
    }

    fn journal_is_usable(&mut self) -> Option<Notice> {
        self.trouble.take().map(|_| {
            tracing::info!("the journal can be used again");
            Notice::JournalUsable
        })
    }

    /// Reports each error once, until it is over or there is another one.
    fn journal_is_unusable(&mut self, error: JournalError) -> Option<Notice> {
        if self.trouble.as_ref() == Some(&error) {
            return None;
        }
        tracing::error!(trouble = %error, "reminders wait: the journal cannot be used");
        self.trouble = Some(error.clone());
        Some(Notice::JournalUnusable(error))
    }

    /// Sends due reminders and runs hooks. Returns when the next one is due.
    fn send_what_is_due(
        &mut self,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, JournalError> {
        self.end_silence()?;
        let Some(Started {
            reminders, hooks, ..
        }) = &mut self.started
        else {
            return Ok(None);
        };
        // Run both, even if the first fails.
        let reminded = reminders.look(&mut self.coach, now);
        let ran = hooks.look(&mut self.coach, now);
        Ok([Some(reminded?), ran?].into_iter().flatten().min())
    }

    fn renew_silence(&mut self, now: DateTime<Utc>) -> Result<(), JournalError> {
        let holds = |since: DateTime<Utc>| (since..since + SILENCE_DURATION / 2).contains(&now);
        if self.silence_requested_at.is_some_and(holds) {
            return Ok(());
        }
        self.silence_requested_at = Some(now);
        self.coach.journal.request_silence(now)
    }

    fn end_silence(&mut self) -> Result<(), JournalError> {
        match self.silence_requested_at.take() {
            Some(_) => self.coach.journal.end_silence(),
            None => Ok(()),
        }
    }

    /// Handles a message about a notification. An answer to a reminder is recorded here.
    pub fn desktop_message(
        &mut self,
        message: DesktopMessage,
        now: DateTime<Utc>,
    ) -> Option<Notice> {
        notice::log(&message);
        let started = self.started.as_mut()?;
        let outcome = started
            .reminders
            .desktop_message(&mut self.coach.journal, message, now);
        match outcome {
            Ok(None) => None,
            Ok(Some(NotificationOutcome::Open)) => Some(Notice::WindowWanted),
            Ok(Some(NotificationOutcome::NotShown { reminder, .. })) => {
                Some(Notice::NotShown(reminder))
            }
            Ok(Some(NotificationOutcome::Act(evening, action))) => {
                Some(self.answer(evening, &action, now))
            }
            Err(error) => Some(unrecorded(error)),
        }
    }

    fn answer(&mut self, evening: EveningDate, action: &Action, now: DateTime<Utc>) -> Notice {
        match self.coach.act(evening, action, Origin::Pressed, now) {
            Ok(_) => {
                tracing::info!(%evening, "the answer to a reminder was entered");
                Notice::Answered(evening)
            }
            // It was answered elsewhere before; the step is settled, as the user wanted.
            Err(CoachError::Refused(Refusal::AlreadySettled { .. })) => Notice::Answered(evening),
            Err(error) => {
                tracing::warn!(%evening, "the answer to a reminder could not be entered");
                Notice::AnswerRefused(error)
            }
        }
    }

    /// Records that a reminder that no notification service accepted was shown on a terminal.
    pub fn shown_on_a_terminal(
        &mut self,
        reminder: &Reminder,
        now: DateTime<Utc>,
    ) -> Option<Notice> {
        let started = self.started.as_ref()?;
        let journal = &mut self.coach.journal;
        let recorded = started
            .reminders
            .shown_elsewhere(journal, reminder, TERMINAL, now);
        recorded.err().map(unrecorded)
    }

    /// Called before the process ends. Ends the silence that it requested, and closes its notifications, whose buttons
    /// would have no effect. With `takes_over` another process will take over the notifications, so they stay.
    pub fn leave(&mut self, takes_over: bool) {
        let ended = self.end_silence();
        let closed = match &mut self.started {
            Some(started) if !takes_over => started.reminders.leave(&mut self.coach.journal),
            Some(_) | None => Ok(()),
        };
        if let Err(error) = ended.and(closed) {
            unrecorded(error);
        }
    }
}

/// A sender for the notifier's messages; a thread forwards them to `send`.
fn forwarded(send: impl Fn(HostEvent) + Send + 'static) -> Sender<DesktopMessage> {
    let (sender, messages) = mpsc::channel();
    thread::spawn(move || {
        for message in messages {
            send(HostEvent::Desktop(message));
        }
    });
    sender
}

/// Reports that something about a reminder could not be recorded. The reminder itself was sent.
fn unrecorded(error: JournalError) -> Notice {
    tracing::error!(trouble = %error, "what became of a reminder could not be recorded");
    Notice::NotRecorded(error)
}
