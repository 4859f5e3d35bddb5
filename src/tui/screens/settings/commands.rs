//! What the keys of the settings do.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::SettingsScreen;
use super::change;
use super::picker::Picked;
use super::rows::Opens;
use crate::plan::Direction;
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::prompt::Typed;
use crate::tui::screen::Outcome;
use crate::tui::screens::Place;
use crate::tui::text_field::{FieldEdit, as_sentence};

impl SettingsScreen {
    pub(super) fn command(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let last = self.count(ctx).saturating_sub(1);
        let page = usize::from(ctx.area().height / 2);
        match code {
            KeyCode::Char('q') => return Effect::Quit.into(),
            KeyCode::Esc | KeyCode::Char('h') | KeyCode::Left => return self.back(),
            KeyCode::Down | KeyCode::Char('j') => self.selected = (self.selected + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.selected = self.selected.saturating_sub(1),
            KeyCode::PageDown => self.selected = (self.selected + page).min(last),
            KeyCode::PageUp => self.selected = self.selected.saturating_sub(page),
            KeyCode::Home | KeyCode::Char('g') => self.selected = 0,
            KeyCode::End => self.selected = last,
            KeyCode::Char('/') if self.entry.is_none() => self.is_finding = true,
            KeyCode::Char('u') => return self.take_back(),
            KeyCode::Char('x') => return self.reset(ctx),
            KeyCode::Char('[') => return self.move_entry(Direction::Up, ctx),
            KeyCode::Char(']') => return self.move_entry(Direction::Down, ctx),
            KeyCode::Enter | KeyCode::Char(' ') => return self.activate(ctx),
            _ => {}
        }
        Outcome::default()
    }

    pub(super) fn back(&mut self) -> Outcome {
        if self.entry.take().is_some() {
            self.selected = self.selected_before;
        } else if self.query.is_empty() {
            return Place::BACK.into();
        } else {
            self.query.set(String::new());
            self.selected = 0;
        }
        Outcome::default()
    }

    /// Leaves a setting out of the config, switches a step off, or takes another entry out.
    fn reset(&mut self, ctx: &Context<'_>) -> Outcome {
        let (Some(config), Some(line)) = (self.config(), self.line(ctx)) else {
            return Outcome::default();
        };
        let change = match &line.opens {
            Opens::Setting(table, setting) if line.can_be_reset => {
                change::set(config, table, setting, None)
            }
            Opens::Entry(entry) => change::remove(config, entry),
            Opens::Setting(..)
            | Opens::Add(_)
            | Opens::Off(_)
            | Opens::Trials
            | Opens::Agent
            | Opens::Sync => {
                return Outcome::default();
            }
        };
        self.write(change)
    }

    fn move_entry(&mut self, direction: Direction, ctx: &Context<'_>) -> Outcome {
        let (Some(config), Some(line)) = (self.config(), self.line(ctx)) else {
            return Outcome::default();
        };
        let Opens::Entry(entry) = line.opens else {
            return Outcome::default();
        };
        let change = change::moved(config, &entry, direction);
        self.write(change)
    }

    pub(super) fn finding(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        match key.code {
            KeyCode::Esc => {
                self.is_finding = false;
                self.query.set(String::new());
                self.selected = 0;
            }
            KeyCode::Enter => {
                self.is_finding = false;
                return self.activate(ctx);
            }
            KeyCode::Down | KeyCode::Up => return self.command(key.code, ctx),
            KeyCode::Tab => self.is_finding = false,
            _ => match self.query.key(key) {
                FieldEdit::Changed => self.selected = 0,
                FieldEdit::Refused(example) => return Outcome::notice(as_sentence(&example)),
                FieldEdit::Unchanged | FieldEdit::NotMine => {}
            },
        }
        Outcome::default()
    }

    pub(super) fn picking(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let Some(picker) = &mut self.picker else {
            return Outcome::default();
        };
        match picker.key(code) {
            Picked::Choosing => Outcome::default(),
            Picked::Cancelled => {
                self.picker = None;
                Outcome::default()
            }
            Picked::Value(value) => self.picked(value, ctx),
        }
    }

    pub(super) fn typing(&mut self, key: KeyEvent) -> Outcome {
        let Some(asked) = &mut self.asked else {
            return Outcome::default();
        };
        match asked.prompt.typed(key) {
            Typed::Editing => Outcome::default(),
            Typed::Cancelled => {
                self.asked = None;
                Outcome::default()
            }
            Typed::Answered => self.answered(),
        }
    }
}
