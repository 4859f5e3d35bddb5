//! The config file, followed for changes.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use crate::config_file::{self, ConfigError};
use crate::plan::Config;

/// A program that rewrites a file in place truncates it first, so a file modified less than this long ago may be
/// incomplete.
const SETTLED_AFTER: TimeDelta = TimeDelta::seconds(1);

/// The config file and its version when it was last read.
#[derive(Debug)]
pub(super) struct ConfigFile {
    path: PathBuf,
    /// None if there was no file, or it was not read yet.
    version: Option<Version>,
    /// Its first mistake in one line; none if it was valid.
    trouble: Option<String>,
}

/// The modification time and length, by which a changed file is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    modified: DateTime<Utc>,
    length: u64,
}

impl ConfigFile {
    /// The file at `path`, which is not read yet.
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            version: None,
            trouble: None,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the file.
    pub(super) fn load(&mut self) -> Result<Config, ConfigError> {
        // Before reading the text, so that a change in between is noticed later.
        self.version = version(&self.path, None);
        config_file::load(&self.path, false)
    }

    /// Whether `trouble` differs from that of the last call.
    pub(super) fn is_new(&mut self, trouble: Option<&ConfigError>) -> bool {
        let line = trouble.map(ConfigError::in_a_line);
        let is_new = self.trouble != line;
        self.trouble = line;
        is_new
    }

    /// Whether the file was changed, created or removed since it was last read. Where its folder does not answer, that is
    /// seen later.
    pub(super) fn was_written_unnoticed(&self, now: DateTime<Utc>) -> bool {
        let version = version(&self.path, self.version);
        let is_settled = |version: Version| (now - version.modified).abs() >= SETTLED_AFTER;
        version != self.version && version.is_none_or(is_settled)
    }
}

/// The version of the file, none if there is none; `otherwise` where its folder does not answer.
fn version(path: &Path, otherwise: Option<Version>) -> Option<Version> {
    let version = config_file::if_it_answers(path, |path| {
        let file = fs::metadata(path).ok()?;
        Some(Version {
            modified: file.modified().ok()?.into(),
            length: file.len(),
        })
    });
    version.unwrap_or(otherwise)
}
