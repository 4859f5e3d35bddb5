//! Installs the agent from the window: `winddown agent install` and `winddown agent test` in one step.

use std::path::PathBuf;

use super::message::Message;
use crate::desktop::service::Manager;
use crate::desktop::{SEND_LIMIT, probe};
use crate::paths::Paths;
use crate::remind::agent::install::{InstallError, Installation};
use crate::remind::agent::test_reminder;
use crate::words;

/// The result of a successful installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The service file with which the desktop session starts the agent.
    pub file: PathBuf,
    /// Whether the agent runs already. Otherwise it starts at the next login.
    pub runs: bool,
    /// Whether the test notification was shown. The error is a sentence that says what to do.
    pub shown: Result<(), String>,
}

impl Installed {
    /// A sentence that says when the agent starts.
    pub fn when(&self) -> &'static str {
        if self.runs {
            "Done: the agent runs, and starts when you log in."
        } else {
            "Done: the agent starts when you log in next."
        }
    }

    /// The whole result in one line.
    pub fn line(&self) -> String {
        match &self.shown {
            Ok(()) => self.when().to_owned(),
            Err(why) => format!("{} {why}", self.when()),
        }
    }
}

/// Installs the agent, shows a test notification, and reports the result. Both can be slow.
pub fn install(paths: &Paths) -> Message {
    let outcome = try_to_install(paths);
    Message::AgentInstalled(outcome.map_err(|error| sentence(&error)))
}

fn try_to_install(paths: &Paths) -> Result<Installed, InstallError> {
    let installation = Installation::prepare(paths, None)?;
    installation.carry_out(false, |_| {})?;
    Ok(Installed {
        file: installation.service.file,
        runs: match installation.manager {
            Manager::Reachable(_) => true,
            Manager::AtNextLogin(_) | Manager::DesktopWithoutSystemd => false,
        },
        // It stays as long as this window does, at least.
        shown: match test_reminder::send(paths) {
            Ok(_) => Ok(()),
            Err(why) => Err(what_to_do(&why)),
        },
    })
}

/// A sentence that says what to do if no notification can be shown.
fn what_to_do(why: &str) -> String {
    match probe::check(SEND_LIMIT).problem() {
        Some(problem) => format!("No notification can be shown yet: {}.", problem.advice),
        None => format!("The test was not shown ({why}); `winddown doctor` says more."),
    }
}

/// The error as a sentence, with its cause if there is one.
fn sentence(error: &InstallError) -> String {
    let cause = std::error::Error::source(error);
    let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
    words::capitalised(&format!("{error}{cause}."))
}
