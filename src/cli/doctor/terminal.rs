//! The terminal and its colours.

use std::env;
use std::io::{IsTerminal, stdin, stdout};

use ratatui::crossterm::terminal::size;

use super::line::Line;
use crate::desktop::terminal_note::TerminalNote;
use crate::plan::Display;
use crate::tui::Depth;
use crate::tui::TerminalCapabilities;

/// The smallest window that the screens have room in.
const SMALLEST: (u16, u16) = (40, 12);

/// What the screens are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// All there is.
    Utf8,
    /// ASCII alone, as the config says.
    AsciiByConfig,
    /// ASCII alone, as the locale has nothing else.
    AsciiByLocale,
}

/// What was found of the terminal.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// Whether there is one.
    pub is_there: bool,
    /// Columns and rows.
    pub size: Option<(u16, u16)>,
    /// What `TERM` calls it.
    pub name: String,
    /// What is drawn with.
    pub letters: Letters,
    /// How it shows a notification.
    pub note: TerminalNote,
    /// Its colours.
    pub depth: Depth,
    /// Whether `NO_COLOR` asks for none.
    pub no_color: bool,
}

impl Terminal {
    /// Looks at the terminal that the program was started in.
    pub fn look(display: &Display) -> Self {
        let terminal = TerminalCapabilities::detect(display);
        Self {
            is_there: stdin().is_terminal() && stdout().is_terminal(),
            size: size().ok(),
            name: env::var("TERM").unwrap_or_default(),
            letters: match (terminal.ascii, display.ascii) {
                (false, _) => Letters::Utf8,
                (true, Some(_)) => Letters::AsciiByConfig,
                (true, None) => Letters::AsciiByLocale,
            },
            note: TerminalNote::known(|name| env::var(name).ok()),
            depth: terminal.depth,
            no_color: env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        }
    }

    /// What is said of it.
    pub fn lines(&self) -> Vec<Line> {
        if !self.is_there {
            return vec![
                Line::note(
                    "terminal",
                    "not looked at: this is a pipe or a file, and no terminal",
                )
                .but("to see how the screens will look, run it in your terminal"),
            ];
        }
        vec![self.screen(), self.colours()]
    }

    fn screen(&self) -> Line {
        let topic = "terminal";
        if matches!(self.name.as_str(), "" | "dumb") {
            let name = if self.name.is_empty() {
                "nothing"
            } else {
                "dumb"
            };
            return Line::broken(
                topic,
                format!("TERM says {name}, so no screen can be drawn here"),
                "set TERM to what your terminal is, such as xterm-256color, or use another one; `winddown tonight` needs no screen",
            );
        }
        let (width, height) = self.size.unwrap_or_default();
        let found = format!("{}, {width}x{height}", self.name);
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return Line::note(
                topic,
                format!("{found}: less than the screens have room in"),
            )
            .but("make its window at least 40 columns by 12 rows");
        }
        let bell = match self.note {
            TerminalNote::Bell => "its bell rings where the desktop shows nothing",
            TerminalNote::Osc9 | TerminalNote::Osc777 | TerminalNote::Osc99 => {
                "it shows notifications of its own where the desktop shows none"
            }
        };
        let letters = match self.letters {
            Letters::Utf8 => "UTF-8",
            Letters::AsciiByConfig => "ASCII",
            Letters::AsciiByLocale => {
                let found = format!("{found}, drawn in ASCII as the locale is not UTF-8");
                let advice = "for finer figures set LANG to a UTF-8 locale, such as C.UTF-8";
                return Line::note(topic, found).but(advice);
            }
        };
        Line::fine(topic, format!("{found}, {letters}; {bell}"))
    }

    fn colours(&self) -> Line {
        let topic = "colours";
        match self.depth {
            Depth::None if self.no_color => Line::fine(topic, "none, as NO_COLOR asks"),
            Depth::None => Line::note(topic, "none, as far as the terminal says").but(
                "where it has some, set TERM to xterm-256color; nothing is told by colour alone",
            ),
            Depth::Sixteen => {
                Line::note(topic, "16, so the terminal's own stand in for the theme's")
                    .but("where it has more, set TERM to xterm-256color or COLORTERM to truecolor")
            }
            Depth::Indexed => Line::fine(topic, "256"),
            Depth::True => Line::fine(topic, "all 16 million"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::State;
    use super::*;

    #[test]
    fn each_fault_of_a_terminal_has_its_line_and_its_advice() {
        let good = Terminal {
            is_there: true,
            size: Some((120, 40)),
            name: "xterm-256color".to_owned(),
            letters: Letters::Utf8,
            note: TerminalNote::Bell,
            depth: Depth::True,
            no_color: false,
        };
        let with = |change: fn(&mut Terminal)| {
            let mut changed = good.clone();
            change(&mut changed);
            changed
        };
        for (terminal, state, found, advice) in [
            (
                good.clone(),
                State::Fine,
                "xterm-256color, 120x40, UTF-8; its bell",
                "",
            ),
            (
                with(|t| t.is_there = false),
                State::Note,
                "no terminal",
                "run it in",
            ),
            (
                with(|t| t.name.clear()),
                State::Broken,
                "TERM says nothing",
                "set TERM",
            ),
            (
                with(|t| t.name = "dumb".to_owned()),
                State::Broken,
                "says dumb",
                "set TERM",
            ),
            (
                with(|t| t.size = Some((39, 40))),
                State::Note,
                "39x40: less",
                "at least 40",
            ),
            (
                with(|t| t.size = None),
                State::Note,
                "0x0: less",
                "at least 40",
            ),
            (
                with(|t| t.letters = Letters::AsciiByLocale),
                State::Note,
                "not UTF-8",
                "set LANG",
            ),
            (
                with(|t| t.letters = Letters::AsciiByConfig),
                State::Fine,
                "ASCII;",
                "",
            ),
            (
                with(|t| t.note = TerminalNote::Osc99),
                State::Fine,
                "of its own",
                "",
            ),
        ] {
            is(&terminal.lines()[0], state, found, advice);
        }
        for (terminal, state, found, advice) in [
            (good.clone(), State::Fine, "16 million", ""),
            (with(|t| t.depth = Depth::Indexed), State::Fine, "256", ""),
            (
                with(|t| t.depth = Depth::Sixteen),
                State::Note,
                "16, so",
                "COLORTERM",
            ),
            (
                with(|t| t.depth = Depth::None),
                State::Note,
                "none",
                "set TERM",
            ),
            (
                with(|t| (t.depth, t.no_color) = (Depth::None, true)),
                State::Fine,
                "NO_COLOR",
                "",
            ),
        ] {
            is(&terminal.lines()[1], state, found, advice);
        }
    }

    fn is(line: &Line, state: State, found: &str, advice: &str) {
        let has_advice = line.advice.as_deref().unwrap_or_default();
        assert_eq!(line.state, state, "{line:?}");
        assert!(line.found.contains(found), "{line:?}");
        assert!(has_advice.contains(advice), "{line:?}");
        assert_eq!(has_advice.is_empty(), advice.is_empty(), "{line:?}");
    }
}
