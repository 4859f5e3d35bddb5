//! `winddown` alone: the screens.

use std::io::{IsTerminal, stdin, stdout};

use super::home::Home;
use crate::tui::NoTerminal;
use crate::tui::{self, Opening};

/// Opens tonight's screen; before there is a config, the welcome.
pub fn run(home: &Home) -> anyhow::Result<()> {
    needs_a_terminal()?;
    let coach = home.coach_for_a_window()?;
    let opening = if home.paths.config.exists() {
        Opening::Tonight
    } else {
        Opening::Welcome
    };
    tui::start(coach, home.paths.clone(), &opening, || home.start_log())
}

/// Looked at before the journal is opened, so that none is made for nothing.
pub fn needs_a_terminal() -> Result<(), NoTerminal> {
    if stdin().is_terminal() && stdout().is_terminal() {
        Ok(())
    } else {
        Err(NoTerminal)
    }
}
