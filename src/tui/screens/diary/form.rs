//! A short form: a line for each value, some of them filled in from what is known.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::PageContext;
use crate::diary::iron::Value;
use crate::time_of_day;
use crate::tui::footer::{Hint, hint};
use crate::tui::wrap::put;

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Whole {
        /// The least that the arrows lead to.
        from: u16,
        /// The most.
        to: u16,
        /// How far one press leads.
        by: u16,
        /// Where they begin.
        start: u16,
        /// What it is counted in.
        unit: &'static str,
    },
    /// A value of a blood test, typed, with or without its unit.
    Blood(Value),
    /// A time of day, and where the arrows begin.
    Time(NaiveTime),
    /// A date, and where the arrows begin.
    Date(NaiveDate),
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// There is none.
    Nowhere,
    /// It was known before: how, in a word or two.
    Known(&'static str),
    /// It was told here and now.
    Told,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it asks.
    pub label: &'static str,
    kind: Kind,
    text: String,
    origin: Origin,
}

/// The lines, and the one that the cursor stands on.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<Field>,
    at: usize,
}

impl Field {
    /// A line that is still empty.
    pub fn empty(label: &'static str, kind: Kind) -> Self {
        Self {
            label,
            kind,
            text: String::new(),
            origin: Origin::Nowhere,
        }
    }

    /// The same line, filled in from what is known; `how` says from what.
    pub fn known(mut self, value: Option<String>, how: &'static str) -> Self {
        if let Some(text) = value {
            self.text = text;
            self.origin = Origin::Known(how);
        }
        self
    }

