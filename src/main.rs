//! Parses the arguments, runs the command, and turns its result into an exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use winddown::cli::{Cli, report_failure};
use winddown::desktop::supervisor;
use winddown::signals;

fn main() -> ExitCode {
    if let Some(ended) = supervisor::run_if_asked() {
        return ended;
    }
    supervisor::supervise();
    signals::survive_file_limits();
    match Cli::from_arguments().and_then(Cli::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report_failure(&error),
    }
}
