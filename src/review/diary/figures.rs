//! The figures of any number of evenings in a row.

use chrono::{Datelike, NaiveDate, Weekday};

use super::NightReview;
use crate::event::EveningDate;
use crate::review::{Bedtimes, ClockTimes, Judged, Legs, Tally};

/// The figures of some evenings in a row.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// How many were kept, missed and excused.
    pub tally: Tally,
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

/// How long a stretch of evenings is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// One evening.
    Night,
    /// From Monday to Sunday.
    Week,
    /// From the first of a month to its last.
    Month,
}

/// Some evenings in a row, with their figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// The first that is in it.
    pub from: EveningDate,
    /// The last that is in it.
    pub to: EveningDate,
    /// What they add up to.
    pub figures: Figures,
}

impl Mean {
    pub(in crate::review) fn of<T: Into<f64>>(values: impl Iterator<Item = T>) -> Self {
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
    pub(super) fn of(evenings: &[Judged], nights: &[NightReview]) -> Self {
        Self {
            tally: Tally::of(evenings),
            legs: Legs::of(evenings),
            bedtime: Bedtimes::of(evenings),
            planned: ClockTimes::of(nights.iter().map(|night| night.planned)),
            woke: ClockTimes::shown(evenings.iter().filter_map(|evening| evening.woke)),
            up: ClockTimes::shown(nights.iter().filter_map(|night| night.up)),
            night_min: Mean::of(
                nights
                    .iter()
                    .filter_map(|night| Some(night.night_min? as f64)),
            ),
            asleep_after_min: Mean::of(nights.iter().filter_map(|night| night.asleep_after_min)),
            awakenings: Mean::of(nights.iter().filter_map(|night| night.awakenings)),
            quality: Mean::of(nights.iter().filter_map(|night| night.quality)),
            caffeine_mg: Mean::of(nights.iter().filter_map(|night| night.caffeine_mg)),
            caffeine_left_mg: Mean::of(nights.iter().filter_map(|night| night.caffeine_left_mg)),
            alcohol: nights.iter().filter(|night| night.alcohol).count(),
        }
    }
}

pub(super) fn stretches(evenings: &[Judged], nights: &[NightReview], width: Width) -> Vec<Stretch> {
    let mut rest = nights;
    let together =
        |one: &Judged, other: &Judged| begins(one.date, width) == begins(other.date, width);
    let stretch = |evenings: &[Judged]| {
        let (own, later) = rest.split_at(evenings.len());
        rest = later;
        Some(Stretch {
            from: evenings.first()?.date,
            to: evenings.last()?.date,
            figures: Figures::of(evenings, own),
        })
    };
    evenings.chunk_by(together).filter_map(stretch).collect()
}

/// The first day of the stretch of that width that an evening is in.
fn begins(evening: EveningDate, width: Width) -> NaiveDate {
    match width {
        Width::Night => evening.0,
        Width::Week => evening.0.week(Weekday::Mon).first_day(),
        Width::Month => evening.0.with_day(1).unwrap_or(evening.0),
    }
}
