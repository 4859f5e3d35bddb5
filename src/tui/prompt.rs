//! One line to type into, at the foot of the screen.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use crate::evening::LONGEST_TEXT;

/// What is being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Tonight's bedtime.
    Bedtime,
    /// Why the evening shall not count.
    Excuse,
    /// A remark to keep.
    Note,
    /// When a drink was drunk.
    DrunkAt,
    /// A drink, by milligrams or by its name.
    Drink,
    /// What an entry should have said; its parts, in words.
    Change(&'static str),
}

/// One line to type into.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What is being asked.
    pub question: Question,
    input: Input,
    /// What was wrong with the answer given last.
    pub trouble: Option<String>,
}

/// What a key did to the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// It goes on.
    More,
    /// The user wants none of it.
    Left,
    /// The answer.
    Answer(String),
}

impl Prompt {
    /// Asks, with an answer to begin from.
    pub fn new(question: Question, prefilled: String) -> Self {
        Self {
            question,
            input: Input::new(prefilled),
            trouble: None,
        }
    }

    /// The question, as it stands before the answer.
    pub fn label(&self) -> &'static str {
        match self.question {
            Question::Bedtime => "Bed tonight at",
            Question::Excuse => "Not tonight because (may stay empty)",
            Question::Note => "Note",
            Question::DrunkAt => "Drunk at",
            Question::Drink => "Milligrams, or a drink's name",
            Question::Change(parts) => parts,
        }
    }

    /// The question where there is little room.
    pub fn short_label(&self) -> &'static str {
        match self.question {
            Question::Bedtime => "Bed tonight at",
            Question::Excuse => "Because (or empty)",
            Question::Note => "Note",
            Question::DrunkAt => "Drunk at",
            Question::Drink => "mg or name",
            Question::Change(_) => "Change",
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
            KeyCode::Esc => Typed::Left,
            KeyCode::Enter => Typed::Answer(self.input.value().trim().to_owned()),
            _ => {
                self.input().handle_event(&Event::Key(key));
                Typed::More
            }
        }
    }
}

/// Puts pasted text where the cursor stands, in one line, and as much of it as an answer may be long.
pub fn paste(input: &mut Input, text: &str) {
    let room = LONGEST_TEXT.saturating_sub(input.value().chars().count());
    let text = text.replace(|letter: char| letter.is_control(), " ");
    for letter in text.trim().chars().take(room) {
        input.handle(InputRequest::InsertChar(letter));
    }
}
