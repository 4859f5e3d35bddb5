//! The judged evenings, kept from one start to the next: they can be made anew at any time, so whatever is wrong with
//! the file means that nothing was kept.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use fnv::FnvHasher;

use crate::coach::Coach;
use crate::journal::JournalError;
use crate::review::{History, Known, keep};

/// More evenings than these are not kept: a clock that was wrong by centuries would fill the disk.
const MOST_KEPT: usize = 50_000;

/// The evenings judged so far, in memory and on the disk.
#[derive(Debug, Default)]
pub struct HistoryFile {
    path: Option<PathBuf>,
    /// What was judged; none before it was asked for.
    known: Option<Vec<Known>>,
}

impl HistoryFile {
    /// In the folder of what can be made anew, a file for each journal; in memory alone where there is no folder.
    pub fn of(cache: Option<&Path>, journal: &Path) -> Self {
        let mut name = FnvHasher::default();
        let full = std::path::absolute(journal);
        full.as_deref().unwrap_or(journal).hash(&mut name);
        let name = format!("evenings-{:016x}", name.finish());
        Self {
            path: cache.map(|folder| folder.join(name)),
            known: None,
        }
    }

    /// All evenings up to tonight, handed to `look`.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn look<T>(
        &mut self,
        coach: &Coach,
        now: DateTime<Utc>,
        look: impl FnOnce(&History) -> T,
    ) -> Result<T, JournalError> {
        let kept = self.known.take().unwrap_or_else(|| self.read());
        let before = kept.len();
        let history = coach.history(now, kept)?;
        let seen = look(&history);
        let lasting = history.to_keep().len();
        // The last evenings are judged anew each time, and not kept.
        if lasting != before || history.judged_anew() > RECENT {
            self.write(history.to_keep());
        }
        self.known = Some(history.into_kept());
        Ok(seen)
    }

    fn read(&self) -> Vec<Known> {
        let bytes = self.path.as_ref().and_then(|path| fs::read(path).ok());
        bytes.map_or_else(Vec::new, |bytes| keep::from_bytes(&bytes))
    }

    fn write(&self, evenings: &[Known]) {
        let Some(path) = self.path.as_ref().filter(|_| evenings.len() <= MOST_KEPT) else {
            return;
        };
        if let Err(error) = replace(path, &keep::to_bytes(evenings)) {
            tracing::debug!(path = %path.display(), %error, "judged evenings not kept");
        }
    }
}

/// Tonight and the evening before, which may not be over.
const RECENT: usize = 2;

/// Another process may write it at the same time: each has a file of its own to write, and puts it in place whole.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension(std::process::id().to_string());
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // What the diary says is its owner's alone.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&beside)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
