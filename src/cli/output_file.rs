//! Writes what a command makes to a file of the user's choice, and refuses to overwrite a file that is not an earlier
//! one of the same kind.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::{private_file, whole_file};

/// What is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputKind {
    /// What it is called: `report`.
    pub(super) name: &'static str,
    /// An example of a file name.
    pub(super) example: &'static str,
    /// How many bytes from the beginning of a file tell whether it is an earlier one.
    pub(super) head: usize,
    /// Whether a file that begins with these bytes is an earlier one.
    pub(super) is_ours: fn(&[u8]) -> bool,
}

/// Why the file was not written. An existing file is unchanged.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotWritten {
    #[error(
        "{path} already exists and is not an earlier {name}, so it was left as it is; name another file, or overwrite it with --force"
    )]
    SomethingElse { path: PathBuf, name: &'static str },
    #[error("{path} is not a file; name a file to write to, such as {example}")]
    NotAFile {
        path: PathBuf,
        example: &'static str,
    },
    #[error("cannot write {path}: {cause}; {}", what_to_do(cause))]
    Unwritable { path: PathBuf, cause: io::Error },
}

fn what_to_do(cause: &io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room and try again"
        }
        _ => "name a file in a folder that is there and that you may write to",
    }
}

/// Writes the file atomically: readers see either the earlier content or this one.
pub(super) fn write(
    path: &Path,
    content: &[u8],
    kind: OutputKind,
    force: bool,
) -> Result<(), NotWritten> {
    let unwritable = |cause| NotWritten::Unwritable {
        path: path.to_owned(),
        cause,
    };
    match fs::metadata(path) {
        Ok(there) if !there.is_file() => {
            return Err(NotWritten::NotAFile {
                path: path.to_owned(),
                example: kind.example,
            });
        }
        Ok(_) if !force && !is_an_earlier_one(path, kind).map_err(unwritable)? => {
            return Err(NotWritten::SomethingElse {
                path: path.to_owned(),
                name: kind.name,
            });
        }
        Ok(_) => {}
        Err(cause) if cause.kind() == ErrorKind::NotFound => {}
        Err(cause) => return Err(unwritable(cause)),
    }
    // A new file is readable by its owner only, because it holds data about health.
    whole_file::replace(path, content).map_err(unwritable)
}

fn is_an_earlier_one(path: &Path, kind: OutputKind) -> io::Result<bool> {
    let mut head = Vec::new();
    private_file::open(path)?
        .take(kind.head as u64)
        .read_to_end(&mut head)?;
    // Overwriting an empty file loses nothing.
    Ok(head.is_empty() || (kind.is_ours)(&head))
}
