//! The messages that the app receives and the effects that it returns.

use std::collections::HashSet;
use std::sync::Arc;

use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Size;

pub use super::comparison::Comparison;
pub use super::config_change::{ConfigChange, ConfigChanged};
pub use super::install::Installed;
pub use super::sync_page::{SyncChange, SyncPage};
pub use super::theme::Background;
pub use crate::clock::Moment;
use crate::coach::{EveningRecord, RecentEvenings};
use crate::diary::day::Choice;
use crate::evening::{Action, ClockDoubt};
use crate::event::{EveningDate, Event, StepId, Substance, What};
use crate::exercise::pose::Pose;
use crate::journal::{StoredTimer, Unfinished};
use crate::plan::{Config, TrialChange};
use crate::presence::Quiet;
use crate::remind::agent::install::InstallState;
use crate::review::LookBack;
use crate::review::rescue::Rescues;
use crate::session::{Cue, Progress};
use crate::trials::TrialRequest;

/// Input to [`App::update`](super::App::update).
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Pasted(String),
    /// A line was typed, where nothing is drawn.
    Line(String),
    /// Nothing more will be typed, where nothing is drawn.
    InputOver,
    /// A mouse event.
    Mouse(MouseEvent),
    /// The terminal's background, which it was asked for, or which has changed.
    Background(Background),
    /// The terminal's window has got the keyboard's focus, or lost it.
    Focused(bool),
    /// The terminal has a new size.
    Resized(Size),
    /// The first frame was drawn, so the data that it did not need can be read.
    Started,
    /// The delay returned by [`App::unchanged_for`](super::App::unchanged_for) has passed.
    Woken,
    /// The current evening, freshly read from the journal.
    Evening(Box<EveningRecord>),
    /// The evening of the night just past, if it is still morning and nothing has been recorded about the night.
    UnrecordedNight(Option<UnrecordedNight>),
    /// Whether the agent is installed, and whether the user has been asked about it.
    Agent(InstallState),
    /// The agent's installation finished, or failed for the reason given as a sentence.
    AgentInstalled(Result<Installed, String>),
    /// How the evenings before tonight went.
    Recent(RecentEvenings),
    /// What the journal says of the rescues at night.
    Rescues(Arc<Rescues>),
    /// The review of a span of evenings.
    Reviewed(Arc<LookBack>),
    /// What goes with the legs on the nights of a review.
    Compared(Arc<Comparison>),
    /// The summary of last week, to show once.
    LastWeek {
        /// The name under which it is remembered that it was shown.
        page: String,
        /// The summary in one line.
        line: String,
    },
    /// An evening's diary.
    Diary(Arc<DiaryRead>),
    /// The actions of [`Effect::Record`] were accepted: they are saved or will be.
    Recorded,
    /// The unfinished guided session, if there is one.
    Unfinished(Option<Unfinished>),
    /// The started timers, and the advice pages whose safety notes were acknowledged.
    Timers(Vec<StoredTimer>, HashSet<String>),
    /// A timer has just ended, and this window is the first to notice.
    TimerOver(EveningDate, StepId),
    /// A pose read from a user's file, with the name that the config uses for it.
    Pose(String, Box<Pose>),
    /// A sound could not be played because the desktop has no player.
    NoPlayer,
    /// A new config is in force.
    ConfigLoaded(Box<Config>),
    /// The first config was written and is in force.
    ConfigCreated(Box<Config>),
    /// The trials were changed by a key. Contains the change, unless it took an earlier one back.
    TrialChanged(Option<TrialChange>),
    /// Another process wrote to the journal.
    JournalChanged,
    /// The text of the config file, or why it cannot be read, as a sentence. Without a file it is the built-in one.
    ConfigText(Result<Arc<str>, String>),
    /// What the page on several computers shows, or why it cannot be read or changed.
    Sync(Result<SyncPage, String>),
    /// The settings' change was written into the config file, or the reason why not, as a sentence.
    ConfigChanged(Result<Box<ConfigChanged>, String>),
    /// The config file has an error, described in one line. The last valid plan stays in force.
    ConfigWrong(String),
    /// What an action recorded or undid, as a sentence.
    Confirmed(Confirmed),
    /// A failure or refusal to show, in one line.
    Notice(String),
    /// An entry that was shown already could not be recorded, for the reason given in one line.
    NotRecorded(String),
    /// Whether the clock is in doubt and not confirmed, and why.
    Clock(Option<ClockDoubt>),
    /// Nothing was recorded because the clock is in doubt. The effect is carried out once the user has confirmed the clock.
    ClockQuestion(ClockDoubt, Box<Effect>),
    /// Whether saving takes noticeably long.
    Saving(bool),
    /// The desktop could not show this reminder, so the window shows it.
    NotShown {
        /// The notification's title.
        summary: String,
        /// The notification's text.
        body: String,
    },
}

/// A night about which nothing has been recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnrecordedNight {
    /// Its evening.
    pub evening: EveningDate,
    /// The night that the computer's quiet shows, unless the user declined it.
    pub proposed: Option<Quiet>,
}

/// What an action recorded or undid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The sentence.
    pub line: String,
    /// The entry that Tonight's undo key takes back now, if that is what was recorded.
    pub undo: Option<UndoableEntry>,
}

/// The newest entry, which undo takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoableEntry {
    /// Its evening.
    pub evening: EveningDate,
    /// What it is about, as far as a screen's undo key takes back only that.
    pub about: UndoableKind,
}

