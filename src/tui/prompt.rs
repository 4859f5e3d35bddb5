//! A one-line text prompt at the foot of the screen.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use crate::evening::LONGEST_TEXT;
use crate::printable::is_unprintable;

/// A label with one line of text input.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// The question.
    pub label: &'static str,
    /// The question for narrow terminals.
    pub short_label: &'static str,
    input: Input,
    /// What was wrong with the previous answer.
    pub error: Option<String>,
}

/// The result of a key in the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// The user is still typing.
    Editing,
    /// The user pressed Esc.
    Cancelled,
    /// The user pressed Enter on this text, without spaces around it.
    Answer(String),
}

impl Prompt {
    /// Creates a prompt whose input starts with `prefilled`.
    pub fn new(label: &'static str, short_label: &'static str, prefilled: String) -> Self {
        Self {
            label,
            short_label,
            input: Input::new(prefilled),
            error: None,
        }
    }

    /// The input line.
    pub fn line(&self) -> &Input {
        &self.input
    }

    /// Inserts pasted text at the cursor, as [`paste`] does. Clears the problem with the previous answer.
    pub fn paste(&mut self, text: &str) {
        self.error = None;
        paste(&mut self.input, text);
    }

    /// Handles a key. One that edits the line clears the problem with the previous answer.
    pub fn typed(&mut self, key: KeyEvent) -> Typed {
        match key.code {
            KeyCode::Esc => Typed::Cancelled,
            KeyCode::Enter => Typed::Answer(self.input.value().trim().to_owned()),
            _ => {
                self.error = None;
                self.input.handle_event(&Event::Key(key));
                Typed::Editing
            }
        }
    }
}

/// Inserts pasted text at the cursor. Unprintable characters become spaces, and text beyond the longest allowed answer
/// is dropped.
pub fn paste(input: &mut Input, text: &str) {
    let room = LONGEST_TEXT.saturating_sub(input.value().chars().count());
    let text = text.replace(is_unprintable, " ");
    for letter in text.trim().chars().take(room) {
        input.handle(InputRequest::InsertChar(letter));
    }
}
