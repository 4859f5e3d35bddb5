//! The world around the app: the journal, the config file, the desktop. What the app wants done is done here.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};

use super::install;
use super::message::{DiaryRead, Effect, Message};
use crate::clock;
use crate::coach::{Coach, CoachError};
use crate::config_file::{self, ConfigError};
use crate::desktop::sound::{Sound, Speaker};
use crate::desktop::{DesktopMessage, Notifier};
use crate::evening::{Action, Refusal};
use crate::event::{EveningDate, What, standing};
use crate::exercise::pose::Pose;
use crate::history_file::HistoryFile;
use crate::journal::{JournalError, QUIET_HOLDS, Unfinished};
use crate::paths::Paths;
use crate::remind::agent::successor::{Heir, replace_older};
use crate::remind::agent::{install as agent, lock};
use crate::remind::desk::{Desk, News, Owner};
use crate::remind::hooks::HookDesk;
use crate::session::Cue;
use crate::watch::Watched;
use crate::words;

/// What is said when another journal, or none, is in the place of the one that was open.
const ANOTHER_JOURNAL: &str =
    "The journal's file was replaced or taken away; what is kept from here on is in its place.";

/// The world around the app.
#[derive(Debug)]
pub struct World {
    coach: Coach,
    /// The evenings that were judged, for the review.
    history: HistoryFile,
    paths: Paths,
    foreign_changes: Option<i64>,
    /// Sends reminders, once there is somebody to tell what became of them.
    desk: Option<Desk>,
    /// Runs the user's own programs, from then on too.
    hooks: Option<HookDesk>,
    /// Why reminders cannot be sent just now, as it was last told.
    trouble: Option<String>,
    /// Since when silence is asked for, as it was last kept.
    quiet_since: Option<DateTime<Utc>>,
    speaker: Option<Speaker>,
    /// Takes what came of work that was too long to wait for.
    done: Option<Sender<Message>>,
}

impl World {
    /// The world that this coach knows, with its files.
    pub fn new(coach: Coach, paths: Paths) -> Self {
        let foreign_changes = coach.journal.foreign_changes().ok();
        Self {
            history: HistoryFile::of(paths.cache.as_deref(), &paths.journal),
            coach,
            paths,
            foreign_changes,
            desk: None,
            hooks: None,
            trouble: None,
            quiet_since: None,
            speaker: None,
            done: None,
        }
    }

    /// The files that others write too.
    pub(super) fn watched(&self) -> Watched {
        Watched {
            config: self.paths.config.clone(),
            journal: self.paths.journal.clone(),
        }
    }

    /// From now on reminders are sent, and what becomes of them is told through `tell`.
    pub fn remind_through(&mut self, tell: Sender<DesktopMessage>) {
        let owner = Owner::process(std::process::id(), clock::now());
        self.hooks = Some(HookDesk::logging(owner.clone()));
        self.desk = Some(Desk::new(Notifier::new("winddown", tell), owner));
    }

    /// From now on work that takes long is done on threads, and what came of it goes through `done`.
    pub fn answer_through(&mut self, done: Sender<Message>) {
        self.done = Some(done);
    }

    /// An agent of an older version gives way to one of this. That may take a while, and nobody waits for it.
    pub(super) fn replace_an_older_agent(&self) {
        let paths = self.paths.clone();
        thread::spawn(move || replace_older(&paths, Heir::Started));
    }

    /// Does it on a thread of its own, where somebody listens for what comes of it; else at once.
    fn later(&self, work: impl FnOnce() -> Message + Send + 'static) -> Vec<Message> {
        let Some(done) = self.done.clone() else {
            return vec![work()];
        };
        // When nobody listens any more, the program is ending.
        let started = thread::Builder::new().spawn(move || done.send(work()));
        let trouble = started.err().map(|error| Message::Told(sentence(&error)));
        trouble.into_iter().collect()
    }

    /// Sends the reminders that are due, runs the user's own programs, and says how to go on: what could not be
    /// done, and how long nothing more will be due.
    pub fn remind(&mut self, now: DateTime<Utc>) -> (Option<Message>, Option<TimeDelta>) {
        if let Err(error) = self.end_quiet() {
            return (self.news(&error), None);
        }
        let (Some(desk), Some(hooks)) = (&mut self.desk, &mut self.hooks) else {
            return (None, None);
        };
        let reminded = desk.look(&mut self.coach, now);
        match (reminded, hooks.look(&mut self.coach, now)) {
            (Ok(remind_again), Ok(run_again)) => {
                self.trouble = None;
                let look_again = run_again.unwrap_or(remind_again).min(remind_again);
                (None, Some(look_again - now))
            }
            // The screen itself still tells what is due.
            (Err(error), _) | (_, Err(error)) => (self.news(&error), None),
        }
    }

