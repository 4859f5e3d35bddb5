//! Carries out the app's effects: it alone holds the journal, the config file and the desktop.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::event_source::Arrival;
use super::install;
use super::message::{DiaryRead, Effect, Message, Moment};
use super::reviewer::{self, ReviewJob, Reviewer};
use crate::claims::Claims;
use crate::clock;
use crate::coach::{Coach, CoachError};
use crate::config_file::{self, ConfigError};
use crate::desktop::sound::{Sound, Speaker};
use crate::evening::Action;
use crate::event::{EveningDate, Origin, StepId, What, in_effect};
use crate::exercise::pose::Pose;
use crate::history_file::HistoryFile;
use crate::journal::{JournalError, Unfinished};
use crate::paths::Paths;
use crate::remind::ClaimHolder;
use crate::remind::agent::replacement::{Replacement, replace_older};
use crate::remind::agent::{install as agent, lock};
use crate::remind::host::{Host, HostEvent, Notice, in_short};
use crate::session::{Cue, Progress};
use crate::watch::Change;
use crate::words;

/// Shown when the open journal's file was replaced or deleted.
const ANOTHER_JOURNAL: &str =
    "The journal's file was replaced or taken away; what is kept from here on is in its place.";

/// Carries out effects and reports their results as messages.
#[derive(Debug)]
pub struct World {
    /// Coach, reminders and hooks. The agent drives the same host.
    host: Host,
    paths: Paths,
    speaker: Option<Speaker>,
    /// Receives the results of work done on other threads. Without it, all work is done at once.
    results: Option<Sender<Arrival>>,
    /// Computes reviews on other threads.
    reviewer: Option<Reviewer>,
}

impl World {
    /// Creates the world around a coach and its files.
    pub fn new(coach: Coach, paths: Paths) -> Self {
        let claims = Claims::new(paths.claims(), paths.journal.clone());
        Self {
            host: Host::new(coach, paths.config.clone(), claims),
            paths,
            speaker: None,

            results: None,
            reviewer: None,
        }
    }

    /// Starts watching the config and the journal, sending reminders and running hooks. The host's threads report
    /// through `send`. Returns changes made between the first drawn frame and the start of the watches.
    pub(super) fn start(
        &mut self,
        send: impl Fn(HostEvent) + Send + Sync + Clone + 'static,
    ) -> Vec<Message> {
        let now = clock::now();
        let holder = ClaimHolder::process(std::process::id(), now);
        self.host.start(holder, send);
        let changes = [Change::Config, Change::Journal];
        let missed = changes.map(|change| self.handle(HostEvent::Changed(change), now));
        missed.concat()
    }

    /// Makes slow work run on threads from now on and send its results through `results`.
    pub(super) fn send_results_through(&mut self, results: Sender<Arrival>) {
        self.reviewer = Some(Reviewer::new(results.clone()));
        self.results = Some(results);
    }

    /// Replaces a running agent of an older version, on a thread of its own because it can take a while.
    pub(super) fn replace_an_older_agent(&self) {
        let paths = self.paths.clone();
        thread::spawn(move || replace_older(&paths, Replacement::Started));
    }

    /// Runs slow work on its own thread if there is a channel for the result, otherwise at once.
    fn run_slow_work(
        &self,
        work: impl FnOnce() -> Option<Message> + Send + 'static,
    ) -> Vec<Message> {
        let Some(results) = self.results.clone() else {
            return work().into_iter().collect();
        };
        let work = move || {
            if let Some(message) = work() {
                // Sending fails only while the program is ending.
                let _ = results.send(Arrival::Done(Box::new(message)));
            }
        };
        let started = thread::Builder::new().spawn(work);
        let trouble = started.err().map(|error| Message::Notice(sentence(&error)));
        trouble.into_iter().collect()
    }

    /// Picks up changes made elsewhere and sends due reminders. With `in_silence`, it sends none and keeps
    /// every other process on this computer from sending. Also returns how long after `moment` to look again.
    pub(super) fn look(&mut self, moment: Moment, in_silence: bool) -> (Vec<Message>, Duration) {
        let looked = if in_silence {
            self.host.look_in_silence(moment)
        } else {
            self.host.look(moment)
        };
        (self.messages(looked.notices, moment.now), looked.again_in)
    }

    /// Handles a report from one of the host's threads.
    pub fn handle(&mut self, event: HostEvent, now: DateTime<Utc>) -> Vec<Message> {
        let notices = self.host.handle(event, now);
        self.messages(notices, now)
    }

