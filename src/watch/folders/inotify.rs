//! Folders watched with inotify.

use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init};
use rustix::io::Errno;

use super::FileChange;

/// Writes, and whatever gives a name another file or another content. Not among them: opening, reading and closing.
///
/// What is written through a memory map is not reported by any mask. `SQLite` writes its index of the log that way, but
/// the log itself, and the journal, with plain writes.
const MASK: WatchFlags = WatchFlags::MODIFY
    .union(WatchFlags::CREATE)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::ONLYDIR)
    // The folder may be that of both files, with permissions of one of them watched.
    .union(WatchFlags::MASK_ADD);

/// What becomes new in a folder.
const MASK_FOR_NEW: WatchFlags = WatchFlags::CREATE
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::ONLYDIR)
    .union(WatchFlags::MASK_ADD);

/// Watches folders from a thread, which ends when this is dropped.
#[derive(Debug)]
pub(in crate::watch) struct FolderWatcher {
    inotify: Arc<OwnedFd>,
    /// Becomes readable when the thread has to end.
    ended: Arc<OwnedFd>,
}

impl FolderWatcher {
    /// Starts the thread, which calls `changed` for each change. No folder is watched yet.
    ///
    /// # Errors
    /// When the system refuses another watch or thread.
    pub(in crate::watch) fn start(
        changed: impl Fn(FileChange<'_>) + Send + 'static,
    ) -> io::Result<Self> {
        let inotify = Arc::new(init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?);
        let ended = Arc::new(eventfd(0, EventfdFlags::CLOEXEC)?);
        let watcher = Self {
            inotify: Arc::clone(&inotify),
            ended: Arc::clone(&ended),
        };
        thread::Builder::new().spawn(move || report_changes(&inotify, &ended, changed))?;
        Ok(watcher)
    }

    /// Watches a folder, where asked for with the permissions of its files. One that is watched already stays so.
    ///
    /// # Errors
    /// When the folder does not exist, or cannot be watched.
    pub(in crate::watch) fn watch(&self, folder: &Path, permissions: bool) -> io::Result<()> {
        let mut mask = MASK;
        mask.set(WatchFlags::ATTRIB, permissions);
        add_watch(&self.inotify, folder, mask)?;
        Ok(())
    }

    /// Watches a folder for what is created in it or moved into it.
    ///
    /// # Errors
    /// When the folder does not exist, or cannot be watched.
    pub(in crate::watch) fn watch_for_new(&self, folder: &Path) -> io::Result<()> {
        add_watch(&self.inotify, folder, MASK_FOR_NEW)?;
        Ok(())
    }
}

impl Drop for FolderWatcher {
    fn drop(&mut self) {
        let _ = rustix::io::write(&self.ended, &1_u64.to_ne_bytes());
    }
}

fn report_changes(inotify: &OwnedFd, ended: &OwnedFd, changed: impl Fn(FileChange<'_>)) {
    let mut space = [MaybeUninit::uninit(); 4096];
    let mut events = Reader::new(inotify, &mut space);
    loop {
        let mut wait_for = [
            PollFd::new(inotify, PollFlags::IN),
            PollFd::new(ended, PollFlags::IN),
        ];
        match poll(&mut wait_for, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return,
        }
        if !wait_for[1].revents().is_empty() {
            return;
        }
        loop {
            match events.next() {
                Ok(event) => {
                    if let Some(change) = change(event.events(), event.file_name()) {
                        changed(change);
                    }
                }
                Err(Errno::AGAIN) => break,
                Err(Errno::INTR) => {}
                Err(_) => return,
            }
        }
    }
}

/// None for changes of the folder itself: it is watched anew at the host's next look.
fn change(kind: ReadFlags, name: Option<&CStr>) -> Option<FileChange<'_>> {
    if kind.contains(ReadFlags::QUEUE_OVERFLOW) {
        return Some(FileChange::Unknown);
    }
    let name = name?.to_bytes();
    Some(if kind.contains(ReadFlags::MODIFY) {
        FileChange::Written(name)
    } else {
        FileChange::Replaced(name)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn opening_reading_and_closing_files_wakes_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.db");
        fs::write(&file, "x").unwrap();
        let (report, changes) = mpsc::channel();
        let watcher = FolderWatcher::start(move |change| {
            let _ = report.send(format!("{change:?}"));
        })
        .unwrap();
        watcher.watch(folder.path(), false).unwrap();
        fs::read(&file).unwrap();
        drop(fs::OpenOptions::new().write(true).open(&file).unwrap());
        let permissions = fs::metadata(&file).unwrap().permissions();
        fs::set_permissions(&file, permissions).unwrap();
        fs::remove_file(&file).unwrap();
        let first = changes.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(first, format!("{:?}", FileChange::Replaced(b"journal.db")));
        assert!(changes.recv_timeout(Duration::from_millis(50)).is_err());
    }
}