    /// Keeps silence: nothing is sent from here, and whoever else sends reminders on this computer waits, too. It is
    /// to be asked for again and again, as it does not hold for long.
    pub fn keep_quiet(&mut self, now: DateTime<Utc>) -> Option<Message> {
        let holds = |since: DateTime<Utc>| (since..since + QUIET_HOLDS / 2).contains(&now);
        if self.quiet_since.is_some_and(holds) {
            return None;
        }
        self.quiet_since = Some(now);
        let kept = self.coach.journal.keep_quiet(now);
        kept.err().and_then(|error| self.news(&error))
    }

    fn end_quiet(&mut self) -> Result<(), JournalError> {
        match self.quiet_since.take() {
            Some(_) => self.coach.journal.end_quiet(),
            None => Ok(()),
        }
    }

    /// What keeps reminders from being sent, to be told once.
    fn news(&mut self, error: &JournalError) -> Option<Message> {
        let line = sentence(error);
        let is_news = self.trouble.as_ref() != Some(&line);
        self.trouble = Some(line.clone());
        is_news.then_some(Message::Told(line))
    }

    /// The window closes: silence that was kept for it ends. Leaves the bubbles that are still shown to the agent; where none runs nobody would hear their buttons any
    /// more, and they are taken away.
    pub(super) fn leave(&mut self) {
        // The program is ending: there is nobody to tell, and without this the silence ends by itself.
        let _ = self.end_quiet();
        let agent = lock::holder(&self.paths.agent_lock());
        if let (Some(desk), Ok(None)) = (&mut self.desk, agent) {
            let _ = desk.leave(&mut self.coach.journal);
        }
    }

    /// Takes in what became of a bubble.
    pub fn heard(&mut self, message: DesktopMessage, now: DateTime<Utc>) -> Vec<Message> {
        let Some(desk) = &mut self.desk else {
            return vec![];
        };
        let journal = &mut self.coach.journal;
        match desk.heard(journal, message, now) {
            // This is the program that a click would open.
            Ok(None | Some(News::Open)) => vec![],
            Ok(Some(News::Act(evening, action))) => self.perform(Effect::Act(evening, action), now),
            Ok(Some(News::NotShown { reminder, .. })) => {
                let said = desk.said_otherwise(journal, &reminder, "terminal", now);
                let (summary, body) = (reminder.summary(), reminder.body());
                let mut messages = vec![Message::NotShown { summary, body }];
                messages.extend(said.err().map(|error| Message::Told(sentence(&error))));
                messages
            }
            Err(error) => vec![Message::Told(sentence(&error))],
        }
    }

