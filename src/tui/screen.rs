//! What a screen is.
//!
//! Screens stand side by side: each is given the [`Context`] that all of them share, and returns an [`Outcome`] that
//! says what is to be done and where to go. None knows the app or another screen.

use std::fmt::Debug;
use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};
use ratatui::layout::Position;
use tui_input::Input;

use super::chrome::Chrome;
use super::context::Context;
use super::footer::Hint;
use super::message::{Effect, Message, Moment};
use super::prompt::Prompt;
use super::screens::Place;
use crate::evening::Status;
use crate::event::EveningDate;
use crate::words;

/// A screen: what it keeps, its keys, and its picture.
pub trait Screen: Debug {
    /// What it is called, in the help.
    fn title(&self) -> &'static str;

    /// The keys that work now, for the footer.
    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint>;

    /// Takes a key.
    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome;

    /// Draws it on a terminal with room for it.
    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame);

    /// Takes a press of the mouse, or a turn of its wheel. A press on a hint of the footer arrives as a key instead.
    fn mouse(&mut self, _mouse: MouseEvent, _ctx: &Context<'_>) -> Outcome {
        Outcome::default()
    }

    /// The key whose hint is drawn at that place.
    fn hint_at(&self, place: Position, ctx: &Context<'_>) -> Option<KeyCode> {
        self.chrome(ctx).key_at(place, ctx)
    }

    /// The lines that screens have around them.
    fn chrome(&self, ctx: &Context<'_>) -> Chrome {
        Chrome::around(&self.hints(ctx), self.tab(), self.prompt().is_some(), ctx)
    }

    /// Where Tab leads, as a hint at the foot.
    fn tab(&self) -> Option<Hint> {
        None
    }

    /// The question at the foot, while there is one.
    fn prompt(&self) -> Option<&Prompt> {
        None
    }

    /// Where pasted text goes.
    fn input(&mut self) -> Option<&mut Input> {
        None
    }

    /// Whether letters are typed text now. They reach this screen alone.
    fn takes_letters(&self) -> bool {
        self.prompt().is_some()
    }

    /// Its keys and signs, for the help; none where `?` opens no help.
    fn help(&self, ctx: &Context<'_>) -> Option<Help>;

    /// Which key opens Learn, and on which page.
    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        None
    }

    /// The screen in one line, where the terminal has room for no more.
    fn one_line(&self, ctx: &Context<'_>) -> String {
        next_step(ctx)
    }

    /// Takes a key where only that line is drawn: what cannot be seen is not done by accident.
    fn one_line_key(&mut self, code: KeyCode, _ctx: &Context<'_>) -> Outcome {
        match code {
            KeyCode::Char('q') => Effect::Quit.into(),
            _ => Outcome::default(),
        }
    }

    /// It has been opened: what it wants to read.
    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![]
    }

    /// It is on top again, after going to `place` closed what lay over it.
    fn shown_again(&mut self, _place: &Place, _ctx: &Context<'_>) -> Outcome {
        Outcome::default()
    }

    /// The night routine begins and takes the place of whatever is open. What was begun here is kept.
    fn interrupted(&mut self) -> Vec<Effect> {
        vec![]
    }

    /// Takes a message. Each reaches every open screen, also those below another.
    fn receive(&mut self, _message: &Message, _ctx: &Context<'_>) -> Outcome {
        Outcome::default()
    }

    /// Time has passed since `before`.
    fn time_passed(&mut self, _before: Moment, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![]
    }

    /// How long the picture stays as it is, unless something happens. Without an answer it changes with the clock's
    /// minute and the evening's steps.
    fn still_for(&self, _ctx: &Context<'_>) -> Option<Duration> {
        None
    }

    /// Whether it shows the seconds of a timer.
    fn shows_seconds(&self) -> bool {
        false
    }

    /// Whether it shows by itself what a message says, so that no line at the foot has to.
    fn shows(&self, _message: &Message) -> bool {
        false
    }

    /// Whether time stands still for the screens below this one.
    fn stops_time_below(&self) -> bool {
        false
    }

    /// The evening whose night routine is on. As long as it is, the window is dark; it is quiet until that evening
    /// ends.
    fn night_routine(&self) -> Option<EveningDate> {
        None
    }
}

/// What follows from a key, a press or a message.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is to be done by the world around the app.
    pub effects: Vec<Effect>,
    /// Where to go.
    pub go: Option<Place>,
    /// What could not be done, for the line at the foot.
    pub notice: Option<String>,
    /// News for the same line.
    pub announcement: Option<String>,
}

impl Outcome {
    /// A line at the foot, and nothing else.
    pub fn notice(line: impl Into<String>) -> Self {
        Self {
            notice: Some(line.into()),
            ..Self::default()
        }
    }

    /// The same, and then there.
    pub fn and_go(self, place: Place) -> Self {
        Self {
            go: Some(place),
            ..self
        }
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

/// A key, or a sign, and what it means.
pub type Explained = (&'static str, &'static str);

/// What the help says of a screen.
#[derive(Debug, Clone)]
pub struct Help {
    /// What the screen is called.
    pub title: &'static str,
    /// Its keys.
    pub keys: &'static [Explained],
    /// Its signs, each with its meaning.
    pub signs: Vec<String>,
    /// What else stands on it, where there is room to explain it.
    pub terms: &'static [Explained],
}

impl Help {
    /// The help of a screen whose keys are all there is to explain.
    pub fn keys(title: &'static str, keys: &'static [Explained]) -> Self {
        Self {
            title,
            keys,
            signs: Vec::new(),
            terms: &[],
        }
    }
}

/// How a screen leads to Learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Learn {
    /// The key.
    pub key: char,
    /// The page to open; without one, the list of them.
    pub page: Option<&'static str>,
}

impl Learn {
    /// By the usual key.
    pub fn page(page: Option<&'static str>) -> Self {
        Self { key: 'i', page }
    }
}

/// What is next tonight: "Leg stretches in 12 min".
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
