//! Reviews and comparisons, computed while the screen goes on answering keys.
//!
//! The judged evenings stay in memory, and serve every span as long as nothing that they depend on has changed. When
//! something has, a connection to the journal is opened for as long as it takes to read that.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
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

/// What a review depends on besides the journal.
#[derive(Debug)]
pub(super) struct ReviewJob {
    pub(super) span: (EveningDate, EveningDate),
    pub(super) config: Config,
    pub(super) zone: Zone,
    /// What is entered and not saved yet.
    pub(super) pending: Pending,
    pub(super) now: DateTime<Utc>,
    /// What the evenings depend on, as the screens see it; none while the journal cannot be read.
    pub(super) inputs: Option<HistoryInputs>,
}

impl ReviewJob {
    /// What the judged evenings depend on. Which steps of tonight are due changes with the minute.
    fn depends_on(&mut self) -> Option<(HistoryInputs, i64)> {
        Some((self.inputs.take()?, self.now.timestamp().div_euclid(MINUTE)))
    }
}

/// The judged evenings, and what they depend on.
struct Reviews {
    journal: PathBuf,
    history: HistoryFile,
    /// What the history's last look depended on.
    depends_on: Option<(HistoryInputs, i64)>,
}

impl Reviews {
    fn new(paths: &Paths) -> Self {
        Self {
            journal: paths.journal.clone(),
            history: HistoryFile::for_journal(paths.cache.as_deref(), &paths.journal),
            depends_on: None,
        }
    }

    fn review(&mut self, mut job: ReviewJob) -> Result<LookBack, JournalError> {
        let (from, to) = job.span;
        let depends_on = job.depends_on();
        if depends_on.is_some()
            && depends_on == self.depends_on
            && let Some(history) = self.history.last()
        {
            return Ok(history.look_back(from, to));
        }
        // The journal is read after its state was taken, so what is read is never older.
        self.depends_on = None;
        let mut coach = coach_for_reading(job.config, job.zone, &self.journal)?;
        coach.pending = job.pending;
        let look_back = |history: &History| history.look_back(from, to);
        let back = self.history.look(&coach, job.now, look_back)?;
        self.depends_on = depends_on;
        Ok(back)
    }
}

/// The threads that compute reviews and comparisons. Each is started when it is needed first.
#[derive(Debug)]
pub(super) struct Reviewer {
    results: Sender<Arrival>,
    reviews: Option<Background<ReviewJob>>,
    comparisons: Option<Background<ComparedReview>>,
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
        let is_first = self.reviews.is_none();
        if is_first {
            let mut reviews = Reviews::new(paths);
            let work = move |job| reviewed(reviews.review(job));
            match Background::start(self.results.clone(), Duration::ZERO, work) {
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
            match Background::start(self.results.clone(), SETTLED, work) {
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
        let mut reviews = Reviews {
            journal: path.clone(),
            history: HistoryFile::default(),
            depends_on: None,
        };
        let mut nights = |screens: &Coach, now: DateTime<Utc>, inputs: Option<HistoryInputs>| {
            let job = ReviewJob {
                span: (from, to),
                config: screens.config.clone(),
                zone: screens.zone,
                pending: screens.pending.clone(),
                now,
                inputs,
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
        assert_eq!(
            nights(&screens, now, before.clone()),
            4,
            "nothing was known of the last one"
        );
        record("2026-11-14");
        now += chrono::TimeDelta::seconds(60);
        assert_eq!(nights(&screens, now, before), 5);
        // Another plan, and the pending entries, are part of what it depends on.
        let known = screens.history_inputs();
        assert_eq!(known, screens.history_inputs());
        screens.config.plan.steps.remove(0);
        assert_ne!(known, screens.history_inputs());
    }
}
