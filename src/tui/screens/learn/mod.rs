//! Learn: pages on restless legs. A list with a search field opens them.
//!
//! The screen is opened over another one, and closing it returns there.

mod list;
mod page;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};

use crate::learn::{self, Page};
use crate::plan::KeyArea;
use crate::tui::context::Context;
use crate::tui::footer::Hint;
use crate::tui::screen::{Explained, Help, Outcome, Pasted, Screen, quit_or_back};
use crate::tui::text_field::{FieldKind, TextField};

const HELP: &[Explained] = &[
    ("a word", "type it: pages that have it"),
    ("↓ ↑", "choose; in a page: scroll"),
    ("PgUp PgDn", "a page up or down"),
    ("Home End", "the top; the end"),
    ("Enter", "read it"),
    ("i", "in a page: all pages"),
    ("Esc", "back"),
];

/// The list with its search field, or an open page.
#[derive(Debug)]
pub struct LearnScreen {
    /// The search field.
    query: TextField,
    /// The index of the selected page among those found.
    selected: usize,
    /// The open page; `None` while the list is shown.
    reading: Option<Reading>,
    /// Whether closing the page closes the screen, because the screen was opened on it. Showing the list resets this.
    opened_on_page: bool,
}

/// An open page.
#[derive(Debug, Clone, Copy)]
struct Reading {
    page: &'static Page,
    /// The number of lines scrolled out of view at the top. May exceed the limit after a resize.
    scroll: u16,
}

impl Reading {
    fn from_top(page: &'static Page) -> Self {
        Self { page, scroll: 0 }
    }
}

impl LearnScreen {
    /// Opens the page with this name; without a name, or if there is no such page, the list.
    pub fn new(name: Option<&'static str>) -> Self {
        let page = name.and_then(learn::page);
        let selected = learn::pages().position(|other| Some(other) == page);
        Self {
            selected: selected.unwrap_or(0),
            reading: page.map(Reading::from_top),
            opened_on_page: page.is_some(),
            query: TextField::new(FieldKind::Words),
        }
    }

    fn read(&mut self, page: &'static Page) {
        self.reading = Some(Reading::from_top(page));
    }

    /// The pages that match the search, or all of them if the search field is empty.
    fn found(&self) -> Vec<&'static Page> {
        learn::search(self.query.text())
    }
}

impl Screen for LearnScreen {
    fn title(&self) -> &'static str {
        "Learn"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Learn
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
            Some(reading) => page::scroll_by_wheel(self, reading, mouse.kind, ctx),
            None => list::mouse(self, mouse, ctx),
        }
    }

    fn foot_line(&self, ctx: &Context<'_>, _width: u16) -> String {
        self.reading
            .map_or_else(String::new, |reading| page::foot_line(reading, ctx))
    }

    fn paste(&mut self, text: &str) -> Pasted {
        if self.reading.is_some() {
            return Pasted::Nowhere;
        }
        self.selected = 0;
        self.query.paste(text).into()
    }

    fn takes_letters(&self) -> bool {
        self.reading.is_none()
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        Some(Help::keys(self.title(), HELP, self.key_area()))
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        "Learn wants 40x12; Esc leaves it".to_owned()
    }

    fn one_line_key(&mut self, code: KeyCode, _ctx: &Context<'_>) -> Outcome {
        quit_or_back(code)
    }

    /// A running routine pauses while the user reads.
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
