//! The [`Screen`] trait.
//!
//! Screens are independent: each reads the [`Context`] that all of them share and returns an [`Outcome`] with effects
//! and a place to go. A screen knows neither the app nor the other screens.

use std::fmt::Debug;
use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};
use ratatui::layout::Position;

use super::chrome::{self, Chrome};
use super::context::Context;
use super::footer::Hint;
use super::message::{Effect, Message, Moment, UndoableEntry};
use super::prompt::Prompt;
use super::screens::Place;
use crate::evening::Status;
use crate::event::EveningDate;
use crate::plan::{KeyArea, ThemeName};
use crate::session::Cue;
use crate::words;

/// One screen: its state, its keys and how it is drawn.
pub trait Screen: Debug {
    /// The name that the help uses.
    fn title(&self) -> &'static str;

    /// The keys that work in the current state, for the footer.
    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint>;

    /// Those hints, with keys of the user's own in the place of built-in ones.
    fn shown_hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let mut hints = self.hints(ctx);
        if !self.takes_text() {
            for hint in &mut hints {
                *hint = hint.with_own_key(&ctx.config.keys, self.key_area());
            }
        }
        hints
    }

    /// The actions that letters and signs stand for now. Keys of the user's own are translated by it, so that screens
    /// only know the built-in ones.
    fn key_area(&self) -> KeyArea;

    /// Whether the undo key takes back this entry here and now. Only then an answer names that key.
    fn undoes(&self, _newest: UndoableEntry) -> bool {
        false
    }

    /// Whether letters are text, so that neither Caps Lock nor keys of the user's own change them.
    fn takes_text(&self) -> bool {
        self.takes_letters() && self.has_field()
    }

    /// Handles a key.
    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome;

    /// Handles a line, where nothing is drawn. None if it means nothing to this screen, so that it may be a command.
    fn line(&mut self, _line: &str, _ctx: &Context<'_>) -> Option<Outcome> {
        None
    }

    /// What the screen says or asks, in a line that is printed whenever it changes, where nothing is drawn.
    fn says(&self, _ctx: &Context<'_>) -> Option<String> {
        None
    }

    /// Whether something goes on here without anybody typing, so that the program does not end with its input.
    fn goes_on_alone(&self) -> bool {
        false
    }

    /// Draws the screen. Called only if the terminal is at least 40x12.
    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame);

    /// Handles a mouse event. A click on a hint of the footer is passed to [`key`](Self::key) instead.
    fn mouse(&mut self, _mouse: MouseEvent, _ctx: &Context<'_>) -> Outcome {
        Outcome::default()
    }

    /// The key whose hint is drawn at that position.
    fn hint_at(&self, place: Position, ctx: &Context<'_>) -> Option<KeyCode> {
        self.chrome(ctx).key_at(place)
    }

    /// The frame around the screen: header, rules, footer and foot.
    fn chrome(&self, ctx: &Context<'_>) -> Chrome {
        let own_line = |width| self.foot_line(ctx, width);
        let prompt_height = self.prompt().map_or(0, Prompt::height);
        Chrome::around(
            &self.shown_hints(ctx),
            &self.corner(ctx),
            prompt_height,
            own_line,
            self.widest(),
            ctx,
        )
    }

    /// The most cells that the screen is wide. On a wider terminal it is centred.
    fn widest(&self) -> u16 {
        chrome::WIDEST
    }

    /// The screen's own line at the foot, which is `width` cells wide. A notice or a prompt takes its place.
    fn foot_line(&self, _ctx: &Context<'_>, _width: u16) -> String {
        String::new()
    }

    /// Hints at the right end of the foot, the first one outermost, as far as there is room.
    fn corner(&self, _ctx: &Context<'_>) -> Vec<Hint> {
        vec![]
    }

    /// The open prompt at the foot, if any.
    fn prompt(&self) -> Option<&Prompt> {
        None
    }

    /// Inserts pasted text into the text field with the cursor.
    fn paste(&mut self, _text: &str) -> Pasted {
        Pasted::Nowhere
    }

    /// Whether letters are text input now. The keys that work on every screen are then passed to this screen too.
    fn takes_letters(&self) -> bool {
        self.prompt().is_some()
    }

    /// Whether the sign of a selection on this screen marks one. The help explains it.
    fn shows_selection(&self) -> bool {
        true
    }

    /// Whether a text field has the cursor. Then keys with Ctrl or Alt are passed to this screen.
    fn has_field(&self) -> bool {
        self.takes_letters()
    }

    /// The content of the help. None if `?` opens no help now.
    fn help(&self, ctx: &Context<'_>) -> Option<Help>;

    /// The key that opens Learn, and the page it opens.
    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        None
    }

    /// The screen as one line, for a terminal smaller than 40x12.
    fn one_line(&self, ctx: &Context<'_>) -> String {
        next_step(ctx)
    }

    /// Handles a key while only that line is drawn. Few keys work, so that nothing is done unseen.
    fn one_line_key(&mut self, code: KeyCode, _ctx: &Context<'_>) -> Outcome {
        match code {
            KeyCode::Char('q') => Effect::Quit.into(),
            _ => Outcome::default(),
        }
    }

    /// Whether the user has typed or chosen something that is not recorded yet, and that would be lost if the screen were
    /// closed.
    fn has_unsaved_input(&self) -> bool {
        self.prompt().is_some_and(Prompt::has_unsaved_input)
    }

    /// Whether the key throws unsaved input away. Keys that quit, or go to a place that closes the screen, need not be
    /// named.
    fn discards_input(&self, key: KeyEvent) -> bool {
        key.code == KeyCode::Esc
    }

    /// Called when the screen is opened. Returns the reads it needs.
    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![]
    }

    /// Called when going to `place` closed the screens above, so that this one is on top again.
    fn shown_again(&mut self, _place: &Place, _ctx: &Context<'_>) -> Outcome {
        Outcome::default()
    }

    /// Called before the player replaces the open screens. Returns the effects that save unfinished work.
    fn interrupted(&mut self) -> Vec<Effect> {
        vec![]
    }

    /// Handles a message. Every open screen receives it, including those below another.
    fn receive(&mut self, _message: &Message, _ctx: &Context<'_>) -> Outcome {
        Outcome::default()
    }

    /// Called with every message: time has passed since `before`.
    fn time_passed(&mut self, _before: Moment, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![]
    }

    /// How long until the picture changes by itself. None means that it changes only with the clock's minute and the
    /// evening's steps.
    fn unchanged_for(&self, _ctx: &Context<'_>) -> Option<Duration> {
        None
    }

    /// Whether the screen shows a timer's seconds, so that it is redrawn every second.
    fn shows_seconds(&self) -> bool {
        false
    }

    /// Whether the screen itself shows the content of a message, so that the foot need not.
    fn shows(&self, _message: &Message) -> bool {
        false
    }

    /// The theme to draw with in the place of the configured one, while the user chooses another.
    fn previewed_theme(&self) -> Option<ThemeName> {
        None
    }

    /// Whether the screens below do not get [`time_passed`](Self::time_passed) while this one is open.
    fn stops_time_below(&self) -> bool {
        false
    }

    /// The sounds of the next seconds, each with the time until it is due. None if the screen makes no sound.
    fn cues_ahead(&self) -> Option<Vec<(Duration, Cue)>> {
        None
    }

    /// The evening of the night routine that this screen plays, if it plays one. The window is dark as long as the
    /// routine is open, and quiet until that evening ends.
    fn night_routine(&self) -> Option<EveningDate> {
        None
    }
}

