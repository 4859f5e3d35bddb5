//! Checks the terminal and its colours.

use std::env;
use std::io::{IsTerminal, stdin, stdout};

use ratatui::crossterm::terminal::size;

use super::check::Check;
use crate::colour;
use crate::desktop::terminal_notification::TerminalNotification;
use crate::plan::Display;
use crate::printable::on_one_line;
use crate::tui::{Charset, Depth, TerminalCapabilities};

/// The smallest size that the screens can be drawn in: columns and rows.
const SMALLEST: (u16, u16) = (40, 12);

/// Which characters the screens are drawn with, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Unicode.
    Utf8,
    /// Those that the fonts of the Linux console have.
    Console,
    /// ASCII only, by the config.
    AsciiByConfig,
    /// ASCII only, because the locale is not UTF-8.
    AsciiByLocale,
}

/// What was found out about the terminal.
#[derive(Debug, Clone)]
pub(crate) struct Terminal {
    /// Whether standard input and output are a terminal.
    pub(crate) is_there: bool,
    /// Columns and rows.
    pub(crate) size: Option<(u16, u16)>,
    /// What `TERM` calls it.
    pub(crate) name: String,
    /// The characters that the screens are drawn with.
    pub(crate) letters: Letters,
    /// How it shows a notification.
    pub(crate) note: TerminalNotification,
    /// How many colours it shows.
    pub(crate) depth: Depth,
    /// The variable by which the user wants none.
    pub(crate) colours_refused_by: Option<&'static str>,
}

impl Terminal {
    /// Examines the terminal that the program was started in.
    pub(crate) fn look(display: &Display) -> Self {
        let terminal = TerminalCapabilities::detect(display);
        Self {
            is_there: stdin().is_terminal() && stdout().is_terminal(),
            size: size().ok(),
            name: on_one_line(&env::var("TERM").unwrap_or_default()),
            letters: match (terminal.charset(), display.ascii) {
                (Charset::Unicode, _) => Letters::Utf8,
                (Charset::Console, _) => Letters::Console,
                (Charset::Ascii, Some(_)) => Letters::AsciiByConfig,
                (Charset::Ascii, None) => Letters::AsciiByLocale,
            },
            note: TerminalNotification::detect(|name| env::var(name).ok()),
            depth: terminal.depth,
            colours_refused_by: colour::refused_by(),
        }
    }

    /// The checks of the terminal and its colours.
    pub(crate) fn lines(&self) -> Vec<Check> {
        if !self.is_there {
            return vec![
                Check::note(
                    "terminal",
                    "not looked at: this is a pipe or a file, and no terminal",
                )
                .with_advice("to see how the screens will look, run it in your terminal"),
            ];
        }
        vec![self.screen(), self.colours()]
    }