    /// Does what the app wants done, and says what came of it.
    pub fn perform(&mut self, effect: Effect, now: DateTime<Utc>) -> Vec<Message> {
        match effect {
            Effect::Act(evening, action) => self.act(evening, &[action], now),
            Effect::Unexcuse(evening) => match self.coach.night(evening, now) {
                Ok(night) => {
                    let excuses = standing(&night.events).into_iter();
                    let excuses =
                        excuses.filter(|event| matches!(event.what, What::Excused { .. }));
                    let taken_back = excuses.map(|event| Action::Revoke { event: event.id });
                    self.act(evening, &taken_back.collect::<Vec<_>>(), now)
                }
                Err(error) => vec![Message::Told(sentence(&error))],
            },
            Effect::ReadTonight => vec![self.read_tonight(now)],
            Effect::CountStreak => {
                vec![answer(self.coach.streak(now), Message::Kept)]
            }
            Effect::Review(from, to) => {
                let back = self
                    .history
                    .look(&self.coach, now, |history| history.look_back(from, to));
                vec![answer(back, |back| Message::Reviewed(Arc::new(back)))]
            }
            Effect::TellTheWeek => match self.last_week(now) {
                Ok(line) => line.map(Message::News).into_iter().collect(),
                Err(error) => vec![Message::Told(sentence(&error))],
            },
            Effect::AskUntoldNight => {
                vec![answer(self.coach.untold_night(now), Message::UntoldNight)]
            }
            Effect::AskAboutAgent => vec![self.about_agent()],
            Effect::InstallAgent => {
                let paths = self.paths.clone();
                self.later(move || install::install(&paths))
            }
            Effect::DeclineAgent => {
                let declined = agent::decline(&mut self.coach.journal, now);
                told(declined)
                    .into_iter()
                    .chain([self.about_agent()])
                    .collect()
            }
            Effect::ReadDiary(evening) => vec![self.read_diary(evening, now)],
            Effect::Tell(evening, actions) => match self.coach.act_all(evening, &actions, now) {
                Ok(_) => vec![
                    self.read_tonight(now),
                    self.read_diary(evening, now),
                    Message::Entered,
                ],
                Err(CoachError::Refused(refusal)) => vec![Message::Told(refused(&refusal))],
                Err(error) => vec![Message::Told(sentence(&error))],
            },
            Effect::ReadUnfinished => {
                vec![answer(self.coach.journal.unfinished(), Message::Unfinished)]
            }
            Effect::ReadPose(name) => vec![self.read_pose(name)],
            Effect::KeepProgress {
                evening,
                step,
                progress,
            } => {
                let progress = serde_json::to_value(progress).unwrap_or_default(); // plain data
                let left = Unfinished {
                    evening,
                    step,
                    progress,
                };
                told(self.coach.journal.keep_unfinished(&left))
            }
            Effect::ForgetProgress => told(self.coach.journal.forget_unfinished()),
            Effect::ReadTimers => vec![self.read_timers()],
            Effect::KeepTimer(timer) => told(self.coach.journal.keep_timer(&timer)),
            Effect::ForgetTimer(evening, step) => {
                told(self.coach.journal.forget_timer(evening, &step))
            }
            Effect::EndTimer {
                evening,
                step,
                heard,
            } => match self.coach.journal.end_timer(evening, &step) {
                Ok(is_first) if is_first && heard => vec![Message::TimerOver(evening, step)],
                Ok(_) => vec![],
                Err(error) => vec![Message::Told(sentence(&error))],
            },
            Effect::Acknowledge(page) => told(self.coach.journal.acknowledge(&page, now)),
            Effect::Sound(cue) => self.sound(cue),
            Effect::Speak(words) => {
                self.speaker().say(&words);
                vec![]
            }
            Effect::CreateConfig(text) => vec![self.create_config(&text)],
            // The loop does these itself: they are the terminal's.
            Effect::Ring { .. }
            | Effect::Bell
            | Effect::DrawAnew
            | Effect::Suspend
            | Effect::Quit => vec![],
        }
    }

    fn act(
        &mut self,
        evening: EveningDate,
        actions: &[Action],
        now: DateTime<Utc>,
    ) -> Vec<Message> {
        let trouble = match self.coach.act_all(evening, actions, now) {
            Ok(_) => None,
            Err(CoachError::Refused(refusal)) => Some(refused(&refusal)),
            Err(error) => Some(sentence(&error)),
        };
        let told = trouble.map(Message::Told).into_iter();
        told.chain([self.read_tonight(now)]).collect()
    }

    /// How the last week was; none where it was said already, is not wanted, or nothing can be said. A night that is
    /// still to be told of comes first.
    fn last_week(&mut self, now: DateTime<Utc>) -> Result<Option<String>, JournalError> {
        if !self.coach.config.reminders.weekly || self.coach.untold_night(now)?.is_some() {
            return Ok(None);
        }
        let tonight = self.coach.evening_at(now).date;
        let monday = tonight.days_before(tonight.weekday().num_days_from_monday().into());
        let page = format!("week {monday}");
        if self.coach.journal.acknowledged()?.contains(&page) {
            return Ok(None);
        }
        let (from, to) = (monday.days_before(7), monday.previous());
        let (week, before) = self.history.look(&self.coach, now, |history| {
            let [before, until] = [from, to].map(|date| date.days_before(7));
            (
                history.look_back(from, to),
                history.look_back(before, until),
            )
        })?;
        let Some(line) = words::week_line(&week.review, &before.review) else {
            return Ok(None);
        };
        self.coach.journal.acknowledge(&page, now)?;
        Ok(Some(line))
    }

    fn about_agent(&self) -> Message {
        let standing = agent::standing(&self.paths, &self.coach.journal);
        answer(standing, Message::Agent)
    }

    fn read_diary(&self, evening: EveningDate, now: DateTime<Utc>) -> Message {
        let night = self.coach.night(evening, now);
        let read = night.and_then(|night| {
            Ok(DiaryRead {
                night,
                rarely: self.coach.rarely_told()?,
                drinks: self.coach.drinks(now)?,
                first: self.coach.journal.first_evening()?,
            })
        });
        answer(read, |read| Message::Diary(Arc::new(read)))
    }

