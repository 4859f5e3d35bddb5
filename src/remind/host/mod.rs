//! The host: everything that an open window and the agent do alike.
//!
//! It owns config, journal and the two dispatchers, notices what others change, and says what came of it as
//! [`Notice`]s. The window turns these into messages on the screen, the agent into notifications. Both drive it
//! in the same way: [`Host::start`] once, [`Host::look`] whenever the time has come that the last look returned,
//! and [`Host::take_in`] for each [`HostEvent`] in between, followed by another look.
//!
//! The host reads no clock: each method is given the moment. Before [`Host::start`] it has no thread and sends
//! nothing.

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
use crate::event::EveningDate;
use crate::journal::{JournalError, SILENCE_DURATION};
use crate::watch::{self, Change, Watch, Watched};
use config::ConfigFile;

/// Some systems and file systems report no changes; whatever a watch cannot report is noticed after this long.
pub const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(30);

/// When the wall clock gains or loses more than this against the monotonic clock, it was set or the computer slept.
/// Less is drift.
const JUMP: TimeDelta = TimeDelta::seconds(2);

/// The channel under which a reminder is recorded that no notification service took.
const TERMINAL: &str = "terminal";

/// Config, journal, reminders and hooks, as every front end with a loop keeps them.
#[derive(Debug)]
pub struct Host {
    /// What the user configured and what happened.
    pub coach: Coach,
    config: ConfigFile,
    /// Why the journal could not be used at the last look.
    trouble: Option<JournalError>,
    /// The journal's count of changes by other connections, when it was last read.
    foreign_changes: Option<i64>,
    /// When silence was last asked for; none while reminders may be sent.
    silent_since: Option<DateTime<Utc>>,
    last_look: Option<Moment>,
    started: Option<Started>,
}

/// What exists only once the host was started.
#[derive(Debug)]
struct Started {
    watch: Watch,
    reminders: ReminderDispatcher,
    hooks: HookDispatcher,
}

/// Something that reaches the host from one of its threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostEvent {
    /// A file, the clock or the zone was changed.
    Changed(Change),
    /// Something became of a notification.
    Desktop(DesktopMessage),
}