    fn messages(&mut self, notices: Vec<Notice>, now: DateTime<Utc>) -> Vec<Message> {
        let mut messages = vec![];
        for notice in notices {
            messages.extend(self.messages_of(notice, now));
        }
        messages
    }

    fn messages_of(&mut self, notice: Notice, now: DateTime<Utc>) -> Vec<Message> {
        match notice {
            Notice::ConfigRead(config) => vec![Message::ConfigLoaded(config)],
            Notice::ConfigWrong(error) => vec![Message::ConfigWrong(config_error_line(&error))],
            Notice::JournalReplaced => vec![Message::Notice(ANOTHER_JOURNAL.to_owned())],
            // A changed clock or zone may mean that another evening is running.
            Notice::JournalWritten
            | Notice::JournalUsable
            | Notice::ZoneChanged
            | Notice::ClockChanged => vec![Message::JournalChanged],
            // Due steps stay visible on the screen, so a notice is enough.
            Notice::JournalUnusable(error) => vec![Message::Notice(sentence(&error))],
            Notice::Answered(_) => vec![self.read_tonight(now)],
            Notice::AnswerRefused(error) => vec![failure_notice(&error), self.read_tonight(now)],
            Notice::AnswerWaits(error) => {
                let why = in_short(&error);
                vec![Message::Notice(format!(
                    "What you pressed is not recorded yet, as {why}. It is tried again every half minute."
                ))]
            }
            Notice::NotShown(reminder) => {
                let (summary, body) = (reminder.summary(), reminder.body());
                self.host.shown_on_a_terminal(&reminder, now);
                vec![Message::NotShown { summary, body }]
            }
            // The window that the user asked for is this one.
            Notice::WindowWanted => vec![],
        }
    }

    /// Prepares for the window to close. The agent takes over notifications that are still shown; without an agent
    /// they are closed.
    pub(super) fn leave(&mut self) {
        // Closes its connection to the journal.
        self.reviewer = None;
        let agent = lock::holder(&self.paths.agent_lock());
        // If the lock cannot be read, assume that an agent is running.
        self.host.leave(!matches!(agent, Ok(None)), clock::now());
    }

    /// Carries out an effect and returns its results as messages for the app.
    pub fn perform(&mut self, effect: Effect, now: DateTime<Utc>) -> Vec<Message> {
        match effect {
            Effect::Act(evening, action) => self.act(evening, &[action], now),
            Effect::Unexcuse(evening) => self.unexcuse(evening, now),
            Effect::Record(evening, actions) => self.record(evening, &actions, now),
            Effect::ReadTonight => vec![self.read_tonight(now)],
            Effect::CountStreak => vec![message_or_notice(
                self.host.coach.streak(now),
                Message::Streak,
            )],
            Effect::Review(from, to) => self.review(from, to, now).into_iter().collect(),
            Effect::Compare(back) => match &mut self.reviewer {
                Some(reviewer) => reviewer.compare(back).into_iter().collect(),
                None => vec![reviewer::compared(&back)],
            },
            Effect::AnnounceLastWeek => self
                .announce_last_week(now)
                .unwrap_or_else(|error| vec![Message::Notice(sentence(&error))]),
            Effect::FindUnrecordedNight => {
                let night = self.host.coach.unrecorded_night(now);
                vec![message_or_notice(night, Message::UnrecordedNight)]
            }
            Effect::AskAboutAgent => vec![self.about_agent()],
            Effect::InstallAgent => {
                let paths = self.paths.clone();
                self.run_slow_work(move || Some(install::install(&paths)))
            }
            Effect::DeclineAgent => {
                let declined = agent::decline(&mut self.host.coach.journal, now);
                let failure = notice_on_error(declined).into_iter();
                failure.chain([self.about_agent()]).collect()
            }
            Effect::ReadDiary(evening) => vec![self.read_diary(evening, now)],
            Effect::ReadUnfinished => {
                let unfinished = self.host.coach.journal.unfinished();
                vec![message_or_notice(unfinished, Message::Unfinished)]
            }
            Effect::ReadPose(name) => vec![self.read_pose(name)],
            Effect::SaveProgress {
                evening,
                step,
                progress,
            } => self.save_progress(evening, step, &progress),
            Effect::ForgetProgress => notice_on_error(self.host.coach.journal.forget_unfinished()),
            Effect::ReadTimers => vec![self.read_timers()],
            Effect::SaveTimer(timer) => notice_on_error(self.host.coach.journal.save_timer(&timer)),
            Effect::ForgetTimer(evening, step) => {
                notice_on_error(self.host.coach.journal.forget_timer(evening, &step))
            }
            Effect::EndTimer {
                evening,
                step,
                heard,
            } => self.end_timer(evening, step, heard),
            Effect::Acknowledge(page) => {
                notice_on_error(self.host.coach.journal.acknowledge(&page, now))
            }
            Effect::Sound(cue) => self.sound(cue),
            Effect::Speak(words) => {
                self.speaker().speak(&words);
                vec![]
            }
            Effect::CreateConfig(text) => vec![self.create_config(&text)],
            // The loop carries these out itself, because it owns the terminal.
            Effect::Ring { .. }
            | Effect::Bell
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => vec![],
        }
    }

