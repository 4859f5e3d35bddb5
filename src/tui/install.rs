//! Installing the agent from the window: what `winddown agent install` and `winddown agent test` do, in one stroke.

use std::path::PathBuf;

use super::message::Message;
use crate::desktop::service::Manager;
use crate::desktop::{SEND_LIMIT, probe};
use crate::paths::Paths;
use crate::remind::agent::install::{InstallError, Installation};
use crate::remind::agent::test_reminder;
use crate::words;

/// An agent that was installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The file by which the session starts it.
    pub file: PathBuf,
    /// Whether it runs from now on; otherwise from the next login on.
    pub runs: bool,
    /// Whether a test notification was shown; else what to do, in a sentence.
    pub shown: Result<(), String>,
}

impl Installed {
    /// From when on reminders come.
    pub fn when(&self) -> &'static str {
        if self.runs {
            "Done: the agent runs, and starts when you log in."
        } else {
            "Done: the agent starts when you log in next."
        }
    }

    /// All there is to say, in one line.
    pub fn line(&self) -> String {
        match &self.shown {
            Ok(()) => self.when().to_owned(),
            Err(why) => format!("{} {why}", self.when()),
        }
    }
}

/// Installs the agent, shows a test notification, and says what came of it. Both can take long.
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
            Manager::Running(_) => true,
            Manager::AtNextLogin(_) | Manager::DesktopApart => false,
        },
        shown: test_reminder::send().map_err(|why| what_to_do(&why)),
    })
}

/// What to do where no notification can be shown.
fn what_to_do(why: &str) -> String {
    match probe::look(SEND_LIMIT).trouble() {
        Some(trouble) => format!("No notification can be shown yet: {}.", trouble.advice),
        None => format!("The test was not shown ({why}); `winddown doctor` says more."),
    }
}

/// An error with what the system said, where that is the cause.
fn sentence(error: &InstallError) -> String {
    let cause = std::error::Error::source(error);
    let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
    words::capitalised(&format!("{error}{cause}."))
}
