//! The host: everything that an open window and the agent have in common.
//!
//! It owns the coach, the claims and the two dispatchers. It follows changes of the config, the journal, the clock and
//! the time zone, and reports them as [`Notice`]s. The window turns notices into messages on the screen, the agent into
//! notifications. Both drive it in the same way: [`Host::start`] once, [`Host::look`] at the time that the last look
//! returned, and [`Host::handle`] for each [`HostEvent`] in between, followed by another look.
//!
//! A journal that cannot be read or written silences no reminder and no hook. What was read last is used then, answers
//! wait until they are recorded, and each look tries again.
//!
//! The host reads no clock but the one it is given. Before [`Host::start`] it has no thread and sends nothing.

mod answers;
mod backups;
mod chime;
mod clock_changes;
mod config;
#[cfg(all(test, unix))]
mod four_hundred_evenings;
mod leave;
mod notice;
mod own_notifications;
mod plan;
mod presence;
mod recoveries;
mod refusals;
mod retry;
mod silence;
mod synced;
#[cfg(all(test, unix))]
mod tests;
#[cfg(all(test, unix))]
mod two_hundred_evenings;

pub use leave::{UnrecordedAnswer, WaitingAnswer};
pub use notice::{Notice, RECORDED_LATER, answer_waits, in_short};
pub(super) use own_notifications::WAITING_TAG;
pub(crate) use refusals::NOT_RECORDED;

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::ClaimHolder;
use super::dispatcher::{NotificationOutcome, ReminderDispatcher};
use super::evenings::{EveningReader, Evenings};
use super::hooks::HookDispatcher;
use super::outstanding::{OutstandingReminders, PromptRecorder};
use super::reminder::Reminder;
use crate::claims::Claims;
use crate::clock::Moment;
use crate::coach::Coach;
use crate::config_file::ConfigError;
use crate::desktop::presence::PresenceReport;
use crate::desktop::{DesktopMessage, Notifier};
use crate::evening::LastSeen;
use crate::journal::JournalError;
use crate::watch::{self, Change, Watch, Watched};
use answers::PendingAnswers;
use backups::Backups;
use config::ConfigFile;
use presence::FollowedPresence;
use recoveries::Recoveries;
use retry::Retry;
use synced::SyncedFolder;

/// The longest time between two looks. Some systems and file systems report no changes; a look notices them.
pub(crate) const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(30);

/// The channel recorded for a reminder that was shown on a terminal because no notification service accepted it.
const TERMINAL: &str = "terminal";

/// Config, journal, reminders and hooks, as both front ends with a loop need them.
#[derive(Debug)]
pub struct Host {
    /// The config in force, the time zone and the journal.
    pub coach: Coach,
    claims: Claims,
    config: ConfigFile,
    evenings: EveningReader,
    answers: PendingAnswers,
    /// The journal's error at the last look; none if it could be read.
    trouble: Option<JournalError>,
    reading: Retry,
    recording: Retry,
    /// The journal's count of changes by other connections, when it was last read.
    foreign_changes: Option<i64>,
    /// When silence was last asked for; none while reminders may be sent.
    silence_requested_at: Option<DateTime<Utc>>,
    recoveries: Recoveries,
    last_look: Option<Moment>,
    presence: FollowedPresence,
    /// The evening that was running at the last look.
    last_seen: Option<LastSeen>,
    /// Where the chime is written, for services that play no sounds.
    sounds: Option<PathBuf>,
    synced: SyncedFolder,
    /// Whether the clock was in doubt at the last look.
    is_clock_doubted: bool,
    started: Option<Started>,
}

/// The parts that exist only after [`Host::start`].
#[derive(Debug)]
struct Started {
    watch: Watch,
    notifier: Notifier,
    reminders: ReminderDispatcher,
    hooks: HookDispatcher,
    backups: Backups,
}

