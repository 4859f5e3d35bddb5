//! The world around the app: the journal, the config file, the desktop. What the app wants done is done here.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::event_source::Arrival;
use super::install;
use super::message::{DiaryRead, Effect, Message, Moment};
use crate::clock;
use crate::coach::{Coach, CoachError};
use crate::config_file::{self, ConfigError};
use crate::desktop::sound::{Sound, Speaker};
use crate::evening::{Action, Refusal};
use crate::event::{EveningDate, What, standing};
use crate::exercise::pose::Pose;
use crate::history_file::HistoryFile;
use crate::journal::{JournalError, Unfinished};
use crate::paths::Paths;
use crate::remind::ClaimHolder;
use crate::remind::agent::replacement::{Replacement, replace_older};
use crate::remind::agent::{install as agent, lock};
use crate::remind::host::{Host, HostEvent, Notice};
use crate::session::Cue;
use crate::watch::Change;
use crate::words;

/// What is said when another journal, or none, is in the place of the one that was open.
const ANOTHER_JOURNAL: &str =
    "The journal's file was replaced or taken away; what is kept from here on is in its place.";

/// The world around the app.
#[derive(Debug)]
pub struct World {
    /// Coach, reminders and hooks, the same as the agent's.
    host: Host,
    /// The evenings that were judged, for the review.
    history: HistoryFile,
    paths: Paths,
    speaker: Option<Speaker>,
    /// Takes what came of work that was too long to wait for.
    done: Option<Sender<Arrival>>,
}

impl World {
    /// The world that this coach knows, with its files.
    pub fn new(coach: Coach, paths: Paths) -> Self {
        Self {
            history: HistoryFile::of(paths.cache.as_deref(), &paths.journal),
            host: Host::new(coach, paths.config.clone()),
            paths,
            speaker: None,
            done: None,
        }
    }

    /// Starts to watch what others change, to send reminders, and to run hooks. What the host's threads report goes
    /// through `send`. Returns what happened between the first picture and the start of the watches.
    pub(super) fn start(
        &mut self,
        send: impl Fn(HostEvent) + Send + Sync + Clone + 'static,
    ) -> Vec<Message> {
        let now = clock::now();
        let holder = ClaimHolder::process(std::process::id(), now);
        self.host.start(holder, send);
        let changes = [Change::Config, Change::Journal];
        let missed = changes.map(|change| self.take_in(HostEvent::Changed(change), now));
        missed.concat()
    }

    /// From now on work that takes long is done on threads, and its outcome goes through `done`.
    pub(super) fn answer_through(&mut self, done: Sender<Arrival>) {
        self.done = Some(done);
    }

    /// An agent of an older version gives way to one of this. That may take a while, and nobody waits for it.
    pub(super) fn replace_an_older_agent(&self) {
        let paths = self.paths.clone();
        thread::spawn(move || replace_older(&paths, Replacement::Started));
    }

    /// Does it on a thread of its own, where somebody listens for what comes of it; else at once.
    fn later(&self, work: impl FnOnce() -> Message + Send + 'static) -> Vec<Message> {
        let Some(done) = self.done.clone() else {
            return vec![work()];
        };
        // When nobody listens any more, the program is ending.
        let work = move || done.send(Arrival::Done(Box::new(work())));
        let started = thread::Builder::new().spawn(work);
        let trouble = started.err().map(|error| Message::Told(sentence(&error)));
        trouble.into_iter().collect()
    }

    /// Notices what others changed. Sends what is due, or, in silence, keeps everybody on this computer from sending.
    /// Returns how long after `moment` the next look is due, too.
    pub(super) fn look(&mut self, moment: Moment, in_silence: bool) -> (Vec<Message>, Duration) {
        let looked = if in_silence {
            self.host.look_in_silence(moment)
        } else {
            self.host.look(moment)
        };
        (self.messages(looked.notices, moment.now), looked.again_in)
    }

