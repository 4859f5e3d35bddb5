//! The config file on disk: read and checked as a whole, and replaced atomically.

use std::fmt;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::answering;
use crate::plan::{self, Config};
use crate::private_file;
use crate::whole_file::{self, Lock};

/// A larger file is not a config.
const LARGEST: u64 = 1 << 20;

/// How long a folder that several computers share is waited for. After that the copy of its config stands in.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long it is waited for where its config is to be changed.
const PATIENCE_TO_CHANGE: Duration = Duration::from_secs(1);

/// Why the config file cannot be used. The file is unchanged. The error's text is what happened and, after a semicolon,
/// what to do.
#[derive(Debug)]
pub enum ConfigError {
    /// The file could not be read.
    Unreadable {
        /// The path of the config.
        path: PathBuf,
        /// The system's error.
        cause: std::io::Error,
    },
    /// The path, or a folder above it, is a link to something that is not there, as on a drive that is not mounted.
    BrokenLink {
        /// The path of the config.
        path: PathBuf,
        /// What the link names.
        target: PathBuf,
    },
    /// The path is a folder, a pipe or a device.
    NotAFile(PathBuf),
    /// The file is not text.
    NotText(PathBuf),
    /// The file is far too large.
    TooLarge(PathBuf),
    /// The text has errors; the report shows each with its line.
    Wrong {
        /// All errors, formatted for the user.
        report: String,
        /// The first error in one line, with its line number.
        first: String,
    },
    /// The config to be created exists already.
    Exists(PathBuf),
    /// The file could not be written.
    Unwritable {
        /// The path of the config.
        path: PathBuf,
        /// The system's error.
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
            Self::BrokenLink { path, target } => format!(
                "cannot read the config {}: it leads to {}, which is not there",
                path.display(),
                target.display()
            ),
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
                format!("{} already exists and was left as it is", path.display())
            }
            Self::Unwritable { path, cause } => {
                format!("cannot write the config {}: {cause}", path.display())
            }
        }
    }

    /// What to do about it; none if the report has it for each line.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable { .. } => {
                Some("give yourself permission to read it, or name another with --config")
            }
            Self::BrokenLink { .. } => {
                Some("bring that back, or remove the link to go on with the built-in plan")
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

    /// The error in one line, for places without room for a report.
    pub fn in_a_line(&self) -> String {
        match self {
            Self::Wrong { first, .. } => first.clone(),
            Self::Unreadable { .. }
            | Self::NotText(_)
            | Self::TooLarge(_)
            | Self::BrokenLink { .. }
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
    if_it_answers(path, read_file).unwrap_or_else(|| read_copy(path))
}

/// What `work` returns for the config; none if it lies in a shared folder that does not answer.
pub(crate) fn if_it_answers<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce(&Path) -> T + Send + 'static,
) -> Option<T> {
    if_it_answers_within(PATIENCE, path, work)
}

fn if_it_answers_within<T: Send + 'static>(
    patience: Duration,
    path: &Path,
    work: impl FnOnce(&Path) -> T + Send + 'static,
) -> Option<T> {
    if has_copy(path) {
        let path = path.to_owned();
        answering::within(patience, move || work(&path))
    } else {
        Some(work(path))
    }
}

/// Whether there is a config, in a shared folder or not.
pub(crate) fn is_there(path: &Path) -> bool {
    has_copy(path) || path.exists()
}

fn read_file(path: &Path) -> Result<Option<String>, ConfigError> {
    let unreadable = |cause| ConfigError::Unreadable {
        path: path.to_owned(),
        cause,
    };
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(ConfigError::NotAFile(path.to_owned()));
    }
    let file = match private_file::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            return match read_copy(path)? {
                Some(text) => Ok(Some(text)),
                None => whether_missing(path).map(|()| None),
            };
        }
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

/// Fails where a config seems to be missing because a link leads nowhere: the user has one, and the built-in plan is not it.
fn whether_missing(path: &Path) -> Result<(), ConfigError> {
    let mut above = path.ancestors();
    let broken = above.find_map(|place| match fs::read_link(place) {
        Ok(target) if !place.exists() => Some(target),
        Ok(_) | Err(_) => None,
    });
    match broken {
        Some(target) => Err(ConfigError::BrokenLink {
            path: path.to_owned(),
            target,
        }),
        None => Ok(()),
    }
}

