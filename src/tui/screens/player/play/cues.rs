//! The sounds to come, which the world plays at their moments.

use std::time::Duration;

use super::PlayerScreen;
use crate::session::Cue;
use crate::tui::screens::player::view::Mode;

/// How far ahead sounds are known: longer than from one second of the countdown to the next, and than any player takes.
const AHEAD: Duration = Duration::from_secs(5);

impl PlayerScreen {
    /// The sounds of the next seconds, each with the time until it is due; none where sounds are off.
    pub(super) fn cues_to_come(&self) -> Option<Vec<(Duration, Cue)>> {
        let cues = || match self.mode {
            Mode::Playing => self.session.cues_within(AHEAD),
            // The routine stands still.
            Mode::Before | Mode::Asking | Mode::Why { .. } => vec![],
        };
        self.sound.then(cues)
    }
}
