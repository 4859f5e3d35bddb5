//! Reviews and comparisons, computed while the screen goes on answering keys.
//!
//! The judged evenings stay in memory, and serve every span as long as nothing that they depend on has changed. When
//! something has, a connection to the journal is opened for as long as it takes to read that.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::background::{Background, give_way};
use super::comparison::ComparedReview;
use super::event_source::Arrival;
use super::message::Message;
use crate::clock::Zone;
use crate::coach::{Coach, HistoryInputs, Pending};
use crate::event::EveningDate;
use crate::history_file::HistoryFile;
use crate::journal::{Journal, JournalError};
use crate::paths::Paths;
use crate::plan::Config;
use crate::review::{History, LookBack};
use crate::words;

/// How long a key waits for its review, so that it is drawn at once where it is soon there. Otherwise the heading is
/// drawn first. Far below what anybody notices.
const PATIENCE: Duration = Duration::from_millis(3);

/// A review of a year is mostly there within [`PATIENCE`]; for one of more evenings a key would wait in vain.
const SOON_REVIEWED: i64 = 400;

/// Seconds of a minute.
const MINUTE: i64 = 60;

/// Nights are compared when no other review has come for this long: whoever goes from year to year wants the last.
const SETTLED: Duration = Duration::from_millis(100);

/// A span of evenings to review, and all that its review depends on.
#[derive(Debug)]
pub(super) struct ReviewJob {
    pub(super) span: (EveningDate, EveningDate),
    pub(super) state: JournalView,
}

/// What the judged evenings depend on, as the screens see it.
#[derive(Debug)]
pub(super) struct JournalView {
    pub(super) config: Config,
    pub(super) zone: Zone,
    /// What is entered and not saved yet.
    pub(super) pending: Pending,
    pub(super) now: DateTime<Utc>,
    /// What tells whether the journal and the rest have changed; none while the journal cannot be read.
    pub(super) inputs: Option<HistoryInputs>,
}

impl JournalView {
    pub(super) fn of(coach: &Coach, now: DateTime<Utc>) -> Self {
        Self {
            config: coach.config.clone(),
            zone: coach.zone,
            pending: coach.pending.clone(),
            now,
            inputs: coach.history_inputs(),
        }
    }

    /// What the judged evenings depend on. Which steps of tonight are due changes with the minute.
    fn depends_on(&mut self) -> Option<(HistoryInputs, i64)> {
        Some((self.inputs.take()?, self.now.timestamp().div_euclid(MINUTE)))
    }
}

/// The judged evenings, and what they depend on. All threads that need them share them: whoever comes while they are
/// judged waits for that, rather than judge them once more.
#[derive(Debug, Clone)]
pub(super) struct Reviews(Arc<Mutex<JudgedEvenings>>);

#[derive(Debug)]
struct JudgedEvenings {
    journal: PathBuf,
    history: HistoryFile,
    /// What the history's last look depended on.
    depends_on: Option<(HistoryInputs, i64)>,
}

impl Reviews {
    pub(super) fn new(paths: &Paths) -> Self {
        Self::with(
            paths.journal.clone(),
            HistoryFile::for_journal(paths.cache.as_deref(), &paths.journal),
        )
    }

    fn with(journal: PathBuf, history: HistoryFile) -> Self {
        Self(Arc::new(Mutex::new(JudgedEvenings {
            journal,
            history,
            depends_on: None,
        })))
    }

    /// The review of a span.
    fn review(&self, job: ReviewJob) -> Result<LookBack, JournalError> {
        let (from, to) = job.span;
        self.look(job.state, |history| history.look_back(from, to))
    }

    /// The summary of the week before the one that begins on that evening, in one line; none if there is nothing to say.
    pub(super) fn week_line(
        &self,
        begins: EveningDate,
        state: JournalView,
    ) -> Result<Option<String>, JournalError> {
        let (from, to) = (begins.days_before(7), begins.previous());
        let clock = state.config.display.clock;
        let (week, before) = self.look(state, |history| {
            let [before, until] = [from, to].map(|date| date.days_before(7));
            (
                history.look_back(from, to),
                history.look_back(before, until),
            )
        })?;
        self.save();
        Ok(words::week_line(&week.review, &before.review, clock))
    }

    fn look<T>(
        &self,
        state: JournalView,
        look: impl FnOnce(&History) -> T,
    ) -> Result<T, JournalError> {
        self.evenings().look(state, look)
    }

    /// Saves newly judged evenings in the cache file. That waits for the disk, so it is done after they were shown, and
    /// nobody waits for it meanwhile.
    pub(super) fn save(&self) {
        let unsaved = self.evenings().history.unsaved();
        if let Some(unsaved) = unsaved {
            unsaved.save();
        }
    }

    /// After a panic the evenings are read again: what they depend on is not known while they are read.
    fn evenings(&self) -> MutexGuard<'_, JudgedEvenings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl JudgedEvenings {
    fn look<T>(
        &mut self,
        mut state: JournalView,
        look: impl FnOnce(&History) -> T,
    ) -> Result<T, JournalError> {
        let depends_on = state.depends_on();
        if depends_on.is_some()
            && depends_on == self.depends_on
            && let Some(history) = self.history.last()
        {
            return Ok(look(history));
        }
        // The journal is read after its state was taken, so what is read is never older.
        self.depends_on = None;
        let mut coach = coach_for_reading(state.config, state.zone, &self.journal)?;
        coach.pending = state.pending;
        let seen = self.history.look_unsaved(&coach, state.now, look)?;
        self.depends_on = depends_on;
        Ok(seen)
    }
}