    /// Whether it was told here and now.
    pub fn is_told(&self) -> bool {
        self.origin == Origin::Told
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The whole number in it.
    pub fn whole<N: std::str::FromStr>(&self) -> Option<N> {
        self.text.parse().ok()
    }

    /// The value of a blood test in it.
    ///
    /// # Errors
    /// What to type instead.
    pub fn blood(&self, value: Value) -> Result<Option<f64>, String> {
        self.read(|text| value.read(text).ok_or(value.such_as()))
    }

    /// The time of day in it.
    ///
    /// # Errors
    /// What to type instead.
    pub fn time(&self) -> Result<Option<NaiveTime>, String> {
        self.read(time_of_day::parse)
    }

    /// The date in it.
    ///
    /// # Errors
    /// What to type instead.
    pub fn date(&self) -> Result<Option<NaiveDate>, String> {
        self.read(|text| {
            let digits = NaiveDate::parse_from_str(text, "%Y%m%d");
            text.parse()
                .or(digits)
                .map_err(|_| "a date such as 2026-11-02")
        })
    }

    fn read<T, E: std::fmt::Display>(
        &self,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, String> {
        if self.is_empty() {
            return Ok(None);
        }
        let label = self.label.split(',').next().unwrap_or(self.label);
        read(&self.text)
            .map(Some)
            .map_err(|why| format!("{label}: {why}."))
    }

    fn tell(&mut self, text: String) {
        self.text = text;
        self.origin = Origin::Told;
    }

    fn typed(&mut self, letter: char) -> bool {
        let letter = if letter == ',' { '.' } else { letter };
        let (fits, longest) = match self.kind {
            Kind::Whole { to, .. } => (letter.is_ascii_digit(), to.to_string().len()),
            Kind::Blood(value) => (value.has_sign(letter), 12),
            // `am` and `pm` stand behind a time that is full.
            Kind::Time(_) if self.is_told() && !self.is_empty() && "hapmAPM".contains(letter) => {
                (true, 7)
            }
            Kind::Time(_) => (letter.is_ascii_digit() || ":.".contains(letter), 5),
            Kind::Date(_) => (letter.is_ascii_digit() || letter == '-', 10),
        };
        if !fits {
            return false;
        }
        // What is typed takes the place of what was known, and of a number that is full.
        let is_full = self.text.len() >= longest;
        let mut text = match self.origin {
            Origin::Told if !is_full => std::mem::take(&mut self.text),
            Origin::Told | Origin::Known(_) | Origin::Nowhere => String::new(),
        };
        text.push(letter);
        self.tell(text);
        true
    }

    /// One press further, or back.
    fn change(&mut self, more: bool) {
        let text = match self.kind {
            Kind::Whole {
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
            Kind::Blood(_) => return,
            Kind::Time(start) => {
                let by = TimeDelta::minutes(if more { 5 } else { -5 });
                let now = self.time().ok().flatten();
                let to = now.map_or(start, |now| now.overflowing_add_signed(by).0);
                to.format("%H:%M").to_string()
            }
            Kind::Date(start) => {
                let now = self.date().ok().flatten();
                let to = now.and_then(|now| if more { now.succ_opt() } else { now.pred_opt() });
                to.unwrap_or(start).to_string()
            }
        };
        self.tell(text);
    }

    /// What is typed in short is written out.
    fn settle(&mut self) {
        let written = match self.kind {
            Kind::Time(_) => self
                .time()
                .ok()
                .flatten()
                .map(|time| time.format("%H:%M").to_string()),
            Kind::Date(_) => self.date().ok().flatten().map(|date| date.to_string()),
            Kind::Blood(value) => {
                let read = self.blood(value).ok().flatten();
                read.map(|number| number.to_string())
            }
            Kind::Whole { .. } => None,
        };
        self.text = written.unwrap_or(std::mem::take(&mut self.text));
    }

    fn unit(&self) -> String {
        match self.kind {
            Kind::Whole { unit, .. } => unit.to_owned(),
            // Typed with its own unit, or still as a share, it gets none.
            Kind::Blood(value) => match self.text.parse::<f64>() {
                Ok(number) if number >= 1.0 => format!(" {}", value.unit()),
                Ok(_) | Err(_) => String::new(),
            },
            Kind::Time(_) | Kind::Date(_) => String::new(),
        }
    }
}

impl Form {
    /// A form of these lines. The cursor stands on the first that is empty.
    pub fn new(fields: Vec<Field>) -> Self {
        let at = fields.iter().position(Field::is_empty).unwrap_or(0);
        Self { fields, at }
    }

    /// Takes lines that were filled in anew; what was told here and now stays.
    pub fn refill(&mut self, fields: Vec<Field>) {
        if self.fields.is_empty() {
            *self = Self::new(fields);
            return;
        }
        for (field, new) in self.fields.iter_mut().zip(fields) {
            if !field.is_told() {
                *field = new;
            }
        }
    }

    /// The line of that number.
    pub fn field(&self, n: usize) -> Option<&Field> {
        self.fields.get(n)
    }

    /// How many lines there are.
    pub fn height(&self) -> u16 {
        self.fields.len() as u16
    }

    /// The keys that work in it.
    pub fn hints(&self, ascii: bool) -> Vec<Hint> {
        let arrow = |sign, name| if ascii { name } else { sign };
        let mut hints = vec![
            hint(KeyCode::Enter, "Enter", "keep all"),
            hint(KeyCode::Tab, "Tab", "next line"),
        ];
        let field = self.fields.get(self.at);
        if field.is_some_and(|field| !matches!(field.kind, Kind::Blood(_))) {
            hints.push(hint(KeyCode::Left, arrow("←", "<-"), "less"));
            hints.push(hint(KeyCode::Right, arrow("→", "->"), "more"));
        }
        hints
    }

    /// Takes a key.
    pub fn key(&mut self, code: KeyCode) {
        let last = self.fields.len().saturating_sub(1);
        let Some(field) = self.fields.get_mut(self.at) else {
            return;
        };
        match code {
            KeyCode::Down | KeyCode::Tab => {
                field.settle();
                self.at = if self.at == last && code == KeyCode::Tab {
                    0
                } else {
                    (self.at + 1).min(last)
                };
            }
            KeyCode::Up | KeyCode::BackTab => {
                field.settle();
                self.at = self.at.saturating_sub(1);
            }
            KeyCode::Left => field.change(false),
            KeyCode::Right => field.change(true),
            KeyCode::Backspace => {
                let mut text = std::mem::take(&mut field.text);
                if field.is_told() {
                    text.pop();
                } else {
                    text.clear();
                }
                field.tell(text);
            }
            KeyCode::Delete => field.tell(String::new()),
            KeyCode::Char(letter) => {
                field.typed(letter);
            }
            _ => {}
        }
    }

    /// The line that is drawn at that row, when the form is drawn into `area`.
    pub fn choose(&mut self, row: usize) {
        if row < self.fields.len() {
            self.at = row;
        }
    }

    /// Draws the lines: what is known stands back and says from where, what was told is ticked.
    pub fn draw(&self, ctx: &PageContext<'_>, area: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let symbols = ctx.symbols();
        let wide = area.width >= 60;
        let (label_at, value_at, how_at) = if wide { (4, 26, 42) } else { (3, 17, 28) };
        for ((n, field), row) in (0..).zip(&self.fields).zip(area.rows()) {
            let is_chosen = n == self.at;
            if is_chosen {
                frame.buffer_mut().set_style(row, theme.chosen);
                put(frame, row, 1, symbols.cursor, theme.on_chosen(theme.accent));
            }
            let on_row = |style| {
                if is_chosen {
                    theme.on_chosen(style)
                } else {
                    style
                }
            };
            put(frame, row, label_at, field.label, on_row(theme.text));
            let (value, how) = match field.origin {
                Origin::Nowhere => (theme.dim, ""),
                Origin::Known(how) => (theme.dim, how),
                Origin::Told => (theme.accent.add_modifier(Modifier::BOLD), ""),
            };
            let shown = match field.text.as_str() {
                "" => "-".to_owned(),
                text => format!("{text}{}", field.unit()),
            };
            put(frame, row, value_at, &shown, on_row(value));
            put(frame, row, how_at, how, on_row(theme.dim));
            if field.is_told() {
                put(frame, row, how_at, symbols.tick(), on_row(theme.good));
            }
            if is_chosen {
                let x = row.x + value_at + field.text.width() as u16;
                frame.set_cursor_position(Position::new(x, row.y));
            }
        }
    }
}
