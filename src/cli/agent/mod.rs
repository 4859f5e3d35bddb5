//! `winddown agent`: the background process that sends reminders while no window is open. Its subcommands manage the
//! service that starts it with the user's session.

mod install;
mod run;
mod status;
mod test;
mod uninstall;

use clap::{Args, Subcommand};

use super::context::CommandContext;
use crate::desktop::service::ServiceKind;

/// Send reminders while no window is open
///
/// Without a command it does so until you end it with Ctrl-C.
#[derive(Debug, Args)]
pub(crate) struct Agent {
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
    /// Whether the command, once it has run, replaces a running agent of an older version.
    ///
    /// The agent does not need it: it replaces an older one before it starts. `status` changes nothing, and `uninstall`
    /// stops the service.
    pub(crate) fn replaces_an_older_agent(&self) -> bool {
        match self.command {
            Some(Command::Test(_) | Command::Install(_)) => true,
            None | Some(Command::Status(_) | Command::Uninstall(_)) => false,
        }
    }

    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self.command {
            // No subcommand: this process becomes the agent.
            None => run::agent(ctx),
            Some(Command::Status(status)) => status.run(ctx),
            Some(Command::Test(test)) => test.run(ctx),
            Some(Command::Install(install)) => install.run(ctx),
            Some(Command::Uninstall(uninstall)) => uninstall.run(),
        }
    }
}

/// The name, in messages, of a service that starts the agent.
fn service_name(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::Systemd => "systemd user unit",
        ServiceKind::Autostart => "autostart entry",
        ServiceKind::Launchd => "launchd agent",
        ServiceKind::ScheduledTask => "scheduled task",
    }
}
