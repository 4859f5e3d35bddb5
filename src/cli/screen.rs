//! `winddown` alone: the screens.

use std::io::{IsTerminal, stdin, stdout};

use super::home::Home;
use crate::tui::terminal::NoTerminal;
use crate::tui::{self, Opening};

/// Opens tonight's screen; before there is a config, the welcome.
pub fn run(home: &Home) -> anyhow::Result<()> {
    // Looked at first, so that a journal is not made for nothing.
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(NoTerminal.into());
    }
    let coach = home.coach()?;
    let opening = if home.paths.config.exists() {
        Opening::Tonight
    } else {
        Opening::Welcome
    };
    tui::start(coach, home.paths.clone(), &opening)
}
