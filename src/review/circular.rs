//! Circular statistics of times of day, which may straddle midnight.

use std::f64::consts::TAU;

use chrono::{NaiveTime, Timelike};

/// Minutes in a day.
pub(super) const DAY: f64 = 1440.0;

/// Minutes since midnight, with their fraction.
pub(super) fn minute_of_day(time: NaiveTime) -> f64 {
    let seconds = f64::from(time.num_seconds_from_midnight());
    (seconds + f64::from(time.nanosecond()) / 1e9) / 60.0
}

/// Circular mean and circular standard deviation, both in minutes.
///
/// The standard deviation is `sqrt(-2 ln R)`, where `R` is the length of the mean vector. [Mardia & Jupp,
/// Directional Statistics, 2000] `None` without times, or when the mean vector has no length and therefore
/// no direction.
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
    // For equal times the logarithm is 0, and its negative would be shown as -0.
    let spread = (-2.0 * length.ln() + 0.0).max(0.0).sqrt() / TAU * DAY;
    Some((mean, spread))
}

/// The shorter distance between two times of day, in minutes, at most half a day.
pub(super) fn clock_distance(one: f64, other: f64) -> f64 {
    let forward = (one - other).rem_euclid(DAY);
    forward.min(DAY - forward)
}
