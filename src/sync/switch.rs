//! Switching sync on and off.

use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::state::State;
use super::{Settings, SyncError};
use crate::paths::Paths;
use crate::printable;

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
    /// Whether the config is kept in the folder.
    pub with_config: bool,
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
    /// Sync itself fails.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// Switches sync on, or changes its folder or name. Reads and writes no event.
///
/// # Errors
/// Why it was not switched on. It is as it was then.
pub fn switch_on(paths: &Paths, wanted: &SwitchOn) -> Result<Settings, SwitchError> {
    let folder = std::path::absolute(&wanted.folder)
        .map_err(|_| SwitchError::NoFolder(wanted.folder.clone()))?;
    if !folder.is_dir() {
        return Err(SwitchError::NoFolder(folder));
    }
    if is_inside(&paths.journal, &folder) {
        return Err(SwitchError::HoldsTheJournal(folder));
    }
    let before = Settings::read(paths).ok().flatten();
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
        with_config: wanted.with_config,
    };
    settings.write(paths)?;
    Ok(settings)
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
