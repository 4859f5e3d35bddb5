//! Routes keys, pasted text and mouse events to the app or to the top screen.

use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Position;

use super::app::App;
use super::context::Context;
use super::footer::{NIGHT, ONSET, SETTINGS};
use super::message::Effect;
use super::screen::{Outcome, Pasted, Screen};
use super::screens::{Closes, Place};
use crate::evening::Action;
use crate::plan::KeyAction;

impl App {
    /// Handles a key: some work on every screen, the others go to the top screen. One that would throw unsaved input away
    /// asks first, and does so when it is pressed again.
    pub(super) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let pressed = key;
        if !self.waits_for_clock.is_empty() && self.is_yes(pressed) {
            self.shared.notices.take_question();
            let waiting = std::mem::take(&mut self.waits_for_clock);
            return [vec![Effect::ConfirmClock], waiting].concat();
        }
        let Some(key) = self.built_in(pressed) else {
            return vec![];
        };
        let is_about_clock = !std::mem::take(&mut self.waits_for_clock).is_empty();
        let was_asked = self.shared.notices.take_question();
        let is_confirmed = was_asked && !is_about_clock;
        if !is_confirmed && self.screens.top().has_unsaved_input() {
            let top = self.screens.top();
            if top.discards_input(key) && !self.shared.is_tiny() {
                return self.ask_first(&again(pressed));
            }
        }
        let outcome = self.key_outcome(key);
        if !is_confirmed && self.discards_input(&outcome) {
            return self.ask_first(&again(pressed));
        }
        self.carry_out(outcome)
    }

    /// The built-in key that a pressed one stands for. None if it stands for nothing: its action has another key, or it
    /// is a letter that no command can be on.
    fn built_in(&mut self, key: KeyEvent) -> Option<KeyEvent> {
        let top = self.screens.top();
        let key = if top.takes_text() {
            return Some(key);
        } else {
            without_caps(key)
        };
        let KeyCode::Char(pressed) = key.code else {
            return Some(key);
        };
        if key
            .modifiers
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
        {
            return Some(key);
        }
        let keys = &self.shared.config.keys;
        let built_in = keys.built_in(pressed, top.key_area())?;
        if is_letter_of_another_script(built_in) {
            self.shared.notices.explain_layout(pressed);
            return None;
        }
        Some(KeyEvent {
            code: KeyCode::Char(built_in),
            ..key
        })
    }

    /// Whether the key answers a question with yes.
    fn is_yes(&self, key: KeyEvent) -> bool {
        let has_modifier = key
            .modifiers
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let yes = self.shared.config.keys.key(KeyAction::Yes);
        !has_modifier && without_caps(key).code == KeyCode::Char(yes)
    }

    /// What a key asks for.
    fn key_outcome(&mut self, key: KeyEvent) -> Outcome {
        let is_ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        // Ctrl and Alt together are AltGr, which types a letter on some layouts.
        if is_ctrl && !key.modifiers.contains(KeyModifiers::ALT) {
            match without_caps(key).code {
                KeyCode::Char('c' | 'q') => return Effect::Quit.into(),
                KeyCode::Char('z') => return Effect::Suspend.into(),
                KeyCode::Char('l') => return Effect::Redraw.into(),
                _ if !self.screens.top().has_field() => return Outcome::default(),
                _ => {}
            }
        }
        // No command is on a key with Alt: an Escape and a letter that arrive together look like one.
        let is_alt = !is_ctrl && key.modifiers.contains(KeyModifiers::ALT);
        if is_alt && !self.screens.top().has_field() {
            return Outcome::default();
        }
        let ctx = self.screens.context(&self.shared);
        let is_quiet = ctx.is_quiet;
        self.shared.notices.key_pressed(is_quiet);
        let ctx = self.screens.context(&self.shared);
        let top = self.screens.top_mut();
        let is_command = !top.takes_letters();
        let is_night_key = key.code == NIGHT.key && is_command;
        if is_night_key && !ctx.is_dark && !ctx.is_tiny() {
            return Place::Rescue.into();
        }
        if key.code == ONSET && is_command && !ctx.is_tiny() {
            return begin_symptoms(&ctx);
        }
        if key.code == SETTINGS.key && is_command && top.key_area().has(KeyAction::Settings) {
            return if ctx.is_tiny() {
                Outcome::default()
            } else {
                Place::Settings.into()
            };
        }
        if key.code == KeyCode::Char('?')
            && let Some(help) = top.help(&ctx)
        {
            return Place::Help(help).into();
        }
        if ctx.is_tiny() {
            return top.one_line_key(key.code, &ctx);
        }
        if let Some(learn) = top.learn(&ctx)
            && is_command
            && key.code == KeyCode::Char(learn.key)
        {
            return Place::Learn(learn.page).into();
        }
        top.key(key, &ctx)
    }

    /// Whether carrying out the outcome would throw unsaved input away: it quits, or closes the screen with the input.
    fn discards_input(&self, outcome: &Outcome) -> bool {
        let closes = outcome.go.as_ref().map_or(Closes::None, Place::closes);
        if outcome.effects.contains(&Effect::Quit) || closes == Closes::All {
            return self.screens.iter().any(Screen::has_unsaved_input);
        }
        closes == Closes::Top && self.screens.top().has_unsaved_input()
    }

    /// Asks whether to throw unsaved input away. `again` says how to answer yes.
    fn ask_first(&mut self, again: &str) -> Vec<Effect> {
        let question = format!("Not kept yet. {again} discards it.");
        self.shared.notices.ask(question);
        vec![]
    }

    /// Inserts pasted text into the input field, if there is one. Otherwise it is dropped, so that its letters do not
    /// act as commands.
    pub(super) fn paste(&mut self, text: &str) {
        let ctx = self.context();
        let is_quiet = ctx.is_quiet;
        if ctx.is_tiny() {
            return;
        }
        match self.screens.top_mut().paste(text) {
            Pasted::Nowhere => {}
            Pasted::Inserted => self.shared.notices.key_pressed(is_quiet),
            Pasted::Refused(line) => self.shared.notices.report_failure(line),
        }
    }

    pub(super) fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        let is_press = matches!(mouse.kind, MouseEventKind::Down(_));
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
        let is_quiet = ctx.is_quiet;
        let outcome = top.mouse(mouse, &ctx);
        if is_press {
            self.shared.notices.key_pressed(is_quiet);
        }
        let is_about_clock = is_press && !std::mem::take(&mut self.waits_for_clock).is_empty();
        let was_asked = is_press && self.shared.notices.take_question();
        let is_confirmed = was_asked && !is_about_clock;
        if !is_confirmed && self.discards_input(&outcome) {
            return self.ask_first("Another click");
        }
        self.carry_out(outcome)
    }
}

