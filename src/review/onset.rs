//! When the symptoms began: one evening's entry, and the figures of many.

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::JudgedEvening;
use super::change::{Change, ChangeRule};
use super::diary::Mean;
use crate::event::{BodyPart, EveningDate, Event, Onset, What};

/// Where the symptoms were, by the events in effect of an evening: sorted and without duplicates.
pub(super) fn places(in_effect: &[&Event]) -> Vec<BodyPart> {
    let named = in_effect.iter().filter_map(|event| match &event.what {
        What::Onset(Onset::Began { places, .. }) | What::Legs { places, .. } => Some(places),
        _ => None,
    });
    BodyPart::each_once(named.flatten().copied().collect())
}

/// What is recorded of the beginning of the symptoms on one evening.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum EveningOnset {
    /// Nothing.
    #[default]
    NotRecorded,
    /// There were none.
    NoneToday,
    /// They began.
    Began {
        /// When: the earliest of the recorded times, with the UTC offset it was recorded at.
        at: DateTime<FixedOffset>,
        /// Minutes for which the user could sit still: the shortest recorded.
        sat_min: Option<u16>,
    },
}

impl EveningOnset {
    /// From the events in effect of an evening. A beginning counts more than "none today", whichever was recorded first.
    pub(super) fn from_events(in_effect: &[&Event]) -> Self {
        let (mut earliest, mut shortest) = (None, None);
        let mut is_none = false;
        for event in in_effect {
            match &event.what {
                What::Onset(Onset::NoneToday) => is_none = true,
                What::Onset(Onset::Began { sat_min, .. }) => {
                    let at = event.local();
                    earliest =
                        Some(earliest.map_or(at, |earlier: DateTime<FixedOffset>| earlier.min(at)));
                    shortest = shortest.into_iter().chain(*sat_min).min();
                }
                _ => {}
            }
        }
        match earliest {
            Some(at) => Self::Began {
                at,
                sat_min: shortest,
            },
            None if is_none => Self::NoneToday,
            None => Self::NotRecorded,
        }
    }

    /// Minutes for which the user could sit still.
    pub fn sat_min(&self) -> Option<u16> {
        match self {
            Self::Began { sat_min, .. } => *sat_min,
            Self::NotRecorded | Self::NoneToday => None,
        }
    }

    /// When they began.
    pub fn at(&self) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Began { at, .. } => Some(*at),
            Self::NotRecorded | Self::NoneToday => None,
        }
    }
}

impl JudgedEvening {
    /// Minutes from the midnight before the evening to when the symptoms began, by the clock of the place. So 01:00 in the
    /// night is 25 hours, later than 23:00 of the same evening.
    pub fn onset_minutes(&self) -> Option<f64> {
        let at = self.onset.at()?.naive_local();
        let since_midnight: TimeDelta = at - self.date.0.and_time(NaiveTime::MIN);
        Some(since_midnight.num_seconds() as f64 / 60.0)
    }

    /// Whether the evening and its night had symptoms: a beginning, or a rating above 0. None where neither a rating nor an
    /// answer about the beginning is recorded.
    pub(super) fn had_symptoms(&self) -> Option<bool> {
        let ratings = [self.legs.evening, self.legs.night];
        let worst = ratings.into_iter().flatten().max();
        match (&self.onset, worst) {
            (EveningOnset::Began { .. }, _) => Some(true),
            (EveningOnset::NoneToday | EveningOnset::NotRecorded, Some(worst)) => {
                Some(worst.get() > 0)
            }
            (EveningOnset::NoneToday, None) => Some(false),
            (EveningOnset::NotRecorded, None) => None,
        }
    }
}

/// How many nights had symptoms, of those that the diary answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SymptomNights {
    /// Nights with a rating, a beginning, or the answer that there was none.
    pub answered: usize,
    /// Nights of them with a beginning or with a rating above 0.
    pub with: usize,
}

/// The fewest answered nights for a number a week.
const FEWEST_ANSWERED: usize = 7;

