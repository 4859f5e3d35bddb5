//! Reads, writes and removes service files, and the files by which a desktop knows the program.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Service, seal};
use crate::{private_file, whole_file};

/// Read at most this many bytes. Our service files are much smaller, so a larger file is not ours.
const MAX_BYTES: u64 = 1 << 16;

/// What exists at the path of a service file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Nothing.
    Missing,
    /// A file that winddown wrote, in this version or another, and that is unchanged since. With its text.
    Ours(String),
    /// A file that was changed by hand, or that winddown never wrote.
    NotOurs,
}

/// An operation on a service file failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot {what} {path}: {cause}")]
pub struct FileError {
    what: &'static str,
    path: PathBuf,
    cause: io::Error,
}

impl FileError {
    fn new(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self { what, path, cause }
    }
}

/// Reads what exists at the path.
///
/// # Errors
/// When it exists but cannot be read.
pub(crate) fn state(path: &Path) -> Result<FileState, FileError> {
    let unreadable = |cause| FileError::new("read", path)(cause);
    match fs::symlink_metadata(path) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(FileState::Missing),
        Err(cause) => return Err(unreadable(cause)),
        // We never write a link there, but `systemctl mask` and dotfile managers do.
        Ok(there) if !there.is_file() => return Ok(FileState::NotOurs),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    private_file::open(path)
        .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) if seal::is_intact(&text) => FileState::Ours(text),
        Ok(_) | Err(_) => FileState::NotOurs,
    })
}

/// Whether the link exists and points to the file. True for kinds that need no link.
pub(crate) fn is_linked(service: &Service) -> bool {
    let Some(link) = &service.link else {
        return true;
    };
    fs::read_link(link).is_ok_and(|target| target == service.file)
}

/// Writes the file atomically: a concurrent reader sees the old text or the new one.
///
/// # Errors
/// When it cannot be written. The old file is unchanged then.
pub(crate) fn write(file: &Path, text: &str) -> Result<(), FileError> {
    create_folder(file)?;
    let written = if fs::symlink_metadata(file).is_ok_and(|there| there.is_symlink()) {
        // Replace the link itself instead of following it: `systemctl mask` makes a link to /dev/null.
        ignore_missing(fs::remove_file(file))
            .and_then(|()| whole_file::create(file, text.as_bytes()))
    } else {
        whole_file::replace(file, text.as_bytes())
    };
    written.map_err(FileError::new("write", file))
}

/// Creates the link to the file, and replaces what exists at its path.
///
/// # Errors
/// When it cannot be created.
pub(crate) fn link(service: &Service) -> Result<(), FileError> {
    let Some(link) = &service.link else {
        return Ok(());
    };
    create_folder(link)?;
    ignore_missing(fs::remove_file(link))
        .and_then(|()| symlink(&service.file, link))
        .map_err(FileError::new("make the link", link))
}

/// Removes the file, if it exists.
///
/// # Errors
/// When it cannot be removed.
pub(super) fn remove(file: &Path) -> Result<(), FileError> {
    ignore_missing(fs::remove_file(file)).map_err(FileError::new("remove", file))
}

/// Removes the file of a service and the link to it, and the link's folder if that is empty then.
///
/// # Errors
/// When one of them cannot be removed.
pub(crate) fn remove_service(service: &Service) -> Result<(), FileError> {
    if let Some(link) = service.link.as_ref().filter(|_| is_linked(service)) {
        ignore_missing(fs::remove_file(link)).map_err(FileError::new("remove", link))?;
        if let Some(folder) = link.parent() {
            let _ = fs::remove_dir(folder); // fails if other links are in it, and then it should stay
        }
    }
    remove(&service.file)
}

/// Treats the removal of something that does not exist as a success.
fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn create_folder(path: &Path) -> Result<(), FileError> {
    match path.parent() {
        Some(folder) => private_file::make_folder(folder).map_err(FileError::new("make", folder)),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into()) // only systemd needs a link
}
