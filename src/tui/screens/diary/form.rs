//! A form with one line per value. Lines can be prefilled with values that are known already.

use chrono::{NaiveDate, NaiveTime};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::{PageContext, PageOutcome};
use crate::diary::iron::BloodValue;
use crate::time_of_day;
use crate::tui::footer::{Hint, hint};
use crate::tui::row::put;
use crate::tui::screen::Pasted;
pub use crate::tui::text_field::FieldKind;
use crate::tui::text_field::{self, FieldEdit, TextField, type_or_step};

/// One line of the form.
#[derive(Debug, Clone)]
pub struct Field {
    name: &'static str,
    /// The range or unit to enter, drawn behind the name.
    detail: Option<&'static str>,
    /// The source of a prefilled value, such as `the plan's`, drawn beside it. Empty without one.
    source: &'static str,
    input: TextField,
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
            source: "",
            input: TextField::new(kind),
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
            self.input = TextField::prefilled(self.input.kind(), text);
            self.source = source;
        }
        self
    }

    /// Whether the user changed the field.
    pub fn is_touched(&self) -> bool {
        self.input.is_touched()
    }

    /// Whether the field has no text.
    pub fn is_empty(&self) -> bool {
        self.input.is_empty()
    }

    /// The field as a whole number; `None` if it is empty or out of the range of `N`.
    pub fn whole<N: std::str::FromStr>(&self) -> Option<N> {
        self.input.text().parse().ok()
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
        self.parse(|text| text_field::date(text).ok_or("a date such as 2026-11-02"))
    }

    fn parse<T, E: std::fmt::Display>(
        &self,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, String> {
        if self.is_empty() {
            return Ok(None);
        }
        parse(self.input.text())
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

    /// Rewrites a value typed in short into its full form: `2230` becomes `22:30`.
    fn normalize(&mut self) {
        let written = match self.input.kind() {
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
            FieldKind::Whole { .. } | FieldKind::Words => None,
        };
        if let Some(text) = written {
            self.input.rewrite(text);
        }
    }

    fn unit(&self) -> String {
        match self.input.kind() {
            FieldKind::Whole { unit, .. } => unit.to_owned(),
            // A value still written with a unit, or as a fraction such as 0.18, gets none.
            FieldKind::Blood(value) => match self.input.text().parse::<f64>() {
                Ok(number) if number >= 1.0 => format!(" {}", value.unit()),
                Ok(_) | Err(_) => String::new(),
            },
            FieldKind::Time(_) | FieldKind::Date(_) | FieldKind::Words => String::new(),
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

    /// Whether leaving the form would lose input.
    pub fn has_unsaved_input(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.input.has_unsaved_input())
    }

    /// The answer to Enter while a field's proposal must not be taken, as [`TextField::refusal`] has it.
    pub fn refusal(&self, key: KeyEvent) -> Option<PageOutcome> {
        if key.code != KeyCode::Enter {
            return None;
        }
        let refusal = |field: &Field| {
            let example = field.input.refusal()?;
            Some(PageOutcome::Notice(format!("{}: {example}.", field.name)))
        };
        self.fields.iter().find_map(refusal)
    }

    /// Footer hints for the keys that work now.
    pub fn hints(&self, ascii: bool) -> Vec<Hint> {
        let field = self.fields.get(self.cursor);
        let has_steps = field.is_some_and(|field| field.input.kind().has_steps());
        let mut hints = Vec::new();
        if has_steps {
            hints.push(type_or_step(ascii));
        }
        hints.push(hint(KeyCode::Tab, "Tab", "next"));
        hints.push(hint(KeyCode::Enter, "Enter", "keep"));
        hints
    }

    /// Handles a key press.
    pub fn key(&mut self, key: KeyEvent) -> PageOutcome {
        let count = self.fields.len();
        match key.code {
            KeyCode::Tab => self.go_to((self.cursor + 1) % count.max(1)),
            KeyCode::BackTab => self.go_to((self.cursor + count).saturating_sub(1) % count.max(1)),
            _ => {
                let field = self.fields.get_mut(self.cursor);
                if let Some(FieldEdit::Refused(example)) = field.map(|field| field.input.key(key)) {
                    return PageOutcome::Notice(text_field::as_sentence(&example));
                }
            }
        }
        PageOutcome::Stay
    }

    /// Inserts pasted text into the field with the cursor.
    pub fn paste(&mut self, text: &str) -> Pasted {
        match self.fields.get_mut(self.cursor) {
            Some(field) => field.input.paste(text).into(),
            None => Pasted::Nowhere,
        }
    }

    /// Moves the cursor to the field with this index, whose value is then selected.
    fn go_to(&mut self, field: usize) {
        if let Some(left) = self.fields.get_mut(self.cursor) {
            left.normalize();
        }
        if let Some(entered) = self.fields.get_mut(field) {
            entered.input.select();
            self.cursor = field;
        }
    }

    /// Moves the cursor to the field on this row, counted from the top of the form.
    pub fn move_cursor_to(&mut self, row: usize) {
        self.go_to(row);
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
            let value = if field.is_touched() {
                theme.accent.add_modifier(Modifier::BOLD)
            } else {
                theme.dim
            };
            let source = if field.is_touched() {
                (symbols.tick(), theme.good)
            } else {
                (field.source, theme.dim)
            };
            put(
                frame.buffer_mut(),
                row,
                source_at,
                source.0,
                on_row(source.1),
            );
            let place = Rect {
                x: row.x + value_at,
                width: source_at.min(row.width).saturating_sub(value_at),
                ..row
            };
            let (cursor, end) = if field.is_empty() && !is_chosen {
                put(frame.buffer_mut(), row, value_at, "-", on_row(value));
                continue;
            } else {
                let style = on_row(value);
                field
                    .input
                    .draw(place, style, is_chosen, frame.buffer_mut())
            };
            if !field.is_empty() {
                let after = end - row.x;
                put(frame.buffer_mut(), row, after, &field.unit(), on_row(value));
            }
            if is_chosen {
                frame.set_cursor_position(cursor);
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
