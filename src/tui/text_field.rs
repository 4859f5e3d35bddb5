//! The text field: the one line of input that every prompt, form and search uses.
//!
//! A field takes one kind of value. A value that it starts with is selected, so that the first letter replaces it. The
//! keys that move the cursor and delete are those of a shell's command line.

mod kind;

pub use kind::{FieldKind, NO, YES};

use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_input::backend::crossterm::to_input_request;
use tui_input::{Input, InputRequest};
use unicode_width::UnicodeWidthChar;

use super::footer::{Hint, hint};
use crate::evening::LONGEST_TEXT;
use crate::printable::is_unprintable;
use crate::time_of_day::{self, BadTimeOfDay, ClockFormat};
use crate::tui::row::put;
use crate::words;

/// The result of a key in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldEdit {
    /// The key means nothing in a field.
    NotMine,
    /// The cursor moved, or there was nothing to delete.
    Unchanged,
    /// The value changed.
    Changed,
    /// The input cannot be part of the value. The text says what to type instead.
    Refused(String),
}

/// One line of text input.
#[derive(Debug, Clone)]
pub struct TextField {
    kind: FieldKind,
    input: Input,
    /// The value before the user changed anything.
    prefilled: String,
    /// Whether the whole value is selected, so that the next letter replaces it.
    is_selected: bool,
    is_touched: bool,
    /// Whether the last key was refused.
    is_refused: bool,
    /// What a time typed without am or pm is near to, if not to where the arrow keys begin.
    near: Option<NaiveTime>,
}

impl TextField {
    /// An empty field.
    pub fn new(kind: FieldKind) -> Self {
        Self::prefilled(kind, String::new())
    }

    /// A field whose value is `prefilled` and selected.
    pub fn prefilled(kind: FieldKind, prefilled: String) -> Self {
        Self {
            kind,
            is_selected: !prefilled.is_empty(),
            input: Input::new(prefilled.clone()),
            prefilled,
            is_touched: false,
            is_refused: false,
            near: None,
        }
    }

    /// The field with a time that is over at `now`: without am or pm the last one is meant.
    pub fn of_the_past(self, now: NaiveTime) -> Self {
        Self {
            near: Some(now.overflowing_sub_signed(TimeDelta::hours(6)).0),
            ..self
        }
    }

    /// A field with a time of day, which is selected.
    pub fn with_time(time: NaiveTime, clock: ClockFormat) -> Self {
        Self::prefilled(FieldKind::Time(time, clock), clock.time(time))
    }

    /// Shows a time by another clock. What is no time stays as it is.
    pub fn show_by(&mut self, clock: ClockFormat) {
        let FieldKind::Time(start, before) = self.kind else {
            return;
        };
        let near = self.near.unwrap_or(start);
        let shown = |text: &str| match time_of_day::parse_near(text, before, near) {
            Ok(time) => clock.time(time),
            Err(_) => text.to_owned(),
        };
        self.prefilled = shown(&self.prefilled);
        self.rewrite(shown(self.text()));
        self.kind = FieldKind::Time(start, clock);
    }

    /// The text as a time of day. By the 12-hour clock a time without am or pm is the nearer one.
    ///
    /// # Errors
    /// If it is no time.
    pub fn time(&self) -> Result<NaiveTime, BadTimeOfDay> {
        match self.kind {
            FieldKind::Time(start, clock) => {
                time_of_day::parse_near(self.text(), clock, self.near.unwrap_or(start))
            }
            FieldKind::Words
            | FieldKind::Whole { .. }
            | FieldKind::Blood(_)
            | FieldKind::YesOrNo
            | FieldKind::Date(_) => time_of_day::parse(self.text()),
        }
    }

