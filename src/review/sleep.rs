//! Time in bed, sleep time and sleep efficiency, from the diary.
//!
//! The definitions are those of the consensus sleep diary [Carney et al. 2012, doi 10.5665/sleep.1642]:
//!
//! - *time in bed*: from going to bed to getting out of bed;
//! - *total sleep time*: from lights-out (trying to sleep) to the final waking, less the minutes until asleep and the
//!   minutes awake in the night;
//! - *sleep efficiency*: total sleep time divided by time in bed.
//!
//! Each figure is computed on nights for which all its parts are recorded with a known time. Nothing is assumed for a
//! missing part, except that a night without awakenings has no minutes awake in it.

use chrono::TimeDelta;

use super::JudgedEvening;
use super::diary::{Mean, NightReview};

/// The figures of one night.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NightSleep {
    /// Minutes from going to bed to getting up; positive and less than a day.
    pub in_bed_min: Option<i64>,
    /// Minutes asleep; not negative.
    pub asleep_min: Option<i64>,
    /// Minutes until asleep.
    pub latency_min: Option<i64>,
    /// Minutes awake between falling asleep and the final waking.
    pub awake_min: Option<i64>,
}

impl NightSleep {
    /// From one evening and its night.
    pub fn of(evening: &JudgedEvening, night: &NightReview) -> Self {
        let in_bed_min = night.into_bed.zip(night.up).and_then(|(into_bed, up)| {
            let length = up - into_bed;
            let is_a_night = TimeDelta::zero() < length && length < TimeDelta::days(1);
            is_a_night.then(|| length.num_minutes())
        });
        let latency_min = evening.asleep_after_min.map(i64::from);
        let awake_min = match (night.awake_min, night.awakenings) {
            (Some(minutes), _) => Some(i64::from(minutes)),
            (None, Some(0)) => Some(0),
            (None, Some(_) | None) => None,
        };
        let asleep_min = night.night_min.and_then(|length| {
            let asleep = length - latency_min? - awake_min?;
            (asleep >= 0).then_some(asleep)
        });
        Self {
            in_bed_min,
            asleep_min,
            latency_min,
            awake_min,
        }
    }

    /// Sleep time over time in bed, 0 to 1. None where one of them is not known, or the diary has more sleep than time in
    /// bed.
    pub fn efficiency(&self) -> Option<f64> {
        let (asleep, in_bed) = self.asleep_min.zip(self.in_bed_min)?;
        (asleep <= in_bed).then(|| asleep as f64 / in_bed as f64)
    }
}

/// Means over nights, each over those that have the figure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SleepFigures {
    /// Minutes in bed.
    pub in_bed_min: Mean,
    /// Minutes asleep.
    pub asleep_min: Mean,
    /// Sleep efficiency, 0 to 1.
    pub efficiency: Mean,
    /// Minutes until asleep.
    pub latency_min: Mean,
    /// Minutes awake in the night.
    pub awake_min: Mean,
}

impl SleepFigures {
    /// From evenings and their nights, in the same order.
    pub fn from_nights(evenings: &[JudgedEvening], nights: &[NightReview]) -> Self {
        let nights = evenings.iter().zip(nights);
        let nights: Vec<NightSleep> = nights
            .map(|(evening, night)| NightSleep::of(evening, night))
            .collect();
        let minutes = |of: fn(&NightSleep) -> Option<i64>| {
            Mean::from_values(nights.iter().filter_map(of).map(|minutes| minutes as f64))
        };
        Self {
            in_bed_min: minutes(|night| night.in_bed_min),
            asleep_min: minutes(|night| night.asleep_min),
            efficiency: Mean::from_values(nights.iter().filter_map(NightSleep::efficiency)),
            latency_min: minutes(|night| night.latency_min),
            awake_min: minutes(|night| night.awake_min),
        }
    }
}
