//! A form with one line per value. Lines can be prefilled with values that are known already.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::PageContext;
use crate::diary::iron::BloodValue;
use crate::time_of_day;
use crate::tui::footer::{Hint, hint};
use crate::tui::row::put;

/// The type of value a field takes, and how the arrow keys change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A whole number.
    Whole {
        /// The lower limit for the arrow keys.
        from: u16,
        /// The upper limit.
        to: u16,
        /// How much one press of an arrow key adds or subtracts.
        by: u16,
        /// The value an arrow key sets in an empty field.
        start: u16,
        /// The unit drawn behind the number, with a leading space; may be empty.
        unit: &'static str,
    },
    /// A laboratory value, typed with or without its unit. The arrow keys do not change it.
    Blood(BloodValue),
    /// A time of day. The arrow keys step by five minutes; in an empty field they set this time.
    Time(NaiveTime),
    /// A date. The arrow keys step by one day; in an empty field they set this date.
    Date(NaiveDate),
}

/// Where a field's text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The field was never filled in.
    Empty,
    /// It was prefilled. The text names the source, such as `the plan's`, and is drawn beside the value.
    Prefilled(&'static str),
    /// The user changed it. The text may be empty: the user then cleared the field.
    Touched,
}

/// One line of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    /// The range or unit to enter, drawn behind the name.
    detail: Option<&'static str>,
    kind: FieldKind,
    text: String,
    origin: Origin,
}

/// The fields, and the cursor's position among them.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<Field>,
    cursor: usize,
}

impl Field {
    /// An empty field. Errors about its value begin with `name`.
    pub fn empty(name: &'static str, kind: FieldKind) -> Self {
        Self {
            name,
            detail: None,
            kind,
            text: String::new(),
            origin: Origin::Empty,
        }
    }

