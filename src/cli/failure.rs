//! What went wrong, in words and as an exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use super::out;
use crate::clock::UnknownZone;
use crate::coach::CoachError;
use crate::config_file::ConfigError;
use crate::evening::Refusal;
use crate::paths::NoHome;
use crate::printable;
use crate::tui::NoTerminal;

/// Something failed.
const FAILED: u8 = 1;
/// The arguments or the config have to be changed.
const USAGE: u8 = 2;

/// The arguments are readable but make no sense. Says what to write instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadArguments(pub String);

/// Tells the user what went wrong and what to do, and returns the exit code for it.
pub fn tell(error: &anyhow::Error) -> ExitCode {
    if let Some(error) = error.downcast_ref::<clap::Error>() {
        return tell_usage(error);
    }
    if out::is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let text = match error.downcast_ref::<ConfigError>() {
        Some(ConfigError::Wrong { report, .. }) => format!(
            "the config cannot be used as it is:\n\n{report}\n\nNothing was changed. `winddown config edit` opens it."
        ),
        _ => harmless(&match command_hint(error) {
            Some(hint) => format!("{error:#}; {hint}"),
            None => format!("{error:#}"),
        }),
    };
    // Standard error is the last place to say anything.
    let _ = writeln!(io::stderr(), "winddown: {text}");
    ExitCode::from(code(error))
}

/// What can be typed instead of what was refused.
fn command_hint(error: &anyhow::Error) -> Option<String> {
    match error.downcast_ref::<CoachError>()? {
        CoachError::Refused(refusal) => refusal.command_hint(),
        CoachError::Journal(_) => None,
    }
}

/// Help and version are no failures; the rest is usage.
fn tell_usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = error.render().to_string();
    let text = harmless(text.strip_prefix("error: ").unwrap_or(&text));
    let _ = write!(io::stderr(), "winddown: {text}");
    ExitCode::from(USAGE)
}

/// What the user typed may be in it: nothing of that moves the cursor or changes colours.
fn harmless(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(printable::escaped).collect();
    lines.join("\n")
}

fn code(error: &anyhow::Error) -> u8 {
    let usage = error.is::<BadArguments>()
        || error.is::<NoHome>()
        || error.is::<UnknownZone>()
        || error.is::<NoTerminal>()
        || error.downcast_ref().is_some_and(is_bad_config)
        || error.downcast_ref().is_some_and(is_unknown_step);
    if usage { USAGE } else { FAILED }
}

fn is_bad_config(error: &ConfigError) -> bool {
    match error {
        ConfigError::Unreadable { .. }
        | ConfigError::NotAFile(_)
        | ConfigError::NotText(_)
        | ConfigError::TooLarge(_)
        | ConfigError::Wrong { .. } => true,
        ConfigError::Exists(_) | ConfigError::Unwritable { .. } => false,
    }
}

fn is_unknown_step(error: &CoachError) -> bool {
    matches!(error, CoachError::Refused(Refusal::UnknownStep { .. }))
}
