//! Folders watched with notify: by FSEvents on macOS, by the system's own watch on Windows.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, TryLockError};

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::FileChange;

/// Watches folders until this is dropped.
#[derive(Debug)]
pub(in crate::watch) struct FolderWatcher {
    watching: Mutex<Watching>,
}

#[derive(Debug)]
struct Watching {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
}

impl FolderWatcher {
    /// Starts the watch, which calls `changed` for each change. No folder is watched yet.
    ///
    /// # Errors
    /// When the system refuses another watch.
    pub(in crate::watch) fn start(
        changed: impl Fn(FileChange<'_>) + Send + 'static,
    ) -> io::Result<Self> {
        let received = move |event: notify::Result<notify::Event>| {
            let Some(event) = event.ok().filter(|event| !event.need_rescan()) else {
                return changed(FileChange::Unknown);
            };
            for name in event.paths.iter().filter_map(|path| path.file_name()) {
                let name = name.as_encoded_bytes();
                match event.kind {
                    EventKind::Access(_) => {}
                    EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
                        changed(FileChange::Replaced(name));
                    }
                    // Not every system tells a new file from one that was written, nor says what happened.
                    EventKind::Create(_)
                    | EventKind::Modify(_)
                    | EventKind::Any
                    | EventKind::Other => changed(FileChange::Written(name)),
                }
            }
        };
        let watching = Watching {
            watcher: notify::recommended_watcher(received).map_err(io::Error::other)?,
            watched: BTreeSet::new(),
        };
        Ok(Self {
            watching: Mutex::new(watching),
        })
    }

    /// Watches a folder, always with the permissions of its files. One that is watched already stays so.
    ///
    /// # Errors
    /// When the folder does not exist, cannot be watched, or another one that does not answer is being watched just now.
    pub(in crate::watch) fn watch(&self, folder: &Path, _permissions: bool) -> io::Result<()> {
        let mut watching = match self.watching.try_lock() {
            Ok(watching) => watching,
            Err(TryLockError::Poisoned(watching)) => watching.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
        };
        if !watching.watched.contains(folder) {
            let mode = RecursiveMode::NonRecursive;
            watching
                .watcher
                .watch(folder, mode)
                .map_err(io::Error::other)?;
            watching.watched.insert(folder.to_owned());
        }
        Ok(())
    }

    /// Watches a folder for what is created in it or moved into it. The system reports other changes, too.
    ///
    /// # Errors
    /// When the folder does not exist, or cannot be watched.
    pub(in crate::watch) fn watch_for_new(&self, folder: &Path) -> io::Result<()> {
        self.watch(folder, false)
    }
}
