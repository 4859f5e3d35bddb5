//! The terminal's own ways to be noticed: the bell, and a notification where the terminal is known to have one.
//!
//! Nothing is written here; the one place that draws writes these bytes between two pictures.

use crate::printable::on_one_line;

/// The bell of every terminal.
pub const BELL: &[u8] = b"\x07";

/// How a terminal shows a notification of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminalNotification {
    /// The bell is all there is.
    Bell,
    /// One text: iTerm2, WezTerm, Ghostty, ConEmu, Windows Terminal.
    Osc9,
    /// A title and a text: VTE terminals (foot, rxvt-unicode too).
    Osc777,
    /// A title and a text: kitty.
    Osc99,
}

impl TerminalNotification {
    /// What the terminal is known to have, from the environment that `var` looks up.
    ///
    /// Inside tmux and screen the sequence would have to be passed through, which most set-ups refuse: there the
    /// bell is what arrives.
    pub fn detect(var: impl Fn(&str) -> Option<String>) -> Self {
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

    /// The bytes that ring, and show the text where the terminal can.
    pub fn bytes(self, title: &str, text: &str) -> Vec<u8> {
        let (title, text) = (on_one_line(title), on_one_line(text));
        let note = match self {
            Self::Bell => String::new(),
            Self::Osc9 => format!("\x1b]9;{title}: {text}\x1b\\"),
            // A semicolon would end the title.
            Self::Osc777 => format!("\x1b]777;notify;{};{text}\x1b\\", title.replace(';', ",")),
            Self::Osc99 => format!("\x1b]99;i=1:d=0;{title}\x1b\\\x1b]99;i=1:p=body;{text}\x1b\\"),
        };
        [BELL, note.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(vars: &[(&str, &str)]) -> TerminalNotification {
        TerminalNotification::detect(|name| {
            vars.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_terminal_is_known_by_what_it_sets() {
        assert_eq!(
            known(&[("TERM", "xterm-256color")]),
            TerminalNotification::Bell
        );
        assert_eq!(
            known(&[("TERM", "xterm-kitty")]),
            TerminalNotification::Osc99
        );
        assert_eq!(
            known(&[("TERM_PROGRAM", "WezTerm")]),
            TerminalNotification::Osc9
        );
        assert_eq!(
            known(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")]),
            TerminalNotification::Osc777
        );
        assert_eq!(
            known(&[("VTE_VERSION", "7600"), ("TMUX", "/run/tmux")]),
            TerminalNotification::Bell
        );
    }

    #[test]
    fn no_text_can_end_the_sequence_and_begin_another() {
        for note in [
            TerminalNotification::Osc9,
            TerminalNotification::Osc777,
            TerminalNotification::Osc99,
        ] {
            let bytes = note.bytes("Bath\x1b\\\x07", "now;\x1b]0;x\x07");
            let text = String::from_utf8(bytes).unwrap();
            let escapes = text.matches('\x1b').count();
            assert_eq!(
                escapes,
                if note == TerminalNotification::Osc99 {
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
