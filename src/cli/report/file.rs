//! The page's file: written in one piece, and never in the place of something else.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::report::{HEAD, is_ours};

/// Why the page was not written. What was there is as it was.
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

/// Writes the page. Whoever opens the file meanwhile sees the earlier page or this one.
pub(super) fn write(path: &Path, page: &str, force: bool) -> Result<(), NotWritten> {
    let unwritable = |cause| NotWritten::Unwritable {
        path: path.to_owned(),
        cause,
    };
    // A link is kept a link: what it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let there = match fs::metadata(&target) {
        Ok(there) => Some(there),
        Err(cause) if cause.kind() == ErrorKind::NotFound => None,
        Err(cause) => return Err(unwritable(cause)),
    };
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return Err(NotWritten::NotAFile(path.to_owned()));
    }
    if there.is_some() && !force && !is_a_report(&target).map_err(unwritable)? {
        return Err(NotWritten::SomethingElse(path.to_owned()));
    }
    put(&target, page, there.map(|there| there.permissions())).map_err(unwritable)
}

fn is_a_report(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    fs::File::open(path)?
        .take(HEAD as u64)
        .read_to_end(&mut head)?;
    // An empty file holds nothing that could be lost.
    Ok(head.is_empty() || is_ours(&head))
}

/// Writes it beside, and moves it into its place. A new file is its owner's alone: it tells of their health.
fn put(target: &Path, page: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = target.with_file_name(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    let written = file
        .write_all(page.as_bytes())
        .and_then(|()| permissions.map_or(Ok(()), |as_before| file.set_permissions(as_before)))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, target));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&beside); // the first error is the one to tell
    })
}