    /// The half of the day that is meant, if none was typed and the 12-hour clock has two such times.
    fn half_meant(&self) -> Option<&'static str> {
        let FieldKind::Time(_, ClockFormat::TwelveHour) = self.kind else {
            return None;
        };
        let time = self
            .time()
            .ok()
            .filter(|_| time_of_day::lacks_half(self.text()))?;
        Some(if time.hour() < 12 { "am" } else { "pm" })
    }

    /// Writes am or pm behind a time typed without it: the one that was shown behind it.
    pub fn complete(&mut self) {
        if let Some(half) = self.half_meant() {
            self.rewrite(format!("{} {half}", self.text().trim()));
        }
    }

    /// The kind of value.
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// The text as typed.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether the field has no text.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Whether the user changed the value, even if it was changed back since, or confirmed it.
    pub fn is_touched(&self) -> bool {
        self.is_touched
    }

    /// Whether leaving the field would lose input.
    pub fn has_unsaved_input(&self) -> bool {
        self.text() != self.prefilled
    }

    /// What to type, if letters were refused and the value is still the one that was proposed. Then Enter must not take it:
    /// the user was trying to write another.
    pub fn refusal(&self) -> Option<String> {
        (self.is_refused && !self.is_touched).then(|| self.kind.example())
    }

    /// Whether the next letter replaces the whole value.
    pub fn is_selected(&self) -> bool {
        self.is_selected
    }

    /// The number of characters in front of the cursor.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Selects the whole value, as when the cursor comes to the field.
    pub fn select(&mut self) {
        self.is_selected = !self.is_empty();
        self.input.handle(InputRequest::GoToEnd);
    }

    /// Replaces the text without selecting it.
    pub fn set(&mut self, text: String) {
        self.input = Input::new(text);
        self.is_selected = false;
        self.is_touched = true;
    }

    /// Confirms the value that is shown, as if the user had typed it.
    pub fn confirm(&mut self) {
        self.is_touched = true;
    }

    /// Rewrites the text in another form of the same value: `9` as `09:00`.
    pub fn rewrite(&mut self, text: String) {
        self.input = Input::new(text);
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> FieldEdit {
        let edit = self.handle(key);
        self.is_refused = matches!(edit, FieldEdit::Refused(_));
        edit
    }

    fn handle(&mut self, key: KeyEvent) -> FieldEdit {
        match key.code {
            KeyCode::Up => return self.step(true),
            KeyCode::Down => return self.step(false),
            _ => {}
        }
        let request = match (key.code, key.modifiers) {
            (KeyCode::Char('b'), KeyModifiers::ALT) => Some(InputRequest::GoToPrevWord),
            (KeyCode::Char('f'), KeyModifiers::ALT) => Some(InputRequest::GoToNextWord),
            _ => to_input_request(&Event::Key(key)),
        };
        match request {
            None => FieldEdit::NotMine,
            Some(InputRequest::InsertChar(letter)) => self.type_letter(letter),
            Some(request) => self.edit(request),
        }
    }

    /// Inserts pasted text at the cursor, in place of a selected value. Unprintable characters become spaces.
    ///
    /// # Errors
    /// If the text does not fit into the field, or cannot be part of its value. Then nothing is inserted, and the
    /// sentence says why.
    pub fn paste(&mut self, text: &str) -> Result<(), String> {
        let text = text.replace(is_unprintable, " ");
        let text = text.trim();
        let mut pasted = self.clone();
        if pasted.is_selected {
            pasted.set(String::new());
        }
        let length = pasted.text().chars().count() + text.chars().count();
        if self.kind == FieldKind::Words && length > LONGEST_TEXT {
            return Err(format!(
                "Too long, so nothing was pasted: {length} characters, and {LONGEST_TEXT} fit."
            ));
        }
        for letter in text.chars() {
            let fits = pasted.text().chars().count() < self.kind.longest()
                || self.kind == FieldKind::YesOrNo;
            if !fits || matches!(pasted.type_letter(letter), FieldEdit::Refused(_)) {
                return Err(format!(
                    "Nothing was pasted: it is not {}.",
                    self.kind.example()
                ));
            }
        }
        *self = pasted;
        Ok(())
    }

    /// Types a letter. A decimal comma counts as a point.
    fn type_letter(&mut self, letter: char) -> FieldEdit {
        if self.kind == FieldKind::YesOrNo {
            return self.answer(letter);
        }
        let letter = match (self.kind, letter) {
            (FieldKind::Words, letter) => letter,
            (_, ',') => '.',
            (_, letter) => letter,
        };
        let is_at_end = self.cursor() == self.text().chars().count();
        let starts_anew = self.is_selected
            || (is_at_end && letter.is_ascii_digit() && self.kind.is_complete(self.text()));
        let before = if starts_anew { "" } else { self.text() };
        let fits = before.chars().count() < self.kind.longest();
        if !fits || !self.kind.accepts(letter, before) {
            return FieldEdit::Refused(self.kind.example());
        }
        if starts_anew {
            self.set(String::new());
        }
        self.input.handle(InputRequest::InsertChar(letter));
        self.is_touched = true;
        if is_at_end
            && let FieldKind::Time(..) = self.kind
            && let Some(text) = with_sign(self.text())
        {
            self.rewrite(text);
        }
        FieldEdit::Changed
    }

    /// Answers yes or no by the first letter of the word.
    fn answer(&mut self, letter: char) -> FieldEdit {
        if !self.kind.accepts(letter, self.text()) {
            return FieldEdit::Refused(self.kind.example());
        }
        match [YES, NO].into_iter().find(|word| word.starts_with(letter)) {
            Some(word) => {
                self.set(word.to_owned());
                FieldEdit::Changed
            }
            None => FieldEdit::Unchanged,
        }
    }

    /// Moves the cursor or deletes.
    fn edit(&mut self, request: InputRequest) -> FieldEdit {
        let is_one_piece = self.kind == FieldKind::YesOrNo && !self.is_empty();
        if std::mem::take(&mut self.is_selected) || is_one_piece {
            match request {
                InputRequest::GoToPrevChar
                | InputRequest::GoToPrevWord
                | InputRequest::GoToStart => {
                    self.input.handle(InputRequest::GoToStart);
                    return FieldEdit::Unchanged;
                }
                InputRequest::GoToNextChar | InputRequest::GoToNextWord | InputRequest::GoToEnd => {
                    return FieldEdit::Unchanged;
                }
                InputRequest::DeletePrevChar
                | InputRequest::DeleteNextChar
                | InputRequest::DeletePrevWord
                | InputRequest::DeleteNextWord
                | InputRequest::DeleteLine
                | InputRequest::DeleteTillEnd
                | InputRequest::DeleteFromStart => {
                    self.input.handle(InputRequest::DeleteLine);
                    self.is_touched = true;
                    return FieldEdit::Changed;
                }
                InputRequest::Yank => self.set(String::new()),
                InputRequest::SetCursor(_) | InputRequest::InsertChar(_) => {}
            }
        }
        let before = self.input.clone();
        self.input.handle(request);
        if self.text().chars().count() > self.kind.longest() {
            self.input = before;
            return FieldEdit::Refused(self.kind.example());
        }
        if self.text() == before.value() {
            return FieldEdit::Unchanged;
        }
        self.is_touched = true;
        FieldEdit::Changed
    }

    /// Increases or decreases the value by one step, and selects it. [`FieldEdit::NotMine`] if it has no steps.
    fn step(&mut self, is_more: bool) -> FieldEdit {
        let text = match self.kind {
            FieldKind::Words | FieldKind::Blood(_) => return FieldEdit::NotMine,
            FieldKind::Whole {
                from,
                to,
                by,
                start,
                ..
            } => {
                let next = |now: u16| {
                    let next = if is_more {
                        now.saturating_add(by)
                    } else {
                        now.saturating_sub(by)
                    };
                    next.clamp(from, to)
                };
                let now = self.text().parse().ok();
                now.map_or(start, next).to_string()
            }
            FieldKind::YesOrNo => if is_more { YES } else { NO }.to_owned(),
            FieldKind::Time(start, clock) => {
                let by = TimeDelta::minutes(if is_more { 5 } else { -5 });
                let now = self.time().ok();
                let to = now.map_or(start, |now| now.overflowing_add_signed(by).0);
                clock.time(to)
            }
            FieldKind::Date(start) => {
                let now = date(self.text());
                let to = now.and_then(|now| {
                    if is_more {
                        now.succ_opt()
                    } else {
                        now.pred_opt()
                    }
                });
                let to = to.filter(|to| to.to_string().len() <= self.kind.longest());
                to.or(now).unwrap_or(start).to_string()
            }
        };
        self.set(text);
        self.select();
        FieldEdit::Changed
    }

    /// Draws the value into the area's first row, scrolled so that the cursor is visible, and dim behind it what was not typed
    /// but is meant. Returns the cursor's place
    /// and the column after the value.
    pub fn draw(
        &self,
        area: Rect,
        style: Style,
        is_focused: bool,
        buf: &mut Buffer,
    ) -> (Position, u16) {
        let style = if !self.is_selected || !is_focused {
            style
        } else if is_reversed(area, buf) {
            style.remove_modifier(Modifier::REVERSED)
        } else {
            style.add_modifier(Modifier::REVERSED)
        };
        let room = usize::from(area.width.saturating_sub(1));
        let scroll = if is_focused {
            self.input.visual_scroll(room)
        } else {
            0
        };
        let mut skipped = 0;
        let shown: String = self
            .text()
            .chars()
            .skip_while(|letter| {
                let is_hidden = skipped < scroll;
                if is_hidden {
                    skipped += letter.width().unwrap_or(0);
                }
                is_hidden
            })
            .collect();
        let end = put(buf, area, 0, shown, style);
        let end = match self.half_meant() {
            Some(half) => {
                let dim = style.remove_modifier(Modifier::REVERSED);
                let dim = dim.add_modifier(Modifier::DIM);
                put(buf, area, end + 1 - area.x, half, dim)
            }
            None => end,
        };
        let before = self.input.visual_cursor().saturating_sub(scroll).min(room);
        (Position::new(area.x + before as u16, area.y), end)
    }
}