    fn screen(&self) -> Check {
        let topic = "terminal";
        if matches!(self.name.as_str(), "" | "dumb") {
            let name = if self.name.is_empty() {
                "is not set"
            } else {
                "says dumb"
            };
            return Check::broken(
                topic,
                format!("TERM {name}, so no screen can be drawn here"),
                "set TERM to what your terminal is, such as xterm-256color, or use another one; `winddown tonight` needs no screen",
            );
        }
        let (width, height) = self.size.unwrap_or_default();
        let found = format!("{}, {width}x{height}", self.name);
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return Check::note(topic, format!("{found}: too small for the screens"))
                .with_advice("make its window at least 40 columns by 12 rows");
        }
        let bell = match self.note {
            TerminalNotification::Bell => "its bell rings where the desktop shows nothing",
            TerminalNotification::Osc9
            | TerminalNotification::Osc777
            | TerminalNotification::Osc99 => {
                "it shows notifications of its own where the desktop shows none"
            }
        };
        let letters = match self.letters {
            Letters::Utf8 => "UTF-8",
            Letters::Console => "in the characters of the Linux console",
            Letters::AsciiByConfig => "ASCII",
            Letters::AsciiByLocale => {
                let found = format!("{found}, drawn in ASCII as the locale is not UTF-8");
                let advice = "for finer figures set LANG to a UTF-8 locale, such as C.UTF-8";
                return Check::note(topic, found).with_advice(advice);
            }
        };
        Check::fine(topic, format!("{found}, {letters}; {bell}"))
    }

    fn colours(&self) -> Check {
        let topic = "colours";
        if let Some(variable) = self.colours_refused_by {
            return Check::fine(topic, format!("none, as {variable} asks"));
        }
        match self.depth {
            Depth::None => Check::note(topic, "none, as far as the terminal says").with_advice(
                "where it has some, set TERM to xterm-256color; nothing is told by colour alone",
            ),
            Depth::Sixteen => {
                Check::note(topic, "16, so the terminal's own stand in for the theme's")
                    .with_advice(
                        "where it has more, set TERM to xterm-256color or COLORTERM to truecolor",
                    )
            }
            Depth::Indexed => Check::fine(topic, "256"),
            Depth::True => Check::fine(topic, "all 16 million"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;

    fn good() -> Terminal {
        Terminal {
            is_there: true,
            size: Some((120, 40)),
            name: "xterm-256color".to_owned(),
            letters: Letters::Utf8,
            note: TerminalNotification::Bell,
            depth: Depth::True,
            colours_refused_by: None,
        }
    }

    fn with(change: fn(&mut Terminal)) -> Terminal {
        let mut changed = good();
        change(&mut changed);
        changed
    }

    #[test]
    fn each_fault_of_a_terminal_is_reported_with_advice() {
        for (terminal, state, found, advice) in [
            (
                good(),
                CheckState::Fine,
                "xterm-256color, 120x40, UTF-8; its bell",
                "",
            ),
            (
                with(|t| t.is_there = false),
                CheckState::Note,
                "no terminal",
                "run it in",
            ),
            (
                with(|t| t.name.clear()),
                CheckState::Broken,
                "TERM is not set",
                "set TERM",
            ),
            (
                with(|t| t.name = "dumb".to_owned()),
                CheckState::Broken,
                "says dumb",
                "set TERM",
            ),
            (
                with(|t| t.size = Some((39, 40))),
                CheckState::Note,
                "39x40: too small",
                "at least 40",
            ),
            (
                with(|t| t.size = None),
                CheckState::Note,
                "0x0: too small",
                "at least 40",
            ),
            (
                with(|t| t.letters = Letters::AsciiByLocale),
                CheckState::Note,
                "not UTF-8",
                "set LANG",
            ),
            (
                with(|t| t.letters = Letters::Console),
                CheckState::Fine,
                "120x40, in the characters of the Linux console; its bell",
                "",
            ),
            (
                with(|t| t.letters = Letters::AsciiByConfig),
                CheckState::Fine,
                "ASCII;",
                "",
            ),
            (
                with(|t| t.note = TerminalNotification::Osc99),
                CheckState::Fine,
                "of its own",
                "",
            ),
        ] {
            is(&terminal.lines()[0], state, found, advice);
        }
    }

    #[test]
    fn too_few_colours_are_reported_with_advice() {
        for (terminal, state, found, advice) in [
            (good(), CheckState::Fine, "16 million", ""),
            (
                with(|t| t.depth = Depth::Indexed),
                CheckState::Fine,
                "256",
                "",
            ),
            (
                with(|t| t.depth = Depth::Sixteen),
                CheckState::Note,
                "16, so",
                "COLORTERM",
            ),
            (
                with(|t| t.depth = Depth::None),
                CheckState::Note,
                "none",
                "set TERM",
            ),
            (
                with(|t| (t.depth, t.colours_refused_by) = (Depth::None, Some("NO_COLOR"))),
                CheckState::Fine,
                "NO_COLOR",
                "",
            ),
        ] {
            is(&terminal.lines()[1], state, found, advice);
        }
    }

    fn is(line: &Check, state: CheckState, found: &str, advice: &str) {
        let has_advice = line.advice.as_deref().unwrap_or_default();
        assert_eq!(line.state, state, "{line:?}");
        assert!(line.found.contains(found), "{line:?}");
        assert!(has_advice.contains(advice), "{line:?}");
        assert_eq!(has_advice.is_empty(), advice.is_empty(), "{line:?}");
    }
}
