//! Writes the page to a file atomically, and refuses to overwrite a file that is not an earlier report.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::report::{HEAD, is_ours};
use crate::{private_file, whole_file};

/// Why the page was not written. An existing file is unchanged.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotWritten {
    #[error(
        "{0} is there already and is no earlier report, so it was left as it is; name another file, or overwrite it with --force"
    )]
    SomethingElse(PathBuf),
    #[error("{0} is not a file; name a file to write to, such as doctor.html")]
    NotAFile(PathBuf),
    #[error(
        "cannot write {path}: {cause}; name a file in a folder that is there and that you may write to"
    )]
    Unwritable { path: PathBuf, cause: io::Error },
}

/// Writes the page atomically: readers see either the earlier page or this one.
pub(super) fn write(path: &Path, page: &str, force: bool) -> Result<(), NotWritten> {
    let unwritable = |cause| NotWritten::Unwritable {
        path: path.to_owned(),
        cause,
    };
    match fs::metadata(path) {
        Ok(there) if !there.is_file() => return Err(NotWritten::NotAFile(path.to_owned())),
        Ok(_) if !force && !is_a_report(path).map_err(unwritable)? => {
            return Err(NotWritten::SomethingElse(path.to_owned()));
        }
        Ok(_) => {}
        Err(cause) if cause.kind() == ErrorKind::NotFound => {}
        Err(cause) => return Err(unwritable(cause)),
    }
    // A new file is readable by its owner only, because it holds data about health.
    whole_file::replace(path, page.as_bytes()).map_err(unwritable)
}

fn is_a_report(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    private_file::open(path)?
        .take(HEAD as u64)
        .read_to_end(&mut head)?;
    // Overwriting an empty file loses nothing.
    Ok(head.is_empty() || is_ours(&head))
}
