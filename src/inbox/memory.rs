//! What this computer remembers of the inbox: which lines it has taken. The files themselves belong to whoever writes
//! them, and are never changed.

use std::collections::{BTreeMap, HashSet};
use std::hash::Hasher;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use fnv::FnvHasher;
use serde::{Deserialize, Serialize};
use uuid::Builder;

use crate::event::EventId;
use crate::{private_file, whole_file};

/// A larger file is none of ours.
const LARGEST: u64 = 64 << 20;

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The inbox that all of this is about.
    pub(super) folder: PathBuf,
    /// By the names of the files.
    pub(super) files: BTreeMap<String, File>,
    /// Lines that were taken and are to be recorded. Each is written down before it is recorded, so that after a crash it
    /// is recorded under the same ids.
    pub(super) taken: Vec<Taken>,
    pub(super) refused: Vec<RefusedLine>,
    /// What was last written into the file of refused lines.
    pub(super) shown: String,
    /// Whether nothing was remembered before: this computer begins to read the inbox, or its memory was lost.
    #[serde(skip)]
    pub(super) is_new: bool,
}

/// A file of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct File {
    pub(super) bytes: u64,
    /// Nanoseconds since 1970.
    pub(super) modified: i64,
    /// How often each line was taken, by the hash of its text: what is forgotten must not be in this file either.
    #[serde(default)]
    pub(super) taken: BTreeMap<u64, u32>,
    /// The same by the texts, as an earlier version wrote it.
    #[serde(default, rename = "lines", skip_serializing)]
    pub(super) texts: BTreeMap<String, u32>,
    /// Whether it is unknown which lines were taken. Those that the journal has entries of were.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_unknown: bool,
    /// Since when it is not in the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) gone_since: Option<DateTime<Utc>>,
}

/// A line that was taken and is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Taken {
    pub(super) file: String,
    /// Its number, counted from 1.
    pub(super) number: u32,
    pub(super) text: String,
    /// How many lines before it in the file are the same.
    pub(super) before: u32,
    /// When the file was written.
    pub(super) written: DateTime<Utc>,
    /// Whether it is the last of the lines that were new then. Earlier ones may have been written long before.
    pub(super) is_last: bool,
}

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefusedLine {
    pub(super) file: String,
    pub(super) number: u32,
    pub(super) text: String,
    pub(super) why: String,
}

impl Memory {
    /// What is remembered of this inbox. Of another one, or where nothing can be read, nothing is.
    pub(super) fn read(path: &Path, folder: &Path) -> Self {
        let bytes = private_file::read(path, LARGEST).ok();
        let memory: Option<Self> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let memory = memory.map(|mut memory| {
            for file in memory.files.values_mut() {
                let texts = std::mem::take(&mut file.texts).into_iter();
                file.taken
                    .extend(texts.map(|(text, often)| (hash_of(&text), often)));
            }
            memory
        });
        memory
            .filter(|memory| memory.folder == folder)
            .unwrap_or_else(|| Self {
                folder: folder.to_owned(),
                is_new: true,
                ..Self::default()
            })
    }

    /// Whether something is to be compared with the journal before lines are taken.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_new || self.files.values().any(|file| file.is_unknown)
    }

    /// The refused lines whose files are there.
    pub(super) fn refused(&self) -> impl Iterator<Item = &RefusedLine> {
        let is_there = |name| {
            let file = self.files.get(name);
            file.is_some_and(|file: &File| file.gone_since.is_none())
        };
        let refused = self.refused.iter();
        refused.filter(move |line| is_there(&line.file))
    }

    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let bytes = serde_json::to_vec(self).map_err(io::Error::other)?;
        whole_file::replace_privately(path, &bytes).map(drop)
    }
}

impl Taken {
    /// The id of the event of that number among those that it is recorded as. It is the same whenever the same line is
    /// taken from a file that was not written since, also where nothing is remembered any more.
    pub(super) fn id(&self, number: u32) -> EventId {
        let millis = self.written.timestamp_millis().unsigned_abs();
        let mut random = [0; 10];
        for (salt, part) in random.chunks_mut(8).enumerate() {
            let mut hash = FnvHasher::default();
            for bytes in [self.file.as_bytes(), self.text.as_bytes()] {
                hash.write(bytes);
                hash.write_u8(0);
            }
            hash.write_u32(self.before);
            hash.write_u32(number);
            hash.write_usize(salt);
            let hash = hash.finish().to_be_bytes();
            part.copy_from_slice(&hash[..part.len()]);
        }
        // Later lines of a file, and later events of a line, are newer.
        let millis = millis + u64::from(self.number) + u64::from(number);
        EventId(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

/// The hash by which a line is remembered.
pub(super) fn hash_of(text: &str) -> u64 {
    let mut hash = FnvHasher::default();
    hash.write(text.as_bytes());
    hash.finish()
}

/// The lines that a journal has entries of, also of those that were taken back or forgotten.
#[derive(Debug, Default)]
pub(super) struct RecordedLines(HashSet<[u8; 10]>);

impl RecordedLines {
    /// The lines whose entries have these ids.
    pub(super) fn of(ids: &[EventId]) -> Self {
        Self(ids.iter().map(|id| without_time(*id)).collect())
    }

    /// Whether this line is one of them, whenever its file was written.
    pub(super) fn have(&self, line: &Taken) -> bool {
        self.0.contains(&without_time(line.id(0)))
    }
}

/// What an id has besides its time: of an entry from the inbox it depends on file, text and number alone.
fn without_time(EventId(id): EventId) -> [u8; 10] {
    let mut rest = [0; 10];
    rest.copy_from_slice(&id.as_bytes()[6..]);
    rest
}