    /// The same field, labelled with the range or unit to enter.
    pub fn with_detail(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    /// The same field, prefilled with `value` if there is one. `source` is drawn beside it.
    pub fn prefilled(mut self, value: Option<String>, source: &'static str) -> Self {
        if let Some(text) = value {
            self.text = text;
            self.origin = Origin::Prefilled(source);
        }
        self
    }

    /// Whether the user changed the field.
    pub fn is_touched(&self) -> bool {
        self.origin == Origin::Touched
    }

    /// Whether the field has no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The field as a whole number; `None` if it is empty or out of the range of `N`.
    pub fn whole<N: std::str::FromStr>(&self) -> Option<N> {
        self.text.parse().ok()
    }

    /// The field as a laboratory value, in the unit of `value`; `None` if it is empty.
    ///
    /// # Errors
    /// If the text is no such value, or one that no blood has. The message names the field and what to type.
    pub fn blood(&self, value: BloodValue) -> Result<Option<f64>, String> {
        self.parse(|text| value.parse(text).ok_or(value.example()))
    }

    /// The field as a time of day; `None` if it is empty.
    ///
    /// # Errors
    /// If the text is not a time of day. The message names the field and what to type.
    pub fn time(&self) -> Result<Option<NaiveTime>, String> {
        self.parse(time_of_day::parse)
    }

    /// The field as a date, written `2026-11-02` or `20261102`; `None` if it is empty.
    ///
    /// # Errors
    /// If the text is not a date. The message names the field and what to type.
    pub fn date(&self) -> Result<Option<NaiveDate>, String> {
        self.parse(|text| {
            let digits = NaiveDate::parse_from_str(text, "%Y%m%d");
            text.parse()
                .or(digits)
                .map_err(|_| "a date such as 2026-11-02")
        })
    }

    fn parse<T, E: std::fmt::Display>(
        &self,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, String> {
        if self.is_empty() {
            return Ok(None);
        }
        parse(&self.text)
            .map(Some)
            .map_err(|why| format!("{}: {why}.", self.name))
    }

    /// The name with its detail: `Legs, 0 to 10`.
    fn label(&self) -> String {
        match self.detail {
            Some(detail) => format!("{}, {detail}", self.name),
            None => self.name.to_owned(),
        }
    }

    fn set(&mut self, text: String) {
        self.text = text;
        self.origin = Origin::Touched;
    }

    /// Types a letter; one that cannot be part of the value is ignored.
    fn type_letter(&mut self, letter: char) {
        let letter = if letter == ',' { '.' } else { letter };
        let (fits, max_len) = match self.kind {
            FieldKind::Whole { to, .. } => (letter.is_ascii_digit(), to.to_string().len()),
            FieldKind::Blood(value) => (value.accepts_char(letter), 12),
            // `am` or `pm` can follow a time that is already five characters long.
            FieldKind::Time(_)
                if self.is_touched() && !self.is_empty() && "hapmAPM".contains(letter) =>
            {
                (true, 7)
            }
            FieldKind::Time(_) => (letter.is_ascii_digit() || ":.".contains(letter), 5),
            FieldKind::Date(_) => (letter.is_ascii_digit() || letter == '-', 10),
        };
        if !fits {
            return;
        }
        // The first letter replaces a prefilled value, and one that is at its full length.
        let is_full = self.text.len() >= max_len;
        let mut text = match self.origin {
            Origin::Touched if !is_full => std::mem::take(&mut self.text),
            Origin::Touched | Origin::Prefilled(_) | Origin::Empty => String::new(),
        };
        text.push(letter);
        self.set(text);
    }

    /// Increases or decreases the value by one step.
    fn step(&mut self, more: bool) {
        let text = match self.kind {
            FieldKind::Whole {
                from,
                to,
                by,
                start,
                ..
            } => {
                let now = self.whole::<u16>().map(|now| {
                    let next = if more {
                        now.saturating_add(by)
                    } else {
                        now.saturating_sub(by)
                    };
                    next.clamp(from, to)
                });
                now.unwrap_or(start).to_string()
            }
            FieldKind::Blood(_) => return,
            FieldKind::Time(start) => {
                let by = TimeDelta::minutes(if more { 5 } else { -5 });
                let now = self.time().ok().flatten();
                let to = now.map_or(start, |now| now.overflowing_add_signed(by).0);
                to.format("%H:%M").to_string()
            }
            FieldKind::Date(start) => {
                let now = self.date().ok().flatten();
                let to = now.and_then(|now| if more { now.succ_opt() } else { now.pred_opt() });
                to.unwrap_or(start).to_string()
            }
        };
        self.set(text);
    }

    /// Rewrites a value typed in short into its full form: `2230` becomes `22:30`.
    fn normalize(&mut self) {
        let written = match self.kind {
            FieldKind::Time(_) => self
                .time()
                .ok()
                .flatten()
                .map(|time| time.format("%H:%M").to_string()),
            FieldKind::Date(_) => self.date().ok().flatten().map(|date| date.to_string()),
            FieldKind::Blood(value) => {
                let read = self.blood(value).ok().flatten();
                read.map(|number| number.to_string())
            }
            FieldKind::Whole { .. } => None,
        };
        self.text = written.unwrap_or(std::mem::take(&mut self.text));
    }

    fn unit(&self) -> String {
        match self.kind {
            FieldKind::Whole { unit, .. } => unit.to_owned(),
            // A value still written with a unit, or as a fraction such as 0.18, gets none.
            FieldKind::Blood(value) => match self.text.parse::<f64>() {
                Ok(number) if number >= 1.0 => format!(" {}", value.unit()),
                Ok(_) | Err(_) => String::new(),
            },
            FieldKind::Time(_) | FieldKind::Date(_) => String::new(),
        }
    }
}

impl Form {
    /// A form with the cursor on the first empty field.
    pub fn new(fields: Vec<Field>) -> Self {
        let cursor = fields.iter().position(Field::is_empty).unwrap_or(0);
        Self { fields, cursor }
    }

    /// Replaces the fields with newly prefilled ones, except those that the user changed.
    pub fn refill(&mut self, fields: Vec<Field>) {
        if self.fields.is_empty() {
            *self = Self::new(fields);
            return;
        }
        for (field, new) in self.fields.iter_mut().zip(fields) {
            if !field.is_touched() {
                *field = new;
            }
        }
    }

    /// The field with this index.
    pub fn field(&self, n: usize) -> Option<&Field> {
        self.fields.get(n)
    }

    /// The number of fields, each of which takes one row.
    pub fn height(&self) -> u16 {
        self.fields.len() as u16
    }

    /// Footer hints for the keys that work now.
    pub fn hints(&self, ascii: bool) -> Vec<Hint> {
        let arrow = |sign, name| if ascii { name } else { sign };
        let mut hints = vec![
            hint(KeyCode::Enter, "Enter", "keep all"),
            hint(KeyCode::Tab, "Tab", "next line"),
        ];
        let field = self.fields.get(self.cursor);
        if field.is_some_and(|field| !matches!(field.kind, FieldKind::Blood(_))) {
            hints.push(hint(KeyCode::Left, arrow("←", "<-"), "less"));
            hints.push(hint(KeyCode::Right, arrow("→", "->"), "more"));
        }
        hints
    }

    /// Handles a key press.
    pub fn key(&mut self, code: KeyCode) {
        let last = self.fields.len().saturating_sub(1);
        let Some(field) = self.fields.get_mut(self.cursor) else {
            return;
        };
        match code {
            KeyCode::Down | KeyCode::Tab => {
                field.normalize();
                self.cursor = if self.cursor == last && code == KeyCode::Tab {
                    0
                } else {
                    (self.cursor + 1).min(last)
                };
            }
            KeyCode::Up | KeyCode::BackTab => {
                field.normalize();
                self.cursor = self.cursor.saturating_sub(1);
            }
            KeyCode::Left => field.step(false),
            KeyCode::Right => field.step(true),
            KeyCode::Backspace => {
                let mut text = std::mem::take(&mut field.text);
                if field.is_touched() {
                    text.pop();
                } else {
                    text.clear();
                }
                field.set(text);
            }
            KeyCode::Delete => field.set(String::new()),
            KeyCode::Char(letter) => {
                field.type_letter(letter);
            }
            _ => {}
        }
    }

    /// Moves the cursor to the field on this row, counted from the top of the form.
    pub fn move_cursor_to(&mut self, row: usize) {
        if row < self.fields.len() {
            self.cursor = row;
        }
    }

    /// Draws one field a row: prefilled values dimmed and with their source, changed ones with a tick.
    pub fn draw(&self, ctx: &PageContext<'_>, area: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let symbols = ctx.symbols();
        let wide = area.width >= 60;
        let (label_at, value_at, source_at) = if wide { (4, 26, 42) } else { (3, 17, 28) };
        for ((n, field), row) in (0..).zip(&self.fields).zip(area.rows()) {
            let is_chosen = n == self.cursor;
            if is_chosen {
                frame.buffer_mut().set_style(row, theme.chosen);
                put(
                    frame.buffer_mut(),
                    row,
                    1,
                    symbols.cursor,
                    theme.on_chosen(theme.accent),
                );
            }
            let on_row = |style| {
                if is_chosen {
                    theme.on_chosen(style)
                } else {
                    style
                }
            };
            put(
                frame.buffer_mut(),
                row,
                label_at,
                &field.label(),
                on_row(theme.text),
            );
            let (value, source) = match field.origin {
                Origin::Empty => (theme.dim, ""),
                Origin::Prefilled(source) => (theme.dim, source),
                Origin::Touched => (theme.accent.add_modifier(Modifier::BOLD), ""),
            };
            let shown = match field.text.as_str() {
                "" => "-".to_owned(),
                text => format!("{text}{}", field.unit()),
            };
            put(frame.buffer_mut(), row, value_at, &shown, on_row(value));
            put(
                frame.buffer_mut(),
                row,
                source_at,
                source,
                on_row(theme.dim),
            );
            if field.is_touched() {
                put(
                    frame.buffer_mut(),
                    row,
                    source_at,
                    symbols.tick(),
                    on_row(theme.good),
                );
            }
            if is_chosen {
                let x = row.x + value_at + field.text.width() as u16;
                frame.set_cursor_position(Position::new(x, row.y));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_field_without_its_detail() {
        let kind = FieldKind::Time(NaiveTime::MIN);
        let field = Field::empty("Lights out", kind)
            .with_detail("24 hours")
            .prefilled(Some("25:00".to_owned()), "");
        assert_eq!(field.label(), "Lights out, 24 hours");
        let error = field.time().unwrap_err();
        assert!(error.starts_with("Lights out: "), "{error}");
    }
}
