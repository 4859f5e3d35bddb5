//! The figures of the diary: nights, caffeine, factors of the day, blood values, and changes of plan and
//! medicines.
//!
//! A [`DiaryReview`] complements the [`Review`] of the same evenings and is computed from the evenings
//! judged there.

mod changes;
mod entries;
mod figures;
mod hours;
mod nights;
#[cfg(test)]
mod tests;

pub(super) use changes::changes;
pub use changes::{ChangeKind, RecordedChange, StepAttribute};
pub(super) use entries::EventsInEffect;
pub use entries::Pregnancy;
pub use figures::{Figures, Mean, NightTimes, Period, PeriodLength};
pub use hours::{DayHours, HourMark, MINUTES_OF_A_DAY, MOST_DAYS};
pub(super) use nights::night;
pub use nights::{CAFFEINE_LOOKBACK_EVENINGS, NightReview};

use std::collections::HashMap;

use chrono::TimeZone;

use super::{JudgedEvening, Outcome, Review, ReviewInput, judge};
use crate::diary::factor_of;
use crate::event::{EveningDate, IronTest, What};
use crate::plan::FreeDays;
use crate::span::Span;

/// The diary's figures over a review's evenings.
#[derive(Debug, Clone, PartialEq)]
pub struct DiaryReview {
    /// The figures of all evenings.
    pub whole: Figures,
    /// The figures of the first and the second half of the evenings; `None` with fewer than
    /// [`FEWEST_FOR_HALVES`].
    pub halves: Option<[Figures; 2]>,
    /// Descriptions of how the legs feel, each with the number of evenings it was recorded on, the most
    /// frequent first.
    pub feels: Vec<(String, usize)>,
    /// Factors of the day, each with the number of evenings it was recorded on, the most frequent first.
    pub factors: Vec<(String, usize)>,
    /// Number of evenings without any entry. The running one does not count.
    pub evenings_without_entry: usize,
    /// All blood tests recorded up to the review's last evening, ordered by the day the blood was taken.
    /// Values of one day that were recorded separately are merged.
    pub iron: Vec<IronTest>,
    /// The newest entry about a pregnancy within the span.
    pub pregnancy: Option<Pregnancy>,
    /// The newest self-check up to the review's last evening: its evening and the answers to the four
    /// questions.
    pub self_check: Option<(EveningDate, [bool; 4])>,
    /// Changes of plan and medicines, ordered by evening.
    pub changes: Vec<RecordedChange>,
    /// The hours of the newest two weeks, ordered by date.
    pub hours: Vec<DayHours>,
    /// Notes, ordered by evening.
    pub notes: Vec<(EveningDate, String)>,
    free_days: FreeDays,
    evenings: Vec<JudgedEvening>,
    nights: Vec<NightReview>,
}

/// The fewest evenings for figures by halves.
pub const FEWEST_FOR_HALVES: usize = 14;

impl DiaryReview {
    /// Computes the diary's figures over the evenings of `review`, which must have been computed from the
    /// same `input`. `half_life` is that of caffeine.
    pub fn for_review<Z: TimeZone>(
        review: &Review,
        input: &ReviewInput<'_, Z>,
        half_life: Span,
    ) -> Self {
        let tonight = input.tonight;
        let entries = EventsInEffect::until(review.to, input.events);
        let evenings = review.evenings.clone();
        let planned =
            |date| judge::plan_for(date, input.plans, input.today, tonight).bedtime_on(date);
        let night_of =
            |evening: &JudgedEvening| night(evening, planned(evening.date), &entries, half_life);
        let mut nights: Vec<NightReview> = evenings.iter().map(night_of).collect();
        // The user may still drink more today.
        for running in nights.iter_mut().filter(|night| night.date >= tonight) {
            running.caffeine_mg = None;
        }
        let over = evenings
            .iter()
            .filter(|evening| evening.date < tonight && evening.outcome != Outcome::NotBegun);
        let halves = (evenings.len() >= FEWEST_FOR_HALVES).then(|| {
            let middle = evenings.len() / 2;
            [0..middle, middle..evenings.len()].map(|part| {
                Figures::from_evenings(&evenings[part.clone()], &nights[part], input.free_days)
            })
        });
        let mut diary = Self {
            whole: Figures::from_evenings(&evenings, &nights, input.free_days),
            halves,
            feels: vec![],
            factors: vec![],
            evenings_without_entry: over
                .filter(|evening| entries.has_nothing_on(evening.date))
                .count(),
            iron: merge_same_day(entries.iron()),
            pregnancy: entries.pregnancy(review.from),
            self_check: entries.self_check(),
            changes: changes(review.from, review.to, input.plans, input.today, tonight),
            hours: hours::last_days(&evenings, &entries),
            notes: vec![],
            free_days: input.free_days,
            evenings,
            nights,
        };
        diary.collect_entries(&entries);
        diary
    }