/// Whether the row on which a field is drawn is reversed itself, as a chosen row is without colours.
fn is_reversed(area: Rect, buf: &Buffer) -> bool {
    let cell = buf.cell(area.as_position());
    cell.is_some_and(|cell| cell.modifier.contains(Modifier::REVERSED))
}

/// Reads a date, written `2026-11-02` or `20261102`.
pub fn date(text: &str) -> Option<NaiveDate> {
    let digits = NaiveDate::parse_from_str(text, "%Y%m%d");
    text.parse().or(digits).ok()
}

/// The digits of a time with a colon where the clock has it: `231` is `2:31`, and with one more digit `23:15`. None if
/// the text has a colon where it belongs, or is no row of digits.
fn with_sign(text: &str) -> Option<String> {
    let digits: String = match text.as_bytes() {
        [_, _, _] => text.to_owned(),
        [_, b':', _, _, _] => text.replacen(':', "", 1),
        _ => return None,
    };
    let (hour, minute) = digits.split_at_checked(digits.len() - 2)?;
    digits
        .bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| format!("{hour}:{minute}"))
}

/// What to type instead of refused input, as a sentence.
pub fn as_sentence(example: &str) -> String {
    format!("{}.", words::capitalised(example))
}

/// The footer's hint that a value can be typed, or changed by the arrow keys.
pub fn type_or_step(ascii: bool) -> Hint {
    let shown = if ascii {
        "type or Up Down"
    } else {
        "type or ↑ ↓"
    };
    hint(KeyCode::Up, shown, "")
}

#[cfg(test)]
mod tests;
