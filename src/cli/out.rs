//! Prints the output of commands, and finds out which signs, colours and width it may have.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstyle::{AnsiColor, Reset, Style};
use anyhow::Context;
use chrono::{DateTime, Utc};
use ratatui::crossterm::terminal;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::clock::Zone;
use crate::colour;
use crate::config_file::MadePrivate;
use crate::event;
use crate::plan::Display as DisplaySettings;
use crate::printable;
use crate::tui::symbols::Symbols;
use crate::tui::wrap::wrapped;
use crate::tui::{Charset, TerminalCapabilities};

/// Prints a text and a newline on standard output, and flushes it.
///
/// The text may repeat what came from a file, a journal or another program: whatever in it could steer the terminal is
/// written out. Only the breaks between lines and the styles of [`OutputStyle`] have their effect.
pub(crate) fn print(text: impl Display) -> anyhow::Result<()> {
    write_line(for_the_terminal(&text.to_string(), OutputStyle::detect()).as_bytes())
}

fn write_line(line: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let printed = out
        .write_all(line)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    printed.context("the answer could not be printed")
}

/// The text with the sequences of its styles, and all else that is hidden written out.
fn for_the_terminal(text: &str, style: OutputStyle) -> String {
    let is_mark = |c| style.colour && matches!(c, DIM | ACCENT | PLAIN);
    let shown = printable::escaped_but(text, |c| c == '\n' || is_mark(c));
    if !style.colour {
        return shown;
    }
    let dim = Style::new().dimmed().to_string();
    let accent = AnsiColor::Yellow.on_default().bold().to_string();
    shown
        .replace(DIM, &dim)
        .replace(ACCENT, &accent)
        .replace(PLAIN, &Reset.to_string())
}

/// Warns on standard error where the answer could not be printed. The command has succeeded by then, so this is no
/// error. A pipe closed by its reader gives no warning.
pub(crate) fn warn_if_unprinted(answer: anyhow::Result<()>) {
    if let Err(error) = answer
        && !is_broken_pipe(&error)
    {
        print_to_stderr(&format!("winddown: this was done, but {error:#}"));
    }
}

/// Whether the reader closed the pipe, as in `winddown tonight | head -1`.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints a remark or an error on standard error, so that it stays out of redirected output. An empty text prints
/// nothing. As on standard output, the text cannot steer the terminal.
pub(crate) fn print_to_stderr(text: &str) {
    if !text.is_empty() {
        print_report_to_stderr(&printable::escaped_lines(text));
    }
}

/// Prints a report of a config's mistakes on standard error. It may have colours, and writes out whatever in the config
/// could steer the terminal.
pub(crate) fn print_report_to_stderr(report: &str) {
    // Where standard error cannot be written there is nowhere else to report to.
    let _ = writeln!(io::stderr(), "{report}");
}

/// Prints on standard error that the config is now private, if other users could read it before it was written.
pub(crate) fn say_made_private(MadePrivate(made): MadePrivate, config: &Path) {
    if made {
        print_to_stderr(&format!(
            "winddown: others could read {}; from now on only you can",
            config.display()
        ));
    }
}

/// Prints a value as one line of JSON.
pub(crate) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let json = serde_json::to_string(value)?;
    write_line(printable::escaped_json(&json).as_bytes())
}

/// Prints the path of a file, as text or as JSON. Where it is not a terminal that reads it, it gets the path as it is.
pub(crate) fn print_path(path: &Path, json: bool) -> anyhow::Result<()> {
    if json {
        print_json(&serde_json::json!({ "path": path.display().to_string() }))
    } else {
        print_as_it_is(path.as_os_str())
    }
}

/// Prints a text for another program to read, byte by byte as it is. A terminal gets it as from [`print`].
pub(crate) fn print_as_it_is(text: impl AsRef<OsStr>) -> anyhow::Result<()> {
    let text = text.as_ref();
    if io::stdout().is_terminal() {
        print(text.to_string_lossy())
    } else {
        write_line(text.as_encoded_bytes())
    }
}

/// An instant in RFC 3339 with the offset of the zone: `2026-11-24T22:30:00+01:00`.
pub(crate) fn rfc3339(at: DateTime<Utc>, zone: Zone) -> String {
    event::rfc3339(&at.with_timezone(&zone))
}

/// Whether what is written to standard error has colours.
pub(crate) fn errors_in_colour() -> bool {
    colour::is_shown_on(&io::stderr())
}

