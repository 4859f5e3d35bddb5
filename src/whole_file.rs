//! Atomic writing of files: a reader sees the old content or the new one, never a part, even after a crash, a power
//! failure or a full disk.
//!
//! The new content is written to a temporary file beside the target, synced, and then renamed. A symlink is kept, and
//! its target is written. Two writers cannot tear a file, but the second could overwrite the first one's change: a
//! process that reads a file in order to rewrite it has to hold its [`Lock`].

use std::cell::Cell;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::clock;
use crate::private_file;

/// How often a holder of a lock notes at most that it gets on.
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

/// The longest chain of symlinks that is followed, as in Linux itself.
const MAX_LINKS: usize = 40;

/// How long to wait for a lock. It is usually held for milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// The pause between attempts to take a lock.
const RETRY: Duration = Duration::from_millis(5);

/// Creates a file that only its owner can read and write. Its folder must exist.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] when the file exists; it is left unchanged. Any other error of writing; no file remains
/// then.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = target_of(path)?;
    let new = written_beside(&target, content)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(&target)?;
    sync_folder(&target);
    Ok(())
}

/// Replaces a file and keeps its permissions. If there is none, it is created as by [`create`].
///
/// # Errors
/// When the path is not a file, or the file cannot be written. The old file is unchanged then.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    replace_with(path, content, Permissions::clone)?;
    Ok(())
}

/// Replaces a file as [`replace`] does, but takes the rights of others to it away. Returns whether they had any.
///
/// # Errors
/// As for [`replace`].
pub fn replace_privately(path: &Path, content: &[u8]) -> io::Result<bool> {
    let old = replace_with(path, content, without_others)?;
    Ok(old.as_ref().is_some_and(|old| without_others(old) != *old))
}

