//! Service files on disk: looked at, written in one piece, removed.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Service, seal};
use crate::{private_file, whole_file};

/// A service file is a page of text; what is larger was not written by us.
const LARGEST: u64 = 1 << 16;

/// What is where the service file would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Nothing.
    Missing,
    /// A file that is as it was written, by this version or another.
    Ours(String),
    /// Something that was changed by hand, or was never written by winddown.
    NotOurs,
}

/// What could not be done with a service file.
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

/// Looks at what is there.
///
/// # Errors
/// When it cannot be read.
pub fn state(service: &Service) -> Result<FileState, FileError> {
    let unreadable = |cause| FileError::new("read", &service.file)(cause);
    match fs::symlink_metadata(&service.file) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(FileState::Missing),
        Err(cause) => return Err(unreadable(cause)),
        // No link is ever written there: `systemctl mask` makes such, and keepers of dotfiles.
        Ok(there) if !there.is_file() => return Ok(FileState::NotOurs),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    private_file::open(&service.file)
        .and_then(|file| file.take(LARGEST).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) if seal::is_whole(&text) => FileState::Ours(text),
        Ok(_) | Err(_) => FileState::NotOurs,
    })
}

/// Whether the link is there and leads to the file; true where none is needed.
pub fn is_linked(service: &Service) -> bool {
    let Some(link) = &service.link else {
        return true;
    };
    fs::read_link(link).is_ok_and(|target| target == service.file)
}

/// Writes the file in one piece: whoever reads it meanwhile sees the old text or the new one.
///
/// # Errors
/// When it cannot be written; what was there before is still there then.
pub fn write(service: &Service, text: &str) -> Result<(), FileError> {
    let file = &service.file;
    make_folder(file)?;
    let written = if fs::symlink_metadata(file).is_ok_and(|there| there.is_symlink()) {
        // Only here a link is not followed: that of `systemctl mask` leads to /dev/null.
        gone(fs::remove_file(file)).and_then(|()| whole_file::create(file, text.as_bytes()))
    } else {
        whole_file::replace(file, text.as_bytes())
    };
    written.map_err(FileError::new("write", file))
}

/// Makes the link to the file, in place of whatever is there under its name.
///
/// # Errors
/// When it cannot be made.
pub fn link(service: &Service) -> Result<(), FileError> {
    let Some(link) = &service.link else {
        return Ok(());
    };
    make_folder(link)?;
    gone(fs::remove_file(link))
        .and_then(|()| symlink(&service.file, link))
        .map_err(FileError::new("make the link", link))
}

/// Removes the file and the link to it, and the link's folder when nothing else is in it.
///
/// # Errors
/// When one of them cannot be removed.
pub fn remove(service: &Service) -> Result<(), FileError> {
    if let Some(link) = service.link.as_ref().filter(|_| is_linked(service)) {
        gone(fs::remove_file(link)).map_err(FileError::new("remove", link))?;
        if let Some(folder) = link.parent() {
            let _ = fs::remove_dir(folder); // refused while others have links there, as it should be
        }
    }
    gone(fs::remove_file(&service.file)).map_err(FileError::new("remove", &service.file))
}

/// What is not there does not have to be removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn make_folder(path: &Path) -> Result<(), FileError> {
    match path.parent() {
        Some(folder) => fs::create_dir_all(folder).map_err(FileError::new("make", folder)),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into()) // only systemd wants one
}
