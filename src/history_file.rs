//! The judged evenings, kept from one start to the next: they can be made anew at any time, so whatever is wrong with
//! the file means that nothing was kept.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use fnv::FnvHasher;

use crate::coach::Coach;
use crate::journal::JournalError;
use crate::review::{CachedEvening, EventCount, History, cache};
use crate::whole_file;

/// More evenings than these are not kept: a clock that was wrong by centuries would fill the disk.
const MOST_KEPT: usize = 50_000;

/// The evenings judged so far, in memory and on the disk.
#[derive(Debug, Default)]
pub struct HistoryFile {
    path: Option<PathBuf>,
    /// What was judged; none before it was asked for.
    known: Option<Vec<CachedEvening>>,
    /// What there was of each evening then.
    event_counts: Vec<EventCount>,
}

impl HistoryFile {
    /// In the folder of what can be made anew, a file for each journal; in memory alone where there is no folder.
    pub fn for_journal(cache: Option<&Path>, journal: &Path) -> Self {
        let mut name = FnvHasher::default();
        let full = std::path::absolute(journal);
        full.as_deref().unwrap_or(journal).hash(&mut name);
        let name = format!("evenings-{:016x}", name.finish());
        Self {
            path: cache.map(|folder| folder.join(name)),
            known: None,
            event_counts: vec![],
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
        self.event_counts = coach.event_counts(std::mem::take(&mut self.event_counts))?;
        let history = coach.history(now, &self.event_counts, kept)?;
        let seen = look(&history);
        let lasting = history.cacheable().len();
        // The last evenings are judged anew each time, and not kept.
        if lasting != before || history.newly_judged() > RECENT {
            self.write(history.cacheable());
        }
        self.known = Some(history.into_cacheable());
        Ok(seen)
    }

    fn read(&self) -> Vec<CachedEvening> {
        let bytes = self.path.as_ref().and_then(|path| fs::read(path).ok());
        bytes.map_or_else(Vec::new, |bytes| cache::from_bytes(&bytes))
    }

    fn write(&self, evenings: &[CachedEvening]) {
        let Some(path) = self.path.as_ref().filter(|_| evenings.len() <= MOST_KEPT) else {
            return;
        };
        if replace(path, &cache::to_bytes(evenings)).is_err() {
            tracing::debug!("judged evenings not kept");
        }
    }
}

/// Tonight and the evening before, which may not be over.
const RECENT: usize = 2;

/// Another process may write it at the same time; the last one stays.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    whole_file::replace(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;
    use crate::event::{Draft, EveningDate, What};
    use crate::journal::Journal;
    use crate::plan::Config;

    fn kept(folder: &Path) -> Vec<PathBuf> {
        let files = fs::read_dir(folder.join("cache")).into_iter().flatten();
        files.map(|file| file.unwrap().path()).collect()
    }

    #[test]
    fn what_was_kept_is_used_and_whatever_is_wrong_with_it_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let (path, cache) = (
            folder.path().join("journal.db"),
            folder.path().join("cache"),
        );
        let mut coach = Coach {
            config: Config::built_in(),
            zone: Zone::Fixed(chrono::FixedOffset::east_opt(3600).unwrap()),
            journal: Journal::open(&path, "test").unwrap(),
        };
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let tonight: EveningDate = "2026-11-24".parse().unwrap();
        let tell = |coach: &mut Coach, days: u64| {
            let evening = tonight.days_before(days);
            let at = now - chrono::TimeDelta::days(days.cast_signed());
            let what = What::LightsOut;
            let draft = Draft {
                at,
                offset_min: 60,
                evening,
                what,
            };
            coach.journal.append(&[draft]).unwrap();
        };
        let look = |coach: &Coach, file: &mut HistoryFile| {
            let seen = |history: &History| {
                let back = history.look_back(tonight.days_before(90), tonight);
                (history.newly_judged(), back)
            };
            file.look(coach, now, seen).unwrap()
        };
        let open = || HistoryFile::for_journal(Some(&cache), &path);
        tell(&mut coach, 30);
        let (anew, first) = look(&coach, &mut open());
        assert_eq!((anew, kept(folder.path()).len()), (31, 1));
        // From the file only what may not be over is judged again.
        let mut window = open();
        assert_eq!(look(&coach, &mut window), (2, first.clone()));
        // What came in meanwhile is seen, also by a window that was open all the time.
        tell(&mut coach, 20);
        let (anew, second) = look(&coach, &mut window);
        assert_eq!(anew, 2 + 4);
        assert_eq!(second.review.bedtime.nights, 2);
        assert_eq!(look(&coach, &mut open()), (2, second.clone()));
        for damage in [
            &b""[..],
            b"nonsense, and more of it than a checksum is long",
        ] {
            fs::write(&kept(folder.path())[0], damage).unwrap();
            assert_eq!(look(&coach, &mut open()), (31, second.clone()));
        }
        // Where nothing can be kept, everything is as it would be.
        let nowhere = Some(path.as_path());
        assert_eq!(
            look(&coach, &mut HistoryFile::for_journal(nowhere, &path)),
            (31, second)
        );
    }
}
