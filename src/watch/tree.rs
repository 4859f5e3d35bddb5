//! A watch on folders that another program keeps the same on several computers.

use std::path::PathBuf;

use super::folders::{FileChange, FolderWatcher};

/// Reports when something in its folders changes, until it is dropped.
#[derive(Debug)]
pub(crate) struct TreeWatch {
    /// None if this system cannot watch folders now.
    watcher: Option<FolderWatcher>,
}

impl TreeWatch {
    /// Calls `report` for each change. No folder is watched yet.
    pub(crate) fn start(report: impl Fn() + Send + 'static) -> Self {
        let watcher = FolderWatcher::start(move |change| {
            if matters(&change) {
                report();
            }
        });
        Self {
            watcher: watcher.ok(),
        }
    }

    /// Watches these folders too. One that is not there, or cannot be watched, is left out until the next call.
    pub(crate) fn folders(&self, folders: &[PathBuf]) {
        if let Some(watcher) = &self.watcher {
            for folder in folders {
                let _ = watcher.watch(folder, false);
            }
        }
    }
}

/// Programs that carry folders write a file under a hidden name while it arrives.
fn matters(change: &FileChange<'_>) -> bool {
    match change {
        FileChange::Written(name) | FileChange::Replaced(name) => {
            !name.starts_with(b".") && !name.starts_with(b"~")
        }
        FileChange::Unknown => true,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_file_is_reported_once_it_has_arrived_and_not_while_it_does() {
        let folder = tempfile::tempdir().unwrap();
        let (report, changes) = mpsc::channel();
        let watch = TreeWatch::start(move || {
            let _ = report.send(());
        });
        let missing = folder.path().join("not here");
        watch.folders(&[missing, folder.path().to_owned()]);
        let arriving = folder.path().join(".syncthing.2026-11.jsonl.tmp");
        fs::write(&arriving, "half of it").unwrap();
        assert!(changes.recv_timeout(Duration::from_millis(100)).is_err());
        fs::rename(&arriving, folder.path().join("2026-11.jsonl")).unwrap();
        changes.recv_timeout(Duration::from_secs(20)).unwrap();
    }
}