/// The text of the copy that stands in for a config behind a link whose target is missing or does not answer; none if there
/// is no link or no copy.
fn read_copy(path: &Path) -> Result<Option<String>, ConfigError> {
    if has_copy(path) {
        read_file(&copy_of_link(path))
    } else {
        Ok(None)
    }
}

/// Whether the config is a link into a shared folder, with a copy beside it.
fn has_copy(path: &Path) -> bool {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    is_link && fs::symlink_metadata(copy_of_link(path)).is_ok_and(|found| found.is_file())
}

/// Where the copy of a config lies that is a link into a synced folder: `config.toml.copy` beside the link.
pub(crate) fn copy_of_link(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".copy");
    path.with_file_name(name)
}

/// The config in force: the file's, or the built-in one where there is no file.
///
/// `colour` applies to the report of mistakes.
///
/// # Errors
/// When the file cannot be read, or something in it is wrong.
pub fn load(path: &Path, colour: bool) -> Result<Config, ConfigError> {
    match read(path)? {
        Some(text) => parse(path, &text, colour),
        None => Ok(Config::built_in()),
    }
}

fn parse(path: &Path, text: &str, colour: bool) -> Result<Config, ConfigError> {
    plan::parse(text).map_err(|problems| ConfigError::Wrong {
        report: problems.report(&path.display().to_string(), text, colour),
        first: problems.summary(text),
    })
}

/// The name of the JSON Schema beside a config, which the built-in config names for editors.
const SCHEMA: &str = "config.schema.json";

/// Creates the config file.
///
/// # Errors
/// [`ConfigError::Exists`] when the file exists; it is left unchanged. If writing fails, no file remains.
pub fn create(path: &Path, text: &str) -> Result<(), ConfigError> {
    make_folder(path)
        .and_then(|()| whole_file::create(path, text.as_bytes()))
        .map_err(|cause| match cause.kind() {
            ErrorKind::AlreadyExists => ConfigError::Exists(path.to_owned()),
            _ => unwritable(path, cause),
        })
}

/// Creates the config file, and beside it the JSON Schema by which editors complete it.
///
/// # Errors
/// As for [`create`].
pub fn create_with_schema(path: &Path, text: &str) -> Result<(), ConfigError> {
    create(path, text)?;
    let schema = path.with_file_name(SCHEMA);
    // The config works without it, and `winddown config schema` prints it.
    let _ = whole_file::replace(&schema, plan::json_schema_text().as_bytes());
    Ok(())
}

/// The text of the config together with its lock: no other winddown process changes it meanwhile.
#[derive(Debug)]
pub struct LockedConfig {
    path: PathBuf,
    text: Option<String>,
    _lock: Lock,
}

/// Locks the config for rewriting, and reads it. Creates its folder if necessary.
///
/// # Errors
/// When another process holds the lock for ten seconds, or the config cannot be read.
pub fn lock(path: &Path) -> Result<LockedConfig, ConfigError> {
    // The lock lies beside the file that the link names.
    let answer = |path: &Path| fs::metadata(path).is_ok();
    if if_it_answers_within(PATIENCE_TO_CHANGE, path, answer).is_none() {
        let silent = "the shared folder that it is in does not answer";
        return Err(unwritable(
            path,
            std::io::Error::new(ErrorKind::TimedOut, silent),
        ));
    }
    let lock = make_folder(path)
        .and_then(|()| Lock::on(path))
        .map_err(|cause| unwritable(path, cause))?;
    Ok(LockedConfig {
        path: path.to_owned(),
        text: read(path)?,
        _lock: lock,
    })
}

/// Whether writing the config took rights away that others had to the file. The command that wrote it has to tell the
/// user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct MadePrivate(pub bool);

impl LockedConfig {
    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The text; none when there is no such file.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The text, or the built-in config's where there is no file.
    ///
    /// # Errors
    /// When something in it is wrong.
    pub fn valid_text(&self) -> Result<&str, ConfigError> {
        let text = self.text().unwrap_or(plan::EXAMPLE);
        parse(&self.path, text, false).map(|_| text)
    }

