//! The files of this computer: appended to, and only as long as they are what this computer wrote.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::SyncError;
use super::about::{self, About};
use super::folder::{self, Content, Folder, stamp_of};
use super::state::{ReadFile, State, Written};
use crate::event::EventId;
use crate::exchange::{json, synced_file};
use crate::journal::StoredRow;
use crate::{private_file, whole_file};

/// Why own files were not written.
pub(super) enum NotWritten {
    /// A file is not as this computer left it.
    Changed,
    /// Any other reason.
    Failed(SyncError),
}

impl From<SyncError> for NotWritten {
    fn from(error: SyncError) -> Self {
        Self::Failed(error)
    }
}

/// Appends these rows to the own files. What a crash leaves half written is not what the state remembers, so it is never
/// appended to.
pub(super) fn append(
    folder: &Folder,
    state: &mut State,
    rows: &[StoredRow],
    now: DateTime<Utc>,
) -> Result<(), NotWritten> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        // Rows that cannot be written were not read either.
        if let Ok(line) = json::line(row) {
            let text = texts
                .entry(synced_file::file_name(row.id, now))
                .or_default();
            text.push_str(&line);
            text.push('\n');
        }
    }
    let own = folder.of_writer(state.writer);
    let mut contents = BTreeMap::new();
    for file in texts.keys() {
        contents.insert(
            file.clone(),
            as_written(&own.join(file), state.own.get(file))?,
        );
    }
    private_file::make_folder(&own).map_err(|cause| SyncError::at(&own, &cause))?;
    for (number, (file, text)) in texts.into_iter().enumerate() {
        folder.progress();
        let path = own.join(&file);
        let mut content = contents.remove(&file).unwrap_or_default();
        if let Err(cause) = append_to(&path, content.len() as u64, text.as_bytes()) {
            if number > 0 {
                // Some of the rows are in the folder now. Which ones is seen by reading it.
                state.in_folder = None;
            }
            return Err(SyncError::at(&path, &cause).into());
        }
        content.extend_from_slice(text.as_bytes());
        remember(state, &file, &content, &path);
    }
    Ok(())
}

/// The content of an own file, which has to be as it was written. One that was not written has to be missing.
fn as_written(path: &Path, written: Option<&Written>) -> Result<Vec<u8>, NotWritten> {
    match (folder::read(path)?, written) {
        (Content::Whole(content, _), Some(written)) if Written::of(&content) == *written => {
            Ok(content)
        }
        (Content::Gone, None) => Ok(vec![]),
        (Content::Whole(..) | Content::TooLarge | Content::Gone, _) => Err(NotWritten::Changed),
    }
}

/// Appends to a file of this length. If that fails, what came to be written of it is taken away again: otherwise the file
/// would not be as it is remembered.
fn append_to(path: &Path, length: u64, text: &[u8]) -> io::Result<()> {
    let mut file = private_file::open_to_write(path, OpenOptions::new().append(true))?;
    let written = file.write_all(text).and_then(|()| file.sync_data());
    if written.is_err() {
        let _ = if length > 0 {
            file.set_len(length)
        } else {
            fs::remove_file(path)
        };
    }
    written
}

/// Remembers what an own file holds, and that it need not be read.
fn remember(state: &mut State, file: &str, content: &[u8], path: &Path) {
    state.own.insert(file.to_owned(), Written::of(content));
    let name = format!("{}/{file}", state.writer);
    // A file that somebody else changes just now looks different at the next look, and is read then.
    let stamp = stamp_of(path).filter(|stamp| stamp.bytes == content.len() as u64);
    if let Some(stamp) = stamp {
        state.read.insert(name, ReadFile::without_faults(stamp));
    }
}

/// Takes the lines of forgotten events out of all files that this computer wrote, under whatever id, and out of the copies
/// of them that were made because of a conflict. Nobody else writes these.
pub(super) fn scrub(
    folder: &Folder,
    state: &mut State,
    forgotten: &BTreeSet<EventId>,
) -> Result<(), NotWritten> {
    if forgotten.is_empty() {
        return Ok(());
    }
    let writers: HashSet<String> = state.writers().map(|writer| writer.to_string()).collect();
    for found in folder.files()? {
        let Some((writer, file)) = found.name.split_once('/') else {
            continue;
        };
        if !writers.contains(writer) {
            continue;
        }
        let Content::Whole(content, _) = folder::read(&found.path)? else {
            continue;
        };
        let Some(scrubbed) = synced_file::without(&content, forgotten) else {
            continue;
        };
        let written = state.own.get(file).copied();
        let written = written.filter(|_| writer == state.writer.to_string());
        if written.is_some_and(|written| Written::of(&content) != written) {
            return Err(NotWritten::Changed);
        }
        whole_file::replace_privately(&found.path, &scrubbed)
            .map_err(|cause| SyncError::at(&found.path, &cause))?;
        if written.is_some() {
            let file = file.to_owned();
            remember(state, &file, &scrubbed, &found.path);
        }
    }
    Ok(())
}

/// Writes what this computer says of itself, if that has changed.
pub(super) fn write_about(
    folder: &Folder,
    state: &mut State,
    about: &About,
) -> Result<(), SyncError> {
    let own = folder.of_writer(state.writer);
    let path: PathBuf = own.join(about::FILE);
    let failed = |cause: io::Error| SyncError::at(&path, &cause);
    let text = serde_json::to_string(about).map_err(|error| failed(error.into()))?;
    if state.about.as_ref() == Some(&text) && path.is_file() {
        return Ok(());
    }
    private_file::make_folder(&own).map_err(failed)?;
    // What was written and could not be remembered is there already. Written again, it would wake whoever follows the folder.
    let there = private_file::read(&path, about::LARGEST);
    if !there.is_ok_and(|there| there == text.as_bytes()) {
        whole_file::replace_privately(&path, text.as_bytes()).map_err(failed)?;
    }
    state.about = Some(text);
    Ok(())
}
