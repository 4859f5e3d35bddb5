//! What this computer remembers of the folder. Without it everything is read once more, and new files are begun.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use fnv::FnvHasher;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SyncError;
use super::folder::FoundFile;
use crate::event::EventId;
use crate::exchange::json::Refused;
use crate::journal::JournalMark;
use crate::{private_file, unique, whole_file};

/// A larger file is none of ours.
const LARGEST: u64 = 256 << 20;

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct State {
    /// The version of the program that wrote it: a newer one may understand more lines.
    pub(super) version: String,
    /// The folder that all of this is about.
    pub(super) folder: PathBuf,
    /// The id under which this computer writes.
    pub(super) writer: Uuid,
    /// Ids under which it wrote before.
    #[serde(default)]
    pub(super) earlier_writers: Vec<Uuid>,
    /// The own files, as they were written.
    #[serde(default)]
    pub(super) own: BTreeMap<String, Written>,
    /// The files that were read, by their paths below `computers`.
    #[serde(default)]
    pub(super) read: BTreeMap<String, ReadFile>,
    /// The journal whose events all are in the folder. None until that was so once.
    #[serde(default)]
    pub(super) in_folder: Option<JournalMark>,
    /// Whether own files may still hold what was forgotten.
    #[serde(default)]
    pub(super) has_to_scrub: bool,
    /// What this computer last said of itself, as text.
    #[serde(default)]
    pub(super) about: Option<String>,
    /// Why the last look at the folder failed.
    #[serde(default)]
    pub(super) trouble: Option<String>,
}

/// An own file as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Written {
    bytes: u64,
    hash: u64,
}

impl Written {
    /// A file with this content.
    pub(super) fn of(content: &[u8]) -> Self {
        let mut hash = FnvHasher::default();
        hash.write(content);
        Self {
            bytes: content.len() as u64,
            hash: hash.finish(),
        }
    }
}

/// How a file looks without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) bytes: u64,
    /// Nanoseconds since 1970.
    pub(super) modified: i64,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ReadFile {
    pub(super) stamp: Stamp,
    /// When to read it again although it has not changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) again_at: Option<DateTime<Utc>>,
    /// When its newest event was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<DateTime<Utc>>,
    /// How many minutes after the clock of this computer its last event happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ahead_min: Option<i64>,
    /// Whether its last line had not arrived whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) ends_within_a_line: bool,
    /// Whether it is too large to be read whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_too_large: bool,
    /// The lines that were set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) set_aside: Vec<SetAside>,
    /// Since when it is not in the folder any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) gone_since: Option<DateTime<Utc>>,
    /// Events of which the journal has another one with the same id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) different: Vec<EventId>,
}

/// A line that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SetAside {
    pub(super) line: usize,
    pub(super) why: String,
    /// Whether a newer version may have written it.
    #[serde(default)]
    pub(super) may_be_newer: bool,
    /// Whether it is about a time that was still to come.
    #[serde(default)]
    pub(super) is_in_the_future: bool,
}

impl State {
    /// What is remembered of this folder. Of another folder, or where nothing can be read, nothing is.
    pub(super) fn read(path: &Path, folder: &Path) -> Self {
        let bytes = private_file::read(path, LARGEST).ok();
        let state: Option<Self> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut state = state
            .filter(|state| state.folder == folder)
            .unwrap_or_else(|| Self::new(folder));
        let version = env!("CARGO_PKG_VERSION");
        if state.version != version {
            state.read.retain(|_, file| file.set_aside.is_empty());
            version.clone_into(&mut state.version);
        }
        state
    }

    fn new(folder: &Path) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            folder: folder.to_owned(),
            writer: unique::uuid(),
            ..Self::default()
        }
    }

    /// Whether this computer wrote, or writes, under this id.
    pub(super) fn has_written_as(&self, writer: &str) -> bool {
        self.writers().any(|id| id.to_string() == writer)
    }

    /// Whether something was written under the present id.
    pub(super) fn has_begun(&self) -> bool {
        self.about.is_some() || !self.own.is_empty()
    }

    /// The ids under which this computer wrote, and writes.
    pub(super) fn writers(&self) -> impl Iterator<Item = Uuid> {
        let all = self.earlier_writers.iter().chain([&self.writer]);
        all.copied()
    }

    /// Begins new files under a new id. The old ones stay as they are, and everything is read once more.
    pub(super) fn begin_anew(&mut self) {
        self.earlier_writers.push(self.writer);
        self.writer = unique::uuid();
        self.own.clear();
        self.about = None;
        self.read_all_again();
    }

    /// Forgets what was read and which events the folder has.
    pub(super) fn read_all_again(&mut self) {
        self.read.clear();
        self.in_folder = None;
    }

    /// Writes it.
    pub(super) fn write(&self, path: &Path) -> Result<(), SyncError> {
        let failed = |cause: String| SyncError::State {
            path: path.to_owned(),
            cause,
        };
        let bytes = serde_json::to_vec(self).map_err(|error| failed(error.to_string()))?;
        whole_file::replace_privately(path, &bytes).map_err(|error| failed(error.to_string()))?;
        Ok(())
    }
}

impl ReadFile {
    /// A file in which nothing was wrong.
    pub(super) fn without_faults(stamp: Stamp) -> Self {
        Self {
            stamp,
            again_at: None,
            newest: None,
            ahead_min: None,
            ends_within_a_line: false,
            is_too_large: false,
            set_aside: vec![],
            gone_since: None,
            different: vec![],
        }
    }

    /// Whether the file need not be read again.
    pub(super) fn is_still_read(&self, file: &FoundFile, now: DateTime<Utc>) -> bool {
        self.stamp == file.stamp && self.again_at.is_none_or(|again_at| now < again_at)
    }
}

impl From<&Refused> for SetAside {
    fn from(refused: &Refused) -> Self {
        Self {
            line: refused.line,
            why: refused.why.to_string(),
            may_be_newer: refused.why.may_be_newer(),
            is_in_the_future: refused.why.waits_until().is_some(),
        }
    }
}
