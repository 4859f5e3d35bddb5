//! `winddown agent`: reminders while no window is open.

mod install;
mod run;
mod status;
mod test;
mod uninstall;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::anyhow;
use clap::{Args, Subcommand};

use super::home::Home;
use crate::desktop::service::{Folders, Kind};
use crate::paths::UserFolders;

/// How long the system may take to start or stop the service.
const PATIENCE: Duration = Duration::from_secs(30);

/// Send reminders while no window is open
///
/// Without a command it does so until you end it with Ctrl-C.
#[derive(Debug, Args)]
pub struct Agent {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Status(status::Status),
    Test(test::Test),
    Install(install::Install),
    Uninstall(uninstall::Uninstall),
}

impl Agent {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self.command {
            None => run::agent(home),
            Some(Command::Status(status)) => status.run(home),
            Some(Command::Test(test)) => test.run(),
            Some(Command::Install(install)) => install.run(home),
            Some(Command::Uninstall(uninstall)) => uninstall.run(),
        }
    }
}

/// The service file by which the session starts the agent, if there is one.
pub fn installed() -> Option<PathBuf> {
    let folders = folders().ok()?;
    let mut files = Kind::HERE.iter().map(|kind| kind.service(&folders).file);
    files.find(|file| file.exists())
}

/// Where service files lie.
fn folders() -> anyhow::Result<Folders> {
    let UserFolders { home, config, data } = UserFolders::find().ok_or_else(|| {
        anyhow!("there is no home directory to keep the service file in; set HOME and try again")
    })?;
    Ok(Folders { home, config, data })
}

/// What a service is to its user.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Systemd => "systemd user unit",
        Kind::Autostart => "autostart entry",
        Kind::Launchd => "launchd agent",
        Kind::ScheduledTask => "scheduled task",
    }
}

/// A variable of the environment that says something.
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