/// The characters to print: fewer than Unicode where the config, the locale or the Linux console limits them.
pub(crate) fn charset(settings: &DisplaySettings) -> Charset {
    TerminalCapabilities::detect(settings).charset()
}

/// The signs to print.
pub(crate) fn symbols(settings: &DisplaySettings) -> Symbols {
    Symbols::new(charset(settings))
}

/// The width of the terminal in cells; `None` where standard output is not a terminal.
pub(crate) fn width() -> Option<u16> {
    let terminal = io::stdout().is_terminal().then(terminal::size);
    match terminal {
        Some(Ok((width @ 1.., _))) => Some(width),
        Some(_) | None => None,
    }
}

/// Wraps `text` after the prefix `before` to `width` cells. Further lines are indented by `hang` cells. Where that
/// leaves less than 24 cells, the whole text starts on the line below the prefix. Without a width nothing is wrapped.
pub(crate) fn wrap_indented(before: &str, text: &str, hang: usize, width: Option<u16>) -> String {
    /// In fewer cells than this, a line holds little more than a word.
    const NARROW: usize = 24;
    let whole = format!("{before}{text}");
    let Some(width) = width.filter(|width| whole.width() > usize::from(*width)) else {
        return whole;
    };
    let room = |set_in: usize| width.saturating_sub(set_in.try_into().unwrap_or(u16::MAX));
    let set_in = hang.max(before.width());
    if usize::from(room(set_in)) >= NARROW {
        let lines = wrapped(text, room(set_in));
        return before.to_owned() + &lines.join(&format!("\n{}", " ".repeat(hang)));
    }
    let hang = hang.min(4);
    let next = format!("\n{}", " ".repeat(hang));
    let lines = wrapped(text, room(hang));
    format!("{}{next}{}", before.trim_end(), lines.join(&next))
}

/// Where the styles of [`OutputStyle`] begin, and where they end. [`print`] puts the terminal's sequences in the place
/// of these characters, which no text has.
const DIM: char = '\u{fdd0}';
const ACCENT: char = '\u{fdd1}';
const PLAIN: char = '\u{fdd2}';

/// Styles text for standard output. Text stays plain where that shows no colours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutputStyle {
    colour: bool,
}

impl OutputStyle {
    /// Detects whether standard output shows colours.
    pub(crate) fn detect() -> Self {
        Self {
            colour: colour::is_shown_on(&io::stdout()),
        }
    }

    /// Dimmed, for labels and for what is past.
    pub(crate) fn dim(self, text: &str) -> String {
        self.styled(DIM, text)
    }

    /// Highlighted, for the next thing to do.
    pub(crate) fn accent(self, text: &str) -> String {
        self.styled(ACCENT, text)
    }

    fn styled(self, style: char, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("{style}{text}{PLAIN}")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words_below_where_it_began() {
        let set = |before: &str, hang, width| {
            wrap_indented(before, "one two three four five six", hang, width)
        };
        assert_eq!(set("- ", 2, None), "- one two three four five six");
        assert_eq!(set("- ", 2, Some(29)), "- one two three four five six");
        assert_eq!(set("- ", 2, Some(28)), "- one two three four five\n  six");
        assert_eq!(set("", 2, Some(26)), "one two three four five\n  six");
    }

    #[test]
    fn only_line_breaks_and_our_own_styles_have_an_effect_on_the_terminal() {
        let style = |colour| OutputStyle { colour };
        let evil = "a\x1b[31mb\u{9b}c\u{202e}d\u{7f}e\tf\rg\u{200b}h";
        let shown = "a\\u{1b}[31mb\\u{9b}c\\u{202e}d\\u{7f}e\\tf\\rg\\u{200b}h";
        let text = |colour| {
            let (dim, accent) = (style(colour).dim(evil), style(colour).accent("x"));
            for_the_terminal(&format!("{evil}\n{dim}\n{accent}"), style(colour))
        };
        assert_eq!(text(false), format!("{shown}\n{shown}\nx"));
        let coloured = format!("{shown}\n\x1b[2m{shown}\x1b[0m\n\x1b[1m\x1b[33mx\x1b[0m");
        assert_eq!(text(true), coloured);
        let forged = for_the_terminal("\u{fdd1}", style(false));
        assert_eq!(forged, "\\u{fdd1}");
    }

    #[test]
    fn a_text_with_no_room_beside_goes_below() {
        let set = wrap_indented("##########  ", "one two three four five six", 12, Some(30));
        assert_eq!(set, "##########\n    one two three four five\n    six");
    }
}
