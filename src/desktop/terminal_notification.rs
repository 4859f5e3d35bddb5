//! Notifications by the terminal itself: the bell, and an escape sequence if the terminal is known to support one.
//!
//! This module only makes the bytes. The code that draws writes them, between two frames.

use crate::printable::on_one_line;

/// The control character that rings the bell of every terminal.
pub(crate) const BELL: &[u8] = b"\x07";

/// The escape sequence by which a terminal shows a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminalNotification {
    /// None: only the bell.
    Bell,
    /// OSC 9, with one text: iTerm2, WezTerm, Ghostty, ConEmu, Windows Terminal.
    Osc9,
    /// OSC 777, with a title and a text: VTE terminals, foot, rxvt-unicode.
    Osc777,
    /// OSC 99, with a title and a text: kitty.
    Osc99,
}

impl TerminalNotification {
    /// Detects the sequence from environment variables, which `var` looks up.
    ///
    /// Inside tmux and screen it is the bell: they pass escape sequences through only if configured to.
    pub(crate) fn detect(var: impl Fn(&str) -> Option<String>) -> Self {
        let term = var("TERM").unwrap_or_default();
        let program = var("TERM_PROGRAM").unwrap_or_default();
        let has = |name: &str| var(name).is_some();
        if has("TMUX") || has("STY") || term.starts_with("screen") || term.starts_with("tmux") {
            Self::Bell
        } else if has("KITTY_WINDOW_ID") || term == "xterm-kitty" {
            Self::Osc99
        } else if matches!(program.as_str(), "iTerm.app" | "WezTerm" | "ghostty")
            || has("WT_SESSION")
            || has("ConEmuANSI")
        {
            Self::Osc9
        } else if term.starts_with("foot") || term.starts_with("rxvt-unicode") || has("VTE_VERSION")
        {
            Self::Osc777
        } else {
            Self::Bell
        }
    }

    /// The bytes that ring the bell and, if the terminal can, show the notification.
    pub(crate) fn bytes(self, title: &str, text: &str) -> Vec<u8> {
        let (title, text) = (on_one_line(title), on_one_line(text));
        let sequence = match self {
            Self::Bell => String::new(),
            Self::Osc9 => format!("\x1b]9;{title}: {text}\x1b\\"),
            // A semicolon ends the title.
            Self::Osc777 => format!("\x1b]777;notify;{};{text}\x1b\\", title.replace(';', ",")),
            Self::Osc99 => format!("\x1b]99;i=1:d=0;{title}\x1b\\\x1b]99;i=1:p=body;{text}\x1b\\"),
        };
        [BELL, sequence.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(vars: &[(&str, &str)]) -> TerminalNotification {
        TerminalNotification::detect(|name| {
            vars.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_terminal_is_detected_by_its_environment_variables() {
        assert_eq!(
            detect(&[("TERM", "xterm-256color")]),
            TerminalNotification::Bell
        );
        assert_eq!(
            detect(&[("TERM", "xterm-kitty")]),
            TerminalNotification::Osc99
        );
        assert_eq!(
            detect(&[("TERM_PROGRAM", "WezTerm")]),
            TerminalNotification::Osc9
        );
        assert_eq!(
            detect(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")]),
            TerminalNotification::Osc777
        );
        assert_eq!(
            detect(&[("VTE_VERSION", "7600"), ("TMUX", "/run/tmux")]),
            TerminalNotification::Bell
        );
    }

    #[test]
    fn no_text_can_end_the_sequence_and_begin_another() {
        for kind in [
            TerminalNotification::Osc9,
            TerminalNotification::Osc777,
            TerminalNotification::Osc99,
        ] {
            let bytes = kind.bytes("Bath\x1b\\\x07", "now;\x1b]0;x\x07");
            let text = String::from_utf8(bytes).unwrap();
            let escapes = text.matches('\x1b').count();
            assert_eq!(
                escapes,
                if kind == TerminalNotification::Osc99 {
                    4
                } else {
                    2
                },
                "{text:?}"
            );
            assert_eq!(
                text.matches('\x07').count(),
                1,
                "only our own bell: {text:?}"
            );
        }
    }
}