    /// Takes in what one of the host's threads reports.
    pub fn take_in(&mut self, event: HostEvent, now: DateTime<Utc>) -> Vec<Message> {
        let notices = self.host.take_in(event, now);
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
            Notice::ConfigRead(config) => vec![Message::Configured(config)],
            Notice::ConfigWrong(error) => vec![Message::ConfigWrong(mistake(&error))],
            Notice::JournalReplaced => vec![Message::Told(ANOTHER_JOURNAL.to_owned())],
            // By another clock or in another zone another evening may be running.
            Notice::JournalWritten
            | Notice::JournalUsable
            | Notice::ZoneChanged
            | Notice::ClockChanged => vec![Message::JournalChanged],
            // The screen itself still shows what is due.
            Notice::JournalUnusable(error) | Notice::NotRecorded(error) => {
                vec![Message::Told(sentence(&error))]
            }
            Notice::Answered(_) => vec![self.read_tonight(now)],
            Notice::AnswerRefused(error) => vec![refused(&error), self.read_tonight(now)],
            Notice::NotShown(reminder) => {
                let (summary, body) = (reminder.summary(), reminder.body());
                let mut messages = vec![Message::NotShown { summary, body }];
                let notice = self.host.shown_on_a_terminal(&reminder, now);
                messages.extend(self.messages(notice.into_iter().collect(), now));
                messages
            }
            // This is the program that the user wants to see.
            Notice::WindowWanted => vec![],
        }
    }

    /// The window closes. The notifications that are still shown are left to the agent; where none runs they are
    /// closed.
    pub(super) fn leave(&mut self) {
        let agent = lock::holder(&self.paths.agent_lock());
        // An agent that cannot be asked runs.
        self.host.leave(!matches!(agent, Ok(None)));
    }

    /// Does what the app wants done, and says what came of it.
    pub fn perform(&mut self, effect: Effect, now: DateTime<Utc>) -> Vec<Message> {
        match effect {
            Effect::Act(evening, action) => self.act(evening, &[action], now),
            Effect::Unexcuse(evening) => match self.host.coach.evening_record(evening, now) {
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
                vec![answer(self.host.coach.streak(now), Message::Kept)]
            }
            Effect::Review(from, to) => {
                let back = self
                    .history
                    .look(&self.host.coach, now, |history| history.look_back(from, to));
                vec![answer(back, |back| Message::Reviewed(Arc::new(back)))]
            }
            Effect::TellTheWeek => match self.last_week(now) {
                Ok(line) => line.map(Message::News).into_iter().collect(),
                Err(error) => vec![Message::Told(sentence(&error))],
            },
            Effect::AskUntoldNight => {
                vec![answer(
                    self.host.coach.unrecorded_night(now),
                    Message::UntoldNight,
                )]
            }
            Effect::AskAboutAgent => vec![self.about_agent()],
            Effect::InstallAgent => {
                let paths = self.paths.clone();
                self.later(move || install::install(&paths))
            }
            Effect::DeclineAgent => {
                let declined = agent::decline(&mut self.host.coach.journal, now);
                told(declined)
                    .into_iter()
                    .chain([self.about_agent()])
                    .collect()
            }
            Effect::ReadDiary(evening) => vec![self.read_diary(evening, now)],
            Effect::Tell(evening, actions) => match self.host.coach.act_all(evening, &actions, now)
            {
                Ok(_) => vec![
                    self.read_tonight(now),
                    self.read_diary(evening, now),
                    Message::Entered,
                ],
                Err(error) => vec![refused(&error)],
            },
            Effect::ReadUnfinished => {
                vec![answer(
                    self.host.coach.journal.unfinished(),
                    Message::Unfinished,
                )]
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
                told(self.host.coach.journal.save_unfinished(&left))
            }
            Effect::ForgetProgress => told(self.host.coach.journal.forget_unfinished()),
            Effect::ReadTimers => vec![self.read_timers()],
            Effect::KeepTimer(timer) => told(self.host.coach.journal.save_timer(&timer)),
            Effect::ForgetTimer(evening, step) => {
                told(self.host.coach.journal.forget_timer(evening, &step))
            }
            Effect::EndTimer {
                evening,
                step,
                heard,
            } => match self.host.coach.journal.end_timer(evening, &step) {
                Ok(is_first) if is_first && heard => vec![Message::TimerOver(evening, step)],
                Ok(_) => vec![],
                Err(error) => vec![Message::Told(sentence(&error))],
            },
            Effect::Acknowledge(page) => told(self.host.coach.journal.acknowledge(&page, now)),
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
        let acted = self.host.coach.act_all(evening, actions, now);
        let refusal = acted.err().map(|error| refused(&error)).into_iter();
        refusal.chain([self.read_tonight(now)]).collect()
    }

    /// How the last week was; none where it was said already, is not wanted, or nothing can be said. A night that is
    /// still to be told of comes first.
    fn last_week(&mut self, now: DateTime<Utc>) -> Result<Option<String>, JournalError> {
        if !self.host.coach.config.reminders.weekly
            || self.host.coach.unrecorded_night(now)?.is_some()
        {
            return Ok(None);
        }
        let tonight = self.host.coach.evening_at(now).date;
        let monday = tonight.days_before(tonight.weekday().num_days_from_monday().into());
        let page = format!("week {monday}");
        if self.host.coach.journal.acknowledged()?.contains(&page) {
            return Ok(None);
        }
        let (from, to) = (monday.days_before(7), monday.previous());
        let (week, before) = self.history.look(&self.host.coach, now, |history| {
            let [before, until] = [from, to].map(|date| date.days_before(7));
            (
                history.look_back(from, to),
                history.look_back(before, until),
            )
        })?;
        let Some(line) = words::week_line(&week.review, &before.review) else {
            return Ok(None);
        };
        self.host.coach.journal.acknowledge(&page, now)?;
        Ok(Some(line))
    }

    fn about_agent(&self) -> Message {
        let install_state = agent::install_state(&self.paths, &self.host.coach.journal);
        answer(install_state, Message::Agent)
    }

    fn read_diary(&self, evening: EveningDate, now: DateTime<Utc>) -> Message {
        let night = self.host.coach.evening_record(evening, now);
        let read = night.and_then(|night| {
            Ok(DiaryRead {
                night,
                rarely: self.host.coach.iron_and_self_checks()?,
                drinks: self.host.coach.drinks(now)?,
                first: self.host.coach.journal.first_evening()?,
            })
        });
        answer(read, |read| Message::Diary(Arc::new(read)))
    }

    fn read_timers(&self) -> Message {
        let journal = &self.host.coach.journal;
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
        answer(self.host.coach.tonight(now), |night| {
            Message::Evening(Box::new(night))
        })
    }

    fn create_config(&mut self, text: &str) -> Message {
        let written =
            config_file::create(&self.paths.config, text).and_then(|()| self.host.read_config());
        match written {
            Ok(()) => Message::Begun(Box::new(self.host.coach.config.clone())),
            Err(error) => Message::Told(sentence(&error)),
        }
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

/// Why what the user wanted could not be done.
fn refused(error: &CoachError) -> Message {
    Message::Told(match error {
        CoachError::Refused(refusal) => on_a_screen(refusal),
        CoachError::Journal(error) => sentence(error),
    })
}

/// A refusal as a line on the screen. What could be typed on a command line instead is no part of it.
fn on_a_screen(refusal: &Refusal) -> String {
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
