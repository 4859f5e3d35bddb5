//! The service file through which the desktop session starts a program in the background, and the files by which the
//! desktop knows the program.
//!
//! `systemd`, `autostart`, `launchd` and `scheduled_task` turn a [`Program`] into the text of a service file. They do no
//! I/O, so each can be tested on every platform. `desktop_files` has the desktop entry and the icon. [`manager`] detects
//! what starts programs in this session, only [`file`] reads, writes and removes files, and only [`ServiceCommand`] runs
//! commands.

mod autostart;
mod command;
mod desktop_files;
pub(crate) mod file;
mod launchd;
mod manager;
pub(crate) mod running;
mod scheduled_task;
mod seal;
mod systemd;
mod xml;

use std::path::{Path, PathBuf};

pub use command::{CommandFailed, ServiceCommand};
pub use desktop_files::DesktopFile;
pub(crate) use desktop_files::DesktopFileOutcome;
pub use manager::Manager;

use crate::printable::is_unprintable;

/// The name of the service, the same for every kind.
const NAME: &str = "winddown-agent";
/// A description of the service, for the user.
const PURPOSE: &str = "Reminders for the evening while no winddown window is open";

/// The program to start. Its path and arguments can be written into every kind of service file.
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
    /// A program at an absolute path. `user` is `DOMAIN\name`; only a scheduled task uses it.
    ///
    /// # Errors
    /// [`UnwritablePath`] when the path is not UTF-8 or contains control characters, which XML cannot represent.
    pub fn new(path: &Path, user: &str) -> Result<Self, UnwritablePath> {
        Ok(Self {
            path: path_text(path)?,
            arguments: Vec::new(),
            user: user.to_owned(),
        })
    }

    /// Adds an argument.
    #[must_use]
    pub fn with_argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Adds an option whose value is the absolute path of a file.
    ///
    /// # Errors
    /// [`UnwritablePath`] as in [`Program::new`].
    pub fn with_file(self, option: &str, file: &Path) -> Result<Self, UnwritablePath> {
        let file = path_text(file)?;
        Ok(self.with_argument(option).with_argument(&file))
    }
}

/// The path as text that can be written into a service file.
fn path_text(path: &Path) -> Result<String, UnwritablePath> {
    path.to_str()
        .filter(|text| !text.contains(is_unprintable))
        .map(str::to_owned)
        .ok_or_else(|| UnwritablePath(path.to_owned()))
}

/// The user's folders that contain service files.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The home directory.
    pub home: PathBuf,
    /// The folder of config files: `~/.config` on Linux.
    pub config: PathBuf,
    /// The folder of data files: `~/.local/share` on Linux.
    pub data: PathBuf,
}

/// The mechanism by which a session starts programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceKind {
    /// A unit of systemd's user manager.
    Systemd,
    /// An XDG autostart entry. Most desktops read it when a session begins.
    Autostart,
    /// A launchd agent on macOS.
    Launchd,
    /// A task of the Windows Task Scheduler.
    ScheduledTask,
}

impl ServiceKind {
    /// The kinds that exist on this platform.
    pub const HERE: &[Self] = if cfg!(windows) {
        &[Self::ScheduledTask]
    } else if cfg!(target_os = "macos") {
        &[Self::Launchd]
    } else {
        &[Self::Systemd, Self::Autostart]
    };

    /// The service of this kind, with the path of its file.
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

    /// The full text of the service file, with the seal by which [`file::state`] recognises it.
    pub fn text(self, program: &Program) -> String {
        match self {
            Self::Systemd => seal::seal(&systemd::text(program), "# ", ""),
            Self::Autostart => seal::seal(&autostart::text(program), "# ", ""),
            Self::Launchd => seal::seal(&launchd::text(program), "<!-- ", " -->"),
            Self::ScheduledTask => seal::seal(&scheduled_task::text(program), "<!-- ", " -->"),
        }
    }
}

/// A service and the paths of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its kind.
    pub kind: ServiceKind,
    /// The service file.
    pub file: PathBuf,
    /// The link to the service file through which systemd starts it with the session; none for other kinds.
    pub link: Option<PathBuf>,
}

impl Service {
    /// The commands that start the service at once, after its file was written.
    pub(crate) fn start_commands(&self) -> Vec<ServiceCommand> {
        match self.kind {
            ServiceKind::Systemd => systemd::start_commands(),
            ServiceKind::Autostart => Vec::new(),
            ServiceKind::Launchd => launchd::start_commands(&self.file),
            ServiceKind::ScheduledTask => scheduled_task::start_commands(&self.file),
        }
    }

    /// The commands that stop the service, to run before its file is removed.
    pub(crate) fn stop_commands(&self) -> Vec<ServiceCommand> {
        match self.kind {
            ServiceKind::Systemd => systemd::stop_commands(),
            ServiceKind::Autostart => Vec::new(),
            ServiceKind::Launchd => launchd::stop_commands(&self.file),
            ServiceKind::ScheduledTask => scheduled_task::stop_commands(),
        }
    }

    /// The commands that make the service manager forget the service, to run after its file was removed.
    pub(crate) fn reload_commands(&self) -> Vec<ServiceCommand> {
        match self.kind {
            ServiceKind::Systemd => systemd::reload_commands(),
            ServiceKind::Autostart | ServiceKind::Launchd | ServiceKind::ScheduledTask => {
                Vec::new()
            }
        }
    }
}

/// Whether an argument needs no quotes in any kind of service file.
fn is_plain(argument: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    !argument.is_empty() && argument.chars().all(plain)
}

#[cfg(test)]
mod tests;
