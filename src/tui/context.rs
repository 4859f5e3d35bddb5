//! What every screen may read. Nothing in here belongs to one screen.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use ratatui::layout::{Position, Rect, Size};

use super::notices::Notices;
use super::terminal_capabilities::TerminalCapabilities;
use super::theme::Theme;
use super::timers::Timers;
use crate::clock::Zone;
use crate::coach::Night;
use crate::evening::{Caffeine, Timeline};
use crate::journal::Unfinished;
use crate::plan::Config;
use crate::remind::agent::install::Standing;

use super::message::Moment;

/// The smallest terminal with room for a screen; on a smaller one there is a single line.
const SMALLEST: Size = Size::new(40, 12);

/// The data that all screens share. Only the app changes it.
#[derive(Debug)]
pub struct Shared {
    /// The moment of the newest message.
    pub moment: Moment,
    /// The user's time zone.
    pub zone: Zone,
    /// Colours and letters that the terminal can show.
    pub terminal: TerminalCapabilities,
    /// The terminal's size.
    pub size: Size,
    /// The config in force.
    pub config: Config,
    /// The evening that is running.
    pub tonight: Night,
    /// The timers that were started.
    pub timers: Timers,
    /// A guided session that was left in the middle.
    pub unfinished: Option<Unfinished>,
    /// Whether reminders come while no window is open, once that was found out.
    pub agent: Option<Standing>,
    /// The lines at the foot of the screen.
    pub notices: Notices,
}

impl Shared {
    /// The wall clock's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.moment.now
    }

    /// The running evening's steps as they stand now.
    pub fn timeline(&self) -> Timeline<'_> {
        self.tonight.timeline(self.now())
    }

    /// The running evening's caffeine.
    pub fn caffeine(&self) -> Caffeine {
        let half_life = self.config.diary.half_life;
        Caffeine::for_evening(
            &self.timeline(),
            &self.tonight.events,
            half_life,
            self.now(),
        )
    }

    /// The whole terminal.
    pub fn area(&self) -> Rect {
        Rect::from((Position::ORIGIN, self.size))
    }

    /// Whether the terminal has room for a single line only.
    pub fn is_tiny(&self) -> bool {
        self.size.width < SMALLEST.width || self.size.height < SMALLEST.height
    }
}

/// What a screen is given with each call: the shared data, and how dark and quiet the window is to be.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    shared: &'a Shared,
    /// Whether a routine for the night is open, perhaps below another screen: everything is drawn near black.
    pub is_dark: bool,
    /// Whether nothing is to be heard or announced.
    pub is_quiet: bool,
}

impl<'a> Context<'a> {
    /// The shared data, in a window that is dark or quiet or neither.
    pub fn new(shared: &'a Shared, is_dark: bool, is_quiet: bool) -> Self {
        Self {
            shared,
            is_dark,
            is_quiet,
        }
    }

    /// The shared data itself, for as long as it lives.
    pub fn shared(&self) -> &'a Shared {
        self.shared
    }

    /// The styles of the hour.
    pub fn theme(&self) -> Theme {
        let (name, depth) = (self.config.display.theme, self.terminal.depth);
        if self.is_dark {
            return Theme::dark(name, depth);
        }
        let is_night = self.now() >= self.timeline().evening.bedtime;
        Theme::new(name, depth, is_night)
    }

    /// The line at the foot of the screen, if there is one. A quiet window holds announcements back.
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
