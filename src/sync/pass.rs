//! One look at the folder: what is missing there is written, and what is new there is taken in.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::about::About;
use super::folder::{self, Content, Folder, FoundFile};
use super::own::{self, NotWritten};
use super::state::{ReadFile, SetAside, State};
use super::{Settings, SyncError, shared_config, turn};
use crate::event::EventId;
use crate::exchange::synced_file::{self, SyncedFile};
use crate::history_file::HistoryFile;
use crate::inbox;
use crate::journal::{Added, Journal, JournalMark, StoredRow};
use crate::paths::Paths;
use crate::plan::Plan;

/// How many rows are taken in at once, so that a folder of any size needs little memory.
const ROWS_AT_ONCE: usize = 20_000;

/// How long a file has to be gone until the folder counts as lacking its events.
const GONE: TimeDelta = TimeDelta::days(1);

/// How often own files are begun anew in one look. Twice in a row means that somebody else writes them all the time.
const MOST_BEGINNINGS: usize = 2;

/// What one look at the folder did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// How many events were written into the folder.
    pub written: usize,
    /// How many events were taken in.
    pub taken_in: usize,
}

/// Writes what the folder lacks of the journal, and takes in what the journal lacks of the folder. Does nothing, and
/// returns none, where sync is off. Waits for the disk, so it is called beside whatever the user waits for.
///
/// # Errors
/// Why it could not be done, or only in part. The next call goes on where this one stopped.
pub fn synchronize(
    paths: &Paths,
    plan: &Plan,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<Option<Outcome>, SyncError> {
    let Some(settings) = Settings::read(paths)? else {
        return Ok(None);
    };
    let turn = turn::take(paths, &settings.folder)?;
    let mut pass = Pass {
        folder: Folder::in_turn(&settings.folder, turn),
        state: State::read(&paths.sync_state(), &settings.folder),
        paths,
        journal,
        now,
        outcome: Outcome::default(),
        mark: None,
    };
    let before = pass.state.clone();
    let about = |state: &State| About {
        name: settings.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inbox: settings.inbox,
        replaces: state.earlier_writers.clone(),
        plan: Some(plan.to_record()),
    };
    let done = pass
        .run(about)
        .and_then(|()| make_inbox(&settings))
        .map_err(|error| error.of_folder(&settings.folder));
    if settings.with_config {
        shared_config::keep_copy(&paths.config, &settings.folder);
    }
    pass.state.trouble = done.as_ref().err().map(ToString::to_string);
    if pass.state != before {
        pass.remember()?;
    }
    done.map(|()| Some(pass.outcome))
}

/// Creates the folder of the inbox on the computer that reads it. It comes after the others, which are there by then: an
/// empty place where a disk belongs gets nothing.
fn make_inbox(settings: &Settings) -> Result<(), SyncError> {
    if !settings.inbox {
        return Ok(());
    }
    let folder = inbox::folder(&settings.folder);
    inbox::make_folder(&settings.folder).map_err(|cause| SyncError::at(folder, &cause))
}

struct Pass<'a> {
    folder: Folder,
    state: State,
    paths: &'a Paths,
    journal: &'a mut Journal,
    now: DateTime<Utc>,
    outcome: Outcome,
    /// The journal with what came in during this look. None where that cannot be told.
    mark: Option<JournalMark>,
}