impl SymptomNights {
    /// Counts the nights of these evenings.
    pub fn from_evenings(evenings: &[JudgedEvening]) -> Self {
        let answers: Vec<bool> = evenings
            .iter()
            .filter_map(JudgedEvening::had_symptoms)
            .collect();
        Self {
            answered: answers.len(),
            with: answers.iter().filter(|had| **had).count(),
        }
    }

    /// Nights with symptoms in seven answered ones. None with fewer than [`FEWEST_ANSWERED`].
    pub fn per_week(self) -> Option<f64> {
        (self.answered >= FEWEST_ANSWERED).then(|| 7.0 * self.with as f64 / self.answered as f64)
    }
}

/// When the symptoms began, over a span of evenings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Onsets {
    /// Number of evenings with a time.
    pub days: usize,
    /// Number of evenings for which the user recorded that there were no symptoms.
    pub none: usize,
    /// Mean time of day, to the minute.
    pub mean: Option<NaiveTime>,
    /// Standard deviation in minutes; `None` with fewer than two times.
    pub sd_minutes: Option<f64>,
    /// Number of evenings on which each of [`BodyPart::ALL`] was named, when the symptoms began or with a rating.
    pub places: [usize; 3],
    /// Minutes for which the user could sit still.
    pub sat_min: Mean,
    /// The change in minutes up to the last evening, from evenings that may lie before the span. Negative is earlier.
    pub change: Option<Change>,
}

impl Onsets {
    /// From the evenings of the span. The mean is one of hours counted through the night, not of directions on a clock: an
    /// evening has a beginning and an end, so 23:00 and 01:00 are never far apart.
    pub(super) fn from_evenings(evenings: &[JudgedEvening], change: Option<Change>) -> Self {
        let minutes: Vec<f64> = evenings
            .iter()
            .filter_map(JudgedEvening::onset_minutes)
            .collect();
        let days = minutes.len();
        let mean = (days > 0).then(|| minutes.iter().sum::<f64>() / days as f64);
        let spread = mean.filter(|_| days > 1).map(|mean| {
            let squares: f64 = minutes.iter().map(|minute| (minute - mean).powi(2)).sum();
            (squares / (days - 1) as f64).sqrt()
        });
        let none = evenings
            .iter()
            .filter(|evening| evening.onset == EveningOnset::NoneToday);
        Self {
            days,
            none: none.count(),
            places: BodyPart::ALL
                .map(|part| evenings.iter().filter(|e| e.places.contains(&part)).count()),
            sat_min: Mean::from_values(evenings.iter().filter_map(|e| e.onset.sat_min())),
            mean: mean.map(clock_time),
            sd_minutes: spread,
            change,
        }
    }
}

/// The time of day so many minutes after a midnight, to the minute.
pub fn clock_time(minutes: f64) -> NaiveTime {
    NaiveTime::MIN
        .overflowing_add_signed(TimeDelta::minutes(minutes.round() as i64))
        .0
}

/// The values that changes are computed from: one evening's legs and the minute at which they began.
#[derive(Debug, Clone, Default)]
pub(super) struct ChangeValues {
    onset: Vec<(EveningDate, f64)>,
    evening: Vec<(EveningDate, f64)>,
    night: Vec<(EveningDate, f64)>,
}

impl ChangeValues {
    /// Adds the next evening.
    pub(super) fn add(&mut self, judged: &JudgedEvening) {
        let date = judged.date;
        self.onset
            .extend(judged.onset_minutes().map(|minutes| (date, minutes)));
        self.evening
            .extend(judged.legs.evening.map(|rating| (date, rating.into())));
        self.night
            .extend(judged.legs.night.map(|rating| (date, rating.into())));
    }

    /// The change of the hour at which the symptoms begin, up to the evening `last`.
    pub(super) fn onset(&self, last: EveningDate) -> Option<Change> {
        Change::until(last, &self.onset, &ChangeRule::ONSET)
    }

    /// The change of one figure of the legs, up to the evening `last`.
    pub(super) fn legs(&self, figure: super::LegsFigure, last: EveningDate) -> Option<Change> {
        let values = match figure {
            super::LegsFigure::Evening => &self.evening,
            super::LegsFigure::Night => &self.night,
        };
        Change::until(last, values, &ChangeRule::LEGS)
    }
}
