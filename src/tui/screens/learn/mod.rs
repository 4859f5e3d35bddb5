//! Learn: pages on restless legs, found by typing, and read.
//!
//! It lies over the screen that it was opened from, as the help does: closing it leads back to where one was.

mod list;
mod page;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use tui_input::Input;

use super::player::Mode;
use super::tonight;
use crate::advice::Advice;
use crate::learn::{self, Page};
use crate::tui::app::{App, Screen};
use crate::tui::footer::Hint;
use crate::tui::message::Effect;

/// What Learn keeps while it is shown.
#[derive(Debug, Default)]
pub struct State {
    /// The words that are looked for.
    words: Input,
    /// The page that the cursor stands on, among those that were found.
    chosen: usize,
    /// The page that is read.
    reading: Option<Reading>,
    /// Whether that page was opened from a step: closing it leads back there.
    from_step: bool,
}

/// A page that is read.
#[derive(Debug, Clone, Copy)]
struct Reading {
    page: &'static Page,
    /// How many lines it is scrolled down.
    first: u16,
}

impl Reading {
    fn from_its_top(page: &'static Page) -> Self {
        Self { page, first: 0 }
    }
}

impl State {
    /// On that page; else on the list.
    fn new(page: Option<&'static Page>) -> Self {
        let chosen = learn::pages().position(|other| Some(other) == page);
        Self {
            chosen: chosen.unwrap_or(0),
            reading: page.map(Reading::from_its_top),
            from_step: page.is_some(),
            ..Self::default()
        }
    }

    /// Whether letters are words to be found now, not commands.
    pub fn is_typing(&self) -> bool {
        self.reading.is_none()
    }

    /// The line that is typed into, if one is.
    pub fn input(&mut self) -> Option<&mut Input> {
        if !self.is_typing() {
            return None;
        }
        self.chosen = 0;
        Some(&mut self.words)
    }

    fn read(&mut self, page: &'static Page) {
        self.reading = Some(Reading::from_its_top(page));
    }

    fn found(&self) -> Vec<&'static Page> {
        learn::found(self.words.value())
    }
}

/// Opens the page that the why on the screen names; where there is none, the list.
pub fn open(app: &mut App) {
    let named = why(app).and_then(|advice| advice.learn.as_deref());
    app.learn = Some(State::new(named.and_then(learn::page)));
}

/// Opens the page of that name; where there is none, the list.
pub fn open_page(app: &mut App, name: &str) {
    app.learn = Some(State::new(learn::page(name)));
}

/// The advice that is on the screen.
fn why(app: &App) -> Option<&'static Advice> {
    match &app.screen {
        Screen::Tonight => tonight::why(app),
        Screen::Player(state) => match state.mode {
            Mode::Why { advice, .. } => Some(advice),
            Mode::Playing | Mode::Asking => None,
        },
        Screen::Timer(state) => state.why(),
        Screen::Welcome(_) | Screen::Review | Screen::Diary(_) => None,
    }
}

/// The keys that work now.
pub fn hints(app: &App, state: &State) -> Vec<Hint> {
    match state.reading {
        Some(reading) => page::hints(app, reading),
        None => list::hints(app, state),
    }
}

/// Takes a key.
pub fn key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    let reading = app.learn.as_ref().and_then(|state| state.reading);
    match reading {
        Some(reading) => page::key(app, reading, key.code),
        None => list::key(app, key),
    }
    vec![]
}

/// Takes a press of the left button, or a turn of the wheel.
pub fn mouse(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    let reading = app.learn.as_ref().and_then(|state| state.reading);
    match reading {
        Some(reading) => page::turn(app, reading, mouse.kind),
        None => list::mouse(app, mouse),
    }
    vec![]
}

/// Draws the screen.
pub fn view(app: &App, state: &State, frame: &mut Frame) {
    match state.reading {
        Some(reading) => page::view(app, reading, frame),
        None => list::view(app, state, frame),
    }
}
