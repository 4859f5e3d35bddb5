//! Carries out the app's effects: it reads the journal, plays sounds, and has the rest done by other threads.
//!
//! It hands whatever has to be written to the [`Writer`], which has a coach and a journal of its own. Until the writer
//! reports the outcome, the coach here counts the write as pending, and whatever it reads includes the pending events.

mod entries;
mod reads;
mod writes;

use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::event_source::Arrival;
use super::install::{self, ShownTest};
use super::message::{Effect, Message, SyncChange, UnrecordedNight};
use super::reviewer::{self, Reviewer};
use super::sync_page;
use super::writer::{Request, Worker, Writer};
use crate::coach::{ClockTrust, Coach, CoachError, Write, declined_night};
use crate::config_file::ConfigError;
use crate::desktop::sound::{Sound, Speaker, TimedSound};
use crate::evening::Action;
use crate::event::{EveningDate, StepId};
use crate::journal::{JournalError, Unfinished};
use crate::paths::Paths;
use crate::remind::agent::install as agent;
use crate::remind::agent::replacement::{Replacement, replace_older};
use crate::remind::host::{HostEvent, WaitingAnswer};
use crate::session::{Cue, Progress};
use crate::words;

/// How long a read waits for a process that has locked the journal. Writing locks nobody out, so this is rare. A key
/// can cause several reads, and has to be answered soon.
const READ_PATIENCE: Duration = Duration::from_millis(10);

/// How long a form of the diary stays open for the outcome of saving it, so that a failure leaves it as it was typed.
const FORM_PATIENCE: Duration = Duration::from_millis(50);

/// Carries out effects and reports their results as messages.
#[derive(Debug)]
pub struct World {
    /// Only reads, and knows what is pending.
    coach: Coach,
    writer: Writer,
    paths: Paths,
    speaker: Option<Speaker>,
    /// Receives the results of work done on other threads. Without it, all work is done at once.
    results: Option<Sender<Arrival>>,
    /// Computes reviews on other threads.
    reviewer: Option<Reviewer>,
    /// The journal's count of changes by others when the first frame was read.
    seen_changes: Option<i64>,
    /// Whether a read failed because of a lock, and the writer is to report when it is gone.
    is_locked_out: bool,
    /// Whether the writer was asked to keep silence.
    is_quiet: bool,
    /// The answers to reminders that are not recorded yet.
    waiting_answers: Vec<WaitingAnswer>,
    /// The test notification of the agent's installation.
    shown_test: ShownTest,
    /// Whether the writer has finished.
    has_left: bool,
}

impl World {
    /// Creates the world around a coach and its files. Without a thread: whatever is asked is done when the call
    /// returns.
    ///
    /// # Errors
    /// If the journal cannot be opened once more.
    pub fn new(coach: Coach, paths: Paths) -> Result<Self, JournalError> {
        let worker = Worker::new(coach.another()?, paths.clone());
        Ok(Self::with(coach, paths, Writer::at_once(worker)))
    }

    /// Creates the world of a window: a thread writes, follows the files and sends reminders from now on. Everything
    /// that comes later arrives through `results`. `seen_changes` is the journal's count of changes by others when the
    /// first frame was read.
    ///
    /// # Errors
    /// If the journal cannot be opened once more, or the system refuses the thread.
    pub(super) fn start(
        mut coach: Coach,
        paths: Paths,
        seen_changes: Option<i64>,
        started: Instant,
        results: Sender<Arrival>,
    ) -> anyhow::Result<Self> {
        coach.journal.wait_at_most(READ_PATIENCE)?;
        let worker = Worker::new(coach.another()?, paths.clone());
        let send = results.clone();
        let writer = Writer::on_a_thread(worker, started, move || {
            // Sending fails only while the program is ending.
            let _ = send.send(Arrival::Reports);
        });
        let writer = writer.context("cannot start the thread that writes the journal")?;
        Ok(Self {
            reviewer: Some(Reviewer::new(results.clone(), &paths)),
            results: Some(results),
            seen_changes,
            ..Self::with(coach, paths, writer)
        })
    }

    fn with(coach: Coach, paths: Paths, writer: Writer) -> Self {
        Self {
            coach,
            writer,
            paths,
            speaker: None,
            results: None,
            reviewer: None,
            seen_changes: None,
            is_locked_out: false,
            is_quiet: false,
            waiting_answers: vec![],
            shown_test: ShownTest::default(),
            has_left: false,
        }
    }

