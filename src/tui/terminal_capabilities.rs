//! Detects what the terminal can show.

use super::theme::Depth;
use crate::plan::Display;

/// The colours and characters that the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalCapabilities {
    /// The number of colours.
    pub depth: Depth,
    /// Whether only ASCII can be drawn.
    pub ascii: bool,
    /// Whether pictures are drawn. If not, the program prints lines and takes lines.
    pub draws: bool,
}

impl TerminalCapabilities {
    /// Detects the capabilities from the environment. Settings in the config take precedence.
    pub fn detect(display: &Display) -> Self {
        Self {
            depth: Depth::detect(),
            ascii: display.ascii.unwrap_or_else(|| !is_utf8_locale()),
            draws: true,
        }
    }
}

/// Whether the locale's encoding is UTF-8. The first non-empty variable decides. If none is set, the locale is C, except
/// on Windows and macOS, where terminals use UTF-8.
fn is_utf8_locale() -> bool {
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