/// What an entry is about, see [`UndoableEntry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoableKind {
    /// It excuses its evening.
    Excuse,
    /// A drink with caffeine, or that there was none.
    Caffeine,
    /// A change of a trial, which only its own page takes back.
    Trial,
    /// Anything else.
    Other,
}

impl UndoableKind {
    /// The kind of these events, which one action recorded.
    pub(super) fn of(events: &[Event]) -> Self {
        let is_excuse = |event: &Event| matches!(event.what, What::Excused { .. });
        let is_caffeine = |event: &Event| {
            matches!(
                event.what,
                What::Caffeine { .. }
                    | What::NoneToday {
                        substance: Substance::Caffeine
                    }
            )
        };
        if events.iter().any(is_excuse) {
            Self::Excuse
        } else if events.iter().any(is_caffeine) {
            Self::Caffeine
        } else {
            Self::Other
        }
    }
}

/// The data that the diary's pages show.
#[derive(Debug, Clone)]
pub struct DiaryRead {
    /// The evening with its events.
    pub night: EveningRecord,
    /// The name of this computer, as its events have it.
    pub device: String,
    /// All blood tests and self-checks of every date, which are too rare to look up by evening.
    pub iron_and_self_checks: Arc<[Event]>,
    /// The drinks to choose from, the user's most recent ones first.
    pub drinks: Vec<Choice>,
    /// Milligrams of caffeine in each of the user's recent drinks.
    pub recent_doses: Vec<f64>,
    /// The first evening with an event in the journal.
    pub first: Option<EveningDate>,
    /// The night that the computer's quiet shows, unless it is recorded or the user declined it.
    pub proposed: Option<Quiet>,
}

impl DiaryRead {
    /// An evening's diary before anything else was read.
    pub(super) fn without_entries(night: EveningRecord) -> Self {
        Self {
            night,
            device: String::new(),
            iron_and_self_checks: [].into(),
            drinks: vec![],
            recent_doses: vec![],
            first: None,
            proposed: None,
        }
    }
}

/// Work that the app asks [`World`](super::World) or the loop to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Perform an action on that evening, then read the current evening again.
    Act(EveningDate, Action),
    /// Revoke the evening's excuse and nothing else, then read the current evening again.
    Unexcuse(EveningDate),
    /// Find out whether the clock is in doubt.
    CheckClock,
    /// Record from now on although the clock is in doubt, until it is right.
    ConfirmClock,
    /// Read the current evening.
    ReadTonight,
    /// Read how the evenings before tonight went.
    ReadRecent,
    /// Read what the journal says of the rescues at night.
    ReadRescues,
    /// Review the evenings from the first to the second date, both included.
    Review(EveningDate, EveningDate),
    /// Compare the nights of a review.
    Compare(Arc<LookBack>),
    /// Show the weekly summary, once a week.
    AnnounceLastWeek,
    /// Find out whether it is morning and nothing has been recorded about the night.
    FindUnrecordedNight,
    /// Find out whether the agent is installed.
    AskAboutAgent,
    /// Install the agent in the desktop session and show a test notification.
    InstallAgent,
    /// Remember that the user wants no agent.
    DeclineAgent,
    /// Find out how sync stands.
    ReadSync,
    /// Change how this computer takes part in sync.
    ChangeSync(SyncChange),
    /// Read the diary of an evening.
    ReadDiary(EveningDate),
    /// Perform actions on that evening, all or none, then read its diary again.
    Record(EveningDate, Vec<Action>),
    /// Read the unfinished guided session, if there is one.
    ReadUnfinished,
    /// Read a pose from a user's file, by the name that the config uses for it.
    ReadPose(String),
    /// Save the progress of a guided session, so that a crash loses at most one exercise.
    SaveProgress {
        /// The evening it belongs to.
        evening: EveningDate,
        /// The step it is for, if any.
        step: Option<StepId>,
        /// Where the session is.
        progress: Progress,
    },
    /// Delete the unfinished session's progress.
    ForgetProgress,
    /// Read the started timers and the acknowledged safety notes.
    ReadTimers,
    /// Save a timer's state.
    SaveTimer(StoredTimer),
    /// Delete a timer.
    ForgetTimer(EveningDate, StepId),
    /// Record that a timer has ended.
    EndTimer {
        /// The evening it belongs to.
        evening: EveningDate,
        /// The step it is for.
        step: StepId,
        /// Whether it ended just now, so that the end should be announced.
        heard: bool,
    },
    /// Remember that the user declined the night that was proposed for that evening.
    DeclineNight(EveningDate),
    /// Remember that the safety notes of that page were read.
    Acknowledge(String),
    /// Play a sound.
    Sound(Cue),
    /// Speak these words.
    Speak(String),
    /// Print this line, where nothing is drawn.
    Print(String),
    /// Ring the terminal's bell.
    Bell,
    /// Write the first config.
    CreateConfig(String),
    /// Change the trials, in the config and in the journal.
    ChangeTrial(TrialRequest),
    /// Read the text of the config file.
    ReadConfigText,
    /// Change the config file.
    ChangeConfig(Box<ConfigChange>),
    /// Ring the terminal's bell and, where the terminal has notifications of its own, show one.
    Ring {
        /// The notification's title.
        summary: String,
        /// The notification's text.
        body: String,
    },
    /// Redraw every cell, in case another program wrote over the screen.
    Redraw,
    /// Suspend the program (Ctrl-Z).
    Suspend,
    /// Quit the program.
    Quit,
}
