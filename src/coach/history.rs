//! All evenings up to tonight, judged.

use std::panic;
use std::thread;

use chrono::{DateTime, Utc};

use super::Coach;
use crate::journal::JournalError;
use crate::review::{CachedEvenings, EveningKeys, History, JournalCounts, JudgingContext};

/// Ten years of events take ten megabytes, so where nothing is cached they are judged a quarter at a time.
const EVENINGS_AT_ONCE: u64 = 92;

/// So many evenings are judged by two threads. Fewer are judged before a second one would have begun.
const SHARED_FROM: usize = 300;

impl Coach {
    /// All evenings up to tonight, judged. Cached evenings whose key still matches are reused. `counts` are those of
    /// [`Coach::counts`]. Whatever else this depends on is in [`HistoryInputs`](super::HistoryInputs).
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn history(
        &self,
        now: DateTime<Utc>,
        counts: JournalCounts,
        mut cached: CachedEvenings,
    ) -> Result<History, JournalError> {
        let with_pending = self.pending.add_counts(&counts.evenings);
        let (tonight, today) = self.tonight_and_plan(now)?;
        let context = JudgingContext {
            plans: &self.plans_until(tonight)?,
            tonight,
            today: &today,
            half_life: self.config.diary.half_life,
            free_days: self.config.diary.free_days,
            now,
            zone: &self.zone,
            zone_name: &self
                .zone
                .name()
                .unwrap_or_else(|| format!("{:?}", self.zone)),
            event_counts: &with_pending,
            first: self.first_recorded_evening(&with_pending)?,
            began: self.began_by(&counts.with_began)?,
        };
        let judge = |coach: &Self, keys: EveningKeys, cached: CachedEvenings| {
            let read = |span| coach.events(span);
            History::in_pieces(&context, keys, cached, EVENINGS_AT_ONCE, read)
        };
        let mut keys = context.keys();
        let Some((newer, cached_newer)) = keys.split_off_half(&mut cached, SHARED_FROM) else {
            return Ok(judge(self, keys, cached)?.with_counts(counts));
        };
        let history = thread::scope(|scope| {
            let other = self.another_for_reading().and_then(|coach| {
                let (newer, cached) = (newer.clone(), cached_newer.clone());
                let work = move || judge(&coach, newer, cached);
                thread::Builder::new().spawn_scoped(scope, work).ok()
            });
            let older = judge(self, keys, cached)?;
            let newer = match other {
                Some(thread) => thread
                    .join()
                    .unwrap_or_else(|panicked| panic::resume_unwind(panicked))?,
                // The system refuses another thread, or another connection.
                None => judge(self, newer, cached_newer)?,
            };
            Ok::<_, JournalError>(older.followed_by(newer))
        })?;
        Ok(history.with_counts(counts))
    }

    /// A coach that reads the same file and knows of the same pending writes, for another thread; none if that is not to be
    /// had.
    fn another_for_reading(&self) -> Option<Self> {
        let journal = self.journal.another_connection().ok()?;
        journal.cache_little().ok()?;
        // Then the two may have opened different files.
        if self.journal.was_replaced() {
            return None;
        }
        let mut coach = Self::new(self.config.clone(), self.zone, journal);
        coach.pending = self.pending.clone();
        Some(coach)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, TimeDelta};

    use super::*;
    use crate::clock::Zone;
    use crate::event::{Draft, EveningDate, Origin, What};
    use crate::journal::Journal;
    use crate::plan::Config;

    #[test]
    fn evenings_that_two_threads_judge_are_as_one_judges_them() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let tonight: EveningDate = "2026-11-24".parse().unwrap();
        let days = SHARED_FROM as u64 + 50;
        let drafts: Vec<Draft> = (1..=days)
            .rev()
            .flat_map(|days| {
                let coffee = What::Caffeine {
                    mg: 60.0 + (days % 7) as f64,
                    drink: None,
                    over: None,
                };
                let evening = tonight.days_before(days);
                let at = now - TimeDelta::days(days.cast_signed());
                // Coffee at noon, lights-out at half past ten.
                [(0, coffee), (630, What::lights_out())].map(|(minutes, what)| Draft {
                    at: at + TimeDelta::minutes(minutes),
                    offset_min: 60,
                    evening,
                    what,
                    origin: None,
                })
            })
            .collect();
        journal.append(Origin::Typed, &drafts).unwrap();
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let coach = Coach::new(Config::built_in(), zone, journal);
        let counts = coach.counts(JournalCounts::default()).unwrap();
        let by_two = coach.history(now, counts, CachedEvenings::default());
        let by_two = by_two.unwrap();
        assert_eq!(by_two.newly_judged() as u64, days + 1);
        let back = by_two.look_back(tonight.days_before(days), tonight);
        let review = coach.review(tonight.days_before(days), tonight, now);
        assert_eq!(back.review, review.unwrap());
        // The caffeine of an evening comes from those before it, too, which the other thread may have judged.
        let diary = coach.diary_review(&back, now).unwrap();
        assert_eq!(back.nights, diary.nights());
    }
}
