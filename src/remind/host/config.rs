//! The config file as the host follows it.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use crate::config_file::{self, ConfigError};
use crate::plan::Config;

/// A program that writes a file over empties it first. A file that was written less than this long ago may be half
/// written.
const SETTLED_AFTER: TimeDelta = TimeDelta::seconds(1);

/// The config file, and how it was when it was last read.
#[derive(Debug)]
pub(super) struct ConfigFile {
    path: PathBuf,
    /// None for no file, or before it was first read.
    version: Option<Version>,
    /// What was wrong with it, in one line.
    trouble: Option<String>,
}

/// Distinguishes what was written at different times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    modified: DateTime<Utc>,
    length: u64,
}

impl ConfigFile {
    /// The file at `path`. It is not looked at yet.
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
        // Before the text: what is written in between is then noticed.
        self.version = version(&self.path);
        config_file::load(&self.path, false)
    }

    /// Whether `trouble` is another one than at the last call.
    pub(super) fn is_new(&mut self, trouble: Option<&ConfigError>) -> bool {
        let line = trouble.map(ConfigError::in_a_line);
        let is_new = self.trouble != line;
        self.trouble = line;
        is_new
    }

    /// Whether the file was written, made or removed since it was last read, and no watch has reported it.
    pub(super) fn was_written_unnoticed(&self, now: DateTime<Utc>) -> bool {
        let version = version(&self.path);
        let is_settled = |version: Version| (now - version.modified).abs() >= SETTLED_AFTER;
        version != self.version && version.is_none_or(is_settled)
    }
}

fn version(path: &Path) -> Option<Version> {
    let file = fs::metadata(path).ok()?;
    Some(Version {
        modified: file.modified().ok()?.into(),
        length: file.len(),
    })
}
