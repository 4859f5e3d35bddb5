//! `winddown agent install`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf, absolute};

use anyhow::{Context, bail};
use clap::Args;

use super::{PATIENCE, folders, name, variable};
use crate::cli::home::Home;
use crate::cli::out;
use crate::desktop::service::file::{self, Found};
use crate::desktop::service::{Kind, Manager, Program, Service};
use crate::paths::Paths;

/// Let the agent start with your desktop session
///
/// Writes a systemd user unit, or an autostart entry where there is no systemd; a launchd agent on macOS, a
/// scheduled task on Windows. Says what it writes, and `winddown agent uninstall` takes it back.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown agent install --dry-run
  winddown --journal ~/sync/evenings.db agent install")]
pub struct Install {
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
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let (kind, manager) = self.choose();
        let folders = folders()?;
        let service = kind.service(&folders);
        let text = kind.text(&program(home)?);
        let found = file::look(&service)?;
        if found == Found::ByHand && !self.force && !self.dry_run {
            bail!(
                "{} was written or changed by hand, so it was left as it is and nothing was done.\n\
                 `winddown agent install --dry-run` shows what would be there; with --force it is overwritten.",
                service.file.display()
            );
        }
        if self.dry_run {
            self.show(&service, &text, &found)?;
        } else {
            put(&service, &text, &found)?;
        }
        if manager == Manager::Running(kind) {
            self.start(&service)?;
        }
        out::tolerate(out::say(outlook(kind, manager)));
        for other in Kind::HERE.iter().filter(|other| **other != kind) {
            let other = other.service(&folders);
            if file::look(&other)? != Found::Nothing {
                out::tolerate(out::say(format!(
                    "There is also {}, which starts it too; one of them is enough.",
                    other.file.display()
                )));
            }
        }
        out::tolerate(out::say(if self.dry_run {
            "Nothing was changed."
        } else {
            "`winddown agent uninstall` undoes this."
        }));
        Ok(())
    }

    /// What starts it, and who.
    fn choose(&self) -> (Kind, Manager) {
        #[cfg(all(unix, not(target_os = "macos")))]
        if self.autostart {
            return (Kind::Autostart, Manager::AtNextLogin(Kind::Autostart));
        }
        let manager = Manager::find();
        (manager.kind(), manager)
    }

    fn show(&self, service: &Service, text: &str, found: &Found) -> anyhow::Result<()> {
        let file = service.file.display();
        match found {
            Found::Ours(there) if there == text => say_there(service)?,
            Found::ByHand if !self.force => out::say(format!(
                "{file} was written or changed by hand, and would be left as it is. With --force it would become:\n\n{text}"
            ))?,
            Found::Nothing | Found::Ours(_) | Found::ByHand => {
                out::say(format!("Would write {file}:\n\n{text}"))?;
            }
        }
        if let Some(link) = &service.link
            && !file::is_linked(service)
        {
            out::say(format!("Would link {} to it.", link.display()))?;
        }
        Ok(())
    }

    fn start(&self, service: &Service) -> anyhow::Result<()> {
        for step in service.starting() {
            if self.dry_run {
                out::say(format!("Would run `{step}`."))?;
                continue;
            }
            step.run(PATIENCE).with_context(|| {
                format!(
                    "{} is in place, but the agent could not be started now; it starts at your next login, or try again",
                    service.file.display()
                )
            })?;
            out::tolerate(out::say(format!("Ran `{step}`.")));
        }
        Ok(())
    }
}

/// Writes what is not there yet.
fn put(service: &Service, text: &str, found: &Found) -> anyhow::Result<()> {
    let file = service.file.display();
    let wrote = match found {
        Found::Ours(there) if there == text => None,
        Found::Nothing => Some("Wrote"),
        Found::Ours(_) => Some("Brought up to date"),
        Found::ByHand => Some("Overwrote, with what was changed by hand,"),
    };
    match wrote {
        Some(wrote) => {
            file::write(service, text)?;
            out::tolerate(out::say(format!("{wrote} {file}:\n\n{text}")));
        }
        None => out::tolerate(say_there(service)),
    }
    if let Some(link) = &service.link
        && !file::is_linked(service)
    {
        file::link(service)?;
        out::tolerate(out::say(format!("Linked {} to it.", link.display())));
    }
    Ok(())
}

fn say_there(service: &Service) -> anyhow::Result<()> {
    out::say(format!(
        "The {} is there already: {}",
        name(service.kind),
        service.file.display()
    ))
}

/// When the agent will run.
fn outlook(kind: Kind, manager: Manager) -> String {
    match manager {
        Manager::Running(_) => {
            "With this the agent runs from now on, and from every login: reminders come without an open window.".to_owned()
        }
        Manager::AtNextLogin(_) => format!(
            "The agent starts at your next login to a desktop, by this {}.",
            name(kind)
        ),
        Manager::DesktopApart => "\
Your desktop does not tell systemd when it begins (graphical-session.target is not running), so this is an
autostart entry. The agent starts at your next login. A window manager that reads no autostart entries can be
told in its own config to start `winddown agent`."
            .to_owned(),
    }
}

/// The program that the service is to start: this one, with the same files.
fn program(home: &Home) -> anyhow::Result<Program> {
    let mut program = Program::new(&own_path()?, &user())?;
    // What only this shell knows of, the session may not: the folders' variables count as names, too.
    let usual = Paths::find(None, None).ok();
    let is_usual = |of: fn(&Paths) -> &PathBuf| usual.as_ref().map(of) == Some(of(&home.paths));
    for (option, file, named) in [
        (
            "--config",
            &home.paths.config,
            !is_usual(|paths| &paths.config) || variable("XDG_CONFIG_HOME").is_some(),
        ),
        (
            "--journal",
            &home.paths.journal,
            !is_usual(|paths| &paths.journal) || variable("XDG_DATA_HOME").is_some(),
        ),
    ] {
        if named {
            program = program.with_file(option, &absolute(file)?)?;
        }
    }
    Ok(program.with("agent"))
}

/// Where this program is, by the name that will still lead to it after an update: package managers often keep
/// each version in a folder of its own, and a link in `PATH`.
fn own_path() -> anyhow::Result<PathBuf> {
    let own = env::current_exe().context("cannot tell where this program is")?;
    let real = |path: &Path| fs::canonicalize(path).ok();
    let in_path = variable("PATH").and_then(|path| {
        let name = own.file_name()?;
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_absolute() && real(file).is_some_and(|it| Some(it) == real(&own)))
    });
    Ok(in_path.unwrap_or(own))
}

/// Who is asking, as Windows names them.
fn user() -> String {
    let word = |name| variable(name).map(|word| word.to_string_lossy().into_owned());
    match (word("USERDOMAIN"), word("USERNAME")) {
        (Some(domain), Some(name)) => format!("{domain}\\{name}"),
        (_, name) => name.unwrap_or_default(),
    }
}