    /// The night of each of the review's evenings.
    pub fn nights(&self) -> &[NightReview] {
        &self.nights
    }

    /// Splits the evenings into periods of that length, in order. Evenings without entries are included.
    pub fn in_periods(&self, width: PeriodLength) -> Vec<Period> {
        figures::periods(&self.evenings, &self.nights, width, self.free_days)
    }

    /// Collects the entries of each evening.
    fn collect_entries(&mut self, entries: &EventsInEffect<'_>) {
        let (mut feels, mut factors) = (Counts::default(), Counts::default());
        for evening in &self.evenings {
            let (mut evening_feels, mut evening_factors) = (Vec::new(), Vec::new());
            for event in entries.on(evening.date) {
                evening_factors.extend(factor_of(&event.what));
                match &event.what {
                    What::Legs { feels, .. } => {
                        evening_feels.extend(feels.iter().map(String::as_str));
                    }
                    What::Note { text } => self.notes.push((evening.date, text.clone())),
                    What::Plan(_)
                    | What::Done { .. }
                    | What::Skipped { .. }
                    | What::Snoozed { .. }
                    | What::BedtimeMoved { .. }
                    | What::Excused { .. }
                    | What::Began
                    | What::LightsOut { .. }
                    | What::Woke { .. }
                    | What::Onset(_)
                    | What::Caffeine { .. }
                    | What::Factor { .. }
                    | What::Consumed(_)
                    | What::NoneToday { .. }
                    | What::Iron { .. }
                    | What::SelfCheck { .. }
                    | What::Session { .. }
                    | What::Revoked { .. }
                    | What::Other { .. } => {}
                }
            }
            feels.add(evening_feels);
            factors.add(evening_factors);
        }
        let medicines = self.nights.iter().flat_map(NightReview::changed_medicines);
        self.changes.extend(medicines);
        self.feels = feels.most_frequent_first();
        self.factors = factors.most_frequent_first();
        self.changes.sort_by_key(|change| change.date);
    }
}

/// Merges tests whose blood was taken on the same day, unless their values contradict each other. `tests`
/// are ordered by day.
fn merge_same_day(tests: Vec<IronTest>) -> Vec<IronTest> {
    let agree =
        |one: Option<f64>, other: Option<f64>| one.is_none() || other.is_none() || one == other;
    let mut merged: Vec<IronTest> = Vec::new();
    for test in tests {
        let same = merged.iter_mut().rev().find(|other| {
            other.tested == test.tested
                && agree(other.ferritin, test.ferritin)
                && agree(other.tsat, test.tsat)
        });
        match same {
            Some(other) => {
                other.ferritin = other.ferritin.or(test.ferritin);
                other.tsat = other.tsat.or(test.tsat);
            }
            None => merged.push(test),
        }
    }
    merged
}

/// The number of evenings on which each sensation or factor was recorded, by its name.
#[derive(Default)]
struct Counts<'a>(HashMap<&'a str, usize>);

impl<'a> Counts<'a> {
    /// Adds the words of one evening; repeated ones count once.
    fn add(&mut self, mut words: Vec<&'a str>) {
        words.sort_unstable();
        words.dedup();
        for word in words {
            *self.0.entry(word).or_default() += 1;
        }
    }

    fn most_frequent_first(self) -> Vec<(String, usize)> {
        let mut counts: Vec<(&str, usize)> = self.0.into_iter().collect();
        counts.sort_unstable_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
        let owned = counts.into_iter().map(|(word, n)| (word.to_owned(), n));
        owned.collect()
    }
}
