//! The figures of any number of evenings in a row.

use chrono::{Datelike, NaiveDate, Weekday};

use super::NightReview;
use crate::event::EveningDate;
use crate::review::{Bedtimes, ClockTimes, JudgedEvening, Legs, OutcomeCounts};

/// The figures of some evenings in a row.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// How many were kept, missed and excused.
    pub tally: OutcomeCounts,
    /// How the legs were.
    pub legs: Legs,
    /// When the lights went out.
    pub bedtime: Bedtimes,
    /// The bedtimes that were planned.
    pub planned: ClockTimes,
    /// When they woke for good.
    pub woke: ClockTimes,
    /// When they got up.
    pub up: ClockTimes,
    /// Minutes from lights out to waking for good.
    pub night_min: Mean,
    /// Minutes from lights out to sleep.
    pub asleep_after_min: Mean,
    /// How often they woke in between.
    pub awakenings: Mean,
    /// How they slept, 1 (badly) to 5 (well).
    pub quality: Mean,
    /// Milligrams of caffeine a day.
    pub caffeine_mg: Mean,
    /// Milligrams left when the lights went out.
    pub caffeine_left_mg: Mean,
    /// Evenings on which alcohol was told.
    pub alcohol: usize,
}

/// A mean over the nights that have the figure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mean {
    /// How many have it.
    pub nights: usize,
    /// Their mean; none where none has it.
    pub mean: Option<f64>,
}

/// How long a period of evenings is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodLength {
    /// One evening.
    Night,
    /// From Monday to Sunday.
    Week,
    /// From the first of a month to its last.
    Month,
}

/// Some evenings in a row, with their figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// The first that is in it.
    pub from: EveningDate,
    /// The last that is in it.
    pub to: EveningDate,
    /// What they add up to.
    pub figures: Figures,
}

impl Mean {
    pub(in crate::review) fn from_values<T: Into<f64>>(values: impl Iterator<Item = T>) -> Self {
        let (mut nights, mut sum) = (0, 0.0);
        for value in values {
            nights += 1;
            sum += value.into();
        }
        Self {
            nights,
            mean: (nights > 0).then(|| sum / nights as f64),
        }
    }
}

impl Figures {
    /// Of `evenings`, with what was told of each in `nights`.
    pub(super) fn from_evenings(evenings: &[JudgedEvening], nights: &[NightReview]) -> Self {
        Self {
            tally: OutcomeCounts::from_evenings(evenings),
            legs: Legs::from_evenings(evenings),
            bedtime: Bedtimes::from_evenings(evenings),
            planned: ClockTimes::from_times(nights.iter().map(|night| night.planned)),
            woke: ClockTimes::from_instants(evenings.iter().filter_map(|evening| evening.woke)),
            up: ClockTimes::from_instants(nights.iter().filter_map(|night| night.up)),
            night_min: Mean::from_values(
                nights
                    .iter()
                    .filter_map(|night| Some(night.night_min? as f64)),
            ),
            asleep_after_min: Mean::from_values(
                nights.iter().filter_map(|night| night.asleep_after_min),
            ),
            awakenings: Mean::from_values(nights.iter().filter_map(|night| night.awakenings)),
            quality: Mean::from_values(nights.iter().filter_map(|night| night.quality)),
            caffeine_mg: Mean::from_values(nights.iter().filter_map(|night| night.caffeine_mg)),
            caffeine_left_mg: Mean::from_values(
                nights.iter().filter_map(|night| night.caffeine_left_mg),
            ),
            alcohol: nights.iter().filter(|night| night.alcohol).count(),
        }
    }
}

pub(super) fn periods(
    evenings: &[JudgedEvening],
    nights: &[NightReview],
    width: PeriodLength,
) -> Vec<Period> {
    let mut rest = nights;
    let together = |one: &JudgedEvening, other: &JudgedEvening| {
        begins(one.date, width) == begins(other.date, width)
    };
    let period = |evenings: &[JudgedEvening]| {
        let (own, later) = rest.split_at(evenings.len());
        rest = later;
        Some(Period {
            from: evenings.first()?.date,
            to: evenings.last()?.date,
            figures: Figures::from_evenings(evenings, own),
        })
    };
    evenings.chunk_by(together).filter_map(period).collect()
}

/// The first day of the period of that width that an evening is in.
fn begins(evening: EveningDate, width: PeriodLength) -> NaiveDate {
    match width {
        PeriodLength::Night => evening.0,
        PeriodLength::Week => evening.0.week(Weekday::Mon).first_day(),
        PeriodLength::Month => evening.0.with_day(1).unwrap_or(evening.0),
    }
}
