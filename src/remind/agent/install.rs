//! Installing the agent, so that the desktop session starts it. Used by `winddown agent install` and by the window.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::time::Duration;

use super::lock;
use crate::coach::Coach;
use crate::desktop::service::file::{self, FileError, FileState};
use crate::desktop::service::{
    CommandFailed, DesktopFile, DesktopFileOutcome, Folders, Manager, Program, Service,
    ServiceCommand, ServiceKind, UnwritablePath,
};
use crate::journal::JournalError;
use crate::paths::{Paths, UserFolders};

/// How long the system may take to start or stop the service.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The name of the acknowledgement in the journal that the user wants no agent on this computer.
pub(crate) const NO_AGENT: &str = "no agent";

/// Why the agent could not be installed or started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InstallError {
    /// There is no home directory for the service file.
    #[error("there is no home directory to keep the service file in; set HOME and try again")]
    NoHome,
    /// The path of this program is unknown.
    #[error("cannot tell where this program is: {0}")]
    Nowhere(io::Error),
    /// A path cannot be written into a service file.
    #[error(transparent)]
    UnwritablePath(#[from] UnwritablePath),
    /// A path cannot be made absolute.
    #[error("cannot tell where {0} is: {1}")]
    NoFolder(PathBuf, io::Error),
    /// The existing service file was changed by hand or is not ours.
    #[error(
        "{0} was written or changed by hand, so it was left as it is and nothing was done; \
         `winddown agent install --dry-run` shows what would be there, and with --force it is overwritten"
    )]
    ByHand(PathBuf),
    /// The service file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The service file is in place, but the agent could not be started now.
    #[error(
        "{file} is in place, but the agent could not be started now; it starts at your next login, or try again"
    )]
    NotStarted {
        /// The service file.
        file: PathBuf,
        /// The command that failed.
        #[source]
        why: CommandFailed,
    },
}

/// A prepared installation: what there is and what has to be written.
#[derive(Debug)]
pub(crate) struct Installation {
    /// What starts the agent, and whether it can be started now.
    pub(crate) manager: Manager,
    /// The service and the path of its file.
    pub(crate) service: Service,
    /// The text for the service file.
    pub(crate) text: String,
    /// The file that exists now.
    pub(crate) existing: FileState,
    /// The desktop entry and the icon.
    pub(crate) desktop_files: Vec<DesktopFile>,
    /// What the desktop entry starts. The service starts it as the agent.
    pub(crate) program: Program,
}

