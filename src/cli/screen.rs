//! `winddown` without a command: opens the screens.

use std::io::{IsTerminal, stdin, stdout};

use super::context::CommandContext;
use crate::tui::NoTerminal;
use crate::tui::{self, Opening};

/// Opens tonight's screen, or the welcome where there is no config yet.
pub(crate) fn run(ctx: &CommandContext) -> anyhow::Result<()> {
    needs_a_terminal()?;
    let coach = ctx.coach_for_a_window()?;
    let opening = if ctx.paths.config.exists() {
        Opening::Tonight
    } else {
        Opening::Welcome
    };
    tui::start(coach, ctx.paths.clone(), &opening, || ctx.start_log())
}

/// Fails where standard input or output is not a terminal. Callers check this before they open the journal, which would
/// create one.
pub(crate) fn needs_a_terminal() -> Result<(), NoTerminal> {
    if stdin().is_terminal() && stdout().is_terminal() {
        Ok(())
    } else {
        Err(NoTerminal)
    }
}