    /// Revokes every excuse in effect of the evening, and no other event.
    fn unexcuse(&mut self, evening: EveningDate, now: DateTime<Utc>) -> Vec<Message> {
        let night = match self.host.coach.evening_record(evening, now) {
            Ok(night) => night,
            Err(error) => return vec![Message::Notice(sentence(&error))],
        };
        let excuses = in_effect(&night.events)
            .into_iter()
            .filter(|event| matches!(event.what, What::Excused { .. }));
        let revocations = excuses.map(|event| Action::Revoke { event: event.id });
        self.act(evening, &revocations.collect::<Vec<_>>(), now)
    }

    /// Records diary entries, all or none, and reads the evening and its diary again.
    fn record(
        &mut self,
        evening: EveningDate,
        actions: &[Action],
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        match self
            .host
            .coach
            .act_all(evening, actions, Origin::Pressed, now)
        {
            Ok(_) => vec![
                self.read_tonight(now),
                self.read_diary(evening, now),
                Message::Recorded,
            ],
            Err(error) => vec![failure_notice(&error)],
        }
    }

    fn review(
        &mut self,
        from: EveningDate,
        to: EveningDate,
        now: DateTime<Utc>,
    ) -> Option<Message> {
        if let Some(reviewer) = &mut self.reviewer {
            let job = ReviewJob {
                span: (from, to),
                config: self.host.coach.config.clone(),
                zone: self.host.coach.zone,
                now,
            };
            return reviewer.review(job, &self.paths);
        }
        let mut history =
            HistoryFile::for_journal(self.paths.cache.as_deref(), &self.paths.journal);
        let back = history.look(&self.host.coach, now, |history| history.look_back(from, to));
        Some(reviewer::reviewed(back))
    }

    fn save_progress(
        &mut self,
        evening: EveningDate,
        step: Option<StepId>,
        progress: &Progress,
    ) -> Vec<Message> {
        // Progress is plain data, so that it always serializes.
        let progress = serde_json::to_value(progress).unwrap_or_default();
        notice_on_error(self.host.coach.journal.save_unfinished(&Unfinished {
            evening,
            step,
            progress,
        }))
    }

    /// Marks the timer as ended. Only the first window to do so announces it.
    fn end_timer(&mut self, evening: EveningDate, step: StepId, heard: bool) -> Vec<Message> {
        match self.host.coach.journal.end_timer(evening, &step) {
            Ok(is_first) if is_first && heard => vec![Message::TimerOver(evening, step)],
            Ok(_) => vec![],
            Err(error) => vec![Message::Notice(sentence(&error))],
        }
    }

    fn act(
        &mut self,
        evening: EveningDate,
        actions: &[Action],
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        let acted = self
            .host
            .coach
            .act_all(evening, actions, Origin::Pressed, now);
        let refusal = acted.err().map(|error| failure_notice(&error)).into_iter();
        refusal.chain([self.read_tonight(now)]).collect()
    }

    /// Sums up last week, unless that is switched off or was shown already, or last night is still unrecorded: the
    /// question about that night comes first. Where nothing is cached yet all evenings are judged for it, so it is slow
    /// work.
    fn announce_last_week(&self, now: DateTime<Utc>) -> Result<Vec<Message>, JournalError> {
        let coach = &self.host.coach;
        if !coach.config.reminders.weekly || coach.unrecorded_night(now)?.is_some() {
            return Ok(vec![]);
        }
        let tonight = coach.evening_at(now).date;
        let monday = tonight.days_before(tonight.weekday().num_days_from_monday().into());
        // A shown summary is remembered among the acknowledged pages, under a name of its own.
        let page = format!("week {monday}");
        if coach.journal.acknowledged()?.contains(&page) {
            return Ok(vec![]);
        }
        let (config, zone, paths) = (coach.config.clone(), coach.zone, self.paths.clone());
        let line = move || {
            let coach = reviewer::coach_for_reading(config, zone, &paths.journal)?;
            reviewer::week_line(&coach, monday, &paths, now)
        };
        Ok(self.run_slow_work(move || match line() {
            Ok(line) => line.map(|line| Message::LastWeek { page, line }),
            Err(error) => Some(Message::Notice(sentence(&error))),
        }))
    }