/// A completed step of the installation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Progress<'a> {
    /// The service file was written, replacing an existing one.
    Wrote,
    /// The service file existed already with the right text.
    WasThere,
    /// This link to the service file was created.
    Linked(&'a Path),
    /// This is what became of a desktop entry or an icon. The agent works without.
    DesktopFile(&'a DesktopFile, Result<DesktopFileOutcome, &'a FileError>),
    /// This command of the system succeeded.
    Ran(&'a ServiceCommand),
}

impl Installation {
    /// Prepares the installation without changing anything. Without a `kind` the one that fits this session is used.
    /// Asks systemd, which may take up to 10 s.
    ///
    /// # Errors
    /// When there is no home directory, or the existing file cannot be read.
    pub(crate) fn prepare(paths: &Paths, kind: Option<ServiceKind>) -> Result<Self, InstallError> {
        let folders = folders(paths.home.as_ref())?;
        let manager = kind.map_or_else(Manager::detect, Manager::AtNextLogin);
        let service = manager.kind().service(&folders);
        let program = program(paths)?;
        Ok(Self {
            manager,
            desktop_files: DesktopFile::all(&folders),
            text: service.kind.text(&program.clone().with_argument("agent")),
            program,
            existing: file::state(&service.file)?,
            service,
        })
    }

    /// Whether the service file exists already with the right text.
    pub(crate) fn is_there(&self) -> bool {
        matches!(&self.existing, FileState::Ours(there) if *there == self.text)
    }

    /// The commands that start the agent at once.
    pub(crate) fn start_commands(&self) -> Vec<ServiceCommand> {
        match self.manager {
            Manager::Reachable(_) => self.service.start_commands(),
            Manager::AtNextLogin(_) | Manager::DesktopWithoutSystemd => Vec::new(),
        }
    }

    /// Carries out the installation, and reports each completed step to `done`. A file that was changed by hand is
    /// overwritten only with `force`.
    ///
    /// # Errors
    /// When a step fails. The steps before it are not undone.
    pub(crate) fn carry_out(
        &self,
        force: bool,
        mut done: impl FnMut(Progress<'_>),
    ) -> Result<(), InstallError> {
        let service = &self.service;
        if self.existing == FileState::NotOurs && !force {
            return Err(InstallError::ByHand(service.file.clone()));
        }
        if self.is_there() {
            done(Progress::WasThere);
        } else {
            file::write(&service.file, &self.text)?;
            done(Progress::Wrote);
        }
        if let Some(link) = &service.link
            && !file::is_linked(service)
        {
            file::link(service)?;
            done(Progress::Linked(link));
        }
        for file in &self.desktop_files {
            let written = file.write(&self.program, force);
            done(Progress::DesktopFile(file, written.as_ref().copied()));
        }
        for command in self.start_commands() {
            command
                .run(PATIENCE)
                .map_err(|why| InstallError::NotStarted {
                    file: service.file.clone(),
                    why,
                })?;
            done(Progress::Ran(&command));
        }
        Ok(())
    }
}

/// Whether the agent is installed or running, and otherwise whether the user wants one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstallState {
    /// The session starts the agent, from this service file.
    Installed(PathBuf),
    /// An agent is running without a service file.
    Runs,
    /// There is no agent, and the user declined one.
    Declined,
    /// There is no agent, and the user has not answered whether they want one.
    Unanswered,
    /// There is no agent, and no home directory for a service file.
    NoHome,
}

/// Determines the state. Only a *no* of the user is stored; the rest is read from the service file and the lock.
///
/// # Errors
/// When the journal cannot be read.
pub(crate) fn install_state(paths: &Paths, coach: &Coach) -> Result<InstallState, JournalError> {
    if let Some(file) = installed(paths.home.as_ref()) {
        return Ok(InstallState::Installed(file));
    }
    // A lock file that cannot be read counts as held.
    if !matches!(lock::holder(&paths.agent_lock()), Ok(None)) {
        return Ok(InstallState::Runs);
    }
    if paths.home.is_none() {
        return Ok(InstallState::NoHome);
    }
    let declined = coach.acknowledged()?.contains(NO_AGENT);
    Ok(if declined {
        InstallState::Declined
    } else {
        InstallState::Unanswered
    })
}

/// The installed service file; none if there is none.
pub(crate) fn installed(home: Option<&UserFolders>) -> Option<PathBuf> {
    let folders = folders(home).ok()?;
    let mut files = ServiceKind::HERE
        .iter()
        .map(|kind| kind.service(&folders).file);
    files.find(|file| file.exists())
}

/// The folders for service files.
///
/// # Errors
/// [`InstallError::NoHome`] when there is no home directory.
pub(crate) fn folders(home: Option<&UserFolders>) -> Result<Folders, InstallError> {
    let UserFolders { home, config, data } = home.cloned().ok_or(InstallError::NoHome)?;
    Ok(Folders { home, config, data })
}

/// This program, with the options that name the same config and journal.
fn program(paths: &Paths) -> Result<Program, InstallError> {
    let mut program = Program::new(&own_path()?, &user())?;
    // The session may not have this shell's environment, so paths that depend on it are passed as options.
    let usual = Paths::find(None, None).ok();
    let is_usual = |of: fn(&Paths) -> &PathBuf| usual.as_ref().map(of) == Some(of(paths));
    for (option, file, named) in [
        (
            "--config",
            &paths.config,
            !is_usual(|paths| &paths.config) || variable("XDG_CONFIG_HOME").is_some(),
        ),
        (
            "--journal",
            &paths.journal,
            !is_usual(|paths| &paths.journal) || variable("XDG_DATA_HOME").is_some(),
        ),
    ] {
        if named {
            let file =
                absolute(file).map_err(|cause| InstallError::NoFolder(file.clone(), cause))?;
            program = program.with_file(option, &file)?;
        }
    }
    Ok(program)
}

/// The path of this program that stays valid after an update: package managers often have a folder per version and a
/// link in `PATH`.
fn own_path() -> Result<PathBuf, InstallError> {
    let own = env::current_exe().map_err(InstallError::Nowhere)?;
    let real = |path: &Path| fs::canonicalize(path).ok();
    let in_path = variable("PATH").and_then(|path| {
        let name = own.file_name()?;
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_absolute() && real(file).is_some_and(|it| Some(it) == real(&own)))
    });
    Ok(in_path.unwrap_or(own))
}

/// The current user in the form of Windows: `DOMAIN\name`.
fn user() -> String {
    let text = |name| variable(name).map(|value| value.to_string_lossy().into_owned());
    match (text("USERDOMAIN"), text("USERNAME")) {
        (Some(domain), Some(name)) => format!("{domain}\\{name}"),
        (_, name) => name.unwrap_or_default(),
    }
}

/// A non-empty environment variable.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
