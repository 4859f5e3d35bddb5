//! Learn: pages on restless legs, found by typing, and read.
//!
//! It lies over the screen that it was opened from: closing it leads back there.

mod list;
mod page;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};
use tui_input::Input;

use crate::learn::{self, Page};
use crate::tui::context::Context;
use crate::tui::footer::Hint;
use crate::tui::message::Effect;
use crate::tui::screen::{Explained, Help, Outcome, Screen};
use crate::tui::screens::Place;

const HELP: &[Explained] = &[
    ("a word", "type it: pages that have it"),
    ("↓ ↑", "choose; in a page: scroll"),
    ("PgUp PgDn", "a page up or down"),
    ("Home End", "the top; the end"),
    ("Enter", "read it"),
    ("i", "in a page: all pages"),
    ("Esc", "back"),
];

/// What is looked for, and the page that is read.
#[derive(Debug, Default)]
pub struct LearnScreen {
    /// The words that are looked for.
    words: Input,
    /// The page that the cursor stands on, among those that were found.
    chosen: usize,
    /// The page that is read.
    reading: Option<Reading>,
    /// Whether the screen was opened on that page: closing it then closes the screen.
    is_from_page: bool,
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

impl LearnScreen {
    /// On the page of that name; without one, on the list.
    pub fn new(name: Option<&'static str>) -> Self {
        let page = name.and_then(learn::page);
        let chosen = learn::pages().position(|other| Some(other) == page);
        Self {
            chosen: chosen.unwrap_or(0),
            reading: page.map(Reading::from_its_top),
            is_from_page: page.is_some(),
            ..Self::default()
        }
    }

    fn read(&mut self, page: &'static Page) {
        self.reading = Some(Reading::from_its_top(page));
    }

    fn found(&self) -> Vec<&'static Page> {
        learn::search(self.words.value())
    }
}

impl Screen for LearnScreen {
    fn title(&self) -> &'static str {
        "Learn"
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        match self.reading {
            Some(reading) => page::hints(self, reading, ctx),
            None => list::hints(self, ctx),
        }
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        match self.reading {
            Some(reading) => page::key(self, reading, key.code, ctx),
            None => list::key(self, key, ctx),
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match self.reading {
            Some(reading) => page::turn(self, reading, mouse.kind, ctx),
            None => list::mouse(self, mouse, ctx),
        }
    }

    fn input(&mut self) -> Option<&mut Input> {
        if self.reading.is_some() {
            return None;
        }
        self.chosen = 0;
        Some(&mut self.words)
    }

    fn takes_letters(&self) -> bool {
        self.reading.is_none()
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        Some(Help::keys(self.title(), HELP))
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        "Learn wants 40x12; Esc leaves it".to_owned()
    }

    fn one_line_key(&mut self, code: KeyCode, _ctx: &Context<'_>) -> Outcome {
        match code {
            KeyCode::Char('q') => Effect::Quit.into(),
            KeyCode::Esc => Place::BACK.into(),
            _ => Outcome::default(),
        }
    }

    /// Nobody follows a routine while reading.
    fn stops_time_below(&self) -> bool {
        true
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        match self.reading {
            Some(reading) => page::draw(self, reading, ctx, frame),
            None => list::draw(self, ctx, frame),
        }
    }
}
