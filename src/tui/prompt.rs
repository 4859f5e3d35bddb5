//! One line to type into, at the foot of the screen.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use crate::evening::LONGEST_TEXT;
use crate::printable::is_unprintable;

/// One line to type into, after what it is for.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What is asked.
    pub label: &'static str,
    /// The same where there is little room.
    pub short_label: &'static str,
    input: Input,
    /// What was wrong with the answer given last.
    pub trouble: Option<String>,
}

/// What a key did to the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// It goes on.
    Editing,
    /// The user wants none of it.
    Cancelled,
    /// The answer.
    Answer(String),
}

impl Prompt {
    /// Asks, with an answer to begin from.
    pub fn new(label: &'static str, short_label: &'static str, prefilled: String) -> Self {
        Self {
            label,
            short_label,
            input: Input::new(prefilled),
            trouble: None,
        }
    }

    /// The line, as it stands.
    pub fn line(&self) -> &Input {
        &self.input
    }

    /// The line itself, to change it.
    pub fn input(&mut self) -> &mut Input {
        self.trouble = None;
        &mut self.input
    }

    /// Takes a key.
    pub fn typed(&mut self, key: KeyEvent) -> Typed {
        match key.code {
            KeyCode::Esc => Typed::Cancelled,
            KeyCode::Enter => Typed::Answer(self.input.value().trim().to_owned()),
            _ => {
                self.input().handle_event(&Event::Key(key));
                Typed::Editing
            }
        }
    }
}

/// Puts pasted text where the cursor stands, in one line, and as much of it as an answer may be long.
pub fn paste(input: &mut Input, text: &str) {
    let room = LONGEST_TEXT.saturating_sub(input.value().chars().count());
    let text = text.replace(is_unprintable, " ");
    for letter in text.trim().chars().take(room) {
        input.handle(InputRequest::InsertChar(letter));
    }
}
