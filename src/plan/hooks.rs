//! `[hooks]`: the user's own programs, run on certain events.

use toml::de::DeValue;

use super::problem::Problem;
use super::reader::{Diagnostics, TableReader, TomlValue, wrong_type};
use super::value;

/// The user's own programs. Each is a program with its arguments, or empty if the hook is not set.
///
/// No shell interprets them. They contain no NUL, and each has at most [`Hooks::MAX_PARTS`] strings of at most
/// [`Hooks::MAX_PART_LEN`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hooks {
    /// Run when a step becomes due.
    pub on_due: Vec<String>,
    /// Run when a step is done.
    pub on_done: Vec<String>,
    /// Run when all required steps of an evening are done.
    pub on_evening_kept: Vec<String>,
    /// Run when an evening has ended and was not kept.
    pub on_missed: Vec<String>,
    /// Run in each minute of the last two hours before bedtime.
    pub on_wind_down: Vec<String>,
}

impl Hooks {
    /// The maximum number of strings in a command: the program and its arguments.
    pub const MAX_PARTS: usize = 64;
    /// The maximum length of each of them, in bytes.
    pub const MAX_PART_LEN: usize = 4096;

    /// All hooks with their keys in the config.
    pub fn all(&self) -> [(&'static str, &[String]); 5] {
        [
            ("on_due", &self.on_due),
            ("on_done", &self.on_done),
            ("on_evening_kept", &self.on_evening_kept),
            ("on_missed", &self.on_missed),
            ("on_wind_down", &self.on_wind_down),
        ]
    }

    /// Whether no hook is set.
    pub fn is_empty(&self) -> bool {
        self.all().iter().all(|(_, command)| command.is_empty())
    }
}

/// Parses `[hooks]`.
pub(super) fn hooks(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Hooks {
    let Some(mut fields) = top.section("hooks", diagnostics) else {
        return Hooks::default();
    };
    let mut read = |key| {
        fields
            .optional(key, command, diagnostics)
            .unwrap_or_default()
    };
    let hooks = Hooks {
        on_due: read("on_due"),
        on_done: read("on_done"),
        on_evening_kept: read("on_evening_kept"),
        on_missed: read("on_missed"),
        on_wind_down: read("on_wind_down"),
    };
    fields.report_unknown_keys(diagnostics);
    hooks
}

/// A program and its arguments. An empty list switches the hook off.
fn command(value: &TomlValue<'_>) -> Result<Vec<String>, Problem> {
    let DeValue::Array(parts) = value.get_ref() else {
        return Err(wrong_type(value, "a list in brackets", value.get_ref())
            .suggest("write `[\"program\", \"argument\"]`; no shell reads it"));
    };
    if parts.len() > Hooks::MAX_PARTS {
        let message = format!("this command has {} parts", parts.len());
        let max = Hooks::MAX_PARTS;
        return Err(Problem::new(value.span(), message).suggest(format!("at most {max} fit")));
    }
    let command: Vec<String> = parts.iter().map(argument).collect::<Result<_, _>>()?;
    match (parts.first(), command.first()) {
        (Some(value), Some(program)) if program.trim().is_empty() => {
            Err(Problem::new(value.span(), "this program has no name")
                .suggest("write the program first, then its arguments"))
        }
        (Some(value), Some(program)) if program.starts_with("~/") => {
            Err(Problem::new(value.span(), "programs do not understand `~`")
                .suggest("write the whole path, such as \"/home/me/bin/light\""))
        }
        _ => Ok(command),
    }
}

fn argument(value: &TomlValue<'_>) -> Result<String, Problem> {
    let text = value::text(value)?;
    if text.contains('\0') {
        return Err(Problem::new(value.span(), "no argument can hold a NUL")
            .suggest("write it without `\\u0000`"));
    }
    if text.len() > Hooks::MAX_PART_LEN {
        let message = format!("this argument has {} bytes", text.len());
        return Err(Problem::new(value.span(), message).suggest(format!(
            "at most {} fit; put it into a file",
            Hooks::MAX_PART_LEN
        )));
    }
    Ok(text.to_owned())
}
