//! A prompt at the foot of the screen: one line of input or a few, each with its label.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::footer::{Hint, hint};
use super::text_field::{FieldEdit, FieldKind, TextField, type_or_step};

/// Questions at the foot of the screen, each with a text field.
#[derive(Debug, Clone)]
pub struct Prompt {
    lines: Vec<PromptLine>,
    /// The index of the line with the cursor.
    current: usize,
    /// What was wrong with the answer on the current line.
    error: Option<String>,
}

/// One line of a prompt.
#[derive(Debug, Clone)]
pub struct PromptLine {
    /// The question.
    pub label: &'static str,
    /// The question for narrow terminals.
    pub short_label: &'static str,
    /// The answer.
    pub field: TextField,
}

/// The result of a key in the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The user is still typing.
    Editing,
    /// The user pressed Esc.
    Cancelled,
    /// The user pressed Enter. [`Prompt::text`] has the answers.
    Answered,
}

impl Prompt {
    /// Creates a prompt with one line.
    pub fn new(label: &'static str, short_label: &'static str, field: TextField) -> Self {
        let line = PromptLine {
            label,
            short_label,
            field,
        };
        Self {
            lines: vec![line],
            current: 0,
            error: None,
        }
    }

    /// The same prompt with one line more.
    pub fn and(self, line: Self) -> Self {
        let mut lines = self.lines;
        lines.extend(line.lines);
        Self { lines, ..self }
    }

    /// The lines, from the top down.
    pub fn lines(&self) -> &[PromptLine] {
        &self.lines
    }

    /// The number of lines, each of which takes one row.
    pub fn height(&self) -> u16 {
        self.lines.len() as u16
    }

    /// What was wrong with the answer on the current line.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Whether the cursor is on the line with this index.
    pub fn is_current(&self, line: usize) -> bool {
        self.current == line
    }

    /// The answer on the line with this index, without spaces around it.
    pub fn text(&self, line: usize) -> &str {
        self.lines
            .get(line)
            .map_or("", |line| line.field.text().trim())
    }

    /// Whether closing the prompt would lose input.
    pub fn has_unsaved_input(&self) -> bool {
        self.lines.iter().any(|line| line.field.has_unsaved_input())
    }

    /// Footer hints for the keys that work in the prompt.
    pub fn hints(&self, ascii: bool) -> Vec<Hint> {
        let field = self.lines.get(self.current).map(|line| &line.field);
        let mut hints = Vec::new();
        if field.is_some_and(|field| field.kind().has_steps()) {
            hints.push(type_or_step(ascii));
        }
        if self.lines.len() > 1 {
            hints.push(hint(KeyCode::Tab, "Tab", "next"));
        }
        hints.push(hint(KeyCode::Enter, "Enter", "keep"));
        hints
    }

    /// Inserts pasted text into the current line, as [`TextField::paste`] does. Clears the problem with the previous
    /// answer.
    ///
    /// # Errors
    /// A sentence, if the text does not fit or is no such value.
    pub fn paste(&mut self, text: &str) -> Result<(), String> {
        self.error = None;
        match self.lines.get_mut(self.current) {
            Some(line) => line.field.paste(text),
            None => Ok(()),
        }
    }

    /// Handles a key. One that edits the line clears the problem with the previous answer; one that the field refuses
    /// is explained in its place.
    pub fn typed(&mut self, key: KeyEvent) -> Typed {
        let last = self.lines.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return Typed::Cancelled,
            KeyCode::Enter => {
                let refusal = |line: &PromptLine| line.field.refusal();
                let refused = (0..)
                    .zip(&self.lines)
                    .find_map(|(n, line)| Some((n, refusal(line)?)));
                let Some((line, example)) = refused else {
                    for line in &mut self.lines {
                        line.field.complete();
                    }
                    return Typed::Answered;
                };
                self.fail(line, example);
            }
            KeyCode::Tab if self.current == last => self.go_to(0),
            KeyCode::Tab => self.go_to(self.current + 1),
            KeyCode::BackTab if self.current == 0 => self.go_to(last),
            KeyCode::BackTab => self.go_to(self.current - 1),
            _ => {
                let edit = self
                    .lines
                    .get_mut(self.current)
                    .map(|line| line.field.key(key));
                match edit {
                    Some(FieldEdit::Refused(example)) => self.error = Some(example),
                    Some(FieldEdit::Changed | FieldEdit::Unchanged) => self.error = None,
                    Some(FieldEdit::NotMine) | None => {}
                }
            }
        }
        Typed::Editing
    }

    /// Keeps the prompt open, with the cursor on the line whose answer cannot be used. `why` stands beside it.
    pub fn fail(&mut self, line: usize, why: String) {
        self.go_to(line);
        self.error = Some(why);
    }

    /// Moves the cursor to another line and selects its value.
    fn go_to(&mut self, line: usize) {
        if line == self.current {
            return;
        }
        if let Some(left) = self.lines.get_mut(self.current) {
            left.field.complete();
        }
        self.current = line;
        self.error = None;
        if let Some(line) = self.lines.get_mut(line) {
            line.field.select();
        }
    }
}

/// A line that takes words.
pub fn words(prefilled: String) -> TextField {
    TextField::prefilled(FieldKind::Words, prefilled)
}
