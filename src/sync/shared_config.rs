//! The config in the folder: `config.toml` there, and a link to it where the config was. All computers that do so follow
//! one plan.
//!
//! A copy of the config lies beside the link. It stands in while the folder is missing: without it the built-in plan would
//! be in force, and evenings would be judged by it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::config_file::{self, ConfigError};
use crate::plan;
use crate::{private_file, whole_file};

/// The name of the config in the folder.
pub(super) const FILE: &str = "config.toml";

/// A larger file is no config.
const LARGEST: u64 = 1 << 20;

/// What became of this computer's config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigMove {
    /// It is in the folder now.
    Moved,
    /// The folder had one already, which is in force now. The one of this computer is kept here.
    Replaced(Option<PathBuf>),
    /// It was in the folder before.
    WasThere,
}

/// Why the config was not moved. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ConfigMoveError {
    /// The config cannot be read, here or in the folder.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file or the link cannot be written.
    #[error("{} cannot be written ({cause}); without --with-config each computer keeps a config of its own", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        cause: io::Error,
    },
}

/// Makes the config in the folder that of this computer.
pub(super) fn share(
    config: &Path,
    folder: &Path,
    today: NaiveDate,
) -> Result<ConfigMove, ConfigMoveError> {
    let shared = folder.join(FILE);
    if is_link_to(config, &shared) {
        return Ok(ConfigMove::WasThere);
    }
    let _lock = config_file::lock(config)?;
    // Both are read first: a plan that cannot be used is nobody's plan.
    let own = config_file::read(config)?;
    config_file::load(config, false)?;
    let is_first = !shared.exists();
    if !is_first {
        config_file::load(&shared, false)?;
    }
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        move |cause| ConfigMoveError::Unwritable { path, cause }
    };
    if is_first {
        let text = own.as_deref().unwrap_or(plan::EXAMPLE);
        whole_file::create(&shared, text.as_bytes()).map_err(unwritable(&shared))?;
    }
    let kept = kept_name(config, today);
    if own.is_some() {
        fs::rename(config, &kept).map_err(unwritable(&kept))?;
    } else if let Some(folder) = config.parent() {
        private_file::make_folder(folder).map_err(unwritable(folder))?;
    }
    if let Err(cause) = link(&shared, config) {
        if own.is_some() {
            let _ = fs::rename(&kept, config);
        }
        return Err(unwritable(config)(cause));
    }
    keep_copy(config, folder);
    if !is_first {
        return Ok(ConfigMove::Replaced(own.map(|_| kept)));
    }
    if own.is_some() {
        // The folder has the same now. A failure leaves a file too many.
        let _ = fs::remove_file(&kept);
    }
    Ok(ConfigMove::Moved)
}

/// Gives this computer a config of its own again, with what the one in the folder says. Does nothing where it has one.
pub(super) fn unshare(config: &Path, folder: &Path) -> Result<(), ConfigMoveError> {
    if !is_link_to(config, &folder.join(FILE)) {
        return Ok(());
    }
    // The lock lies in the folder.
    let folder = folder.to_owned();
    let is_there = config_file::if_it_answers(config, move |_| folder.is_dir());
    let _lock = is_there
        .is_some_and(|is_there| is_there)
        .then(|| config_file::lock(config))
        .transpose()?;
    let Some(text) = config_file::read(config)? else {
        // Neither the folder nor a copy is there, so that no config is in force.
        return Ok(());
    };
    let unwritable = |cause| ConfigMoveError::Unwritable {
        path: config.to_owned(),
        cause,
    };
    let own = config.with_extension("toml.own");
    whole_file::replace(&own, text.as_bytes()).map_err(unwritable)?;
    fs::rename(&own, config).map_err(unwritable)?;
    let _ = fs::remove_file(config_file::copy_of_link(config));
    Ok(())
}

/// Keeps a copy of the config in the folder beside the link.
pub(super) fn keep_copy(config: &Path, folder: &Path) {
    let shared = folder.join(FILE);
    if !is_link_to(config, &shared) {
        return;
    }
    let copy = config_file::copy_of_link(config);
    let Ok(text) = private_file::read(&shared, LARGEST) else {
        return;
    };
    let is_usable = std::str::from_utf8(&text).is_ok_and(|text| plan::parse(text).is_ok());
    if is_usable && private_file::read(&copy, LARGEST).ok().as_ref() != Some(&text) {
        // It is made again after the next look at the folder.
        let _ = whole_file::replace_privately(&copy, &text);
    }
}

/// The versions of the config beside it that an engine made because two computers changed it at once.
pub(super) fn conflict_copies(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut copies: Vec<String> = names
        .filter(|name| {
            let is_toml = Path::new(name).extension().is_some_and(|it| it == "toml");
            let is_config = is_toml && name.starts_with("config") && name != FILE;
            is_config && name.to_lowercase().contains("conflict")
        })
        .collect();
    copies.sort();
    copies
}

pub(super) fn is_link_to(config: &Path, shared: &Path) -> bool {
    fs::read_link(config).is_ok_and(|target| target == shared)
}

/// `config.toml.kept-2026-11-29` beside the config, or the first numbered one that is not there.
fn kept_name(config: &Path, today: NaiveDate) -> PathBuf {
    let with_ending = |ending: &str| config.with_extension(format!("toml.kept-{today}{ending}"));
    let numbered = (2..).map(|number| with_ending(&format!(".{number}")));
    let mut names = std::iter::once(with_ending("")).chain(numbered);
    let free = |name: &PathBuf| {
        let found = fs::symlink_metadata(name);
        found.is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    names.find(free).unwrap_or_else(|| with_ending(""))
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(windows)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(to, at)
}
