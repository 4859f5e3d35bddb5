//! Figures over any number of consecutive evenings.

use chrono::{Datelike, NaiveDate};

use super::NightReview;
use crate::event::EveningDate;
use crate::plan::{FirstDayOfWeek, FreeDays};
use crate::review::{
    Bedtimes, ClockTimes, JudgedEvening, Legs, LegsFigure, Onsets, OutcomeCounts, SleepFigures,
    SymptomNights,
};

/// The figures of some consecutive evenings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Number of kept, missed and excused evenings.
    pub outcomes: OutcomeCounts,
    /// Ratings of the legs in the evening.
    pub legs_evening: Legs,
    /// Ratings of the legs at night.
    pub legs_night: Legs,
    /// Lights-out times.
    pub bedtime: Bedtimes,
    /// Planned bedtimes of the nights with a recorded lights-out, so that both cover the same nights.
    pub planned: ClockTimes,
    /// Planned bedtimes of all evenings, for where no lights-out is shown beside them.
    pub planned_every_evening: ClockTimes,
    /// The times of the nights of which both ends are recorded.
    pub whole_nights: NightTimes,
    /// Times of waking for good.
    pub woke: ClockTimes,
    /// Times of getting up.
    pub up: ClockTimes,
    /// Minutes from lights out to waking for good.
    pub night_min: Mean,
    /// Time in bed, sleep time, minutes until asleep and awake.
    pub sleep: SleepFigures,
    /// When the symptoms began.
    pub onset: Onsets,
    /// How many nights had symptoms.
    pub symptoms: SymptomNights,
    /// Awakenings a night.
    pub awakenings: Mean,
    /// Sleep quality, 1 (bad) to 5 (good).
    pub quality: Mean,
    /// Caffeine a day in milligrams.
    pub caffeine_mg: Mean,
    /// Caffeine left at lights out, in milligrams.
    pub caffeine_left_mg: Mean,
    /// Number of evenings with recorded alcohol.
    pub alcohol: usize,
}

/// Times of day over the same nights.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NightTimes {
    /// Planned bedtimes.
    pub planned: ClockTimes,
    /// Lights-out times.
    pub lights_out: ClockTimes,
    /// Times of waking for good.
    pub woke: ClockTimes,
}

/// A mean over the nights that have a value.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mean {
    /// Number of nights with a value.
    pub nights: usize,
    /// The mean; `None` without a value.
    pub mean: Option<f64>,
}

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodLength {
    /// One evening.
    Night,
    /// A week that begins on this day.
    Week(FirstDayOfWeek),
    /// A calendar month.
    Month,
}

/// Consecutive evenings and their figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// The first evening of the period.
    pub from: EveningDate,
    /// The last evening of the period.
    pub to: EveningDate,
    /// The figures of its evenings.
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
    /// One of the two figures of the legs.
    pub fn legs(&self, figure: LegsFigure) -> Legs {
        match figure {
            LegsFigure::Evening => self.legs_evening,
            LegsFigure::Night => self.legs_night,
        }
    }

    /// The figures of `evenings`, where `nights` has one entry for each of them.
    pub(super) fn from_evenings(
        evenings: &[JudgedEvening],
        nights: &[NightReview],
        free_days: FreeDays,
    ) -> Self {
        let dark = evenings
            .iter()
            .zip(nights)
            .filter(|(evening, _)| evening.lights_out.is_some());
        let whole = dark.clone().filter(|(evening, _)| evening.woke.is_some());
        Self {
            outcomes: OutcomeCounts::from_evenings(evenings),
            legs_evening: Legs::from_evenings(LegsFigure::Evening, evenings),
            legs_night: Legs::from_evenings(LegsFigure::Night, evenings),
            bedtime: Bedtimes::from_evenings(evenings, free_days),
            planned: ClockTimes::from_times(dark.clone().map(|(_, night)| night.planned)),
            planned_every_evening: ClockTimes::from_times(nights.iter().map(|night| night.planned)),
            whole_nights: NightTimes {
                planned: ClockTimes::from_times(whole.clone().map(|(_, night)| night.planned)),
                lights_out: ClockTimes::from_instants(
                    whole.clone().filter_map(|(evening, _)| evening.lights_out),
                ),
                woke: ClockTimes::from_instants(whole.filter_map(|(evening, _)| evening.woke)),
            },
            woke: ClockTimes::from_instants(evenings.iter().filter_map(|evening| evening.woke)),
            up: ClockTimes::from_instants(nights.iter().filter_map(|night| night.up)),
            night_min: Mean::from_values(
                nights
                    .iter()
                    .filter_map(|night| Some(night.night_min? as f64)),
            ),
            sleep: SleepFigures::from_nights(evenings, nights),
            onset: Onsets::from_evenings(evenings, None),
            symptoms: SymptomNights::from_evenings(evenings),
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
    free_days: FreeDays,
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
            figures: Figures::from_evenings(evenings, own, free_days),
        })
    };
    evenings.chunk_by(together).filter_map(period).collect()
}

/// The first day of the week or month that an evening belongs to, or its own date.
fn begins(evening: EveningDate, width: PeriodLength) -> NaiveDate {
    match width {
        PeriodLength::Night => evening.0,
        PeriodLength::Week(first) => first.week_around(evening).0.0,
        PeriodLength::Month => evening.0.with_day(1).unwrap_or(evening.0),
    }
}
