//! The screens: one value, three functions.
//!
//! [`App::update`] takes a message and returns what is to be done, [`view`] draws, and the loop in `run` waits on one
//! channel until something arrives or the picture changes by itself. The effects are carried out by [`World`]: it alone
//! holds the journal, the desktop and the config file. A screen is a folder in `screens` that implements `Screen`.
//! Nothing else in the program uses this module.

mod app;
mod chrome;
mod comparison;
mod context;
mod event_source;
mod footer;
mod input;
mod install;
mod message;
mod navigation;
mod new_drink;
mod notices;
mod prompt;
mod run;
mod screen;
mod screens;
mod stack;
pub(crate) mod symbols;
mod terminal;
mod terminal_capabilities;
mod theme;
mod timers;
mod view;
pub(crate) mod widgets;
mod world;
pub(crate) mod wrap;

pub use app::App;
pub use footer::Hint;
pub use message::{DiaryRead, Effect, Installed, Message, Moment};
pub use terminal::{NoTerminal, TerminalGuard};
pub use terminal_capabilities::TerminalCapabilities;
pub use theme::Depth;
pub use view::view;
pub use world::World;

use crate::clock;
use crate::coach::Coach;
use crate::paths::Paths;

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
    let terminal = TerminalCapabilities::detect(&coach.config.display);
    let night = coach.tonight(now)?;
    let app = App::new(
        coach.config.clone(),
        night,
        coach.zone,
        terminal,
        opening,
        now,
    );
    run::run(app, World::new(coach, paths), once_drawn)
}
