//! Files that are written whole: whoever opens one sees the old content or the new one, never a part, whatever happens
//! to the program, the power or the disk in between.
//!
//! The new content is written to a file of its own beside the place, synced, and then moved there. A link stays a
//! link: what it leads to is written. Two writers cannot tear a file in this way, but the second would write over what
//! the first has just changed; whoever reads a file in order to rewrite it holds its [`Lock`] meanwhile.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::clock;

/// No more links than this lead to a file, as in Linux itself.
const MOST_LINKS: usize = 40;

/// Another writer is waited for this long. It usually holds the lock for milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a lock that is held is tried again.
const RETRY: Duration = Duration::from_millis(5);

/// Writes a file where none is, in a folder that is there. Only its owner can read and write it.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] when there is one, which is left as it is; otherwise that the file cannot be written,
/// and then nothing is there.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = target_of(path)?;
    let new = written_beside(&target, content)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(&target)?;
    sync_folder(&target);
    Ok(())
}

/// Writes a file in place of the one that is there, whose permissions it keeps. Where there is none it is made as
/// [`create`] would.
///
/// # Errors
/// When something other than a file is there, or the file cannot be written. What was there is as it was then.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = target_of(path)?;
    let new = written_beside(&target, content)?;
    match fs::metadata(&target) {
        Ok(old) if old.is_file() => new.as_file().set_permissions(old.permissions())?,
        Ok(_) => return Err(io::Error::other("it is not a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    new.as_file().sync_all()?;
    new.persist(&target)?;
    sync_folder(&target);
    Ok(())
}

/// The path at the end of all links, whether or not something is there.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&target) {
            // A relative link begins at the folder that it is in; `join` takes an absolute one as it is.
            Ok(next) => target = folder_of(&target).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("its links go round in a circle"))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The new file under a name of its own; it is removed again unless it is moved to its place.
fn written_beside(target: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut new = tempfile::Builder::new()
        .prefix(&hidden_name(target, "."))
        .suffix(".new")
        // Opened here, so that an error does not name a file that nobody knows.
        .make_in(folder_of(target), |path| {
            private().create_new(true).open(path)
        })?;
    new.as_file_mut().write_all(content)?;
    Ok(new)
}

/// For a file that only its owner can read and write, where it is made.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// `.config.toml` and an ending, for `config.toml`.
fn hidden_name(path: &Path, ending: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(ending);
    name
}

/// Makes the file's new name last as its content does. Not every file system can; the file is whole there, too.
fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}

/// The right to rewrite a file, for as long as it lives. One process has it at a time; the system takes it from one
/// that dies.
#[derive(Debug)]
pub struct Lock {
    /// Holds the system's lock.
    _file: File,
    #[cfg(unix)]
    path: PathBuf,
}

impl Lock {
    /// Waits for the right to rewrite the file at `path`, for at most ten seconds. Its folder has to be there, the
    /// file does not.
    ///
    /// The lock is a file beside it, which is there only while it is held (on Windows it stays).
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`] when another process has the right all that time; otherwise that the lock's file
    /// cannot be made.
    pub fn on(path: &Path) -> io::Result<Self> {
        let target = target_of(path)?;
        let path = target.with_file_name(hidden_name(&target, ".lock"));
        let begun = clock::monotonic();
        loop {
            match Self::try_on(&path)? {
                Some(lock) => return Ok(lock),
                None if begun.elapsed() < PATIENCE => thread::sleep(RETRY),
                None => {
                    return Err(io::Error::new(
                        ErrorKind::TimedOut,
                        "another program is writing it",
                    ));
                }
            }
        }
    }

    /// None where another process has it.
    fn try_on(path: &Path) -> io::Result<Option<Self>> {
        let file = private().create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => Ok(Some(Self {
                _file: file,
                #[cfg(unix)]
                path: path.to_owned(),
            })),
            // The one who had it has removed the file since it was opened; the next has another file.
            Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// The file is removed while it is still locked, so nobody else can take the lock on a file that goes.
#[cfg(unix)]
impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether the path still leads to the open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let id = |found: io::Result<fs::Metadata>| found.ok().map(|it| (it.dev(), it.ino()));
    let open = id(file.metadata());
    open.is_some() && open == id(fs::metadata(path))
}

/// Here the file stays, empty, as an open one cannot be removed.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let files = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_created_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        create(&path, b"first").unwrap();
        let again = create(&path, b"second").unwrap_err();
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names_in(folder.path()), ["file"]);
    }

    #[test]
    fn replacing_leaves_nothing_beside_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        replace(&path, b"old").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names_in(folder.path()), ["file"]);
    }

    #[test]
    fn what_is_no_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("folder");
        fs::create_dir(&path).unwrap();
        assert!(replace(&path, b"new").is_err());
        assert!(create(&path, b"new").is_err());
        assert_eq!(names_in(folder.path()), ["folder"]);
    }

    #[test]
    fn what_goes_wrong_is_said_in_the_systems_own_words() {
        let folder = tempfile::tempdir().unwrap();
        let error = create(&folder.path().join("no/file"), b"").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(!error.to_string().contains(".new"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_its_owners_alone_and_one_that_is_replaced_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        create(&path, b"1").unwrap();
        assert_eq!(mode(), 0o600);
        for wanted in [0o644, 0o640, 0o444, 0o664] {
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
            replace(&path, b"2").unwrap();
            assert_eq!(mode(), wanted);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_what_it_leads_to_is_written() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("dotfiles")).unwrap();
        symlink("dotfiles/middle", at("link")).unwrap();
        symlink("real", at("dotfiles/middle")).unwrap();
        // Nothing is there yet.
        create(&at("link"), b"first").unwrap();
        assert_eq!(fs::read(at("dotfiles/real")).unwrap(), b"first");
        assert!(create(&at("link"), b"second").is_err());
        replace(&at("link"), b"third").unwrap();
        assert_eq!(fs::read(at("dotfiles/real")).unwrap(), b"third");
        for link in ["link", "dotfiles/middle"] {
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink());
        }
        symlink("circle", at("circle")).unwrap();
        assert!(replace(&at("circle"), b"never").is_err());
    }

    #[test]
    fn of_those_who_count_in_a_file_at_once_nobody_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("count");
        replace(&path, b"0").unwrap();
        let inside = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..4 {
                        let lock = Lock::on(&path).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        let count: u32 = fs::read_to_string(&path).unwrap().parse().unwrap();
                        replace(&path, (count + 1).to_string().as_bytes()).unwrap();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "32");
        #[cfg(unix)]
        assert_eq!(names_in(folder.path()), ["count"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_on_a_file_that_was_removed_meanwhile_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".file.lock");
        let open = || private().create(true).truncate(false).open(&path);
        let file = open().unwrap();
        assert!(is_at(&file, &path));
        fs::remove_file(&path).unwrap();
        assert!(!is_at(&file, &path));
        let another = open().unwrap();
        assert!(!is_at(&file, &path));
        assert!(is_at(&another, &path));
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_a_dead_process_left_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(folder.path().join(".file.lock"), "").unwrap();
        drop(Lock::on(&path).unwrap());
        assert!(names_in(folder.path()).is_empty());
    }
}