/// An event from one of the host's threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostEvent {
    /// A file, the clock or the time zone changed.
    Changed(Change),
    /// A message from the desktop about a notification.
    Desktop(DesktopMessage),
    /// A report on whether somebody uses the computer.
    Presence(PresenceReport),
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
    pub fn new(coach: Coach, config_path: PathBuf, claims: Claims) -> Self {
        Self {
            foreign_changes: coach.journal.foreign_changes().ok(),
            config: ConfigFile::new(config_path),
            coach,
            claims,
            evenings: EveningReader::default(),
            answers: PendingAnswers::default(),
            trouble: None,
            reading: Retry::default(),
            recording: Retry::default(),
            silence_requested_at: None,
            recoveries: Recoveries::default(),
            last_look: None,
            presence: FollowedPresence::default(),
            last_seen: None,
            sounds: None,
            synced: SyncedFolder::default(),
            is_clock_doubted: false,
            started: None,
        }
    }

    /// Starts all watches and both dispatchers. They report through `send`, from other threads, with the time of each
    /// event by `clock`. That a reminder is shown, and a press, is recorded before it is reported.
    ///
    /// Returns a notifier for the front end's own notifications. Messages about those reach the host as well, which
    /// ignores them.
    pub fn start(
        &mut self,
        holder: ClaimHolder,
        clock: fn() -> DateTime<Utc>,
        send: impl Fn(HostEvent, DateTime<Utc>) + Send + Sync + Clone + 'static,
    ) -> Notifier {
        let report = send.clone();
        let report = move |change| report(HostEvent::Changed(change), clock());
        let watched = Watched {
            config: self.config.path().to_owned(),
            journal: self.coach.journal.path().to_owned(),
            sync: self.synced.settings_file(),
        };
        let watch = Watch::files(&watched, report.clone());
        watch::clock(report.clone());
        watch::zone(report);
        let outstanding = OutstandingReminders::default();
        let recorder =
            PromptRecorder::new(outstanding.clone(), self.claims.another(), holder.clone());
        let notifier = self.chiming(Notifier::new("winddown", move |message| {
            let now = clock();
            recorder.record(&message, now);
            send(HostEvent::Desktop(message), now);
        }));
        self.started = Some(Started {
            watch,
            notifier: notifier.clone(),
            reminders: ReminderDispatcher::new(notifier.clone(), holder.clone(), outstanding),
            hooks: HookDispatcher::logging(holder),
            backups: Backups::default(),
        });
        self.synced.follow(&self.coach);
        notifier
    }

    /// Notices changes, records answers, sends due reminders and runs hooks. Ends a silence that this host requested.
    pub fn look(&mut self, moment: Moment) -> LookOutcome {
        self.end_silence(moment.now);
        let mut notices = self.noticed_changes(moment);
        let evenings = self.use_journal(moment, &mut notices);
        self.presence.store(&evenings, &mut self.claims, moment.now);
        let next = self.send_what_is_due(evenings, moment.now);
        let until_next = next.map(|next| (next - moment.now).to_std().unwrap_or_default());
        LookOutcome {
            again_in: self.again_in(until_next, moment),
            notices,
        }
    }

    /// Notices changes but sends nothing, and requests silence, so that no other process on this computer sends
    /// anything either. A request lasts for [`SILENCE_DURATION`] only, so that the silence ends by itself if this
    /// process dies.
    pub(crate) fn look_in_silence(&mut self, moment: Moment) -> LookOutcome {
        self.renew_silence(moment.now);
        let mut notices = self.noticed_changes(moment);
        self.use_journal(moment, &mut notices);
        LookOutcome {
            again_in: self.again_in(None, moment),
            notices,
        }
    }

    /// How long after this moment to look again: when something is due, or a journal that could not be used is to be
    /// tried again.
    fn again_in(&mut self, until_next: Option<Duration>, moment: Moment) -> Duration {
        let checkpoint_in = self.coach.journal.checkpoint_when_quiet(moment.now);
        let retries = [&self.reading, &self.recording]
            .into_iter()
            .filter_map(|it| it.left(moment));
        retries
            .chain(until_next)
            .chain(checkpoint_in)
            .fold(LOOK_AT_LEAST_EVERY, Duration::min)
    }

    /// Changes that no watch has reported, except those of the journal.
    fn noticed_changes(&mut self, moment: Moment) -> Vec<Notice> {
        if let Some(started) = &mut self.started {
            // A watched file's folder may have been created since.
            started.watch.folders();
            let journal = self.coach.journal.path();
            started.backups.look(journal, moment.now, self.coach.zone);
        }
        let mut notices: Vec<Notice> = self.clock_jumped(moment).into_iter().collect();
        let journal = self.coach.journal.path();
        notices.extend(self.recoveries.look(journal, moment.now));
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
            HostEvent::Presence(report) => {
                self.presence.hear(report, now);
                vec![]
            }
        }
    }

    /// Handles a change, or a possible one.
    pub(crate) fn changed(&mut self, change: Change) -> Vec<Notice> {
        match change {
            Change::Config => {
                let notice = self.config_written();
                self.synced.plan_changed(&self.coach);
                notice.into_iter().collect()
            }
            Change::Sync => {
                self.synced.follow(&self.coach);
                vec![]
            }
            Change::Journal => {
                self.synced.look();
                let mut notices = vec![];
                let followed = self.follow_journal(&mut notices);
                if let Err(error) = followed {
                    notices.extend(self.journal_is_unusable(error));
                }
                self.reading.changed();
                self.recording.changed();
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

    /// Reads the config file and puts it in force. If it has mistakes, the last good config stays in force.
    ///
    /// # Errors
    /// When the file cannot be read or has mistakes.
    pub(crate) fn read_config(&mut self) -> Result<(), ConfigError> {
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

    /// Follows the journal and records answers. Returns the evenings, as they were read last where the journal cannot
    /// be read.
    fn use_journal(&mut self, moment: Moment, notices: &mut Vec<Notice>) -> Evenings {
        let mut evenings = self.read_evenings(moment, notices);
        notices.extend(self.clock_came_into_doubt(moment.now));
        if self.keep_evening_running(moment) {
            notices.push(Notice::JournalWritten);
            evenings = self.read_evenings(moment, notices);
        }
        self.share_answers(moment.now);
        self.close_left_notifications(moment.now);
        self.record_plan_before_bedtime(moment);
        self.explain_refusals(moment.now);
        if !self.answers.are_recorded() {
            if self.recording.left(moment).is_none() {
                notices.extend(self.answers.record(&mut self.coach));
                self.recording.note(!self.answers.are_recorded(), moment);
                self.share_answers(moment.now);
            }
            self.explain_refusals(moment.now);
            notices.extend(self.answers.report());
            if self.answers.are_recorded() {
                return self.read_evenings(moment, notices);
            }
        }
        evenings
    }

    fn read_evenings(&mut self, moment: Moment, notices: &mut Vec<Notice>) -> Evenings {
        if self.reading.left(moment).is_none() {
            let is_locked = self.is_still_locked(&self.reading);
            self.reading.note(is_locked, moment);
            if !is_locked {
                match self.try_to_read_evenings(moment, notices) {
                    Ok(evenings) => {
                        notices.extend(self.journal_is_usable());
                        return evenings;
                    }
                    Err(error) => notices.extend(self.journal_is_unusable(error)),
                }
            }
        }
        self.evenings.remembered(&self.coach, moment.now)
    }

    fn try_to_read_evenings(
        &mut self,
        moment: Moment,
        notices: &mut Vec<Notice>,
    ) -> Result<Evenings, JournalError> {
        let read = self
            .follow_journal(notices)
            .and_then(|()| self.evenings.read(&self.coach, moment.now));
        let is_locked = matches!(read, Err(JournalError::Busy(_)));
        self.reading.note(is_locked, moment);
        read
    }

    /// Whether another program, which had locked the journal before, still does. Finding out takes no time to speak of;
    /// using a locked journal takes seconds.
    fn is_still_locked(&self, retry: &Retry) -> bool {
        let is_locked = || {
            let checked = self.coach.journal.check_writable();
            matches!(checked, Err(JournalError::Busy(_)))
        };
        retry.has_failed() && is_locked()
    }

    fn journal_is_usable(&mut self) -> Option<Notice> {
        self.trouble.take().map(|_| {
            tracing::info!("the journal can be read again");
            Notice::JournalUsable
        })
    }

    /// Reports each error once, until it is over or there is another one.
    fn journal_is_unusable(&mut self, error: JournalError) -> Option<Notice> {
        if self.trouble.as_ref() == Some(&error) {
            return None;
        }
        tracing::error!(trouble = %error, "the journal cannot be read; reminders come all the same");
        self.trouble = Some(error.clone());
        Some(Notice::JournalUnusable(error))
    }

    /// Sends due reminders and runs hooks. Returns when the next one is due.
    fn send_what_is_due(
        &mut self,
        mut evenings: Evenings,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let started = self.started.as_mut()?;
        let (coach, claims) = (&self.coach, &mut self.claims);
        let (hooks, reminders) = (&mut started.hooks, &mut started.reminders);
        let ran = hooks.look(&evenings, claims, (&coach.config, &coach.zone), now);
        let known = self.trouble.as_ref().or(self.answers.trouble());
        let caveat = || {
            let trouble = known
                .cloned()
                .or_else(|| coach.journal.check_writable().err());
            trouble.as_ref().map(notice::caveat)
        };
        // Only for the reminders: a hook is for what is recorded.
        self.answers.add_to(&mut evenings, coach.journal.device());
        reminders.presence_is(self.presence.presence());
        let reminded = if self.synced.reminds_here() {
            Some(reminders.look(&evenings, claims, &coach.config, now, &caveat))
        } else {
            reminders.stay_silent(claims, now);
            None
        };
        [reminded, ran].into_iter().flatten().min()
    }

    /// Handles a message about a notification. The next look records an answer.
    fn desktop_message(&mut self, message: DesktopMessage, now: DateTime<Utc>) -> Option<Notice> {
        notice::log(&message);
        self.follow_own_notification(&message, now);
        self.answers.desktop_message(&message, now);
        let started = self.started.as_mut()?;
        let outcome = started
            .reminders
            .desktop_message(&mut self.claims, message, now);
        match outcome? {
            NotificationOutcome::Open => Some(Notice::WindowWanted),
            NotificationOutcome::NotShown { reminder, .. } => Some(Notice::NotShown(reminder)),
            NotificationOutcome::Act(answer, action) => {
                self.answers.add(answer, action);
                None
            }
        }
    }

    /// Records that a reminder that no notification service accepted was shown on a terminal.
    pub fn shown_on_a_terminal(&mut self, reminder: &Reminder, now: DateTime<Utc>) {
        if let Some(started) = &self.started {
            let claims = &mut self.claims;
            started
                .reminders
                .shown_elsewhere(claims, reminder, TERMINAL, now);
        }
    }
}
