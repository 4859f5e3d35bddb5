//! What the user chose for this computer: a file of its own in the state folder, since the config may be shared between
//! computers, and a config folder often is.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml_edit::{DocumentMut, value};

use super::SyncError;
use crate::paths::Paths;
use crate::{private_file, whole_file};

/// A larger file is none of ours.
const LARGEST: u64 = 64 << 10;

/// How this computer takes part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder that is the same on all computers.
    pub folder: PathBuf,
    /// The name of this computer, in its events and for the others.
    pub name: String,
    /// Whether reminders are sent on this computer.
    #[serde(default = "yes")]
    pub remind_here: bool,
    /// Whether this computer reads the inbox. One of them should.
    #[serde(default)]
    pub inbox: bool,
    /// Whether the config lies in the folder, so that all computers follow one plan.
    #[serde(default)]
    pub with_config: bool,
}

/// That sync is on, in two sentences.
pub(super) fn summary(folder: &dyn Display, name: &str) -> String {
    format!("Sync is on through {folder}. This computer is called {name}.")
}

fn yes() -> bool {
    true
}

impl Settings {
    /// The settings of the computer for this journal; none where sync is off.
    ///
    /// # Errors
    /// [`SyncError::Settings`] when the file is there and cannot be used.
    pub fn read(paths: &Paths) -> Result<Option<Self>, SyncError> {
        let path = paths.sync_settings();
        let unusable = |cause: String| SyncError::Settings {
            path: path.clone(),
            cause,
        };
        let bytes = match private_file::read(&path, LARGEST) {
            Ok(bytes) => bytes,
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(unusable(error.to_string())),
        };
        let text = String::from_utf8(bytes).map_err(|_| unusable("it is not text".to_owned()))?;
        let settings: Self =
            toml::from_str(&text).map_err(|error| unusable(error.message().to_owned()))?;
        if !settings.folder.is_absolute() {
            return Err(unusable(
                "`folder` does not begin at the root of the file system".to_owned(),
            ));
        }
        Ok(Some(settings))
    }

    /// Through which folder, and under which name, in two sentences.
    pub fn summary(&self) -> String {
        summary(&self.folder.display(), &self.name)
    }

    /// Writes them. Only the owner can read the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, paths: &Paths) -> Result<(), SyncError> {
        let path = paths.sync_settings();
        let unwritable = |cause: io::Error| SyncError::State {
            path: path.clone(),
            cause: cause.to_string(),
        };
        let Some(folder) = self.folder.to_str() else {
            return Err(SyncError::NameIsNoText(self.folder.clone()));
        };
        let mut document = DocumentMut::new();
        document["folder"] = value(folder);
        document["name"] = value(&self.name);
        document["remind_here"] = value(self.remind_here);
        document["inbox"] = value(self.inbox);
        document["with_config"] = value(self.with_config);
        private_file::make_folder(path.parent().unwrap_or(Path::new("."))).map_err(unwritable)?;
        let reads_already = Self::read(paths).is_ok_and(|now| now.is_some_and(|now| now.inbox));
        if self.inbox && !reads_already {
            // Another computer may have read it meanwhile: the journal knows what was recorded.
            remove(paths.inbox_memory())?;
        }
        whole_file::replace_privately(&path, document.to_string().as_bytes())
            .map_err(unwritable)?;
        Ok(())
    }

    /// Switches sync off.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn remove(paths: &Paths) -> Result<(), SyncError> {
        remove(paths.sync_settings())
    }
}

/// Removes a file, if it is there.
fn remove(path: PathBuf) -> Result<(), SyncError> {
    match std::fs::remove_file(&path) {
        Err(error) if !is_missing(&error) => Err(SyncError::State {
            path,
            cause: error.to_string(),
        }),
        Ok(()) | Err(_) => Ok(()),
    }
}

pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn who_begins_to_read_the_inbox_remembers_nothing_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let paths = Paths {
            config: at("config.toml"),
            journal: at("journal.db"),
            cache: None,
            state: Some(at("state")),
            home: None,
        };
        let settings = |inbox| Settings {
            folder: at("synced"),
            name: "desk".to_owned(),
            remind_here: true,
            inbox,
            with_config: false,
        };
        for (inbox, is_remembered) in [(true, false), (true, true), (false, true), (true, false)] {
            fs::create_dir_all(at("state")).unwrap();
            fs::write(paths.inbox_memory(), "{}").unwrap();
            settings(inbox).write(&paths).unwrap();
            assert_eq!(paths.inbox_memory().exists(), is_remembered);
        }
    }
}
