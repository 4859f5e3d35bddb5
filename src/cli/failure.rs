//! Turns an error into a message on standard error and an exit code.

use std::process::ExitCode;

use super::out;
use crate::clock::UnknownZone;
use crate::coach::CoachError;
use crate::config_file::ConfigError;
use crate::evening::Refusal;
use crate::paths::NoHome;
use crate::tui::NoTerminal;

/// Exit code: the command failed.
const FAILED: u8 = 1;
/// Exit code: the arguments or the config are wrong and have to be changed.
const USAGE: u8 = 2;

/// The arguments parse, but the command cannot use them. The message says what to write instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BadArguments(pub String);

/// Prints what went wrong and what to do on standard error, and returns the exit code: 1 failed, 2 usage or config.
/// A request for help or the version, and a closed pipe, are no failures and give 0.
pub fn report_failure(error: &anyhow::Error) -> ExitCode {
    if let Some(error) = error.downcast_ref::<clap::Error>() {
        return report_usage(error);
    }
    if out::is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    match (error.downcast_ref::<ConfigError>(), command_hint(error)) {
        (Some(ConfigError::Wrong { report, .. }), _) => out::print_report_to_stderr(&format!(
            "winddown: the config cannot be used as it is:\n\n{report}\n\nNothing was changed. `winddown config edit` opens it."
        )),
        (_, Some(hint)) => out::print_to_stderr(&format!("winddown: {error:#}; {hint}")),
        (_, None) => out::print_to_stderr(&format!("winddown: {error:#}")),
    }
    ExitCode::from(exit_code(error))
}

/// A command to type instead of the refused action, where there is one.
fn command_hint(error: &anyhow::Error) -> Option<String> {
    match error.downcast_ref::<CoachError>()? {
        CoachError::Refused(refusal) => refusal.command_hint(),
        CoachError::Journal(_) => None,
    }
}

/// Reports what clap returned as an error. Requests for help or the version are printed and succeed.
fn report_usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(unprinted) => report_failure(&unprinted.into()),
        };
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    out::print_to_stderr(&format!("winddown: {}", text.trim_end()));
    ExitCode::from(USAGE)
}

fn exit_code(error: &anyhow::Error) -> u8 {
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
        | ConfigError::BrokenLink { .. }
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
