//! Detects what the terminal can show.

use super::charset::Charset;
use super::symbols::Symbols;
use super::theme::Depth;
use crate::plan::Display;

/// The colours and characters that the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalCapabilities {
    /// The number of colours.
    pub depth: Depth,
    /// Whether only ASCII can be drawn.
    pub ascii: bool,
    /// Whether it is the Linux console, whose fonts have no braille and few other symbols.
    pub is_console: bool,
    /// Whether pictures are drawn. If not, the program prints lines and takes lines.
    pub draws: bool,
}

impl TerminalCapabilities {
    /// Detects the capabilities from the environment. Settings in the config take precedence.
    pub fn detect(display: &Display) -> Self {
        Self {
            depth: Depth::detect(),
            ascii: display.ascii.unwrap_or_else(|| !is_utf8_locale()),
            is_console: is_console(&std::env::var("TERM").unwrap_or_default()),
            draws: true,
        }
    }

    /// The characters that can be drawn.
    pub const fn charset(self) -> Charset {
        match (self.ascii, self.is_console) {
            (true, _) => Charset::Ascii,
            (false, true) => Charset::Console,
            (false, false) => Charset::Unicode,
        }
    }

    /// The symbols that can be drawn.
    pub const fn symbols(self) -> Symbols {
        Symbols::new(self.charset())
    }
}

/// Whether `TERM` names the Linux console: `linux`, or a variant such as `linux-16color`.
fn is_console(term: &str) -> bool {
    term == "linux" || term.starts_with("linux-")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linux_console_has_its_own_characters_and_ascii_comes_first() {
        for (term, ascii, charset) in [
            ("linux", false, Charset::Console),
            ("linux-16color", false, Charset::Console),
            ("linux", true, Charset::Ascii),
            ("xterm-256color", false, Charset::Unicode),
            ("linuxterm", false, Charset::Unicode),
            ("", true, Charset::Ascii),
        ] {
            let terminal = TerminalCapabilities {
                depth: Depth::Sixteen,
                ascii,
                is_console: is_console(term),
                draws: true,
            };
            assert_eq!(terminal.charset(), charset, "{term}, {ascii}");
        }
    }
}
