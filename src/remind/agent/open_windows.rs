//! Whether a window is open. Each holds a lock on one file, which the system releases when the window's process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::private_file;

/// The number of attempts to take the lock, and the pause between them. Whoever checks it holds it for a moment.
const TRIES: u32 = 5;
const A_MOMENT: Duration = Duration::from_millis(10);

/// Shows that this process has a window open, until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenWindow {
    held: File,
}

impl Drop for OpenWindow {
    /// Closing the file is not enough: a process that is being started has it open, too, until it runs its own program.
    fn drop(&mut self) {
        // Errors are ignored: the system releases the lock with the last that has the file open.
        let _ = self.held.unlock();
    }
}

impl OpenWindow {
    /// Shows that a window is open. None where the file cannot be used; then a second window may be opened.
    pub(crate) fn show(path: &Path) -> Option<Self> {
        Self::try_to_show(path)
            .inspect_err(|error| {
                tracing::warn!(trouble = %error, "others cannot see that a window is open");
            })
            .ok()
    }

    fn try_to_show(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            private_file::make_folder(folder)?;
        }
        let mut options = OpenOptions::new();
        let file = private_file::open_to_write(path, options.read(true).write(true))?;
        for _ in 1..TRIES {
            match file.try_lock_shared() {
                Ok(()) => return Ok(Self { held: file }),
                Err(TryLockError::WouldBlock) => thread::sleep(A_MOMENT),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::ErrorKind::WouldBlock.into())
    }
}

/// Whether a window is open. False where that cannot be found out.
pub(super) fn is_any_open(path: &Path) -> bool {
    let file = private_file::open(path);
    file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_open_until_the_last_one_closes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/windows.lock");
        assert!(!is_any_open(&path));
        let first = OpenWindow::show(&path).unwrap();
        let second = OpenWindow::show(&path).unwrap();
        assert!(is_any_open(&path));
        drop(first);
        assert!(is_any_open(&path));
        // As a process has it that is being started.
        let _inherited = second.held.try_clone().unwrap();
        drop(second);
        assert!(!is_any_open(&path));
    }
}
