//! The cache file of judged evenings. Its contents can be recomputed at any time, so a file with any fault
//! is treated as missing.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use fnv::FnvHasher;

use crate::coach::Coach;
use crate::journal::JournalError;
use crate::review::insights::{ComparedNights, Finding};
use crate::review::{CachedEvenings, History};
use crate::{private_file, whole_file};

/// The most evenings that are cached: a clock that was off by centuries would fill the disk.
const MOST_CACHED: usize = 50_000;

/// A larger file is not read: it is none of ours, or useless.
const LARGEST: u64 = 64 << 20;

/// The cache of judged evenings, in memory and on disk.
#[derive(Debug, Default)]
pub struct HistoryFile {
    path: Option<PathBuf>,
    /// The history of the last look, with the cached evenings; `None` before the first one.
    last: Option<History>,
    /// Whether it has evenings that the file does not have.
    is_unsaved: bool,
}

/// What has to be written to the cache file.
#[derive(Debug)]
pub(crate) struct UnsavedHistory {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl UnsavedHistory {
    /// Writes it. A disk that is full, or that cannot be written, only makes the next look slower.
    pub(crate) fn save(self) {
        if replace(&self.path, &self.bytes).is_err() {
            tracing::debug!("judged evenings not kept");
        }
    }
}

impl HistoryFile {
    /// A cache file for `journal` in the folder `cache`; without a folder the cache is in memory only.
    pub fn for_journal(cache: Option<&Path>, journal: &Path) -> Self {
        let mut name = FnvHasher::default();
        let full = std::path::absolute(journal);
        full.as_deref().unwrap_or(journal).hash(&mut name);
        let name = format!("evenings-{:016x}", name.finish());
        Self {
            path: cache.map(|folder| folder.join(name)),
            last: None,
            is_unsaved: false,
        }
    }

    /// Passes the history of all evenings up to tonight to `look`, and updates the cache.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read.
    pub fn look<T>(
        &mut self,
        coach: &Coach,
        now: DateTime<Utc>,
        look: impl FnOnce(&History) -> T,
    ) -> Result<T, JournalError> {
        let seen = self.look_unsaved(coach, now, look)?;
        if let Some(unsaved) = self.unsaved() {
            unsaved.save();
        }
        Ok(seen)
    }

    /// Like [`Self::look`], for whoever shows the result first and saves what is [`Self::unsaved`] afterwards: that waits
    /// for the disk.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read.
    pub(crate) fn look_unsaved<T>(
        &mut self,
        coach: &Coach,
        now: DateTime<Utc>,
        look: impl FnOnce(&History) -> T,
    ) -> Result<T, JournalError> {
        let cached = self.last.take().map(History::into_cacheable);
        let mut cached = cached.unwrap_or_else(|| self.read());
        let cached_before = cached.len();
        let counts = coach.counts(std::mem::take(&mut cached.counts))?;
        let history = coach.history(now, counts, cached)?;
        let result = look(&history);
        let cacheable = history.cacheable().len();
        // The most recent evenings are judged each time and never cached.
        self.is_unsaved |= cacheable != cached_before || history.newly_judged() > RECENT;
        self.last = Some(history);
        Ok(result)
    }

    /// What the last look found that the file does not have; none if that is nothing, or there is no file.
    pub(crate) fn unsaved(&mut self) -> Option<UnsavedHistory> {
        let is_unsaved = std::mem::take(&mut self.is_unsaved);
        self.unsaved_file(self.last.as_ref().filter(|_| is_unsaved)?.cacheable())
    }

    /// The history that the last look was at.
    pub(crate) fn last(&self) -> Option<&History> {
        self.last.as_ref()
    }

    /// The findings of a review's nights. Judging them takes longer than the rest of a review, so they are cached too.
    pub fn findings(&mut self, nights: &ComparedNights) -> Vec<Finding> {
        let mut last = self.last.take();
        let mut read;
        let cached = if let Some(history) = &mut last {
            history.cacheable_mut()
        } else {
            read = self.read();
            &mut read
        };
        let (found, is_new) = cached.findings.find(nights);
        if is_new && let Some(unsaved) = self.unsaved_file(cached) {
            unsaved.save();
        }
        self.last = last;
        found
    }

