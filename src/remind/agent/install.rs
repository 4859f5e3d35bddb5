//! Letting the session start the agent: what `winddown agent install` and the window both do.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::lock;
use crate::desktop::service::file::{self, FileError, Found};
use crate::desktop::service::{
    Folders, Kind, Manager, Program, Service, Step, StepFailed, UnwritablePath,
};
use crate::journal::{Journal, JournalError};
use crate::paths::{Paths, UserFolders};

/// How long the system may take to start or stop the service.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The name under which the journal keeps that the user wants no agent.
const NO_AGENT: &str = "no agent";

/// Why the session will not start the agent.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// There is no place for the service file.
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
    /// The file there is somebody else's work.
    #[error(
        "{0} was written or changed by hand, so it was left as it is and nothing was done; \
         `winddown agent install --dry-run` shows what would be there, and with --force it is overwritten"
    )]
    ByHand(PathBuf),
    /// The service file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// All is in place, but the agent does not run yet.
    #[error(
        "{file} is in place, but the agent could not be started now; it starts at your next login, or try again"
    )]
    NotStarted {
        /// The service file.
        file: PathBuf,
        /// What the system said.
        #[source]
        why: StepFailed,
    },
}

/// What there is to do so that the session starts the agent.
#[derive(Debug)]
pub struct Installation {
    /// Who will start it, and when.
    pub manager: Manager,
    /// The service, and where its file lies.
    pub service: Service,
    /// What the file is to say.
    pub text: String,
    /// What is there now.
    pub found: Found,
}

/// One thing that was done.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// The service file was written, in place of what was found.
    Wrote,
    /// The service file was there already, and says what it should.
    WasThere,
    /// This link leads to it now.
    Linked(&'a Path),
    /// The system was asked this, and did it.
    Ran(&'a Step),
}

impl Installation {
    /// Looks at what there is to do; nothing is changed yet. `kind` is what the user asks for, else the one that fits
    /// this session. Asks systemd, which may take up to 10 s.
    ///
    /// # Errors
    /// When there is no place for the file, or what is there cannot be read.
    pub fn prepare(paths: &Paths, kind: Option<Kind>) -> Result<Self, InstallError> {
        let folders = folders(paths.home.as_ref())?;
        let manager = kind.map_or_else(Manager::find, Manager::AtNextLogin);
        let service = manager.kind().service(&folders);
        Ok(Self {
            manager,
            text: service.kind.text(&program(paths)?),
            found: file::look(&service)?,
            service,
        })
    }

    /// Whether the file says already what it should.
    pub fn is_there(&self) -> bool {
        matches!(&self.found, Found::Ours(there) if *there == self.text)
    }

    /// What the system has to be asked so that the agent runs at once.
    pub fn starting(&self) -> Vec<Step> {
        match self.manager {
            Manager::Running(_) => self.service.starting(),
            Manager::AtNextLogin(_) | Manager::DesktopApart => Vec::new(),
        }
    }

    /// Carries it out, and reports each thing to `done` as soon as it is done. A file that was changed by hand is
    /// overwritten only with `force`.
    ///
    /// # Errors
    /// When something cannot be done. What was done before that stays.
    pub fn carry_out(
        &self,
        force: bool,
        mut done: impl FnMut(Progress<'_>),
    ) -> Result<(), InstallError> {
        let service = &self.service;
        if self.found == Found::ByHand && !force {
            return Err(InstallError::ByHand(service.file.clone()));
        }
        if self.is_there() {
            done(Progress::WasThere);
        } else {
            file::write(service, &self.text)?;
            done(Progress::Wrote);
        }
        if let Some(link) = &service.link
            && !file::is_linked(service)
        {
            file::link(service)?;
            done(Progress::Linked(link));
        }
        for step in self.starting() {
            step.run(PATIENCE).map_err(|why| InstallError::NotStarted {
                file: service.file.clone(),
                why,
            })?;
            done(Progress::Ran(&step));
        }
        Ok(())
    }
}

/// Whether reminders come while no window is open, and whether the user was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstallState {
    /// The session starts the agent, by this file.
    Installed(PathBuf),
    /// An agent runs, whoever started it.
    Runs,
    /// There is none, and the user wants none.
    Declined,
    /// There is none, and the user has not said whether they want one.
    Unanswered,
    /// There is none, and no place for a service file.
    NoHome,
}

/// Finds out how it stands. Only a *no* is kept anywhere; everything else can be seen.
///
/// # Errors
/// When the journal cannot be read.
pub fn install_state(paths: &Paths, journal: &Journal) -> Result<InstallState, JournalError> {
    if let Some(file) = installed(paths.home.as_ref()) {
        return Ok(InstallState::Installed(file));
    }
    // A lock that cannot be read is held by somebody, too.
    if !matches!(lock::holder(&paths.agent_lock()), Ok(None)) {
        return Ok(InstallState::Runs);
    }
    if paths.home.is_none() {
        return Ok(InstallState::NoHome);
    }
    let declined = journal.acknowledged()?.contains(NO_AGENT);
    Ok(if declined {
        InstallState::Declined
    } else {
        InstallState::Unanswered
    })
}

/// Keeps that the user wants no agent on this computer.
///
/// # Errors
/// When the journal cannot be written.
pub fn decline(journal: &mut Journal, now: DateTime<Utc>) -> Result<(), JournalError> {
    journal.acknowledge(NO_AGENT, now)
}

/// The service file by which the session starts the agent, if there is one.
pub fn installed(home: Option<&UserFolders>) -> Option<PathBuf> {
    let folders = folders(home).ok()?;
    let mut files = Kind::HERE.iter().map(|kind| kind.service(&folders).file);
    files.find(|file| file.exists())
}

/// Where service files lie.
///
/// # Errors
/// [`InstallError::NoHome`] when there is no home directory.
pub fn folders(home: Option<&UserFolders>) -> Result<Folders, InstallError> {
    let UserFolders { home, config, data } = home.cloned().ok_or(InstallError::NoHome)?;
    Ok(Folders { home, config, data })
}

/// The program that the service is to start: this one, with the same files.
fn program(paths: &Paths) -> Result<Program, InstallError> {
    let mut program = Program::new(&own_path()?, &user())?;
    // What only this shell knows of, the session may not: the folders' variables count as names, too.
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
    Ok(program.with("agent"))
}

/// Where this program is, by the name that will still lead to it after an update: package managers often keep
/// each version in a folder of its own, and a link in `PATH`.
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

/// Who is asking, as Windows names them.
fn user() -> String {
    let word = |name| variable(name).map(|word| word.to_string_lossy().into_owned());
    match (word("USERDOMAIN"), word("USERNAME")) {
        (Some(domain), Some(name)) => format!("{domain}\\{name}"),
        (_, name) => name.unwrap_or_default(),
    }
}

/// A variable of the environment that says something.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