/// Replaces a file. `new_permissions` gives its permissions from those of the old file, which are returned.
fn replace_with(
    path: &Path,
    content: &[u8],
    new_permissions: impl Fn(&Permissions) -> Permissions,
) -> io::Result<Option<Permissions>> {
    let target = target_of(path)?;
    let new = written_beside(&target, content)?;
    let old = match fs::metadata(&target) {
        Ok(old) if old.is_file() => Some(old.permissions()),
        Ok(_) => return Err(io::Error::other("it is not a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if let Some(old) = &old {
        new.as_file().set_permissions(new_permissions(old))?;
    }
    new.as_file().sync_all()?;
    new.persist(&target)?;
    sync_folder(&target);
    Ok(old)
}

/// The permissions without those of the group and of everybody else.
#[cfg(unix)]
fn without_others(permissions: &Permissions) -> Permissions {
    use std::os::unix::fs::PermissionsExt;
    Permissions::from_mode(permissions.mode() & !0o077)
}

#[cfg(not(unix))]
fn without_others(permissions: &Permissions) -> Permissions {
    permissions.clone()
}

/// The path at the end of all symlinks, whether or not it exists.
pub(crate) fn target_of(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&target) {
            // A relative target is relative to the link's folder; `join` returns an absolute one unchanged.
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

/// Writes the content to a temporary file beside the target. It is deleted when dropped, unless it is persisted.
fn written_beside(target: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut new = tempfile::Builder::new()
        .prefix(&hidden_name(target, "."))
        .suffix(".new")
        // Opened here, so that an error does not name the temporary file, which means nothing to the user.
        .make_in(folder_of(target), |path| {
            private_file::private(OpenOptions::new().write(true).create_new(true)).open(path)
        })?;
    new.as_file_mut().write_all(content)?;
    Ok(new)
}

/// The hidden name of a helper file: `.config.toml.lock` for `config.toml` and `.lock`.
fn hidden_name(path: &Path, ending: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(ending);
    name
}

/// Syncs the folder of a file, so that the rename survives a power failure. Errors are ignored: not every file system supports
/// it, and the file is complete in any case.
pub(crate) fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}

/// An exclusive lock for rewriting a file, released when dropped. The system also releases it when the process dies.
#[derive(Debug)]
pub struct Lock {
    /// The open lock file, which holds the system's lock.
    file: File,
    #[cfg(unix)]
    path: PathBuf,
    /// When the holder last noted that it gets on.
    noted: Cell<Option<Instant>>,
}

impl Lock {
    /// Locks the file at `path` for rewriting, and waits for at most ten seconds. Its folder must exist, the file need
    /// not.
    ///
    /// The lock is a hidden file beside it, which exists only while the lock is held (on Windows it remains).
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`] when another process holds the lock all that time. Any error of creating the lock file.
    pub fn on(path: &Path) -> io::Result<Self> {
        Self::on_within(path, LOCK_TIMEOUT)
    }

    /// Locks as [`Lock::on`] does, and waits for at most `timeout`.
    ///
    /// # Errors
    /// As for [`Lock::on`].
    pub(crate) fn on_within(path: &Path, timeout: Duration) -> io::Result<Self> {
        let path = Self::path_for(path)?;
        let begun = clock::monotonic();
        loop {
            match Self::try_on(&path)? {
                Some(lock) => return Ok(lock),
                None if begun.elapsed() < timeout => thread::sleep(RETRY),
                None => {
                    return Err(io::Error::new(
                        ErrorKind::TimedOut,
                        "another program is writing it",
                    ));
                }
            }
        }
    }

    /// Whether a process holds the lock for the file at `path`. The file of one that died does not count.
    pub fn is_held(path: &Path) -> bool {
        let file = Self::path_for(path).and_then(|path| private_file::open(&path));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Notes in the lock file that its holder gets on. A holder that may wait for a long time calls this again and again.
    pub(crate) fn progress(&self) {
        let now = clock::monotonic();
        let is_recent = |noted: Instant| now.duration_since(noted) < PROGRESS_EVERY;
        if self.noted.get().is_some_and(is_recent) {
            return;
        }
        self.noted.set(Some(now));
        // The length is always the same, so what was there before is replaced.
        let text = format!("{:020}", clock::now().timestamp_millis());
        let mut file = &self.file;
        let noted = file.rewind().and_then(|()| file.write_all(text.as_bytes()));
        if let Err(error) = noted {
            tracing::debug!(why = %error, "progress could not be noted in a lock file");
        }
    }

    /// For how long the holder of the lock for the file at `path` has not got on. None if nobody holds it, or its holder
    /// notes no progress.
    pub(crate) fn stalled_for(path: &Path) -> Option<Duration> {
        let file = private_file::open(&Self::path_for(path).ok()?).ok()?;
        if !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let mut text = String::new();
        file.take(20).read_to_string(&mut text).ok()?;
        let passed = clock::now().timestamp_millis() - text.parse::<i64>().ok()?;
        Some(Duration::from_millis(
            u64::try_from(passed).unwrap_or_default(),
        ))
    }

    fn path_for(path: &Path) -> io::Result<PathBuf> {
        let target = target_of(path)?;
        Ok(target.with_file_name(hidden_name(&target, ".lock")))
    }

    /// None if another process holds the lock.
    fn try_on(path: &Path) -> io::Result<Option<Self>> {
        let file = private_file::open_to_write(path, OpenOptions::new().write(true))?;
        Self::try_with(file, path)
    }

    /// Takes the lock with the file that was opened at this path.
    fn try_with(file: File, path: &Path) -> io::Result<Option<Self>> {
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => Ok(Some(Self {
                file,
                #[cfg(unix)]
                path: path.to_owned(),
                noted: Cell::new(None),
            })),
            // Either another process holds it, or its holder has removed the file since it was opened here.
            Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Removes the file while it is still locked, so that no process keeps a lock on a deleted file.
#[cfg(unix)]
impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether the path still refers to the open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let id = |found: io::Result<fs::Metadata>| found.ok().map(|it| (it.dev(), it.ino()));
    let open = id(file.metadata());
    open.is_some() && open == id(fs::metadata(path))
}

/// On this platform the lock file remains, because an open file cannot be removed.
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
    fn a_folder_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("folder");
        fs::create_dir(&path).unwrap();
        assert!(replace(&path, b"new").is_err());
        assert!(create(&path, b"new").is_err());
        assert_eq!(names_in(folder.path()), ["folder"]);
    }

    #[test]
    fn an_error_has_the_systems_text_and_not_the_temporary_files_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = create(&folder.path().join("no/file"), b"").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(!error.to_string().contains(".new"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_private_and_a_replaced_one_keeps_its_permissions() {
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
    fn a_file_replaced_privately_loses_the_rights_of_others_and_gains_none() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        assert!(!replace_privately(&path, b"1").unwrap());
        assert_eq!(mode(), 0o600);
        for (before, narrowed) in [(0o600, false), (0o644, true), (0o620, true), (0o400, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(before)).unwrap();
            assert_eq!(
                replace_privately(&path, b"2").unwrap(),
                narrowed,
                "{before:o}"
            );
            assert_eq!(mode(), before & 0o700);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_symlink_is_kept_and_its_target_is_written() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("dotfiles")).unwrap();
        symlink("dotfiles/middle", at("link")).unwrap();
        symlink("real", at("dotfiles/middle")).unwrap();
        // The target does not exist yet.
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
    fn concurrent_updates_under_the_lock_lose_nothing() {
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
    fn a_lock_file_that_was_removed_meanwhile_is_recognised() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".file.lock");
        let open = || private_file::open_to_write(&path, OpenOptions::new().write(true));
        let file = open().unwrap();
        assert!(is_at(&file, &path));
        fs::remove_file(&path).unwrap();
        assert!(!is_at(&file, &path));
        let another = open().unwrap();
        assert!(!is_at(&file, &path));
        assert!(is_at(&another, &path));
        assert!(Lock::try_with(file, &path).unwrap().is_none());
        assert!(Lock::try_with(another, &path).unwrap().is_some());
    }

    #[test]
    fn a_holder_that_notes_its_progress_is_seen_to_stall_when_it_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert_eq!(Lock::stalled_for(&path), None);
        let lock = Lock::on(&path).unwrap();
        assert_eq!(Lock::stalled_for(&path), None, "it notes none");
        lock.progress();
        thread::sleep(Duration::from_millis(30));
        let stalled = Lock::stalled_for(&path).unwrap();
        assert!(stalled >= Duration::from_millis(20), "{stalled:?}");
        thread::sleep(PROGRESS_EVERY);
        let before = Lock::stalled_for(&path).unwrap();
        lock.progress();
        assert!(Lock::stalled_for(&path).unwrap() < before);
        drop(lock);
        assert_eq!(Lock::stalled_for(&path), None);
    }

    #[test]
    fn waiting_for_a_lock_ends_when_the_time_is_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let _lock = Lock::on(&path).unwrap();
        let error = Lock::on_within(&path, RETRY).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_file_left_by_a_dead_process_blocks_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(folder.path().join(".file.lock"), "").unwrap();
        assert!(!Lock::is_held(&path));
        let lock = Lock::on(&path).unwrap();
        assert!(Lock::is_held(&path));
        drop(lock);
        assert!(!Lock::is_held(&path));
        assert!(names_in(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_a_file_is_not_replaced() {
        use std::os::unix::fs::FileTypeExt;
        use std::os::unix::net::UnixListener;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let _listener = UnixListener::bind(&path).unwrap();
        let error = replace(&path, b"new").unwrap_err();
        assert_eq!(error.to_string(), "it is not a file");
        assert!(fs::metadata(&path).unwrap().file_type().is_socket());
        assert_eq!(names_in(folder.path()), ["socket"]);
    }
}
