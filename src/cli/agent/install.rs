//! `winddown agent install`: writes the service file that starts the agent with the session.

use clap::Args;

use super::service_name;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::desktop::service::file::{self, FileState};
use crate::desktop::service::{DesktopFileOutcome, Manager, Service, ServiceKind};
use crate::remind::agent::install::{Installation, Progress, folders};

/// Let the agent start with your desktop session
///
/// Writes a systemd user unit, or an autostart entry where there is no systemd; a launchd agent on macOS, a
/// scheduled task on Windows; and on Linux a desktop entry and an icon, by which your desktop knows
/// winddown. Says what it writes, and `winddown agent uninstall` takes it back.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown agent install --dry-run
  winddown --journal ~/sync/evenings.db agent install")]
pub(crate) struct Install {
    /// Only show what would be written and run
    #[arg(long)]
    dry_run: bool,
    /// Overwrite a service file that was changed by hand
    #[arg(long)]
    force: bool,
    /// Write an autostart entry even where there is systemd
    #[cfg(all(unix, not(target_os = "macos")))]
    #[arg(long)]
    autostart: bool,
}

impl Install {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let installation = Installation::prepare(&ctx.paths, self.kind())?;
        if self.dry_run {
            self.print_dry_run(&installation)?;
        } else {
            installation.carry_out(self.force, |done| {
                out::warn_if_unprinted(print_progress(&installation, done));
            })?;
        }
        let Installation {
            service, manager, ..
        } = &installation;
        out::warn_if_unprinted(out::print(start_sentence(service.kind, *manager)));
        let folders = folders(ctx.paths.home.as_ref())?;
        for other in ServiceKind::HERE
            .iter()
            .filter(|other| **other != service.kind)
        {
            let other = other.service(&folders);
            if file::state(&other.file)? != FileState::Missing {
                out::warn_if_unprinted(out::print(format!(
                    "There is also {}, which starts it too; one of them is enough.",
                    other.file.display()
                )));
            }
        }
        out::warn_if_unprinted(out::print(if self.dry_run {
            "Nothing was changed."
        } else {
            "`winddown agent uninstall` undoes this."
        }));
        Ok(())
    }

    /// The kind of service that the user asks for; `None` leaves the choice to the program.
    fn kind(&self) -> Option<ServiceKind> {
        #[cfg(all(unix, not(target_os = "macos")))]
        if self.autostart {
            return Some(ServiceKind::Autostart);
        }
        None
    }

    fn print_dry_run(&self, installation: &Installation) -> anyhow::Result<()> {
        let Installation {
            service,
            text,
            existing,
            ..
        } = installation;
        let file = service.file.display();
        match existing {
            FileState::Ours(_) if installation.is_there() => print_already_there(service)?,
            FileState::NotOurs if !self.force => out::print(format!(
                "{file} was written or changed by hand, and would be left as it is. With --force it would become:\n\n{text}"
            ))?,
            FileState::Missing | FileState::Ours(_) | FileState::NotOurs => {
                out::print(format!("Would write {file}:\n\n{text}"))?;
            }
        }
        if let Some(link) = &service.link
            && !file::is_linked(service)
        {
            out::print(format!("Would link {} to it.", link.display()))?;
        }
        for file in &installation.desktop_files {
            if !file.is_there(&installation.program)? {
                out::print(format!(
                    "Would write {}, {FOR_THE_DESKTOP}.",
                    file.path.display()
                ))?;
            }
        }
        for command in installation.start_commands() {
            out::print(format!("Would run `{command}`."))?;
        }
        Ok(())
    }
}

/// What a desktop entry and an icon are for.
const FOR_THE_DESKTOP: &str = "by which your desktop knows winddown";

fn print_progress(installation: &Installation, done: Progress<'_>) -> anyhow::Result<()> {
    match done {
        Progress::Wrote => {
            let wrote = match installation.existing {
                FileState::Missing => "Wrote",
                FileState::Ours(_) => "Brought up to date",
                FileState::NotOurs => "Overwrote, with what was changed by hand,",
            };
            let file = installation.service.file.display();
            out::print(format!("{wrote} {file}:\n\n{}", installation.text))
        }
        Progress::WasThere => print_already_there(&installation.service),
        Progress::Linked(link) => out::print(format!("Linked {} to it.", link.display())),
        Progress::DesktopFile(file, outcome) => {
            let path = file.path.display();
            match outcome {
                Ok(DesktopFileOutcome::Wrote) => {
                    out::print(format!("Wrote {path}, {FOR_THE_DESKTOP}."))
                }
                Ok(DesktopFileOutcome::WasThere) => Ok(()),
                Ok(DesktopFileOutcome::LeftAlone) => out::print(format!(
                    "{path} was written or changed by hand, so it was left as it is."
                )),
                Err(error) => out::print(format!(
                    "Your desktop will show reminders without winddown's icon: {error}."
                )),
            }
        }
        Progress::Ran(command) => out::print(format!("Ran `{command}`.")),
    }
}

fn print_already_there(service: &Service) -> anyhow::Result<()> {
    out::print(format!(
        "The {} is already there: {}",
        service_name(service.kind),
        service.file.display()
    ))
}

/// Says when the agent will start.
fn start_sentence(kind: ServiceKind, manager: Manager) -> String {
    match manager {
        Manager::Reachable(_) => {
            "With this the agent runs from now on, and from every login: reminders come without an open window.".to_owned()
        }
        Manager::AtNextLogin(_) => format!(
            "The agent starts at your next login to a desktop, by this {}.",
            service_name(kind)
        ),
        Manager::DesktopWithoutSystemd => "\
Your desktop does not tell systemd when it begins (graphical-session.target is not running), so this is an
autostart entry. The agent starts at your next login. A window manager that reads no autostart entries can be
told in its own config to start `winddown agent`."
            .to_owned(),
    }
}
