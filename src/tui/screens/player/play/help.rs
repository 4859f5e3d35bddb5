//! The player's keys, as its help names them.

use crate::tui::screen::Explained;

/// In the evening.
pub(super) const HELP: &[Explained] = &[
    ("Space", "pause, and go on"),
    ("← →", "the one before, the next"),
    ("+", "ten seconds longer"),
    ("s", "sound on or off"),
    ("w  i", "why; learn more"),
    ("*  ,", "woken at night; settings"),
    ("Esc  q", "end it; leave winddown"),
];

/// At night.
pub(super) const HELP_AT_NIGHT: &[Explained] = &[
    ("Space", "pause, and go on"),
    ("← →", "the one before, the next"),
    ("+", "ten seconds longer"),
    ("w  i", "why; learn more"),
    ("Esc  q", "end it; leave winddown"),
];
