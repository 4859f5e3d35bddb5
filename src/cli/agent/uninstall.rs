//! `winddown agent uninstall`: removes what `agent install` wrote.

use anyhow::bail;
use clap::Args;

use crate::cli::out;
use crate::desktop::service::file::{self, FileState};
use crate::desktop::service::{DesktopFile, Manager, Service, ServiceCommand, ServiceKind};
use crate::paths::UserFolders;
use crate::remind::agent::install::{PATIENCE, folders};

/// Undo what `winddown agent install` did
///
/// Your plan and your journal stay.
#[derive(Debug, Args)]
pub(crate) struct Uninstall {
    /// Only show what would be removed and run
    #[arg(long)]
    dry_run: bool,
    /// Remove a service file even if it was changed by hand
    #[arg(long)]
    force: bool,
}

impl Uninstall {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let folders = folders(UserFolders::find().as_ref())?;
        let services: Vec<Service> = ServiceKind::HERE
            .iter()
            .map(|kind| kind.service(&folders))
            .collect();
        let mut there = Vec::new();
        for service in &services {
            match file::state(&service.file)? {
                FileState::NotOurs if !self.force => bail!(
                    "{} was written or changed by hand, so it was left as it is and nothing was done.\n\
                     With --force it is removed.",
                    service.file.display()
                ),
                FileState::NotOurs | FileState::Ours(_) => there.push(service),
                // The file was removed by hand, and its link is left.
                FileState::Missing if service.link.is_some() && file::is_linked(service) => {
                    there.push(service);
                }
                FileState::Missing => {}
            }
        }
        let mut known_by = Vec::new();
        for file in DesktopFile::all(&folders) {
            if file.is_ours()? {
                known_by.push(file);
            }
        }
        if there.is_empty() && known_by.is_empty() {
            let places: Vec<String> = services
                .iter()
                .map(|service| service.file.display().to_string())
                .collect();
            return out::print(format!(
                "There is nothing to remove: no {}.",
                places.join(", no ")
            ));
        }
        let manager = Manager::detect();
        for service in there {
            self.remove(service, manager)?;
        }
        for file in &known_by {
            self.remove_desktop_file(file)?;
        }
        out::warn_if_unprinted(out::print(if self.dry_run {
            "\nNothing was changed."
        } else {
            "\nThe agent no longer starts with your session. Your plan and your journal are as they were."
        }));
        Ok(())
    }

    fn remove(&self, service: &Service, manager: Manager) -> anyhow::Result<()> {
        // Without a running service manager there is nothing to send commands to. With `DesktopWithoutSystemd` systemd is
        // running and accepts commands, although the desktop does not start its services.
        let takes_commands = match manager {
            Manager::Reachable(_) | Manager::DesktopWithoutSystemd => true,
            Manager::AtNextLogin(_) => false,
        };
        let link = service.link.as_ref().filter(|_| file::is_linked(service));
        let run = |commands: Vec<ServiceCommand>| {
            commands
                .iter()
                .filter(|_| takes_commands)
                .try_for_each(|command| self.run_command(command))
        };
        run(service.stop_commands())?;
        if !self.dry_run {
            file::remove_service(service)?;
        }
        let removed = self.removed();
        if let Some(link) = link {
            out::warn_if_unprinted(out::print(format!("{removed} {}", link.display())));
        }
        out::warn_if_unprinted(out::print(format!("{removed} {}", service.file.display())));
        run(service.reload_commands())
    }

    fn removed(&self) -> &'static str {
        if self.dry_run {
            "Would remove"
        } else {
            "Removed"
        }
    }

    fn remove_desktop_file(&self, file: &DesktopFile) -> anyhow::Result<()> {
        if !self.dry_run {
            file.remove()?;
        }
        let line = format!("{} {}", self.removed(), file.path.display());
        out::warn_if_unprinted(out::print(line));
        Ok(())
    }

    fn run_command(&self, command: &ServiceCommand) -> anyhow::Result<()> {
        if self.dry_run {
            return out::print(format!("Would run `{command}`."));
        }
        command.run(PATIENCE)?;
        out::warn_if_unprinted(out::print(format!("Ran `{command}`.")));
        Ok(())
    }
}
