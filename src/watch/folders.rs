//! Reports what happens to the files of a folder.
//!
//! On Linux with inotify itself rather than through notify, whose mask hears every opened file: then each command that
//! only reads the journal would wake the agent several times.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod inotify;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod notified;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) use inotify::FolderWatcher;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) use notified::FolderWatcher;

/// What happened in a watched folder. Names are file names, without the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileChange<'a> {
    /// The content of this file was written.
    Written(&'a [u8]),
    /// This name was created, removed or given to another file, or the file's permissions changed.
    Replaced(&'a [u8]),
    /// Some changes were lost, because there were too many.
    Unknown,
}
