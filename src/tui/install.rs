//! Installs the agent from the window: `winddown agent install` and `winddown agent test` in one step.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::message::Message;
use crate::desktop::service::Manager;
use crate::desktop::{LEAVE_LIMIT, SEND_LIMIT, probe};
use crate::paths::Paths;
use crate::remind::agent::install::{InstallError, Installation};
use crate::remind::agent::test_reminder::TestReminder;
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

/// The test notification of the installation, while it may be on the screen. The window closes it when it ends: its
/// button has no effect after that.
#[derive(Debug, Clone, Default)]
pub(super) struct ShownTest(Arc<Mutex<Option<TestReminder>>>);

impl ShownTest {
    fn slot(&self) -> MutexGuard<'_, Option<TestReminder>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes it, and waits until it is closed, but not for long.
    pub(super) fn close(&self) {
        if let Some(test) = self.slot().take() {
            test.close(LEAVE_LIMIT);
        }
    }
}

/// Installs the agent, shows a test notification, and reports the result. Both can be slow.
pub(super) fn install(paths: &Paths, shown: &ShownTest) -> Message {
    let outcome = try_to_install(paths, shown);
    Message::AgentInstalled(outcome.map_err(|error| sentence(&error)))
}

fn try_to_install(paths: &Paths, shown: &ShownTest) -> Result<Installed, InstallError> {
    let installation = Installation::prepare(paths, None)?;
    installation.carry_out(false, |_| {})?;
    let mut test = TestReminder::send(paths);
    let is_shown = test.wait_until_shown();
    *shown.slot() = Some(test);
    Ok(Installed {
        file: installation.service.file,
        runs: match installation.manager {
            Manager::Reachable(_) => true,
            Manager::AtNextLogin(_) | Manager::DesktopWithoutSystemd => false,
        },
        shown: is_shown.map_err(|why| what_to_do(&why)),
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