    /// Where it is; none if nothing is cached.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Deletes the file. Nothing is lost: what was in it can be computed again.
    ///
    /// # Errors
    /// The system's error.
    pub fn delete(self) -> io::Result<()> {
        match self.path.map(fs::remove_file) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Some(_) | None => Ok(()),
        }
    }

    fn read(&self) -> CachedEvenings {
        let file = |path: &PathBuf| private_file::read(path, LARGEST).ok();
        let bytes = self.path.as_ref().and_then(file);
        bytes.map_or_else(CachedEvenings::default, CachedEvenings::from_bytes)
    }

    fn unsaved_file(&self, evenings: &CachedEvenings) -> Option<UnsavedHistory> {
        let path = self.path.clone()?;
        (evenings.len() <= MOST_CACHED).then(|| UnsavedHistory {
            path,
            bytes: evenings.to_bytes(),
        })
    }
}

/// Tonight and the evening before, which may not be over.
const RECENT: usize = 2;

/// Another process may write the file at the same time; the last write wins.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private_file::make_folder(folder)?;
    }
    whole_file::replace_privately(path, bytes)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;
    use crate::event::{Draft, EveningDate, Origin, What};
    use crate::journal::Journal;
    use crate::plan::Config;

    fn cache_files(folder: &Path) -> Vec<PathBuf> {
        let files = fs::read_dir(folder.join("cache")).into_iter().flatten();
        files.map(|file| file.unwrap().path()).collect()
    }

    #[test]
    fn a_cache_file_is_used_and_a_damaged_one_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let (path, cache) = (
            folder.path().join("journal.db"),
            folder.path().join("cache"),
        );
        let mut coach = Coach::new(
            Config::built_in(),
            Zone::Fixed(chrono::FixedOffset::east_opt(3600).unwrap()),
            Journal::open(&path, "test").unwrap(),
        );
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let tonight: EveningDate = "2026-11-24".parse().unwrap();
        let record = |coach: &mut Coach, days: u64| {
            let evening = tonight.days_before(days);
            let at = now - chrono::TimeDelta::days(days.cast_signed());
            let what = What::lights_out();
            let draft = Draft {
                at,
                offset_min: 60,
                evening,
                what,
                origin: None,
            };
            coach.journal.append(Origin::Typed, &[draft]).unwrap();
        };
        let look = |coach: &Coach, file: &mut HistoryFile| {
            let seen = |history: &History| {
                let back = history.look_back(tonight.days_before(90), tonight);
                (history.newly_judged(), back)
            };
            file.look(coach, now, seen).unwrap()
        };
        let open = || HistoryFile::for_journal(Some(&cache), &path);
        record(&mut coach, 30);
        let (anew, first) = look(&coach, &mut open());
        assert_eq!((anew, cache_files(folder.path()).len()), (31, 1));
        // After reading the file only the evenings that may not be over are judged again.
        let mut window = open();
        assert_eq!(look(&coach, &mut window), (2, first.clone()));
        // New events are seen, also by a window that was open all along.
        record(&mut coach, 20);
        let (anew, second) = look(&coach, &mut window);
        assert_eq!(anew, 2 + 1 + 4); // the evening itself and the four whose caffeine it may change
        assert_eq!(second.review.bedtime.nights, 2);
        assert_eq!(look(&coach, &mut open()), (2, second.clone()));
        for damage in [
            &b""[..],
            b"nonsense, and more of it than a checksum is long",
        ] {
            fs::write(&cache_files(folder.path())[0], damage).unwrap();
            assert_eq!(look(&coach, &mut open()), (31, second.clone()));
        }
        // Without a writable cache the results are the same.
        let nowhere = Some(path.as_path());
        assert_eq!(
            look(&coach, &mut HistoryFile::for_journal(nowhere, &path)),
            (31, second)
        );
    }

    #[test]
    fn events_of_another_computer_that_are_older_than_the_newest_counted_one_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let journal = |name: &str| Journal::open(&folder.path().join(name), name).unwrap();
        let lights_out = |evening: &str| {
            let at: DateTime<Utc> = format!("{evening}T22:30:00+01:00").parse().unwrap();
            let (evening, what) = (evening.parse().unwrap(), What::lights_out());
            Draft {
                at,
                offset_min: 60,
                evening,
                what,
                origin: None,
            }
        };
        let mut other = journal("other.db");
        let older = other
            .append(Origin::Typed, &[lights_out("2026-11-12")])
            .unwrap();
        let mut coach = Coach::new(
            Config::built_in(),
            Zone::Fixed(chrono::FixedOffset::east_opt(3600).unwrap()),
            journal("journal.db"),
        );
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-24".parse().unwrap());
        let mut file = HistoryFile::default();
        let mut nights = |coach: &Coach| {
            let back = file.look(coach, now, |history| history.look_back(from, to));
            back.unwrap().review.bedtime.nights
        };
        coach
            .journal
            .append(Origin::Typed, &[lights_out("2026-11-11")])
            .unwrap();
        assert_eq!(nights(&coach), 1);
        coach
            .journal
            .append(Origin::Typed, &[lights_out("2026-11-10")])
            .unwrap();
        assert_eq!(nights(&coach), 2);
        assert_eq!(coach.journal.import(&older).unwrap(), 1);
        assert_eq!(nights(&coach), 3);
    }

    #[test]
    fn when_the_user_began_is_as_the_journal_has_it_though_only_new_events_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let journal = |name: &str| Journal::open(&folder.path().join(name), name).unwrap();
        let draft = |day: u32, what: What| Draft {
            at: format!("2026-11-{day}T22:30:00+01:00").parse().unwrap(),
            offset_min: 60,
            evening: format!("2026-11-{day}").parse().unwrap(),
            what,
            origin: None,
        };
        let append = |journal: &mut Journal, day, what| {
            let events = journal.append(Origin::Typed, &[draft(day, what)]);
            events.unwrap().remove(0)
        };
        let mut other = journal("other.db");
        let older = append(&mut other, 12, What::Began);
        let mut coach = Coach::new(
            Config::built_in(),
            Zone::Fixed(chrono::FixedOffset::east_opt(3600).unwrap()),
            journal("journal.db"),
        );
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let tonight: EveningDate = "2026-11-24".parse().unwrap();
        let cache = folder.path().join("cache");
        let path = folder.path().join("journal.db");
        let began = |coach: &Coach| {
            // From the file each time.
            let mut file = HistoryFile::for_journal(Some(&cache), &path);
            let back = file.look(coach, now, |history| history.look_back(tonight, tonight));
            let began = back.unwrap().began;
            assert_eq!(began, coach.began().unwrap());
            began.map(|evening| evening.to_string())
        };
        let is = |day: u32| Some(format!("2026-11-{day}"));
        assert_eq!(began(&coach), None);
        let first = append(&mut coach.journal, 20, What::lights_out());
        append(&mut coach.journal, 18, What::lights_out());
        assert_eq!(began(&coach), is(20), "the step that was recorded first");
        append(&mut coach.journal, 20, What::Revoked { event: first.id });
        assert_eq!(began(&coach), is(18));
        let said = append(&mut coach.journal, 16, What::Began);
        assert_eq!(began(&coach), is(16));
        append(&mut coach.journal, 16, What::Revoked { event: said.id });
        assert_eq!(began(&coach), is(18));
        assert_eq!(coach.journal.import(&[older]).unwrap(), 1);
        assert_eq!(began(&coach), is(12), "older than what was counted before");
    }

    #[test]
    fn findings_come_from_the_file_until_a_night_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let coach = Coach::new(
            Config::built_in(),
            Zone::Fixed(chrono::FixedOffset::east_opt(3600).unwrap()),
            Journal::open(&path, "test").unwrap(),
        );
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let cache = folder.path().join("cache");
        let written = || {
            let bytes = fs::read(&cache_files(folder.path())[0]).unwrap();
            CachedEvenings::from_bytes(bytes).findings
        };
        let open = || HistoryFile::for_journal(Some(&cache), &path);
        let mut nights = ComparedNights::with_a_finding();
        let found = nights.findings();
        assert_eq!(found.len(), 1);
        assert_eq!(open().findings(&nights), found);
        let first = written();
        assert_eq!(open().findings(&nights), found);
        assert_eq!(written(), first, "nothing was judged anew");
        nights.legs[100].night = None;
        nights.exposures[0].legs[100].night = None;
        let corrected = nights.findings();
        assert_ne!(corrected, found);
        assert_eq!(open().findings(&nights), corrected);
        assert_ne!(written(), first);
        // A look at the evenings leaves them in the file.
        let second = written();
        open().look(&coach, now, |_| ()).unwrap();
        assert_eq!(written(), second);
    }
}