/// The threads that compute reviews and comparisons. Each is started when it is needed first.
#[derive(Debug)]
pub(super) struct Reviewer {
    results: Sender<Arrival>,
    evenings: Reviews,
    reviews: Option<Background<ReviewJob>>,
    comparisons: Option<Background<ComparedReview>>,
}

impl Reviewer {
    /// Its results go through `results`.
    pub(super) fn new(results: Sender<Arrival>, paths: &Paths) -> Self {
        Self {
            results,
            evenings: Reviews::new(paths),
            reviews: None,
            comparisons: None,
        }
    }

    /// The judged evenings, for another thread.
    pub(super) fn evenings(&self) -> Reviews {
        self.evenings.clone()
    }

    /// Computes a review, which is returned if it is soon there.
    pub(super) fn review(&mut self, job: ReviewJob) -> Option<Message> {
        let is_first = self.reviews.is_none();
        if is_first {
            let (evenings, unsaved) = (self.evenings(), self.evenings());
            let work = move |job| reviewed(evenings.review(job));
            let save = move || unsaved.save();
            match Background::start(self.results.clone(), Duration::ZERO, work, save) {
                Ok(reviews) => self.reviews = Some(reviews),
                Err(error) => return Some(Message::Notice(words::capitalised(&error.to_string()))),
            }
        }
        let (from, to) = job.span;
        // The first one reads all that is cached.
        let is_soon_there = !is_first && (to.0 - from.0).num_days() < SOON_REVIEWED;
        let patience = if is_soon_there {
            PATIENCE
        } else {
            Duration::ZERO
        };
        self.reviews.as_ref()?.ask(job, patience)
    }

    /// Compares the nights of a review. The screen shows the review meanwhile.
    pub(super) fn compare(&mut self, back: &LookBack) -> Option<Message> {
        if self.comparisons.is_none() {
            let work = |nights: ComparedReview| {
                // Keys are pressed meanwhile.
                give_way();
                Message::Compared(Arc::new(nights.compared()))
            };
            match Background::start(self.results.clone(), SETTLED, work, || ()) {
                Ok(comparisons) => self.comparisons = Some(comparisons),
                Err(error) => return Some(Message::Notice(words::capitalised(&error.to_string()))),
            }
        }
        let nights = ComparedReview::of(&back.review);
        self.comparisons.as_ref()?.ask(nights, Duration::ZERO)
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
    Message::Compared(Arc::new(ComparedReview::of(&back.review).compared()))
}

/// A coach with a connection of its own, for reading only.
fn coach_for_reading(config: Config, zone: Zone, journal: &Path) -> Result<Coach, JournalError> {
    // The name of this computer stands in events that are written.
    let journal = Journal::open_or_empty(journal, "")?;
    journal.cache_little()?;
    Ok(Coach::new(config, zone, journal))
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;
    use crate::event::{Draft, Origin, What};

    #[test]
    fn evenings_are_read_again_only_when_what_they_depend_on_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-24".parse().unwrap());
        let mut now: DateTime<Utc> = "2026-11-24T12:00:10+01:00".parse().unwrap();
        let lights_out = |evening: &str| {
            let at = format!("{evening}T22:30:00+01:00").parse().unwrap();
            let (evening, what) = (evening.parse().unwrap(), What::lights_out());
            Draft {
                at,
                offset_min: 60,
                evening,
                what,
                origin: None,
            }
        };
        let mut writer = Journal::open(&path, "test").unwrap();
        let mut record = |evening| {
            writer
                .append(Origin::Typed, &[lights_out(evening)])
                .unwrap()
        };
        record("2026-11-10");
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let mut screens = coach_for_reading(Config::built_in(), zone, &path).unwrap();
        let reviews = Reviews::with(path.clone(), HistoryFile::default());
        let nights = |screens: &Coach, now: DateTime<Utc>, inputs: Option<HistoryInputs>| {
            let job = ReviewJob {
                span: (from, to),
                state: JournalView {
                    inputs,
                    ..JournalView::of(screens, now)
                },
            };
            reviews.review(job).unwrap().review.bedtime.nights
        };
        assert_eq!(nights(&screens, now, screens.history_inputs()), 1);
        let before = screens.history_inputs();
        record("2026-11-11");
        // With the state from before the entry nothing is read.
        assert_eq!(nights(&screens, now, before), 1);
        assert_eq!(nights(&screens, now, screens.history_inputs()), 2);
        // Where the state is not known, and in another minute, it is read.
        let before = screens.history_inputs();
        record("2026-11-12");
        assert_eq!(nights(&screens, now, before.clone()), 2);
        assert_eq!(nights(&screens, now, None), 3);
        record("2026-11-13");
        assert_eq!(nights(&screens, now, None), 4);
        record("2026-11-14");
        assert_eq!(
            nights(&screens, now, before.clone()),
            5,
            "nothing was known of the last one"
        );
        record("2026-11-15");
        now += chrono::TimeDelta::seconds(60);
        assert_eq!(nights(&screens, now, before), 6);
        // Another plan, and the pending entries, are part of what it depends on.
        let known = screens.history_inputs();
        assert_eq!(known, screens.history_inputs());
        screens.config.plan.steps.remove(0);
        assert_ne!(known, screens.history_inputs());
    }
}