/// What a screen asks for after a key, a mouse event or a message.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Effects to carry out.
    pub effects: Vec<Effect>,
    /// The place to go to.
    pub go: Option<Place>,
    /// A failure or refusal to show at the foot.
    pub notice: Option<String>,
    /// An announcement to show at the foot.
    pub announcement: Option<String>,
    /// What the key changed, to show at the foot.
    pub confirmation: Option<String>,
}

impl Outcome {
    /// Shows a failure or refusal at the foot and does nothing else.
    pub fn notice(line: impl Into<String>) -> Self {
        Self {
            notice: Some(line.into()),
            ..Self::default()
        }
    }

    /// Says what the key changed and does nothing else.
    pub fn confirmation(line: impl Into<String>) -> Self {
        Self {
            confirmation: Some(line.into()),
            ..Self::default()
        }
    }

    /// Also goes to `place`.
    pub fn and_go(self, place: Place) -> Self {
        Self {
            go: Some(place),
            ..self
        }
    }
}

/// What became of pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pasted {
    /// No text field has the cursor.
    Nowhere,
    /// It is in the field.
    Inserted,
    /// The field does not take it, for the reason given as a sentence.
    Refused(String),
}

impl From<Result<(), String>> for Pasted {
    fn from(result: Result<(), String>) -> Self {
        result.map_or_else(Self::Refused, |()| Self::Inserted)
    }
}

impl From<Effect> for Outcome {
    fn from(effect: Effect) -> Self {
        vec![effect].into()
    }
}

impl From<Vec<Effect>> for Outcome {
    fn from(effects: Vec<Effect>) -> Self {
        Self {
            effects,
            ..Self::default()
        }
    }
}

impl From<Place> for Outcome {
    fn from(place: Place) -> Self {
        Self::default().and_go(place)
    }
}

/// A key or symbol, and its meaning.
pub type Explained = (&'static str, &'static str);

/// The content of a screen's help.
#[derive(Debug, Clone)]
pub struct Help {
    /// The screen's name.
    pub title: &'static str,
    /// The keys and what they do.
    pub keys: &'static [Explained],
    /// Where the keys work, to show those of the user's own.
    pub area: KeyArea,
    /// The symbols, each followed by its meaning.
    pub signs: Vec<String>,
    /// Other terms on the screen, explained only if there is room.
    pub terms: &'static [Explained],
}

impl Help {
    /// Creates a help that explains keys only.
    pub fn keys(title: &'static str, keys: &'static [Explained], area: KeyArea) -> Self {
        Self {
            title,
            keys,
            area,
            signs: Vec::new(),
            terms: &[],
        }
    }
}

/// How a screen leads to Learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Learn {
    /// The key that opens it.
    pub key: char,
    /// The page to open. None opens the list of pages.
    pub page: Option<&'static str>,
}

impl Learn {
    /// Opens the page with the usual key, `i`.
    pub fn page(page: Option<&'static str>) -> Self {
        Self { key: 'i', page }
    }
}

/// What the keys do that work while a page of its own, such as Learn, is drawn as one line.
pub fn quit_or_back(code: KeyCode) -> Outcome {
    match code {
        KeyCode::Char('q') => Effect::Quit.into(),
        KeyCode::Esc => Place::BACK.into(),
        _ => Outcome::default(),
    }
}

/// The next step tonight, such as "Leg stretches in 12 min".
fn next_step(ctx: &Context<'_>) -> String {
    let timeline = ctx.timeline();
    let Some(next) = timeline.next() else {
        return "All settled. Sleep well.".to_owned();
    };
    let minutes = words::minutes_between(ctx.now(), next.waits_until());
    let title = &next.step.title;
    match next.status {
        Status::Due => format!("Now: {title}"),
        Status::Late => format!("{title}, open for {}", words::short_span(-minutes)),
        _ => format!("{title} in {}", words::short_span(minutes.max(1))),
    }
}
