//! Switching sync on and off.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;

use super::folder::Folder;
use super::shared_config::{self, ConfigMove, ConfigMoveError};
use super::state::State;
use super::{Settings, SyncError};
use crate::answering;
use crate::paths::Paths;
use crate::printable;

/// How long the folder is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// The longest name of a computer, in characters.
pub const LONGEST_NAME: usize = 64;

/// What is asked for when sync is switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchOn {
    /// The folder.
    pub folder: PathBuf,
    /// The name of this computer, where the user gave one.
    pub name: Option<String>,
    /// What the system calls it.
    pub host_name: String,
    /// Whether the config is to be kept in the folder. Without it a config that is there stays there.
    pub with_config: bool,
    /// The local date.
    pub today: NaiveDate,
}

/// Why sync was not switched on.
#[derive(Debug, thiserror::Error)]
pub enum SwitchError {
    /// There is no such folder.
    #[error("there is no folder {}; make it with the program that keeps it the same on your computers, then run this again", .0.display())]
    NoFolder(PathBuf),
    /// The journal lies in it.
    #[error("the journal itself lies in {}, and copying a file that is in use damages it; take a folder of its own", .0.display())]
    HoldsTheJournal(PathBuf),
    /// The name cannot be one.
    #[error(
        "a computer's name has 1 to {LONGEST_NAME} characters that can be read; try --name laptop"
    )]
    Name,
    /// The config cannot be moved.
    #[error(transparent)]
    Config(#[from] ConfigMoveError),
    /// Sync itself fails.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// Switches sync on, or changes its folder or name, and says what became of the config. Reads and writes no event.
///
/// # Errors
/// Why it was not switched on. It is as it was then.
pub fn switch_on(
    paths: &Paths,
    wanted: &SwitchOn,
) -> Result<(Settings, Option<ConfigMove>), SwitchError> {
    let folder = std::path::absolute(&wanted.folder)
        .map_err(|_| SwitchError::NoFolder(wanted.folder.clone()))?;
    let asked = folder.clone();
    match answering::within(PATIENCE, move || asked.is_dir()) {
        Some(true) => {}
        Some(false) => return Err(SwitchError::NoFolder(folder)),
        None => return Err(SyncError::Unanswering(folder).into()),
    }
    if is_inside(&paths.journal, &folder) {
        return Err(SwitchError::HoldsTheJournal(folder));
    }
    let before = Settings::read(paths).ok().flatten();
    if let Some(other) = before.as_ref().filter(|before| before.folder != folder) {
        shared_config::unshare(&paths.config, &other.folder)?;
    }
    let before = before.filter(|before| before.folder == folder);
    let there = Folder::at(&folder);
    there.prepare()?;
    let state = State::read(&paths.sync_state(), &folder);
    let others = there.abouts().into_iter();
    let others: Vec<_> = others.filter(|(id, _)| !state.has_written_as(id)).collect();
    let name = match (&wanted.name, &before) {
        (Some(name), _) => checked(name).ok_or(SwitchError::Name)?,
        (None, Some(before)) => before.name.clone(),
        (None, None) => {
            let name = checked(&wanted.host_name).unwrap_or_else(|| "computer".to_owned());
            free_name(&name, |name| others.iter().any(|(_, it)| it.name == *name))
        }
    };
    let settings = Settings {
        folder,
        name,
        remind_here: before.as_ref().is_none_or(|before| before.remind_here),
        inbox: before.as_ref().map_or_else(
            || !others.iter().any(|(_, about)| about.inbox),
            |before| before.inbox,
        ),
        with_config: wanted.with_config || before.is_some_and(|before| before.with_config),
    };
    let moved = wanted
        .with_config
        .then(|| shared_config::share(&paths.config, &settings.folder, wanted.today))
        .transpose()?;
    settings.write(paths)?;
    Ok((settings, moved))
}

/// Switches sync off. The journal keeps its entries, the folder stays as it is, and a config in the folder is copied back.
/// Returns whether it was on.
///
/// # Errors
/// Why it is still on.
pub fn switch_off(paths: &Paths) -> Result<bool, SwitchError> {
    let Ok(settings) = Settings::read(paths) else {
        // Settings that cannot be read are removed like any others.
        Settings::remove(paths)?;
        return Ok(true);
    };
    if let Some(settings) = &settings {
        shared_config::unshare(&paths.config, &settings.folder)?;
        Settings::remove(paths)?;
    }
    Ok(settings.is_some())
}

/// Whether a file lies in a folder, or below it.
fn is_inside(file: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let (Some(parent), Ok(folder)) = (file.parent(), real(folder)) else {
        return false;
    };
    real(parent).is_ok_and(|parent| parent.starts_with(folder))
}

/// The name without spaces around it; none if it cannot be a name.
fn checked(name: &str) -> Option<String> {
    let name = name.trim();
    let is_right = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(printable::is_unprintable);
    is_right.then(|| name.to_owned())
}

/// This name, or the first of `name-2`, `name-3` that nobody has.
fn free_name(name: &str, is_taken: impl Fn(&String) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names
        .find(|name| !is_taken(name))
        .unwrap_or_else(|| name.to_owned())
}
