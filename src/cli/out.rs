//! What commands say, and with which signs and colours.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use supports_color::Stream;

use crate::plan::Display as DisplaySettings;
use crate::tui::app::Looks;
use crate::tui::symbols::Symbols;

/// Prints one text, and ends its last line.
pub fn say(text: impl Display) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
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

/// Whether what is said on standard error may have colours.
pub fn errors_in_colour() -> bool {
    io::stderr().is_terminal() && supports_color::on(Stream::Stderr).is_some()
}

/// Whether the terminal, or whatever reads along, can only show ASCII.
pub fn is_ascii(settings: &DisplaySettings) -> bool {
    Looks::detect(settings).ascii
}

/// The signs that it can show.
pub fn symbols(settings: &DisplaySettings) -> Symbols {
    Symbols::new(is_ascii(settings))
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
