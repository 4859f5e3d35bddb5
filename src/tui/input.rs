//! Routes keys, pasted text and mouse events to the app or to the top screen.

use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Position;

use super::app::App;
use super::message::Effect;
use super::screens::Place;

/// The id of the routine for being awake at night. The key N starts it from every screen.
const NIGHT_ROUTINE: &str = "night-rescue";

impl App {
    /// Handles a key: some work on every screen, the others go to the top screen.
    pub(super) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return match key.code {
                KeyCode::Char('c' | 'q') => vec![Effect::Quit],
                KeyCode::Char('z') => vec![Effect::Suspend],
                KeyCode::Char('l') => vec![Effect::Redraw],
                _ => vec![],
            };
        }
        let ctx = self.screens.context(&self.shared);
        let is_quiet = ctx.is_quiet;
        self.shared.notices.key_pressed(is_quiet);
        let ctx = self.screens.context(&self.shared);
        let top = self.screens.top_mut();
        let is_command = !top.takes_letters();
        let is_night_key = key.code == KeyCode::Char('N') && is_command;
        if is_night_key && !ctx.is_dark && !ctx.is_tiny() {
            return self.go(&Place::routine(NIGHT_ROUTINE));
        }
        if key.code == KeyCode::Char('?')
            && let Some(help) = top.help(&ctx)
        {
            return self.go(&Place::Help(help));
        }
        if ctx.is_tiny() {
            let outcome = top.one_line_key(key.code, &ctx);
            return self.carry_out(outcome);
        }
        if let Some(learn) = top.learn(&ctx)
            && is_command
            && key.code == KeyCode::Char(learn.key)
        {
            return self.go(&Place::Learn(learn.page));
        }
        let outcome = top.key(key, &ctx);
        self.carry_out(outcome)
    }

    /// Inserts pasted text into the input field, if there is one. Otherwise it is dropped, so that its letters do not
    /// act as commands.
    pub(super) fn paste(&mut self, text: &str) {
        let ctx = self.context();
        let is_quiet = ctx.is_quiet;
        if ctx.is_tiny() {
            return;
        }
        if self.screens.top_mut().paste(text) {
            self.shared.notices.key_pressed(is_quiet);
        }
    }

    pub(super) fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        let ctx = self.screens.context(&self.shared);
        if ctx.is_tiny() {
            return vec![];
        }
        let top = self.screens.top_mut();
        if mouse.kind == MouseEventKind::Down(MouseButton::Left)
            && let Some(code) = top.hint_at(Position::new(mouse.column, mouse.row), &ctx)
        {
            return self.key(KeyEvent::from(code));
        }
        let outcome = top.mouse(mouse, &ctx);
        self.carry_out(outcome)
    }
}
