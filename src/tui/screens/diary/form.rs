//! A form with one line per value. Lines can be prefilled with values that are known already.

mod field;
mod lines;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

pub use field::{Entered, Field};
pub use lines::Answered;

use super::{PageContext, PageOutcome};
use crate::tui::footer::{Hint, hint};
use crate::tui::row::put;
use crate::tui::screen::Pasted;
pub use crate::tui::text_field::FieldKind;
use crate::tui::text_field::{self, FieldEdit, type_or_step};
use crate::tui::widgets::hidden_lines::HiddenLines;

/// The fields, and the cursor's position among them.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<Field>,
    cursor: usize,
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

    /// Confirms what a field shows, as if the user had typed it.
    pub fn confirm(&mut self, field: usize) {
        if let Some(field) = self.fields.get_mut(field) {
            field.input.confirm();
        }
    }

    /// The index of the field with the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The index of the first visible field, so that the one with the cursor is visible in that many rows.
    fn first_visible(&self, rows: u16) -> usize {
        let rows = usize::from(rows).max(1);
        (self.cursor + 1).saturating_sub(rows)
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
    pub fn go_to(&mut self, field: usize) {
        if let Some(left) = self.fields.get_mut(self.cursor) {
            left.normalize();
        }
        if let Some(entered) = self.fields.get_mut(field) {
            entered.input.select();
            self.cursor = field;
        }
    }

    /// Moves the cursor to the field on this row of the form, which is drawn in so many rows.
    pub fn go_to_row(&mut self, row: u16, rows: u16) {
        self.go_to(self.first_visible(rows) + usize::from(row));
    }

    /// Draws one field a row: prefilled values dimmed and with their source, changed ones with a tick.
    pub fn draw(&self, ctx: &PageContext<'_>, area: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let symbols = ctx.symbols();
        let wide = area.width >= 60;
        let (label_at, value_at, source_at) = if wide { (4, 26, 42) } else { (3, 17, 28) };
        let visible = (0..)
            .zip(&self.fields)
            .skip(self.first_visible(area.height));
        for ((n, field), row) in visible.zip(area.rows()) {
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
                field.label(),
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
                put(frame.buffer_mut(), row, after, field.unit(), on_row(value));
            }
            if is_chosen {
                frame.set_cursor_position(cursor);
            }
        }
        let first = self.first_visible(area.height);
        let hidden = HiddenLines::of(self.fields.len(), first, area.height);
        hidden.draw(area, &theme, symbols, frame.buffer_mut());
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::time_of_day::ClockFormat;

    #[test]
    fn what_a_field_shows_is_an_entry_only_if_it_was_touched() {
        let kind = FieldKind::Time(NaiveTime::MIN, ClockFormat::default());
        let shown = Some("06:30".to_owned());
        let untouched = Field::empty("Awake at", kind).prefilled(shown, "the plan's");
        let after = |code: KeyCode| {
            let mut form = Form::new(vec![untouched.clone()]);
            form.key(code.into());
            form.field(0).unwrap().time()
        };
        let at = |time: &str| Ok(Entered::Value(time.parse().unwrap()));
        assert_eq!(untouched.time(), Ok(Entered::Untouched));
        for code in [
            KeyCode::Tab,
            KeyCode::Left,
            KeyCode::End,
            KeyCode::Char('x'),
        ] {
            assert_eq!(after(code), Ok(Entered::Untouched), "{code}");
        }
        assert_eq!(after(KeyCode::Up), at("06:35:00"));
        assert_eq!(after(KeyCode::Char('7')), at("07:00:00"));
        assert_eq!(after(KeyCode::Delete), Ok(Entered::Cleared));
        let mut form = Form::new(vec![untouched.clone()]);
        form.confirm(0);
        assert_eq!(form.field(0).unwrap().time(), at("06:30:00"));
    }

    #[test]
    fn the_field_with_the_cursor_is_visible_in_few_rows() {
        let field = Field::empty("Medicine", FieldKind::YesOrNo);
        let mut form = Form::new(vec![field; 11]);
        form.go_to(10);
        assert_eq!(form.first_visible(4), 7);
        form.go_to_row(0, 4);
        assert_eq!(form.cursor(), 7);
        assert_eq!(form.first_visible(11), 0);
    }

    #[test]
    fn an_error_names_the_field_without_its_detail() {
        let kind = FieldKind::Time(NaiveTime::MIN, ClockFormat::default());
        let field = Field::empty("Lights out", kind)
            .with_detail("24 hours")
            .prefilled(Some("25:00".to_owned()), "");
        assert_eq!(field.label(), "Lights out, 24 hours");
        let error = field.shown_time().unwrap_err();
        assert!(error.starts_with("Lights out: "), "{error}");
    }
}
