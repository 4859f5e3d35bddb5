//! The screens: one value, three functions.
//!
//! [`App::update`](app::App::update) takes a message and says what it wants done, [`view`](view::view) draws,
//! and the loop in [`run`] waits on one channel until something arrives or the picture changes by itself.
//! What the app wants done, [`world`] does: it alone holds the journal, the desktop and the config file.
//! Nothing else in the program knows this room.

pub mod app;
mod chrome;
mod event_source;
mod footer;
pub mod install;
pub mod message;
mod news;
mod prompt;
mod rescue;
pub mod run;
pub mod screens;
pub mod symbols;
pub mod terminal;
mod terminal_capabilities;
pub mod theme;
pub mod view;
pub mod widgets;
pub mod world;
pub mod wrap;

use crate::clock;
use crate::coach::Coach;
use crate::paths::Paths;
use app::{App, Screen, TerminalCapabilities};
use screens::welcome;
use world::World;

/// What is shown first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The questions of a first start.
    Welcome,
    /// The evening's timeline.
    Tonight,
    /// The guided player, at once, with the routine of that id.
    Play(String),
}

/// Shows the screens until the user leaves. `once_drawn` is called when the first picture is there.
///
/// # Errors
/// When there is no terminal, or the journal cannot be read.
pub fn start(
    coach: Coach,
    paths: Paths,
    opening: &Opening,
    once_drawn: impl FnOnce(),
) -> anyhow::Result<()> {
    let now = clock::now();
    let screen = match opening {
        Opening::Welcome => Screen::Welcome(welcome::State::new(&coach.config.plan)),
        Opening::Tonight | Opening::Play(_) => Screen::Tonight,
    };
    let terminal = TerminalCapabilities::detect(&coach.config.display);
    let night = coach.tonight(now)?;
    let mut app = App::new(
        coach.config.clone(),
        night,
        coach.zone,
        terminal,
        screen,
        now,
    );
    if let Opening::Play(routine) = opening {
        let step = app.step_with(routine);
        app.play(routine, step);
    }
    run::run(app, World::new(coach, paths), once_drawn)
}