    fn read_timers(&self) -> Message {
        let journal = &self.coach.journal;
        let timers = journal.timers();
        let read = timers.and_then(|timers| Ok((timers, journal.acknowledged()?)));
        answer(read, |(timers, read)| Message::Timers(timers, read))
    }

    /// A pose beside the config, or wherever its path leads.
    fn read_pose(&self, name: String) -> Message {
        let folder = self.paths.config.parent().unwrap_or(Path::new("."));
        let read = config_file::read(&folder.join(&name));
        match read.map(|text| text.map(|text| Pose::parse(&text))) {
            Ok(Some(Ok(pose))) => Message::Pose(name, Box::new(pose)),
            Ok(Some(Err(error))) => Message::Told(format!("The pose {name}: {error}")),
            Ok(None) => Message::Told(format!("There is no pose `{name}`.")),
            Err(error) => Message::Told(sentence(&error)),
        }
    }

    fn sound(&mut self, cue: Cue) -> Vec<Message> {
        let sound = match cue {
            Cue::Chime => Sound::Chime,
            Cue::Tick => Sound::Tick,
            Cue::End => Sound::End,
        };
        // Ticks by bell would be more than anybody wants to hear.
        let is_heard = self.speaker().play(sound) || sound == Sound::Tick;
        if is_heard {
            vec![]
        } else {
            vec![Message::NoPlayer]
        }
    }

    /// Made when there is something to hear for the first time.
    fn speaker(&mut self) -> &Speaker {
        let folder = self.paths.cache.clone();
        self.speaker.get_or_insert_with(|| {
            Speaker::new(folder.unwrap_or_else(std::env::temp_dir).join("sounds"))
        })
    }

    fn read_tonight(&self, now: DateTime<Utc>) -> Message {
        answer(self.coach.tonight(now), |night| {
            Message::Evening(Box::new(night))
        })
    }

    fn create_config(&mut self, text: &str) -> Message {
        let written = config_file::create(&self.paths.config, text)
            .and_then(|()| config_file::load(&self.paths.config, false));
        match written {
            Ok(config) => {
                self.coach.config = config.clone();
                Message::Begun(Box::new(config))
            }
            Err(error) => Message::Told(sentence(&error)),
        }
    }

    /// The config file was written, or may have been. One that is wrong leaves the last good plan in force.
    pub fn config_written(&mut self) -> Option<Message> {
        match config_file::load(&self.paths.config, false) {
            Ok(config) => {
                self.coach.config = config.clone();
                Some(Message::Configured(Box::new(config)))
            }
            Err(error) => Some(Message::ConfigWrong(mistake(&error))),
        }
    }

    /// The journal was written: by another process, or only by this one? Or is another one in its place?
    pub fn journal_written(&mut self) -> Vec<Message> {
        let mut messages = vec![];
        if self.coach.journal.was_replaced() {
            match self.coach.journal.reopened() {
                Ok(journal) => self.coach.journal = journal,
                Err(error) => return vec![Message::Told(sentence(&error))],
            }
            self.foreign_changes = None;
            messages.push(Message::Told(ANOTHER_JOURNAL.to_owned()));
        }
        let changes = self.coach.journal.foreign_changes().ok();
        if changes != self.foreign_changes {
            messages.push(Message::JournalChanged);
        }
        self.foreign_changes = changes;
        messages
    }
}

/// What was read, or what went wrong.
fn answer<T>(read: Result<T, JournalError>, message: impl FnOnce(T) -> Message) -> Message {
    read.map_or_else(|error| Message::Told(sentence(&error)), message)
}

/// Nothing, or what went wrong.
fn told(result: Result<(), JournalError>) -> Vec<Message> {
    result
        .err()
        .map(|error| Message::Told(sentence(&error)))
        .into_iter()
        .collect()
}

/// A refusal as a line on the screen. What could be typed on a command line instead is no part of it.
fn refused(refusal: &Refusal) -> String {
    let text = sentence(refusal);
    if text.ends_with(['.', '?']) {
        text
    } else {
        text + "."
    }
}

/// What is wrong with the config, as a line on the screen: the report's own first line does not say where it is.
fn mistake(error: &ConfigError) -> String {
    if let ConfigError::Wrong { first, .. } = error {
        return format!("In the config, {first}");
    }
    sentence(error)
}

/// An error as a line on the screen: one sentence, beginning large.
fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    words::capitalised(text.lines().next().unwrap_or_default())
}
