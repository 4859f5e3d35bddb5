//! The data that all screens read.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use ratatui::layout::{Position, Rect, Size};
use serde::Deserialize;

use super::notices::Notices;
use super::sitting::Sitting;
use super::terminal_capabilities::TerminalCapabilities;
use super::theme::{Background, Theme};
use super::timers::Timers;
use crate::clock::Zone;
use crate::coach::EveningRecord;
use crate::evening::{Caffeine, Timeline};
use crate::event::StepId;
use crate::journal::Unfinished;
use crate::plan::{Config, Motion, ThemeName};
use crate::remind::agent::install::InstallState;
use crate::session::{Moving, Progress, Session};
use crate::time_of_day::ClockFormat;
use crate::words;

use super::message::Moment;

/// The smallest terminal that a screen is drawn on. A smaller one shows a single line.
const SMALLEST: Size = Size::new(40, 12);

/// The data that all screens share. Only the app changes it.
#[derive(Debug)]
pub struct Shared {
    /// When the newest message arrived.
    pub moment: Moment,
    /// The user's time zone.
    pub zone: Zone,
    /// The colours and characters that the terminal can show.
    pub terminal: TerminalCapabilities,
    /// The terminal's background. None until it has said.
    pub background: Option<Background>,
    /// Whether the terminal's window has the keyboard's focus, as far as it says so.
    pub has_focus: bool,
    /// The terminal's size.
    pub size: Size,
    /// The config in force.
    pub config: Config,
    /// The current evening.
    pub tonight: EveningRecord,
    /// The started timers.
    pub timers: Timers,
    /// The unfinished guided session, if there is one.
    pub unfinished: Option<Unfinished>,
    /// Whether the agent is installed. None until it has been looked up.
    pub agent: Option<InstallState>,
    /// Since when the user has been in front of this window.
    pub sitting: Sitting,
    /// The pending lines for the foot of the screen.
    pub notices: Notices,
}

impl Shared {
    /// The wall-clock time of the newest message.
    pub fn now(&self) -> DateTime<Utc> {
        self.moment.now
    }

    /// A local time of day, by the clock that the user chose.
    pub fn clock(&self, at: DateTime<Utc>) -> String {
        words::clock(at, &self.zone, self.clock_format())
    }

    /// The clock in which times are shown.
    pub fn clock_format(&self) -> ClockFormat {
        self.config.display.clock
    }

    /// The current evening's timeline now.
    pub fn timeline(&self) -> Timeline<'_> {
        self.tonight.timeline(self.now())
    }

    /// The current evening's caffeine now.
    pub fn caffeine(&self) -> Caffeine {
        self.tonight.caffeine(&self.config, self.now())
    }

    /// The session that the user left in the middle this evening, where it can be resumed. None if its routine has changed
    /// since.
    pub fn left_session(&self) -> Option<LeftSession> {
        let left = self.unfinished.as_ref()?;
        let is_of_tonight = left.evening == self.tonight.evening.date;
        let left = is_of_tonight.then_some(left)?;
        let progress = Progress::deserialize(&left.progress).ok()?;
        let routine = self.config.library.routine(&progress.routine)?;
        Some(LeftSession {
            step: left.step.clone(),
            session: Session::resume_from(routine, &progress)?,
        })
    }

    /// That session, if it is for this step.
    pub fn left_session_of(&self, step: &StepId) -> Option<Session> {
        let left = self.left_session()?;
        (left.step.as_ref() == Some(step)).then_some(left.session)
    }

    /// The whole terminal.
    pub fn area(&self) -> Rect {
        Rect::from((Position::ORIGIN, self.size))
    }

    /// Whether the terminal is too small for a screen and shows a single line.
    pub fn is_tiny(&self) -> bool {
        self.size.width < SMALLEST.width || self.size.height < SMALLEST.height
    }
}

/// A guided session that was left in the middle.
#[derive(Debug)]
pub struct LeftSession {
    /// The step it is for, if any.
    pub step: Option<StepId>,
    /// The session, at the beginning of the exercise that comes next.
    pub session: Session,
}

/// Passed to a screen with each call: the shared data, and whether the window is dark and quiet.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    shared: &'a Shared,
    /// Whether a night routine is open, perhaps below another screen, so that everything is drawn dim red.
    pub is_dark: bool,
    /// Whether sounds and announcements are held back.
    pub is_quiet: bool,
    theme: ThemeName,
}

impl<'a> Context<'a> {
    /// Combines the shared data with the window's darkness and quiet, and with the theme that is being tried out.
    pub fn new(
        shared: &'a Shared,
        is_dark: bool,
        is_quiet: bool,
        previewed_theme: Option<ThemeName>,
    ) -> Self {
        Self {
            shared,
            is_dark,
            is_quiet,
            theme: previewed_theme.unwrap_or(shared.config.display.theme),
        }
    }

    /// The shared data with its full lifetime, which `Deref` does not give.
    pub fn shared(&self) -> &'a Shared {
        self.shared
    }

    /// The theme for the current time: darker after bedtime, dim red during a night routine.
    pub fn theme(&self) -> Theme {
        let name = Theme::chosen(self.theme, self.background);
        let depth = self.terminal.depth;
        if self.is_dark {
            return Theme::dark(name, depth);
        }
        let is_night = self.now() >= self.timeline().evening.bedtime;
        Theme::new(name, depth, is_night)
    }

    /// What moves in the player: nothing where nothing is drawn, and no figure in a window that nobody looks at.
    pub fn moving(&self) -> Moving {
        let is_full = self.config.display.motion == Motion::Full && self.terminal.draws;
        Moving {
            figure: is_full && self.has_focus,
            breath: is_full,
        }
    }

    /// Whether what the previous key recorded or undid is new enough to cover something else.
    pub fn is_answer_new(&self) -> bool {
        let notices = &self.shared.notices;
        notices
            .confirmation_is_new_for(self.moment.running)
            .is_some()
    }

    /// The notice for the foot of the screen, if there is one. A quiet window holds announcements back.
    pub fn notice(&self) -> Option<&'a str> {
        self.shared.notices.line(self.is_quiet)
    }
}

impl Deref for Context<'_> {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.shared
    }
}