impl Pass<'_> {
    fn run(&mut self, about: impl Fn(&State) -> About) -> Result<(), SyncError> {
        self.folder.ensure_present()?;
        for _ in 0..MOST_BEGINNINGS {
            // If it could not be remembered under which id files are begun, each look would begin others.
            if !self.state.has_begun() {
                self.remember()?;
            }
            match self.exchange() {
                Ok(()) => {
                    let about = about(&self.state);
                    return own::write_about(&self.folder, &mut self.state, &about);
                }
                Err(NotWritten::Changed) => self.state.begin_anew(),
                Err(NotWritten::Failed(error)) => return Err(error),
            }
        }
        Err(SyncError::Contested(
            self.folder.of_writer(self.state.writer),
        ))
    }

    /// Writes down what this computer remembers of the folder.
    fn remember(&self) -> Result<(), SyncError> {
        // A folder may answer after so long that another one has taken its place. What is remembered is of that one then.
        let is_in_use = Settings::read(self.paths)
            .is_ok_and(|now| now.is_some_and(|now| now.folder == self.state.folder));
        if is_in_use {
            self.state.write(&self.paths.sync_state())?;
        }
        Ok(())
    }

    /// Takes in what is new in the folder, and writes what is missing there. What cannot be read there does not keep
    /// what is missing from being written.
    fn exchange(&mut self) -> Result<(), NotWritten> {
        let added = match self.state.in_folder {
            Some(mark) => self.journal.added_since(mark).map_err(SyncError::Journal)?,
            None => None,
        };
        if let Some(Added { rows, mark }) = added {
            self.mark = Some(mark);
            let taken_in = self.take_in(None);
            self.write(&rows)?;
            self.state.in_folder = self.mark.take();
            self.scrub()?;
            return Ok(taken_in?);
        }
        // Which events the folder has is unknown, so all of it is read.
        self.state.read_all_again();
        let mut in_folder = HashSet::new();
        let taken_in = self.take_in(Some(&mut in_folder));
        let Added { mut rows, mark } = self.journal.all_rows().map_err(SyncError::Journal)?;
        rows.retain(|row| !in_folder.contains(&row.id));
        self.write(&rows)?;
        self.state.in_folder = Some(mark);
        // What this computer forgot itself is seen by rows that went.
        self.state.has_to_scrub = true;
        self.scrub()?;
        Ok(taken_in?)
    }

    fn write(&mut self, rows: &[StoredRow]) -> Result<(), NotWritten> {
        if rows.is_empty() {
            return Ok(());
        }
        self.folder.progress();
        own::append(&self.folder, &mut self.state, rows, self.now)?;
        self.outcome.written += rows.len();
        Ok(())
    }

    /// Takes in the events of all files that have changed. Adds the ids of all events that were read to `ids`.
    fn take_in(&mut self, mut ids: Option<&mut HashSet<EventId>>) -> Result<(), SyncError> {
        let files = self.folder.files()?;
        let mut batch = Batch::default();
        let mut first_error = None;
        for file in &files {
            let known = self.state.read.get(&file.name);
            if known.is_some_and(|known| known.is_still_read(file, self.now)) {
                continue;
            }
            self.folder.progress();
            match self.read_file(file) {
                Ok(Some((content, read))) => {
                    if let Some(ids) = ids.as_deref_mut() {
                        ids.extend(content.rows.iter().map(|row| row.id));
                    }
                    let first = batch.rows.len();
                    batch.rows.extend(content.rows);
                    batch
                        .files
                        .push((file.name.clone(), read, first..batch.rows.len()));
                }
                Ok(None) => {}
                // One file that cannot be read keeps no other out.
                Err(error) => drop(first_error.get_or_insert(error)),
            }
            if batch.rows.len() >= ROWS_AT_ONCE {
                self.import(std::mem::take(&mut batch))?;
            }
        }
        self.import(batch)?;
        let names: HashSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        self.note_what_is_gone(&names);
        first_error.map_or(Ok(()), Err)
    }

    /// Notes which of the files that were read are not there any more. After a while the folder counts as lacking their
    /// events: at first an engine may only be putting another version in their place.
    fn note_what_is_gone(&mut self, names: &HashSet<&str>) {
        let now = self.now;
        let is_long_gone = |name: &str, file: &mut ReadFile| {
            if names.contains(name) {
                file.gone_since = None;
                return false;
            }
            let since = *file.gone_since.get_or_insert(now);
            (now - since).abs() > GONE
        };
        let before = self.state.read.len();
        self.state
            .read
            .retain(|name, file| !is_long_gone(name, file));
        if self.state.read.len() < before {
            self.mark = None;
        }
    }

    /// The events of a file, and what to remember of it; none if it is not there any more.
    fn read_file(&self, file: &FoundFile) -> Result<Option<(SyncedFile, ReadFile)>, SyncError> {
        Ok(match folder::read(&file.path)? {
            Content::Whole(content, stamp) => {
                let content = synced_file::read(&content, self.now);
                let mut read = ReadFile::without_faults(stamp);
                read.again_at = content.read_again_at();
                read.ends_within_a_line = content.ends_within_a_line;
                read.is_too_large = content.has_more;
                read.newest = content.newest_recorded();
                read.ahead_min = content.minutes_ahead(self.now);
                let set_aside = content.set_aside.iter().take(MOST_NAMED);
                read.set_aside = set_aside.map(SetAside::from).collect();
                Some((content, read))
            }
            Content::TooLarge => {
                let mut read = ReadFile::without_faults(file.stamp);
                read.is_too_large = true;
                Some((SyncedFile::default(), read))
            }
            Content::Gone => None,
        })
    }

    /// Takes in what is new of these rows, and remembers the files that they are from.
    fn import(&mut self, batch: Batch) -> Result<(), SyncError> {
        self.folder.progress();
        let compared = self.journal.compare(&batch.rows)?;
        if !compared.new.is_empty() {
            let taken_in = self.journal.import_rows(&compared.new)?;
            self.outcome.taken_in += taken_in;
            if compared.new.iter().any(|row| row.forgets().is_some()) {
                self.forget();
            } else if let Some(mark) = &mut self.mark {
                *mark = JournalMark {
                    rows: mark.rows + taken_in as u64,
                    newest: compared.new.iter().map(|row| row.id).max().max(mark.newest),
                };
            }
        }
        let different: HashSet<EventId> = compared.different.into_iter().collect();
        for (name, mut read, rows) in batch.files {
            let ids = batch.rows[rows].iter().map(|row| row.id);
            read.different = ids
                .filter(|id| different.contains(id))
                .take(MOST_NAMED)
                .collect();
            self.state.read.insert(name, read);
        }
        Ok(())
    }

    /// Removes what was judged by events that are gone now.
    fn forget(&mut self) {
        self.state.has_to_scrub = true;
        // What the journal holds now is not the sum of what it held and what came in.
        self.mark = None;
        let cache = HistoryFile::for_journal(self.paths.cache.as_deref(), &self.paths.journal);
        if let Err(error) = cache.delete() {
            tracing::warn!(why = %error, "the judged evenings could not be deleted");
        }
    }

    /// Takes what was forgotten out of the files of this computer.
    fn scrub(&mut self) -> Result<(), NotWritten> {
        if self.state.has_to_scrub {
            let forgotten = self.journal.forgotten_ids().map_err(SyncError::Journal)?;
            let forgotten: BTreeSet<EventId> = forgotten.into_iter().collect();
            own::scrub(&self.folder, &mut self.state, &forgotten)?;
            self.state.has_to_scrub = false;
        }
        Ok(())
    }
}

/// How many lines of one file are remembered as set aside.
const MOST_NAMED: usize = 100;

/// Files whose events are taken in together.
#[derive(Default)]
struct Batch {
    rows: Vec<StoredRow>,
    /// The files with what to remember of them, and which of the rows are theirs.
    files: Vec<(String, ReadFile, Range<usize>)>,
}
