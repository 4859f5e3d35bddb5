//! The terminal user interface: one state and three functions.
//!
//! [`App::update`] takes a message and returns effects. [`view`] draws. The loop in `run` waits on one channel until
//! something arrives or the picture changes by itself. [`World`] carries out the effects: it reads the journal, and
//! hands whatever has to be written to the thread in `writer`. A screen is a folder in `screens` with a type that
//! implements `Screen`. Only the command line uses this module.
//!
//! From a key press to an event in the journal:
//!
//! 1. `event_source` reads the key from the terminal, and `key_decoder` finds it among the bytes. `inbox` puts it before
//!    what other threads have to report. `run` turns it into a [`Message::Key`] and calls [`App::update`].
//! 2. `input` handles the keys that work on every screen, and passes the others to `Screen::key` of the top screen.
//! 3. The screen returns an [`Effect::Act`] or [`Effect::Record`] with the user's [`Action`](crate::evening::Action).
//! 4. [`World::perform`] calls [`Coach::foresee`], where `evening::decide` turns the action into events or refuses it.
//!    The events are pending: the screen shows them, and nothing is written yet.
//! 5. The thread in `writer` calls [`Coach::write`]. It decides again by what the journal holds by then, and
//!    [`Journal::transact_as_foreseen`](crate::journal::Journal::transact_as_foreseen) appends the events.
//!
//! Two kinds of event meet here. An event of the terminal (`crossterm::event::Event`) goes no further than step 2. An
//! [`Event`](crate::event::Event) is an entry in the journal.

mod app;
mod background;
mod charset;
mod chrome;
mod comparison;
mod config_change;
mod context;
mod event_source;
mod footer;
mod frame_buffer;
mod inbox;
mod input;
mod install;
#[cfg(unix)]
mod key_decoder;
mod lines;
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
mod sitting;
mod stack;
pub(crate) mod symbols;
mod sync_page;
mod terminal;
mod terminal_capabilities;
mod text_field;
mod theme;
mod timers;
mod view;
pub(crate) mod widgets;
mod window;
mod world;
pub(crate) mod wrap;
mod writer;

pub use app::App;
pub use charset::{CONSOLE, Charset};
pub use footer::Hint;
pub use message::{Background, DiaryRead, Effect, Installed, Message, Moment, SyncPage};
pub use terminal::{NoTerminal, TerminalGuard};
pub use terminal_capabilities::TerminalCapabilities;
pub use theme::{Depth, Theme};
pub use view::view;
pub use world::World;

use crate::clock;
use crate::coach::Coach;
use crate::journal::Unfinished;
use crate::paths::Paths;

/// The first screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The questions of the first start.
    Welcome,
    /// The evening's timeline.
    Tonight,
    /// The guided player.
    Play {
        /// The routine's id.
        routine: String,
        /// The session that was left in the middle, if there is one. It may be of another routine.
        left: Option<Unfinished>,
    },
    /// The guided player, with the routine for the night that may calm most.
    Rescue,
}

/// How the program shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// Pictures on a terminal, and keys.
    Screens,
    /// Lines of text, printed and typed.
    Lines,
}

/// Runs the user interface until the user quits. `once_drawn` is called after the first frame is drawn.
///
/// # Errors
/// If there is no terminal, or the journal cannot be read.
pub fn start(
    coach: Coach,
    paths: Paths,
    opening: &Opening,
    front: Front,
    once_drawn: impl FnOnce(),
) -> anyhow::Result<()> {
    let now = clock::now();
    // Before the evening is read, so that no later change is missed.
    let seen_changes = coach.journal.foreign_changes().ok();
    let terminal = TerminalCapabilities {
        draws: front == Front::Screens,
        ..TerminalCapabilities::detect(&coach.config.display)
    };
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