    /// Keeps everything that is to be written waiting, as a slow disk would. For a world without a thread.
    pub fn hold_writes(&mut self) {
        self.writer.hold();
    }

    /// Writes what waits, and further entries at once again. Returns what came of it.
    pub fn write_held(&mut self, now: DateTime<Utc>) -> Vec<Message> {
        self.writer.carry_out_held();
        self.take_reports(now)
    }

    /// From now on sends no reminders and keeps every other process on this computer from sending any, or sends them
    /// again.
    pub(super) fn keep_quiet(&mut self, is_quiet: bool) {
        if self.is_quiet != is_quiet {
            self.is_quiet = is_quiet;
            self.writer.request(Request::Silence(is_quiet));
        }
    }

    /// Replaces a running agent of an older version, on a thread of its own because it can take a while.
    pub(super) fn replace_an_older_agent(&self) {
        let paths = self.paths.clone();
        // Where no thread can be started, the next window or command does it.
        let _ = thread::Builder::new().spawn(move || replace_older(&paths, Replacement::Started));
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

    /// Handles a report from one of the host's threads.
    pub fn handle(&mut self, event: HostEvent, now: DateTime<Utc>) -> Vec<Message> {
        self.writer.request(Request::Host(event, now));
        self.take_reports(now)
    }

    /// Prepares for the window to close: asks the writer to finish. It has when [`World::has_left`] is true.
    pub(super) fn leave(&mut self) {
        self.writer.request(Request::Leave);
        self.shown_test.close();
        // Waits until a review that is being computed has closed its connection to the journal. The writer works
        // meanwhile.
        self.reviewer = None;
    }

    /// Whether the writer has finished, so that nothing is lost by leaving.
    pub(super) fn has_left(&self) -> bool {
        self.has_left
    }

    /// Follows the journal to another file, if its file was replaced.
    fn follow_journal(&mut self) {
        if !self.coach.journal.was_replaced() {
            return;
        }
        // If it cannot be opened, the last known state stays visible, and the writer reports the error.
        if let Ok(mut journal) = self.coach.journal.another_connection()
            && journal.wait_at_most(READ_PATIENCE).is_ok()
        {
            self.coach.journal = journal;
        }
    }

    /// Carries out an effect and returns its results as messages for the app.
    pub fn perform(&mut self, effect: Effect, now: DateTime<Utc>) -> Vec<Message> {
        self.follow_journal();
        match effect {
            Effect::Act(evening, action) => {
                // The screen knows only tonight; its last entry may belong to the night before, or to the day after.
                let evening = match action {
                    Action::Undo { step: None } => {
                        self.coach.evening_to_undo(now).unwrap_or(evening)
                    }
                    _ => evening,
                };
                self.act(evening, vec![action], now)
            }
            Effect::Unexcuse(evening) => self.unexcuse(evening, now),
            Effect::Record(evening, actions) => self.record(evening, actions, now),
            Effect::CheckClock => vec![self.check_clock(now)],
            Effect::ConfirmClock => {
                self.coach.clock = ClockTrust::Confirmed;
                vec![self.check_clock(now)]
            }
            Effect::ReadTonight => vec![self.read_tonight(now)],
            Effect::ReadRecent => {
                let recent = self.coach.recent_evenings(now);
                vec![self.message_or_notice(recent, Message::Recent)]
            }
            Effect::ReadRescues => self.read_rescues(now),
            Effect::Review(from, to) => self.review(from, to, now).into_iter().collect(),
            Effect::Compare(back) => match &mut self.reviewer {
                Some(reviewer) => reviewer.compare(&back).into_iter().collect(),
                None => vec![reviewer::compared(&back)],
            },
            Effect::AnnounceLastWeek => self
                .announce_last_week(now)
                .unwrap_or_else(|error| vec![Message::Notice(sentence(&error))]),
            Effect::FindUnrecordedNight => {
                let night = self.find_unrecorded_night(now);
                vec![self.message_or_notice(night, Message::UnrecordedNight)]
            }
            Effect::AskAboutAgent => vec![self.about_agent()],
            Effect::InstallAgent => {
                let (paths, shown) = (self.paths.clone(), self.shown_test.clone());
                self.run_slow_work(move || Some(install::install(&paths, &shown)))
            }
            Effect::DeclineAgent => {
                let page = agent::NO_AGENT.to_owned();
                let mut messages = self.write(Write::Acknowledge { page, now });
                messages.push(self.about_agent());
                messages
            }
            Effect::ReadSync => self.sync_page(None, now),
            Effect::ChangeSync(change) => self.sync_page(Some(change), now),
            Effect::ReadDiary(evening) => vec![self.read_diary(evening, now)],
            Effect::ReadUnfinished => {
                let unfinished = self.coach.unfinished();
                vec![self.message_or_notice(unfinished, Message::Unfinished)]
            }
            Effect::ReadPose(name) => vec![self.read_pose(name)],
            Effect::SaveProgress {
                evening,
                step,
                progress,
            } => self.save_progress(evening, step, &progress),
            Effect::ForgetProgress => self.write(Write::ForgetProgress),
            Effect::ReadTimers => vec![self.read_timers()],
            Effect::SaveTimer(timer) => self.write(Write::SaveTimer(timer)),
            Effect::ForgetTimer(evening, step) => self.write(Write::ForgetTimer(evening, step)),
            Effect::EndTimer {
                evening,
                step,
                heard,
            } => self.write(Write::EndTimer {
                evening,
                step,
                heard,
            }),
            Effect::DeclineNight(evening) => {
                let page = declined_night(evening);
                self.write(Write::Acknowledge { page, now })
            }
            Effect::Acknowledge(page) => self.write(Write::Acknowledge { page, now }),
            Effect::Sound(cue) => self.sound(cue),
            Effect::Speak(words) => {
                self.speaker().speak(&words);
                vec![]
            }
            Effect::ChangeTrial(request) => self.change_trial(request, now),
            Effect::CreateConfig(text) => {
                self.writer.request(Request::CreateConfig(text));
                self.take_reports(now)
            }
            Effect::ReadConfigText => vec![self.read_config_text()],
            Effect::ChangeConfig(change) => {
                self.writer.request(Request::ChangeConfig(change, now));
                self.take_reports(now)
            }
            // The loop carries these out itself, because it owns the terminal.
            Effect::Ring { .. }
            | Effect::Print(_)
            | Effect::Bell
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => vec![],
        }
    }

    fn sync_page(&self, change: Option<SyncChange>, now: DateTime<Utc>) -> Vec<Message> {
        let (paths, zone) = (self.paths.clone(), self.coach.zone);
        let config = self.coach.config.clone();
        self.run_slow_work(move || {
            Some(sync_page::read(&paths, &config, change.as_ref(), now, zone))
        })
    }

    fn find_unrecorded_night(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<UnrecordedNight>, JournalError> {
        let night = self.coach.unrecorded_night(now)?;
        Ok(night.map(|evening| UnrecordedNight {
            evening,
            proposed: self.proposed_night(evening),
        }))
    }

    fn save_progress(
        &mut self,
        evening: EveningDate,
        step: Option<StepId>,
        progress: &Progress,
    ) -> Vec<Message> {
        // Progress is plain data, so that it always serializes.
        let progress = serde_json::to_value(progress).unwrap_or_default();
        self.write(Write::SaveProgress(Unfinished {
            evening,
            step,
            progress,
        }))
    }

    /// Replaces what is known of the sounds to come, so that a slow player is started in time. None if none can come
    /// soon; as long as one can, there is a speaker, which has measured its players by then.
    pub(super) fn expect_cues(&mut self, cues: Option<Vec<(Instant, Cue)>>) {
        let timed = |(at, cue)| TimedSound {
            sound: sound(cue),
            at,
        };
        match (cues, &self.speaker) {
            (Some(cues), _) => {
                let sounds = cues.into_iter().map(timed).collect();
                self.speaker().expect(sounds);
            }
            (None, Some(speaker)) => speaker.expect(vec![]),
            (None, None) => {}
        }
    }

    fn sound(&mut self, cue: Cue) -> Vec<Message> {
        let sound = sound(cue);
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
        let folder = self.paths.sounds();
        self.speaker.get_or_insert_with(|| Speaker::new(folder))
    }
}

fn sound(cue: Cue) -> Sound {
    match cue {
        Cue::Chime => Sound::Chime,
        Cue::Tick => Sound::Tick,
        Cue::End => Sound::End,
    }
}

/// A notice that says why an action failed.
fn failure_notice(error: &CoachError) -> Message {
    Message::Notice(match error {
        CoachError::Refused(refusal) => words::refusal_sentence(refusal),
        CoachError::Journal(error) => sentence(error),
    })
}

/// A config error as one line for the screen. For a mistake in the file this is `first`, which includes the line
/// number. The report's own first line does not.
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
