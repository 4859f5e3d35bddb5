//! The config file on disk: read whole, checked, and replaced only in one piece.

use std::fmt;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::plan::{self, Config};
use crate::whole_file::{self, Lock};

/// A config is a page of text; more than this is some other file.
const LARGEST: u64 = 1 << 20;

/// Why the config file cannot be used. The file is as it was. Its text is what happened and, after
/// a semicolon, what to do.
#[derive(Debug)]
pub enum ConfigError {
    /// The file could not be read.
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The path leads to something that holds no text: a folder, a pipe, a device.
    NotAFile(PathBuf),
    /// The file is not text.
    NotText(PathBuf),
    /// The file is far too large.
    TooLarge(PathBuf),
    /// The text has errors; the report shows each with its line.
    Wrong {
        /// All of them, ready to be shown.
        report: String,
        /// The first of them in one line, with the number of its own.
        first: String,
    },
    /// There is a file already.
    Exists(PathBuf),
    /// The file could not be written.
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}

impl ConfigError {
    /// What happened.
    pub fn what(&self) -> String {
        match self {
            Self::Unreadable { path, cause } => {
                format!("cannot read the config {}: {cause}", path.display())
            }
            Self::NotAFile(path) => format!(
                "cannot read the config {}: it is not a file",
                path.display()
            ),
            Self::NotText(path) => format!("the config {} is not text (UTF-8)", path.display()),
            Self::TooLarge(path) => format!(
                "the config {} is larger than 1 MiB, so it is probably some other file",
                path.display()
            ),
            Self::Wrong { report, .. } => report.clone(),
            Self::Exists(path) => {
                format!("{} is there already and was left as it is", path.display())
            }
            Self::Unwritable { path, cause } => {
                format!("cannot write the config {}: {cause}", path.display())
            }
        }
    }

    /// What to do about it; none where the report says it line by line.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable { .. } => {
                Some("give yourself the right to read it, or name another with --config")
            }
            Self::NotAFile(_) => Some("name one with --config"),
            Self::NotText(_) => {
                Some("`winddown config init` writes a fresh one elsewhere with --config")
            }
            Self::TooLarge(_) => Some("name the right one with --config"),
            Self::Wrong { .. } => None,
            Self::Exists(_) => Some("`winddown config edit` opens it"),
            Self::Unwritable { cause, .. } => Some(what_to_do(cause)),
        }
    }

    /// In one line, for where there is no room for a report.
    pub fn in_a_line(&self) -> String {
        match self {
            Self::Wrong { first, .. } => first.clone(),
            Self::Unreadable { .. }
            | Self::NotText(_)
            | Self::TooLarge(_)
            | Self::NotAFile(_)
            | Self::Exists(_)
            | Self::Unwritable { .. } => self.to_string(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.advice() {
            Some(advice) => write!(f, "{}; {advice}", self.what()),
            None => f.write_str(&self.what()),
        }
    }
}

impl std::error::Error for ConfigError {}

/// The text of the config; none when there is no such file.
///
/// # Errors
/// When the file cannot be read, is not text, or is larger than 1 MiB.
pub fn read(path: &Path) -> Result<Option<String>, ConfigError> {
    let unreadable = |cause| ConfigError::Unreadable {
        path: path.to_owned(),
        cause,
    };
    // Opening a pipe would wait for whoever writes into it.
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(ConfigError::NotAFile(path.to_owned()));
    }
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(unreadable(cause)),
    };
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ConfigError::TooLarge(path.to_owned()));
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| ConfigError::NotText(path.to_owned()))
}

/// The config in force: the file's, or the built-in one where there is no file.
///
/// `colour` is for the report of what is wrong.
///
/// # Errors
/// When the file cannot be read, or something in it is wrong.
pub fn load(path: &Path, colour: bool) -> Result<Config, ConfigError> {
    match read(path)? {
        Some(text) => plan::parse(&text).map_err(|problems| ConfigError::Wrong {
            report: problems.report(&path.display().to_string(), &text, colour),
            first: problems.summary(&text),
        }),
        None => Ok(Config::built_in()),
    }
}

/// Writes a config where none is.
///
/// # Errors
/// [`ConfigError::Exists`] when there is one, which is left as it is. When it cannot be written, nothing is there.
pub fn create(path: &Path, text: &str) -> Result<(), ConfigError> {
    make_folder(path)
        .and_then(|()| whole_file::create(path, text.as_bytes()))
        .map_err(|cause| match cause.kind() {
            ErrorKind::AlreadyExists => ConfigError::Exists(path.to_owned()),
            _ => unwritable(path, cause),
        })
}

/// The config as it is, and the right to change it: no other winddown writes it in between.
#[derive(Debug)]
pub struct LockedConfig {
    path: PathBuf,
    text: Option<String>,
    _lock: Lock,
}

/// Waits for the right to change the config, and reads it. Its folder is made.
///
/// # Errors
/// When another program has the right for ten seconds, or the config cannot be read.
pub fn lock(path: &Path) -> Result<LockedConfig, ConfigError> {
    let lock = make_folder(path)
        .and_then(|()| Lock::on(path))
        .map_err(|cause| unwritable(path, cause))?;
    Ok(LockedConfig {
        path: path.to_owned(),
        text: read(path)?,
        _lock: lock,
    })
}

impl LockedConfig {
    /// The text; none when there is no such file.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Writes it in one piece: whoever reads it meanwhile sees the old text or the new one.
    ///
    /// # Errors
    /// When the file cannot be written; what was there before is still there then.
    pub fn write(&self, text: &str) -> Result<(), ConfigError> {
        if self.text.is_none() {
            // Whoever starts for the first time may have written one without asking for the lock.
            return create(&self.path, text);
        }
        whole_file::replace(&self.path, text.as_bytes())
            .map_err(|cause| unwritable(&self.path, cause))
    }
}

fn unwritable(path: &Path, cause: std::io::Error) -> ConfigError {
    ConfigError::Unwritable {
        path: path.to_owned(),
        cause,
    }
}

/// What helps where the config cannot be written.
fn what_to_do(cause: &std::io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room and try again"
        }
        ErrorKind::TimedOut => "try again in a moment",
        _ => "give yourself the right to write it and its folder, or name another with --config",
    }
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_that_is_there_is_never_overwritten_by_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/config.toml");
        create(&path, "first").unwrap();
        assert!(matches!(
            create(&path, "second"),
            Err(ConfigError::Exists(_))
        ));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    }

    #[test]
    fn what_is_changed_under_the_lock_is_what_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (before, after) in [(None, "first"), (Some("first"), "second")] {
            let config = lock(&path).unwrap();
            assert_eq!(config.text(), before);
            config.write(after).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), after);
        }
        // One that came meanwhile, from somebody who did not ask, is not written over.
        fs::remove_file(&path).unwrap();
        let config = lock(&path).unwrap();
        create(&path, "another").unwrap();
        assert!(matches!(config.write("mine"), Err(ConfigError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "another");
    }

    #[test]
    fn what_is_no_config_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        assert!(read(&path).unwrap().is_none());
        assert!(matches!(read(folder.path()), Err(ConfigError::NotAFile(_))));
        fs::write(&path, [0xff, 0xfe, 0]).unwrap();
        assert!(matches!(read(&path), Err(ConfigError::NotText(_))));
        fs::write(&path, vec![b'#'; 1 << 21]).unwrap();
        assert!(matches!(read(&path), Err(ConfigError::TooLarge(_))));
    }
}