/// Records that the symptoms begin now.
pub(super) fn begin_symptoms(ctx: &Context<'_>) -> Outcome {
    Effect::Record(ctx.tonight.evening.date, vec![Action::BeginSymptoms]).into()
}

/// The key with its letter in lower case. A terminal reports the same for Shift and for Caps Lock, so no command is on a
/// capital letter alone.
pub(super) fn without_caps(key: KeyEvent) -> KeyEvent {
    let KeyCode::Char(letter) = key.code else {
        return key;
    };
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => KeyEvent {
            code: KeyCode::Char(small),
            ..key
        },
        _ => key,
    }
}

/// Whether it is a letter, and none of the Latin alphabet: a keyboard that types it has no key for most commands.
fn is_letter_of_another_script(letter: char) -> bool {
    let is_latin = letter < '\u{250}' || ('\u{1e00}'..='\u{1eff}').contains(&letter);
    letter.is_alphabetic() && !is_latin
}

/// The key's name, in a sentence that asks for it again: `Esc again`.
fn again(key: KeyEvent) -> String {
    let name = match key.code {
        KeyCode::Esc => "Esc".to_owned(),
        KeyCode::Char(letter) if key.modifiers.contains(KeyModifiers::CONTROL) => {
            format!("Ctrl-{}", letter.to_ascii_uppercase())
        }
        KeyCode::Char(letter) => letter.to_string(),
        _ => "The same key".to_owned(),
    };
    format!("{name} again")
}
