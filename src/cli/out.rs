//! What commands say, and with which signs and colours.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use chrono::{DateTime, SecondsFormat, Utc};
use ratatui::crossterm::terminal;
use serde::Serialize;
use supports_color::Stream;
use unicode_width::UnicodeWidthStr;

use crate::clock::Zone;
use crate::plan::Display as DisplaySettings;
use crate::tui::TerminalCapabilities;
use crate::tui::symbols::Symbols;
use crate::tui::wrap::wrapped;

/// Prints one text, and ends its last line.
pub fn say(text: impl Display) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

/// For the answer to a command that has done what was asked of it: that it cannot be printed does not make it fail.
/// It is mentioned on standard error, unless whoever reads the answer has read enough.
pub fn tolerate(answer: anyhow::Result<()>) {
    if let Err(error) = answer
        && !is_broken_pipe(&error)
    {
        remark(&format!(
            "winddown: this was done, but the answer could not be printed: {error}"
        ));
    }
}

/// Whether whoever reads our output has read enough: `winddown tonight | head -1`.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Says something beside what is printed, where whoever takes the print does not get it. Nothing for an empty text.
pub fn remark(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(io::stderr(), "{text}"); // what was asked for is printed
    }
}

/// Prints a value as one line of JSON.
pub fn say_json(value: &impl Serialize) -> anyhow::Result<()> {
    say(serde_json::to_string(value)?)
}

/// Prints where a file is.
pub fn say_path(path: &Path, json: bool) -> anyhow::Result<()> {
    if json {
        say_json(&serde_json::json!({ "path": path.display().to_string() }))
    } else {
        say(path.display())
    }
}

/// An instant as JSON has it, with the offset of the zone: `2026-11-24T22:30:00+01:00`.
pub fn rfc3339(at: DateTime<Utc>, zone: Zone) -> String {
    at.with_timezone(&zone)
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Whether what is said on standard error may have colours.
pub fn errors_in_colour() -> bool {
    io::stderr().is_terminal() && supports_color::on(Stream::Stderr).is_some()
}

/// Whether the terminal, or whatever reads along, can only show ASCII.
pub fn is_ascii(settings: &DisplaySettings) -> bool {
    TerminalCapabilities::detect(settings).ascii
}

/// The signs that it can show.
pub fn symbols(settings: &DisplaySettings) -> Symbols {
    Symbols::new(is_ascii(settings))
}

/// How wide the terminal is, in cells; none where what is printed goes elsewhere.
pub fn width() -> Option<u16> {
    let terminal = io::stdout().is_terminal().then(terminal::size);
    match terminal {
        Some(Ok((width @ 1.., _))) => Some(width),
        Some(_) | None => None,
    }
}

/// A text behind what stands before it. Where a width is given it is broken between words, and its further lines are set
/// in by `hang` cells; where that leaves too little room for a line, all of it goes below.
pub fn set_in(before: &str, text: &str, hang: usize, width: Option<u16>) -> String {
    /// With less room than this there would be a word a line.
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

/// How words stand out on standard output: not at all unless it is a terminal with colours.
#[derive(Debug, Clone, Copy)]
pub struct Ink {
    colour: bool,
}

impl Ink {
    /// What standard output can show.
    pub fn detect() -> Self {
        Self {
            colour: io::stdout().is_terminal() && supports_color::on(Stream::Stdout).is_some(),
        }
    }

    /// What stands back: the past, labels.
    pub fn dim(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    /// The next thing to do.
    pub fn accent(self, text: &str) -> String {
        self.styled(AnsiColor::Yellow.on_default().bold(), text)
    }

    fn styled(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("{style}{text}{style:#}")
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
        let set =
            |before: &str, hang, width| set_in(before, "one two three four five six", hang, width);
        assert_eq!(set("- ", 2, None), "- one two three four five six");
        assert_eq!(set("- ", 2, Some(29)), "- one two three four five six");
        assert_eq!(set("- ", 2, Some(28)), "- one two three four five\n  six");
        assert_eq!(set("", 2, Some(26)), "one two three four five\n  six");
    }

    #[test]
    fn a_text_with_no_room_beside_goes_below() {
        let set = set_in("##########  ", "one two three four five six", 12, Some(30));
        assert_eq!(set, "##########\n    one two three four five\n    six");
    }
}
