//! Watches for changes by others: of the config, the journal, the time zone and the clock.
//!
//! Each watch is a thread that sleeps until the system reports a change. Changes that a system does not report are
//! noticed by the host's regular looks.

mod clock;
mod folders;
mod settling;
mod tree;
mod zone;

pub(crate) use clock::clock;
pub(crate) use tree::TreeWatch;
pub(crate) use zone::zone;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use crate::answering;

use folders::{FileChange, FolderWatcher};

/// How long the folder of a linked config is waited for. It is watched from the next call on that it answers.
const PATIENCE: Duration = Duration::from_millis(200);

/// What has changed, or may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The journal was written, by this process or another.
    Journal,
    /// The config was written.
    Config,
    /// Sync was switched on or off, or changed.
    Sync,
    /// The system's time zone was changed.
    Zone,
    /// The clock was set, or the computer slept.
    Clock,
}

/// The files that are watched.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    /// The config file.
    pub(crate) config: PathBuf,
    /// The journal file.
    pub(crate) journal: PathBuf,
    /// The settings of sync. None where nothing follows them.
    pub(crate) sync: Option<PathBuf>,
}

/// A watch on files, which ends when this is dropped.
///
/// Folders are watched instead of files, because editors replace files and `SQLite` writes files beside the journal.
#[derive(Debug)]
pub(crate) struct Watch {
    watched: Watched,
    places: Arc<RwLock<Places>>,
    /// None if this system cannot watch folders now.
    watcher: Option<Arc<FolderWatcher>>,
}

impl Watch {
    /// Watches these files, and calls `report` for each change.
    pub(crate) fn files(
        watched: &Watched,
        report: impl Fn(Change) + Send + Sync + Clone + 'static,
    ) -> Self {
        let places = Arc::new(RwLock::new(Places::of(watched)));
        let mut watch = Self {
            watched: watched.clone(),
            watcher: start_watcher(Arc::clone(&places), report)
                .map(Arc::new)
                .ok(),
            places,
        };
        watch.folders();
        watch
    }

    /// Starts watching folders that were created since, and the folders of files that a symlink has come to name. Where a
    /// folder does not exist yet, its creation is a change.
    pub(crate) fn folders(&mut self) {
        let Some(watcher) = &self.watcher else {
            return;
        };
        let mut places = Places::of(&self.watched);
        // A folder that does not exist yet is tried again at the next call, which follows its creation.
        let _ = watcher.watch(folder(&self.watched.config), true);
        // Permissions of the journal do not matter here, as it is tried again at each look. `SQLite` sets those of the
        // log each time that it is opened by root.
        for file in places.journal.iter().chain(&places.sync) {
            let _ = watcher.watch(folder(file), false);
        }
        for missing in places.missing_folders.iter().flatten() {
            let _ = watcher.watch_for_new(folder(missing));
        }
        let target = watch_target(watcher, &self.watched.config);
        places.config.extend(target);
        *self.places.write().unwrap_or_else(PoisonError::into_inner) = places;
    }
}

/// Watches the file that a linked config names, and returns its path. None where it is no link, or what it names is not
/// there or does not answer.
fn watch_target(watcher: &Arc<FolderWatcher>, config: &Path) -> Option<PathBuf> {
    if !fs::symlink_metadata(config).ok()?.is_symlink() {
        return None;
    }
    let (watcher, config) = (Arc::clone(watcher), config.to_owned());
    let watch = move || {
        let target = config.canonicalize().ok()?;
        let _ = watcher.watch(folder(&target), true);
        Some(target)
    };
    answering::within(PATIENCE, watch).flatten()
}

fn start_watcher(
    places: Arc<RwLock<Places>>,
    report: impl Fn(Change) + Send + Sync + Clone + 'static,
) -> io::Result<FolderWatcher> {
    let journal = {
        let report = report.clone();
        on_a_thread(move |writes| {
            settling::report_until_settled(&writes, || report(Change::Journal));
        })?
    };
    let at_once = report.clone();
    let config = on_a_thread(move |writes| {
        settling::report_when_quiet(&writes, || report(Change::Config));
    })?;
    FolderWatcher::start(move |change| {
        let places = places.read().unwrap_or_else(PoisonError::into_inner);
        // Sending fails only if the thread panicked; then the host's regular looks remain.
        if places.may_change_journal(&change) {
            let _ = journal.send(());
        }
        if places.may_change_config(&change) {
            let _ = config.send(());
        }
        if places.may_change_sync(&change) {
            // It is replaced whole.
            at_once(Change::Sync);
        }
    })
}

/// Runs `work` on a thread, which gets what is sent through the returned sender.
fn on_a_thread(work: impl FnOnce(Receiver<()>) + Send + 'static) -> io::Result<Sender<()>> {
    let (send, received) = mpsc::channel();
    thread::Builder::new().spawn(move || work(received))?;
    Ok(send)
}

/// Where the watched files are: their paths, and the targets of those that are symlinks.
#[derive(Debug)]
struct Places {
    /// At first without the target, which may not answer.
    config: Vec<PathBuf>,
    journal: Vec<PathBuf>,
    sync: Option<PathBuf>,
    /// Of the folders above config and journal, the highest one that does not exist.
    missing_folders: [Option<PathBuf>; 2],
}

impl Places {
    fn of(watched: &Watched) -> Self {
        let mut journal = vec![watched.journal.clone()];
        journal.extend(watched.journal.canonicalize().ok());
        Self {
            config: vec![watched.config.clone()],
            journal,
            sync: watched.sync.clone(),
            missing_folders: [&watched.config, &watched.journal].map(|file| missing_folder(file)),
        }
    }

    fn may_change_sync(&self, change: &FileChange<'_>) -> bool {
        match change {
            FileChange::Written(name) | FileChange::Replaced(name) => {
                is_one_of(self.sync.as_slice(), name)
            }
            FileChange::Unknown => self.sync.is_some(),
        }
    }

    fn may_change_config(&self, change: &FileChange<'_>) -> bool {
        match change {
            FileChange::Written(name) | FileChange::Replaced(name) => {
                let [missing, _] = &self.missing_folders;
                is_one_of(&self.config, name) || is_one_of(missing, name)
            }
            FileChange::Unknown => true,
        }
    }

    /// `SQLite` also writes to a log beside the journal, and keeps an index of that log in a third file (`-shm`).
    /// Readers create and remove both, so of these only what is written to the log counts.
    fn may_change_journal(&self, change: &FileChange<'_>) -> bool {
        let [_, missing] = &self.missing_folders;
        match change {
            FileChange::Written(name) => {
                let of_journal = name.strip_suffix(b"-wal").unwrap_or(name);
                is_one_of(&self.journal, of_journal) || is_one_of(missing, name)
            }
            FileChange::Replaced(name) => {
                is_one_of(&self.journal, name) || is_one_of(missing, name)
            }
            FileChange::Unknown => true,
        }
    }
}

fn is_one_of<'a>(places: impl IntoIterator<Item = &'a PathBuf>, name: &[u8]) -> bool {
    let mut names = places.into_iter().filter_map(|path| path.file_name());
    names.any(|place| place.as_encoded_bytes() == name)
}

/// The highest folder above the file that does not exist.
fn missing_folder(file: &Path) -> Option<PathBuf> {
    let above = folder(file).ancestors();
    let missing = above.take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    missing.last().map(Path::to_owned)
}

fn folder(file: &Path) -> &Path {
    let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests;
