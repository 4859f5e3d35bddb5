//! What the terminal can show, by what it says of itself.

use super::theme::Depth;
use crate::plan::Display;

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalCapabilities {
    /// How many colours.
    pub depth: Depth,
    /// Whether only ASCII can be drawn.
    pub ascii: bool,
}

impl TerminalCapabilities {
    /// What the terminal says of itself, and the config where it says otherwise.
    pub fn detect(display: &Display) -> Self {
        Self {
            depth: Depth::detect(),
            ascii: display.ascii.unwrap_or_else(|| !speaks_utf8()),
        }
    }
}

/// Whether the locale's text is UTF-8. The first of these that is set counts; none set is the plain C locale.
fn speaks_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) => locale
            .to_ascii_lowercase()
            .replace('-', "")
            .contains("utf8"),
        None => cfg!(any(windows, target_os = "macos")),
    }
}
