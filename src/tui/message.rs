//! What reaches the app, and what it wants done.

use std::collections::HashSet;
use std::sync::Arc;

use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Size;

pub use super::install::Installed;
pub use crate::clock::Moment;
use crate::coach::Night;
use crate::diary::day::Choice;
use crate::evening::Action;
use crate::event::{EveningDate, Event, StepId};
use crate::exercise::pose::Pose;
use crate::journal::{KeptTimer, Unfinished};
use crate::plan::Config;
use crate::remind::agent::install::Standing;
use crate::review::LookBack;
use crate::session::{Cue, Progress};

/// What reaches the app.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Pasted(String),
    /// The mouse was moved or pressed.
    Mouse(MouseEvent),
    /// The terminal has another size now.
    Resized(Size),
    /// The first picture was drawn: now for what it did not need.
    Started,
    /// The moment has come that the app asked to be woken at.
    Woken,
    /// The running evening was read.
    Evening(Box<Night>),
    /// The night just past, as long as it is morning and nothing was told of it.
    UnrecordedNight(Option<EveningDate>),
    /// Whether reminders come while no window is open, and whether the user was asked.
    Agent(Standing),
    /// Installing the agent has come to an end: what came of it, or why it failed, as a sentence.
    AgentInstalled(Result<Installed, String>),
    /// How many evenings in a row were kept.
    Streak(usize),
    /// Evenings were read and added up.
    Reviewed(Arc<LookBack>),
    /// What the diary has of an evening.
    Diary(Arc<DiaryRead>),
    /// What was told to the diary is kept.
    Recorded,
    /// The guided session that was left in the middle, if one was.
    Unfinished(Option<Unfinished>),
    /// The timers that were started, and the pages whose safety notes were acknowledged.
    Timers(Vec<KeptTimer>, HashSet<String>),
    /// A timer has just come to its end, and no other window was there first.
    TimerOver(EveningDate, StepId),
    /// A pose of the user's was read.
    Pose(String, Box<Pose>),
    /// The desktop has no player for sounds.
    NoPlayer,
    /// The config in force is this now.
    ConfigLoaded(Box<Config>),
    /// The first config was written, and is in force.
    ConfigCreated(Box<Config>),
    /// Another process wrote to the journal.
    JournalChanged,
    /// The config file is wrong now: how it begins to say so. The last good plan stays in force.
    ConfigWrong(String),
    /// Something to tell in one line: what was refused, what went wrong.
    Notice(String),
    /// Something new that is no trouble, in one line.
    Announcement(String),
    /// A reminder found no desktop to show it: the screen does.
    NotShown {
        /// What it says first.
        summary: String,
        /// The rest.
        body: String,
    },
}

/// What the diary has of an evening, and what its pages need beside it.
#[derive(Debug, Clone)]
pub struct DiaryRead {
    /// The evening.
    pub night: Night,
    /// Every blood test and self-check, whenever it was.
    pub rarely: Vec<Event>,
    /// The drinks there are to choose from, the user's last ones first.
    pub drinks: Vec<Choice>,
    /// The first evening of which the journal has anything.
    pub first: Option<EveningDate>,
}

/// What the app wants done by the world around it.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Do this about that evening, then read tonight again.
    Act(EveningDate, Action),
    /// Take back that the evening was excused, and nothing else of it, then read tonight again.
    Unexcuse(EveningDate),
    /// Read the evening that is running.
    ReadTonight,
    /// Count how many evenings in a row were kept.
    CountStreak,
    /// Read and add up the evenings from one to the other.
    Review(EveningDate, EveningDate),
    /// Say how the last week was, once a week.
    AnnounceLastWeek,
    /// Look whether it is morning, and nothing was told of the night.
    FindUnrecordedNight,
    /// Find out whether reminders come while no window is open.
    AskAboutAgent,
    /// Let the session start the agent, and show a test notification.
    InstallAgent,
    /// Keep that the user wants no agent.
    DeclineAgent,
    /// Read the diary of an evening.
    ReadDiary(EveningDate),
    /// Do these about that evening, all of them or none, then read its diary again.
    Record(EveningDate, Vec<Action>),
    /// Read whether a guided session was left in the middle.
    ReadUnfinished,
    /// Read a pose from a file of the user's, named as in the config.
    ReadPose(String),
    /// Keep how far a guided session has come, so that a crash loses next to nothing.
    SaveProgress {
        /// The evening it belongs to.
        evening: EveningDate,
        /// The step it is for.
        step: Option<StepId>,
        /// How far.
        progress: Progress,
    },
    /// Forget the session that was left in the middle.
    ForgetProgress,
    /// Read the timers that were started, and what was acknowledged.
    ReadTimers,
    /// Keep how a timer stands.
    SaveTimer(KeptTimer),
    /// Forget a timer.
    ForgetTimer(EveningDate, StepId),
    /// A timer's time is up.
    EndTimer {
        /// The evening it belongs to.
        evening: EveningDate,
        /// The step it is for.
        step: StepId,
        /// Whether that was just now, and is to be told.
        heard: bool,
    },
    /// Keep that the safety notes of that page were read.
    Acknowledge(String),
    /// Let this be heard.
    Sound(Cue),
    /// Let these words be heard.
    Speak(String),
    /// Let the terminal's bell be heard.
    Bell,
    /// Write the first config.
    CreateConfig(String),
    /// Let the terminal ring, and show a notification of its own where it can.
    Ring {
        /// What it says first.
        summary: String,
        /// The rest.
        body: String,
    },
    /// Draw every cell again, whatever another program left on the screen.
    Redraw,
    /// Leave the program for now (Ctrl-Z).
    Suspend,
    /// Leave the program.
    Quit,
}
