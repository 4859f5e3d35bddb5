//! The terminal user interface: one state and three functions.
//!
//! [`App::update`] takes a message and returns effects, [`view`] draws, and the loop in `run` waits on one channel
//! until an event arrives or the picture changes by itself. [`World`] carries out the effects: it alone holds the
//! journal, the desktop and the config file. A screen is a folder in `screens` that implements `Screen`. Only the
//! command line uses this module.

mod app;
mod background;
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
mod rating_keys;
mod reviewer;
mod row;
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
mod writer;

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

/// The first screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The questions of the first start.
    Welcome,
    /// The evening's timeline.
    Tonight,
    /// The guided player, with the routine of that id.
    Play(String),
}

/// Runs the user interface until the user quits. `once_drawn` is called after the first frame is drawn.
///
/// # Errors
/// If there is no terminal, or the journal cannot be read.
pub fn start(
    coach: Coach,
    paths: Paths,
    opening: &Opening,
    once_drawn: impl FnOnce(),
) -> anyhow::Result<()> {
    let now = clock::now();
    // Before the evening is read, so that no later change is missed.
    let seen_changes = coach.journal.foreign_changes().ok();
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
    run::run(app, once_drawn, |started, results| {
        World::start(coach, paths, seen_changes, started, results)
    })
}