/// What a look found.
#[derive(Debug)]
pub struct Looked {
    /// How long after the given moment the next look is due; at most [`LOOK_AT_LEAST_EVERY`].
    pub again_in: Duration,
    /// What the front end has to know.
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
            silent_since: None,
            last_look: None,
            started: None,
        }
    }

    /// Starts all watches and both dispatchers. What they report goes through `send`, from other threads.
    ///
    /// The notifier that is returned shows notifications of the front end's own. What becomes of those reaches the
    /// host as well, which ignores it.
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

    /// Notices what changed, sends the reminders and runs the hooks that are due. Silence that was kept ends.
    pub fn look(&mut self, moment: Moment) -> Looked {
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
        Looked { again_in, notices }
    }

    /// Notices what changed, but sends nothing, and asks every other process on this computer to be silent as well.
    /// Silence holds for [`SILENCE_DURATION`] only, so that it ends by itself when this process dies.
    pub fn look_in_silence(&mut self, moment: Moment) -> Looked {
        let mut notices = self.noticed_changes(moment);
        let kept = self
            .follow_journal(&mut notices)
            .and_then(|()| self.keep_silence(moment.now));
        notices.extend(kept.err().and_then(|error| self.journal_is_unusable(error)));
        Looked {
            again_in: LOOK_AT_LEAST_EVERY,
            notices,
        }
    }

    /// Notices what no watch has reported, but for the journal.
    fn noticed_changes(&mut self, moment: Moment) -> Vec<Notice> {
        if let Some(started) = &mut self.started {
            // The folder of a file may be new.
            started.watch.folders();
        }
        let mut notices: Vec<Notice> = self.clock_jumped(moment).into_iter().collect();
        if self.config.was_written_unnoticed(moment.now) {
            notices.extend(self.config_written());
        }
        notices
    }

    /// Takes in what one of the host's threads reports. Another look has to follow.
    pub fn take_in(&mut self, event: HostEvent, now: DateTime<Utc>) -> Vec<Notice> {
        match event {
            HostEvent::Changed(change) => self.changed(change),
            HostEvent::Desktop(message) => self.heard(message, now).into_iter().collect(),
        }
    }

    /// Something was changed, or may have been.
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
                // Otherwise the next look would notice it once more.
                self.last_look = None;
                vec![Notice::ClockChanged]
            }
        }
    }

    /// Where no watch reports it, a jump shows by comparing the two clocks.
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

    /// Reads the config file again and puts it in force. One with mistakes leaves the last good one in force.
    ///
    /// # Errors
    /// When the file cannot be read or has mistakes.
    pub fn read_config(&mut self) -> Result<(), ConfigError> {
        self.coach.config = self.config.load()?;
        let steps = self.coach.config.plan.steps.len();
        tracing::info!(steps, "config read");
        Ok(())
    }

    /// A mistake is reported once, until it is mended or another one takes its place.
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

    /// Opens the journal that took the place of the open one, if one did, and notices what others wrote.
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

    /// Each trouble is reported once, until it is over or another one takes its place.
    fn journal_is_unusable(&mut self, error: JournalError) -> Option<Notice> {
        if self.trouble.as_ref() == Some(&error) {
            return None;
        }
        tracing::error!(trouble = %error, "reminders wait: the journal cannot be used");
        self.trouble = Some(error.clone());
        Some(Notice::JournalUnusable(error))
    }

    /// Returns when the next reminder or hook is due.
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
        // One that fails does not keep the other from being tried.
        let reminded = reminders.look(&mut self.coach, now);
        let ran = hooks.look(&mut self.coach, now);
        Ok([Some(reminded?), ran?].into_iter().flatten().min())
    }

    fn keep_silence(&mut self, now: DateTime<Utc>) -> Result<(), JournalError> {
        let holds = |since: DateTime<Utc>| (since..since + SILENCE_DURATION / 2).contains(&now);
        if self.silent_since.is_some_and(holds) {
            return Ok(());
        }
        self.silent_since = Some(now);
        self.coach.journal.request_silence(now)
    }

    fn end_silence(&mut self) -> Result<(), JournalError> {
        match self.silent_since.take() {
            Some(_) => self.coach.journal.end_silence(),
            None => Ok(()),
        }
    }

    /// Takes in what became of a notification. What was answered to a reminder is entered here.
    pub fn heard(&mut self, message: DesktopMessage, now: DateTime<Utc>) -> Option<Notice> {
        notice::log(&message);
        let started = self.started.as_mut()?;
        let heard = started
            .reminders
            .heard(&mut self.coach.journal, message, now);
        match heard {
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
        match self.coach.act(evening, action, now) {
            Ok(_) => {
                tracing::info!(%evening, "the answer to a reminder was entered");
                Notice::Answered(evening)
            }
            // Somebody was quicker; what the user wanted is so already.
            Err(CoachError::Refused(Refusal::Settled { .. })) => Notice::Answered(evening),
            Err(error) => {
                tracing::warn!(%evening, "the answer to a reminder could not be entered");
                Notice::AnswerRefused(error)
            }
        }
    }

    /// Records that a reminder which no notification service took was shown on a terminal.
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

    /// The process ends: silence ends, and unless somebody `takes_over`, the notifications that are still shown are
    /// closed, since nobody would hear their buttons.
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

/// The sending end for a notifier, whose messages are passed on by a thread.
fn forwarded(send: impl Fn(HostEvent) + Send + 'static) -> Sender<DesktopMessage> {
    let (sender, messages) = mpsc::channel();
    thread::spawn(move || {
        for message in messages {
            send(HostEvent::Desktop(message));
        }
    });
    sender
}

/// The reminder itself went its way; only the record of it is missing.
fn unrecorded(error: JournalError) -> Notice {
    tracing::error!(trouble = %error, "what became of a reminder could not be recorded");
    Notice::NotRecorded(error)
}
