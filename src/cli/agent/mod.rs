//! `winddown agent`: reminders while no window is open.

mod install;
mod run;
mod status;
mod test;
mod uninstall;

use clap::{Args, Subcommand};

use super::home::Home;
use crate::desktop::service::Kind;

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
    /// Whether an agent of an older version is to be replaced with it. The agent itself sees to that on its own.
    pub fn replaces_an_older_one(&self) -> bool {
        match self.command {
            Some(Command::Test(_) | Command::Install(_)) => true,
            None | Some(Command::Status(_) | Command::Uninstall(_)) => false,
        }
    }

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

/// What a service is to its user.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Systemd => "systemd user unit",
        Kind::Autostart => "autostart entry",
        Kind::Launchd => "launchd agent",
        Kind::ScheduledTask => "scheduled task",
    }
}
