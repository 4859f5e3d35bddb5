//! Averages of times of day, which straddle midnight.

use std::f64::consts::TAU;

use chrono::{NaiveTime, Timelike};

/// Minutes of a day.
pub(super) const DAY: f64 = 1440.0;

/// The time of day in minutes since midnight.
pub(super) fn minute_of_day(time: NaiveTime) -> f64 {
    f64::from(time.num_seconds_from_midnight()) / 60.0
}

/// The mean of times of day and how far they spread, both in minutes.
///
/// The circular mean and the circular standard deviation, `sqrt(-2 ln R)` with `R` the length of the mean
/// vector. [Mardia & Jupp, Directional Statistics, 2000] None without times, or when they point nowhere.
pub(super) fn mean_and_spread(minutes: &[f64]) -> Option<(f64, f64)> {
    if minutes.is_empty() {
        return None;
    }
    let n = minutes.len() as f64;
    let sum = |part: fn(f64) -> f64| minutes.iter().map(|m| part(m / DAY * TAU)).sum::<f64>() / n;
    let (x, y) = (sum(f64::cos), sum(f64::sin));
    let length = x.hypot(y).min(1.0);
    if length < 1e-9 {
        return None;
    }
    let mean = (y.atan2(x) / TAU * DAY).rem_euclid(DAY);
    // Where all are the same the logarithm is 0, and its negative would be shown as -0.
    let spread = (-2.0 * length.ln() + 0.0).max(0.0).sqrt() / TAU * DAY;
    Some((mean, spread))
}

/// How far two times of day are apart, at most half a day.
pub(super) fn apart(one: f64, other: f64) -> f64 {
    let forward = (one - other).rem_euclid(DAY);
    forward.min(DAY - forward)
}
