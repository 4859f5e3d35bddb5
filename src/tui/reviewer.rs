//! Reviews and comparisons, computed while the screen goes on answering keys.
//!
//! Each review opens a connection of its own to the journal and closes it again. An open connection would save a
//! millisecond for each key, but cost six megabytes: its cache would stay in memory and fragment it.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::background::{Background, give_way};
use super::comparison::Comparison;
use super::event_source::Arrival;
use super::message::Message;
use crate::clock::Zone;
use crate::coach::{Coach, Pending};
use crate::event::EveningDate;
use crate::history_file::HistoryFile;
use crate::journal::{Journal, JournalError};
use crate::paths::Paths;
use crate::plan::Config;
use crate::review::LookBack;
use crate::words;

/// How long a key waits for its review, so that it is drawn at once where it is soon there. Otherwise the heading is
/// drawn first. Far below what anybody notices.
const PATIENCE: Duration = Duration::from_millis(3);

/// A review of more evenings takes longer than [`PATIENCE`], so that a key would wait in vain.
const SOON_REVIEWED: i64 = 100;

/// Nights are compared when no other review has come for this long: whoever goes from year to year wants the last.
const SETTLED: Duration = Duration::from_millis(100);

/// What a review depends on besides the journal.
#[derive(Debug)]
pub(super) struct ReviewJob {
    pub(super) span: (EveningDate, EveningDate),
    pub(super) config: Config,
    pub(super) zone: Zone,
    /// What is entered and not saved yet.
    pub(super) pending: Pending,
    pub(super) now: DateTime<Utc>,
}

/// The threads that compute reviews and comparisons. Each is started when it is needed first.
#[derive(Debug)]
pub(super) struct Reviewer {
    results: Sender<Arrival>,
    reviews: Option<Background<ReviewJob>>,
    comparisons: Option<Background<Arc<LookBack>>>,
}

impl Reviewer {
    /// Its results go through `results`.
    pub(super) fn new(results: Sender<Arrival>) -> Self {
        Self {
            results,
            reviews: None,
            comparisons: None,
        }
    }

    /// Computes a review, which is returned if it is soon there.
    pub(super) fn review(&mut self, job: ReviewJob, paths: &Paths) -> Option<Message> {
        if self.reviews.is_none() {
            let paths = paths.clone();
            let mut history = HistoryFile::for_journal(paths.cache.as_deref(), &paths.journal);
            let work = move |job| reviewed(review(&mut history, job, &paths.journal));
            match Background::start(self.results.clone(), Duration::ZERO, work) {
                Ok(reviews) => self.reviews = Some(reviews),
                Err(error) => return Some(Message::Notice(words::capitalised(&error.to_string()))),
            }
        }
        let (from, to) = job.span;
        let is_soon_there = (to.0 - from.0).num_days() < SOON_REVIEWED;
        let patience = if is_soon_there {
            PATIENCE
        } else {
            Duration::ZERO
        };
        self.reviews.as_ref()?.ask(job, patience)
    }

    /// Compares the nights of a review. The screen shows the review meanwhile.
    pub(super) fn compare(&mut self, back: Arc<LookBack>) -> Option<Message> {
        if self.comparisons.is_none() {
            let work = |back: Arc<LookBack>| {
                // Keys are pressed meanwhile.
                give_way();
                compared(&back)
            };
            match Background::start(self.results.clone(), SETTLED, work) {
                Ok(comparisons) => self.comparisons = Some(comparisons),
                Err(error) => return Some(Message::Notice(words::capitalised(&error.to_string()))),
            }
        }
        self.comparisons.as_ref()?.ask(back, Duration::ZERO)
    }
}

/// The review as a message.
pub(super) fn reviewed(back: Result<LookBack, JournalError>) -> Message {
    match back {
        Ok(back) => Message::Reviewed(Arc::new(back)),
        Err(error) => Message::Notice(words::capitalised(
            error.to_string().lines().next().unwrap_or_default(),
        )),
    }
}

/// The comparison as a message.
pub(super) fn compared(back: &LookBack) -> Message {
    Message::Compared(Arc::new(Comparison::from_review(&back.review)))
}

fn review(
    history: &mut HistoryFile,
    job: ReviewJob,
    journal: &Path,
) -> Result<LookBack, JournalError> {
    let mut coach = coach_for_reading(job.config, job.zone, journal)?;
    coach.pending = job.pending;
    let (from, to) = job.span;
    history.look(&coach, job.now, |history| history.look_back(from, to))
}

/// The summary of the week before the one that begins on that evening, in one line; none if there is nothing to say.
pub(super) fn week_line(
    coach: &Coach,
    begins: EveningDate,
    paths: &Paths,
    now: DateTime<Utc>,
) -> Result<Option<String>, JournalError> {
    let (from, to) = (begins.days_before(7), begins.previous());
    let mut history = HistoryFile::for_journal(paths.cache.as_deref(), &paths.journal);
    let (week, before) = history.look(coach, now, |history| {
        let [before, until] = [from, to].map(|date| date.days_before(7));
        (
            history.look_back(from, to),
            history.look_back(before, until),
        )
    })?;
    let clock = coach.config.display.clock;
    Ok(words::week_line(&week.review, &before.review, clock))
}

/// A coach with a connection of its own, for reading only.
pub(super) fn coach_for_reading(
    config: Config,
    zone: Zone,
    journal: &Path,
) -> Result<Coach, JournalError> {
    // The name of this computer stands in events that are written.
    let journal = Journal::open_or_empty(journal, "")?;
    journal.cache_little()?;
    Ok(Coach::new(config, zone, journal))
}