    fn about_agent(&self) -> Message {
        let state = agent::install_state(&self.paths, &self.host.coach.journal);
        message_or_notice(state, Message::Agent)
    }

    fn read_diary(&self, evening: EveningDate, now: DateTime<Utc>) -> Message {
        let night = self.host.coach.evening_record(evening, now);
        let read = night.and_then(|night| {
            Ok(DiaryRead {
                night,
                iron_and_self_checks: self.host.coach.iron_and_self_checks()?,
                drinks: self.host.coach.drinks(now)?,
                first: self.host.coach.journal.first_evening()?,
            })
        });
        message_or_notice(read, |read| Message::Diary(Arc::new(read)))
    }

    fn read_timers(&self) -> Message {
        let journal = &self.host.coach.journal;
        let timers = journal.timers();
        let read = timers.and_then(|timers| Ok((timers, journal.acknowledged()?)));
        message_or_notice(read, |(timers, read)| Message::Timers(timers, read))
    }

    /// Reads a user's pose file. A relative path starts at the config's folder.
    fn read_pose(&self, name: String) -> Message {
        let folder = self.paths.config.parent().unwrap_or(Path::new("."));
        let read = config_file::read(&folder.join(&name));
        match read.map(|text| text.map(|text| Pose::parse(&text))) {
            Ok(Some(Ok(pose))) => Message::Pose(name, Box::new(pose)),
            Ok(Some(Err(error))) => Message::Notice(format!("The pose {name}: {error}")),
            Ok(None) => Message::Notice(format!("There is no pose `{name}`.")),
            Err(error) => Message::Notice(sentence(&error)),
        }
    }

    fn sound(&mut self, cue: Cue) -> Vec<Message> {
        let sound = match cue {
            Cue::Chime => Sound::Chime,
            Cue::Tick => Sound::Tick,
            Cue::End => Sound::End,
        };
        // Ticks are too frequent for the terminal bell, which replaces a missing sound player.
        let is_heard = self.speaker().play(sound) || sound == Sound::Tick;
        if is_heard {
            vec![]
        } else {
            vec![Message::NoPlayer]
        }
    }

    /// The speaker, created at the first sound.
    fn speaker(&mut self) -> &Speaker {
        let folder = self.paths.cache.clone();
        self.speaker.get_or_insert_with(|| {
            Speaker::new(folder.unwrap_or_else(std::env::temp_dir).join("sounds"))
        })
    }

    fn read_tonight(&self, now: DateTime<Utc>) -> Message {
        message_or_notice(self.host.coach.tonight(now), |night| {
            Message::Evening(Box::new(night))
        })
    }

    fn create_config(&mut self, text: &str) -> Message {
        let written =
            config_file::create(&self.paths.config, text).and_then(|()| self.host.read_config());
        match written {
            Ok(()) => Message::ConfigCreated(Box::new(self.host.coach.config.clone())),
            Err(error) => Message::Notice(sentence(&error)),
        }
    }
}

/// The value as a message, or a notice about the error.
fn message_or_notice<T>(
    read: Result<T, JournalError>,
    message: impl FnOnce(T) -> Message,
) -> Message {
    read.map_or_else(|error| Message::Notice(sentence(&error)), message)
}

/// A notice if the operation failed, otherwise no message.
fn notice_on_error(result: Result<(), JournalError>) -> Vec<Message> {
    result
        .err()
        .map(|error| Message::Notice(sentence(&error)))
        .into_iter()
        .collect()
}

/// A notice that says why an action failed.
fn failure_notice(error: &CoachError) -> Message {
    Message::Notice(match error {
        CoachError::Refused(refusal) => words::refusal_sentence(refusal),
        CoachError::Journal(error) => sentence(error),
    })
}

/// A config error as one line for the screen. For a mistake in the file this is `first`, which includes the line number.
/// The report's own first line does not.
fn config_error_line(error: &ConfigError) -> String {
    if let ConfigError::Wrong { first, .. } = error {
        return format!("In the config, {first}");
    }
    sentence(error)
}

/// The first line of an error, capitalised, for the screen.
fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    words::capitalised(text.lines().next().unwrap_or_default())
}
