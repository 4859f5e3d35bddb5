//! The front door: arguments -> command -> exit code.

use std::process::ExitCode;

use winddown::cli::{Cli, failure};

fn main() -> ExitCode {
    match Cli::from_arguments().and_then(Cli::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::tell(&error),
    }
}
