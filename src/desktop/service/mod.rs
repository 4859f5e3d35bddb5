//! The file by which the desktop session starts a program in the background, and the commands that go with it.
//!
//! What stands in the file is text from a [`Program`], for every platform on every platform: `systemd`,
//! `autostart`, `launchd` and `scheduled_task` read and write nothing. [`manager`] finds out what starts
//! programs here, [`file`] alone reads, writes and removes, [`ServiceCommand`] alone runs commands.

mod autostart;
mod command;
pub mod file;
mod launchd;
mod manager;
pub mod running;
mod scheduled_task;
mod seal;
mod systemd;
mod xml;

use std::path::{Path, PathBuf};

pub use command::{CommandFailed, ServiceCommand};
pub use manager::Manager;

use crate::printable::is_unprintable;

/// What the service is called, whatever starts it.
const NAME: &str = "winddown-agent";
/// What it is for, in words.
const PURPOSE: &str = "Reminders for the evening while no winddown window is open";

/// What is to be started, as text that can stand in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    path: String,
    arguments: Vec<String>,
    user: String,
}

/// A path that cannot be written into a service file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the path {0} holds control characters or is not text (UTF-8), so no service file can name it; give it another name"
)]
pub struct UnwritablePath(PathBuf);

impl Program {
    /// The program at an absolute path. `user` is `DOMAIN\name`, which only a scheduled task has to know.
    ///
    /// # Errors
    /// [`UnwritablePath`] when the path is not text, or holds control characters: XML has no way to write them.
    pub fn new(path: &Path, user: &str) -> Result<Self, UnwritablePath> {
        Ok(Self {
            path: speakable(path)?,
            arguments: Vec::new(),
            user: user.to_owned(),
        })
    }

    /// With one more argument.
    #[must_use]
    pub fn with(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// With an option that names a file, by its absolute path.
    ///
    /// # Errors
    /// [`UnwritablePath`] as in [`Program::new`].
    pub fn with_file(self, option: &str, file: &Path) -> Result<Self, UnwritablePath> {
        let file = speakable(file)?;
        Ok(self.with(option).with(&file))
    }
}

fn speakable(path: &Path) -> Result<String, UnwritablePath> {
    path.to_str()
        .filter(|text| !text.contains(is_unprintable))
        .map(str::to_owned)
        .ok_or_else(|| UnwritablePath(path.to_owned()))
}

/// The user's folders in which service files lie.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The home directory.
    pub home: PathBuf,
    /// Where programs keep what was configured: `~/.config` on Linux.
    pub config: PathBuf,
    /// Where programs keep their data: `~/.local/share` on Linux.
    pub data: PathBuf,
}

/// The ways in which a session starts programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceKind {
    /// A unit of systemd's user manager.
    Systemd,
    /// An entry that most desktops read when a session begins.
    Autostart,
    /// An agent of macOS.
    Launchd,
    /// A task of Windows.
    ScheduledTask,
}

impl ServiceKind {
    /// All that this platform may have.
    pub const HERE: &[Self] = if cfg!(windows) {
        &[Self::ScheduledTask]
    } else if cfg!(target_os = "macos") {
        &[Self::Launchd]
    } else {
        &[Self::Systemd, Self::Autostart]
    };

    /// The service of this kind in the user's folders.
    pub fn service(self, folders: &Folders) -> Service {
        let file = match self {
            Self::Systemd => folders.config.join("systemd/user").join(systemd::UNIT),
            Self::Autostart => folders.config.join(format!("autostart/{NAME}.desktop")),
            Self::Launchd => folders
                .home
                .join(format!("Library/LaunchAgents/{}.plist", launchd::LABEL)),
            Self::ScheduledTask => folders.data.join(format!("winddown/{NAME}.xml")),
        };
        let link = match self {
            Self::Systemd => Some(systemd::link(&file)),
            Self::Autostart | Self::Launchd | Self::ScheduledTask => None,
        };
        Service {
            kind: self,
            file,
            link,
        }
    }

    /// The whole text of the file, with the seal by which it is recognised.
    pub fn text(self, program: &Program) -> String {
        match self {
            Self::Systemd => seal::seal(&systemd::text(program), "# ", ""),
            Self::Autostart => seal::seal(&autostart::text(program), "# ", ""),
            Self::Launchd => seal::seal(&launchd::text(program), "<!-- ", " -->"),
            Self::ScheduledTask => seal::seal(&scheduled_task::text(program), "<!-- ", " -->"),
        }
    }
}

/// A service of some kind, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// What starts it.
    pub kind: ServiceKind,
    /// Its file.
    pub file: PathBuf,
    /// A link to the file, by which systemd knows that the session wants it.
    pub link: Option<PathBuf>,
}

impl Service {
    /// What makes a file that was just written take effect at once.
    pub fn start_commands(&self) -> Vec<ServiceCommand> {
        match self.kind {
            ServiceKind::Systemd => systemd::start_commands(),
            ServiceKind::Autostart => Vec::new(),
            ServiceKind::Launchd => launchd::start_commands(&self.file),
            ServiceKind::ScheduledTask => scheduled_task::start_commands(&self.file),
        }
    }

    /// What ends the service, before its file is removed.
    pub fn stop_commands(&self) -> Vec<ServiceCommand> {
        match self.kind {
            ServiceKind::Systemd => systemd::stop_commands(),
            ServiceKind::Autostart => Vec::new(),
            ServiceKind::Launchd => launchd::stop_commands(&self.file),
            ServiceKind::ScheduledTask => scheduled_task::stop_commands(),
        }
    }

    /// What is to be told when the file is gone.
    pub fn reload_commands(&self) -> Vec<ServiceCommand> {
        match self.kind {
            ServiceKind::Systemd => systemd::reload_commands(),
            ServiceKind::Autostart | ServiceKind::Launchd | ServiceKind::ScheduledTask => {
                Vec::new()
            }
        }
    }
}

/// Whether a word needs no quotes anywhere.
fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    !word.is_empty() && word.chars().all(plain)
}

#[cfg(test)]
mod tests;
