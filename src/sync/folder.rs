//! The folder itself: which files are in it, and what is in them. What a folder may have in it besides is left alone:
//! links, pipes, hidden files, and what programs that carry folders write while a file arrives.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use uuid::Uuid;

use super::SyncError;
use super::about::{self, About};
use super::settings::is_missing;
use super::state::Stamp;
use crate::exchange::synced_file::EXTENSION;
use crate::private_file;
use crate::whole_file::Lock;

/// The folder, in the synced one, that has a folder for each computer.
const COMPUTERS: &str = "computers";

/// How deep below it files are looked for. A computer's own lie one folder below.
const DEEPEST: usize = 3;

/// The most files that are looked at: ten computers fill a quarter of it in a hundred years.
const MOST_FILES: usize = 50_000;

/// A larger file is not read: ten entries an hour fill a tenth of it in a month.
const LARGEST: u64 = 64 << 20;

/// The folder that is the same on all computers.
#[derive(Debug)]
pub(super) struct Folder {
    computers: PathBuf,
    /// Held by whoever exchanges entries.
    turn: Option<Lock>,
}

/// A file of events as it stands in the folder.
#[derive(Debug, Clone)]
pub(super) struct FoundFile {
    /// Its path below the folder of computers.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) stamp: Stamp,
}

/// What was read of a file.
pub(super) enum Content {
    /// All of it, with how it looked before it was read.
    Whole(Vec<u8>, Stamp),
    /// It is too large.
    TooLarge,
    /// It went away.
    Gone,
}

impl Folder {
    /// The folder at `root`, which may be missing.
    pub(super) fn at(root: &Path) -> Self {
        Self {
            computers: root.join(COMPUTERS),
            turn: None,
        }
    }

    /// The folder at `root`, for the one process that exchanges entries with it.
    pub(super) fn in_turn(root: &Path, turn: Lock) -> Self {
        Self {
            turn: Some(turn),
            ..Self::at(root)
        }
    }

    /// Notes that whoever exchanges entries gets on.
    pub(super) fn progress(&self) {
        if let Some(turn) = &self.turn {
            turn.progress();
        }
    }

    /// Creates what belongs into the folder. The folder itself must be there.
    pub(super) fn prepare(&self) -> Result<(), SyncError> {
        let root = self.computers.parent().unwrap_or(&self.computers);
        if !root.is_dir() {
            return Err(SyncError::Missing(root.to_owned()));
        }
        private_file::make_folder(&self.computers)
            .map_err(|cause| SyncError::at(&self.computers, &cause))
    }

    /// Refuses a folder that is not there. Nothing is created: an empty place where a disk belongs, or a folder that has
    /// not come yet, is no folder to begin anew in.
    pub(super) fn ensure_present(&self) -> Result<(), SyncError> {
        let root = self.computers.parent().unwrap_or(&self.computers);
        match fs::symlink_metadata(&self.computers) {
            Ok(found) if found.is_dir() => Ok(()),
            Ok(_) => Err(SyncError::Missing(root.to_owned())),
            Err(cause) if is_missing(&cause) => Err(SyncError::Missing(root.to_owned())),
            Err(cause) => Err(SyncError::reading(&self.computers, &cause)),
        }
    }

    /// The folder of a writer.
    pub(super) fn of_writer(&self, writer: Uuid) -> PathBuf {
        self.computers.join(writer.to_string())
    }

    /// All files of events.
    pub(super) fn files(&self) -> Result<Vec<FoundFile>, SyncError> {
        let mut files = Vec::new();
        self.add_files(&self.computers, "", DEEPEST, &mut files)?;
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    }

    fn add_files(
        &self,
        folder: &Path,
        prefix: &str,
        depth: usize,
        files: &mut Vec<FoundFile>,
    ) -> Result<(), SyncError> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            // What went away meanwhile, and what is closed to this user, keeps nothing else out.
            Err(_) if depth < DEEPEST => return Ok(()),
            Err(cause) => return Err(SyncError::reading(folder, &cause)),
        };
        for entry in entries.flatten() {
            self.progress();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(['.', '~']) {
                continue;
            }
            // Does not follow links.
            let Ok(found) = entry.metadata() else {
                continue;
            };
            let name = format!("{prefix}{name}");
            if found.is_dir() && depth > 0 {
                self.add_files(&entry.path(), &format!("{name}/"), depth - 1, files)?;
            } else if found.is_file() && has_extension(&name) {
                if files.len() == MOST_FILES {
                    return Err(SyncError::TooMany {
                        path: self.computers.clone(),
                        most: MOST_FILES,
                    });
                }
                files.push(FoundFile {
                    name,
                    path: entry.path(),
                    stamp: stamp(&found),
                });
            }
        }
        Ok(())
    }

    /// What the computers say of themselves, by the names of their folders.
    pub(super) fn abouts(&self) -> Vec<(String, About)> {
        let entries = fs::read_dir(&self.computers)
            .into_iter()
            .flatten()
            .flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|it| it.is_dir()));
        let mut abouts: Vec<(String, About)> = folders
            .take(MOST_FILES)
            .filter_map(|folder| {
                let path = folder.path().join(about::FILE);
                let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
                let content = is_file.then(|| private_file::read(&path, about::LARGEST).ok());
                let about = About::read(&content??)?;
                Some((folder.file_name().to_string_lossy().into_owned(), about))
            })
            .collect();
        abouts.sort_by(|one, other| one.0.cmp(&other.0));
        abouts
    }
}

/// The folder in the synced one that has the files of all computers.
pub(crate) fn computers(root: &Path) -> PathBuf {
    root.join(COMPUTERS)
}

/// The folders in the synced one into which other computers write: that of all computers, and one for each.
pub(crate) fn folders(root: &Path) -> Vec<PathBuf> {
    let computers = root.join(COMPUTERS);
    let entries = fs::read_dir(&computers).into_iter().flatten().flatten();
    let own = entries.filter(|entry| entry.file_type().is_ok_and(|it| it.is_dir()));
    let own: Vec<PathBuf> = own.take(MOST_FILES).map(|entry| entry.path()).collect();
    std::iter::once(computers).chain(own).collect()
}

/// Reads a file of events.
pub(super) fn read(path: &Path) -> Result<Content, SyncError> {
    let before = match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => stamp(&found),
        Ok(_) => return Ok(Content::Gone),
        Err(cause) if is_missing(&cause) => return Ok(Content::Gone),
        Err(cause) => return Err(SyncError::reading(path, &cause)),
    };
    match private_file::read(path, LARGEST) {
        Ok(content) => Ok(Content::Whole(content, before)),
        Err(cause) if cause.kind() == io::ErrorKind::FileTooLarge => Ok(Content::TooLarge),
        Err(cause) if is_missing(&cause) => Ok(Content::Gone),
        Err(cause) => Err(SyncError::reading(path, &cause)),
    }
}

/// How the file at this path looks now; none if there is none.
pub(super) fn stamp_of(path: &Path) -> Option<Stamp> {
    fs::symlink_metadata(path).ok().as_ref().map(stamp)
}

fn stamp(found: &Metadata) -> Stamp {
    let modified = found.modified().ok();
    let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let nanos = since.and_then(|since| i64::try_from(since.as_nanos()).ok());
    Stamp {
        bytes: found.len(),
        modified: nanos.unwrap_or_default(),
    }
}

fn has_extension(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}
