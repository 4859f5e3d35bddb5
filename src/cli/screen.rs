//! `winddown` without a command: opens the screens, or the evening in lines.

use std::io::{IsTerminal, stdin, stdout};

use super::context::CommandContext;
use crate::config_file;
use crate::plan;
use crate::tui::NoTerminal;
use crate::tui::{self, Front, Opening};

/// Opens tonight's screen, or the welcome where there is no config yet. With `plain`, or where nothing can be drawn, both are
/// in lines.
pub(crate) fn run(ctx: &CommandContext, plain: bool) -> anyhow::Result<()> {
    let front = front(plain)?;
    let mut coach = ctx.coach_for_a_window()?;
    let opening = if config_file::is_there(&ctx.paths.config) {
        Opening::Tonight
    } else {
        // What the welcome proposes, and shows its own times by.
        let display = &mut coach.config.display;
        (display.clock, display.first_day_of_week) = plan::usual_for_locale(&locale_of_times());
        Opening::Welcome
    };
    tui::start(coach, ctx.paths.clone(), &opening, front, || {
        ctx.start_log();
    })
}

/// The locale of dates and times, as POSIX has it: the first of these that is set. Empty where none is.
fn locale_of_times() -> String {
    let values = ["LC_ALL", "LC_TIME", "LANG"].map(std::env::var);
    let mut set = values.into_iter().flatten();
    set.find(|value| !value.is_empty()).unwrap_or_default()
}

/// How the program shows itself: in lines if the user wants that, or types at a terminal that cannot be drawn on.
///
/// Callers check this before they open the journal, which would create one.
///
/// # Errors
/// If nobody types, and standard output cannot be drawn on.
pub(crate) fn front(plain: bool) -> Result<Front, NoTerminal> {
    if plain {
        return Ok(Front::Lines);
    }
    if !stdin().is_terminal() {
        return Err(NoTerminal);
    }
    let is_drawn_on =
        stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|it| it != "dumb");
    Ok(if is_drawn_on {
        Front::Screens
    } else {
        Front::Lines
    })
}
