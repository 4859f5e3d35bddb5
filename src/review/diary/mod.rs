//! What the diary adds up to: nights, caffeine, the day, blood values, and what was changed.
//!
//! It stands beside the [`Review`] of the same evenings and takes from it whatever the review has already.

mod changes;
mod entries;
mod figures;
mod nights;
#[cfg(test)]
mod tests;

pub(super) use changes::changes;
pub use changes::{ChangeKind, RecordedChange, StepAttribute};
pub use entries::Pregnancy;
pub(super) use entries::StandingEvents;
pub use figures::{Figures, Mean, Period, PeriodLength};
pub use nights::NightReview;
pub(super) use nights::{EARLIER_EVENINGS, night};

use std::collections::HashMap;

use chrono::TimeZone;

use super::{JudgedEvening, Review, ReviewInput, judge};
use crate::evening::Evening;
use crate::event::{EveningDate, IronTest, What};
use crate::span::Span;

/// What the diary adds up to over a review's evenings.
#[derive(Debug, Clone, PartialEq)]
pub struct DiaryReview {
    /// All of them together.
    pub whole: Figures,
    /// Their first and their second half; none below [`FEWEST_FOR_HALVES`] evenings.
    pub halves: Option<[Figures; 2]>,
    /// Words for how the legs feel, each with the evenings on which it was said, the most frequent first.
    pub feels: Vec<(String, usize)>,
    /// What was told of the day, likewise.
    pub factors: Vec<(String, usize)>,
    /// How many evenings have no entry at all. The one that is still running does not count.
    pub untold: usize,
    /// Blood values, by the day on which the blood was taken: all that were told up to the review's last evening. Values
    /// of one day that were told apart stand together.
    pub iron: Vec<IronTest>,
    /// The last word of a pregnancy.
    pub pregnancy: Option<Pregnancy>,
    /// The four signs as they were answered last, up to the review's last evening.
    pub self_check: Option<(EveningDate, [bool; 4])>,
    /// What was changed in the plan and in medicines, by evening.
    pub changes: Vec<RecordedChange>,
    /// Remarks, in the order of the evenings.
    pub notes: Vec<(EveningDate, String)>,
    evenings: Vec<JudgedEvening>,
    nights: Vec<NightReview>,
}

/// Fewer evenings than these say nothing in halves.
pub const FEWEST_FOR_HALVES: usize = 14;

impl DiaryReview {
    /// What the diary has of the evenings of `review`, which was made from the same input.
    ///
    /// `half_life` is that of caffeine.
    pub fn for_review<Z: TimeZone>(
        review: &Review,
        input: &ReviewInput<'_, Z>,
        half_life: Span,
    ) -> Self {
        let tonight = Evening::at(input.now, input.today, input.zone).date;
        let entries = StandingEvents::until(review.to, input.events);
        let evenings = review.evenings.clone();
        let planned =
            |date| judge::plan_for(date, input.plans, input.today, tonight).bedtime_on(date);
        let night_of =
            |evening: &JudgedEvening| night(evening, planned(evening.date), &entries, half_life);
        let mut nights: Vec<NightReview> = evenings.iter().map(night_of).collect();
        // More may be drunk today.
        for running in nights.iter_mut().filter(|night| night.date >= tonight) {
            running.caffeine_mg = None;
        }
        let over = evenings.iter().filter(|evening| evening.date < tonight);
        let halves = (evenings.len() >= FEWEST_FOR_HALVES).then(|| {
            let middle = evenings.len() / 2;
            [0..middle, middle..evenings.len()]
                .map(|part| Figures::from_evenings(&evenings[part.clone()], &nights[part]))
        });
        let mut diary = Self {
            whole: Figures::from_evenings(&evenings, &nights),
            halves,
            feels: vec![],
            factors: vec![],
            untold: over
                .filter(|evening| entries.has_nothing_on(evening.date))
                .count(),
            iron: together(entries.iron()),
            pregnancy: entries.pregnancy(review.from),
            self_check: entries.self_check(),
            changes: changes(review.from, review.to, input.plans, input.today, tonight),
            notes: vec![],
            evenings,
            nights,
        };
        diary.count(&entries);
        diary
    }

    /// The evenings in periods of that width, in order. One of which nothing is known, as in a gap of a year,
    /// is there too.
    pub fn in_periods(&self, width: PeriodLength) -> Vec<Period> {
        figures::periods(&self.evenings, &self.nights, width)
    }

    /// Goes through what was said of each evening.
    fn count(&mut self, entries: &StandingEvents<'_>) {
        let (mut feels, mut factors) = (Counts::default(), Counts::default());
        for evening in &self.evenings {
            let (mut felt, mut day) = (Vec::new(), Vec::new());
            for event in entries.on(evening.date) {
                match &event.what {
                    What::Legs { feels, .. } => felt.extend(feels.iter().map(String::as_str)),
                    What::Factor { name, .. } => day.push(name.as_str()),
                    What::Note { text } => self.notes.push((evening.date, text.clone())),
                    What::Plan(_)
                    | What::Done { .. }
                    | What::Skipped { .. }
                    | What::Snoozed { .. }
                    | What::BedtimeMoved { .. }
                    | What::Excused { .. }
                    | What::LightsOut
                    | What::Woke { .. }
                    | What::Caffeine { .. }
                    | What::Iron { .. }
                    | What::SelfCheck { .. }
                    | What::Session { .. }
                    | What::Revoked { .. }
                    | What::Other { .. } => {}
                }
            }
            feels.add(felt);
            factors.add(day);
        }
        let medicines = self.nights.iter().flat_map(NightReview::changed_medicines);
        self.changes.extend(medicines);
        self.feels = feels.most_first();
        self.factors = factors.most_first();
        self.changes.sort_by_key(|change| change.date);
    }
}

/// Tests, by date, as one where their blood was taken on the same day and they do not contradict each other.
fn together(tests: Vec<IronTest>) -> Vec<IronTest> {
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

/// On how many evenings each word was said.
#[derive(Default)]
struct Counts<'a>(HashMap<&'a str, usize>);

impl<'a> Counts<'a> {
    /// The words of one evening; one that was said twice counts once.
    fn add(&mut self, mut words: Vec<&'a str>) {
        words.sort_unstable();
        words.dedup();
        for word in words {
            *self.0.entry(word).or_default() += 1;
        }
    }

    fn most_first(self) -> Vec<(String, usize)> {
        let mut counts: Vec<(&str, usize)> = self.0.into_iter().collect();
        counts.sort_unstable_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
        let owned = counts.into_iter().map(|(word, n)| (word.to_owned(), n));
        owned.collect()
    }
}
