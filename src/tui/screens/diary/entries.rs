//! Entries by day: what was told, in the order of time.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::{About, Sheet, Turn};
use crate::tui::footer::Hint;
use crate::tui::wrap::put;
use crate::words;

/// The page.
#[derive(Debug)]
pub struct Entries;

/// The lines of the day: `21:10`, `legs 4 of 10`.
pub fn lines(about: &About<'_>) -> Vec<(String, String)> {
    let line = |event| words::diary_line(event);
    about
        .events()
        .into_iter()
        .filter_map(|event| Some((event.local().format("%H:%M").to_string(), line(event)?)))
        .collect()
}

impl Sheet for Entries {
    fn title(&self) -> &'static str {
        "Entries by day"
    }

    fn hints(&self, _about: &About<'_>) -> Vec<Hint> {
        vec![]
    }

    fn key(&mut self, key: KeyEvent, _about: &About<'_>) -> Turn {
        match key.code {
            KeyCode::Esc => Turn::Back,
            _ => Turn::Stay,
        }
    }

    fn draw(&self, about: &About<'_>, body: Rect, frame: &mut Frame) {
        let theme = about.theme();
        let lines = lines(about);
        if lines.is_empty() {
            put(
                frame,
                body,
                1,
                "Nothing was told of this day yet.",
                theme.dim,
            );
        }
        for ((time, line), row) in lines.iter().zip(body.rows()) {
            put(frame, row, 1, time, theme.dim);
            put(frame, row, 8, line, theme.text);
        }
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("[  ]", "the day before, the day after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}