    /// Replaces the file atomically: a concurrent reader sees the old text or the new one. The new file is its owner's
    /// alone, because it says much about a person and names programs to run. Returns whether others had rights to the
    /// old one.
    ///
    /// # Errors
    /// When the file cannot be written; the old file is unchanged then.
    pub fn write(&self, text: &str) -> Result<MadePrivate, ConfigError> {
        if self.text.is_none() {
            // A first start of the program may have created one meanwhile, without taking the lock.
            create_with_schema(&self.path, text)?;
            return Ok(MadePrivate(false));
        }
        whole_file::replace_privately(&self.path, text.as_bytes())
            .map(MadePrivate)
            .map_err(|cause| unwritable(&self.path, cause))
    }
}

fn unwritable(path: &Path, cause: std::io::Error) -> ConfigError {
    ConfigError::Unwritable {
        path: path.to_owned(),
        cause,
    }
}

/// Advice for an error of writing the config.
fn what_to_do(cause: &std::io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room and try again"
        }
        ErrorKind::TimedOut => "try again in a moment",
        _ => "give yourself permission to write it and its folder, or name another with --config",
    }
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => private_file::make_folder(folder),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creating_never_overwrites_an_existing_config() {
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
    fn under_the_lock_the_text_that_was_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (before, after) in [(None, "first"), (Some("first"), "second")] {
            let config = lock(&path).unwrap();
            assert_eq!(config.text(), before);
            assert_eq!(config.write(after).unwrap(), MadePrivate(false));
            assert_eq!(fs::read_to_string(&path).unwrap(), after);
        }
        // A file that another process created meanwhile without the lock is not overwritten.
        fs::remove_file(&path).unwrap();
        let config = lock(&path).unwrap();
        create(&path, "another").unwrap();
        assert!(matches!(config.write("mine"), Err(ConfigError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "another");
    }

    #[test]
    fn a_missing_config_is_none_and_other_things_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        assert!(read(&path).unwrap().is_none());
        assert!(matches!(read(folder.path()), Err(ConfigError::NotAFile(_))));
        fs::write(&path, [0xff, 0xfe, 0]).unwrap();
        assert!(matches!(read(&path), Err(ConfigError::NotText(_))));
        fs::write(&path, vec![b'#'; 1 << 21]).unwrap();
        assert!(matches!(read(&path), Err(ConfigError::TooLarge(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nothing_is_no_missing_config_and_can_be_written_through() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink("dotfiles", at("winddown")).unwrap();
        symlink("elsewhere.toml", at("config.toml")).unwrap();
        for path in [at("config.toml"), at("winddown/config.toml")] {
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains("which is not there"), "{error}");
        }
        create(&at("config.toml"), "mine").unwrap();
        assert_eq!(read(&at("config.toml")).unwrap().unwrap(), "mine");
        assert_eq!(fs::read_to_string(at("elsewhere.toml")).unwrap(), "mine");
    }

    #[test]
    fn a_config_of_the_largest_size_is_read_and_one_byte_more_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let largest = "#".repeat(1 << 20);
        fs::write(&path, &largest).unwrap();
        assert_eq!(read(&path).unwrap(), Some(largest.clone()));
        fs::write(&path, largest + "#").unwrap();
        assert!(matches!(read(&path), Err(ConfigError::TooLarge(_))));
    }

    #[test]
    fn a_config_in_what_is_not_a_folder_cannot_be_read_and_is_not_missing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(
            read(&file.join("config.toml")),
            Err(ConfigError::Unreadable { .. })
        ));
    }

    #[test]
    fn an_error_of_writing_says_what_happened_and_advises_by_its_cause() {
        let no_rights =
            "give yourself permission to write it and its folder, or name another with --config";
        for (kind, advice) in [
            (ErrorKind::StorageFull, "make room and try again"),
            (ErrorKind::QuotaExceeded, "make room and try again"),
            (ErrorKind::FileTooLarge, "make room and try again"),
            (ErrorKind::TimedOut, "try again in a moment"),
            (ErrorKind::PermissionDenied, no_rights),
        ] {
            let error = unwritable(Path::new("my.toml"), kind.into());
            let text = format!("cannot write the config my.toml: {kind}; {advice}");
            assert_eq!(error.to_string(), text);
        }
    }
}
