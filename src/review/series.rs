//! Figures evening by evening, for charts.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};

use super::diary::Mean;
use super::{JudgedEvening, LookBack, OutcomeCounts};

/// Lights out this near to the planned bedtime are on target.
pub const TARGET: TimeDelta = TimeDelta::minutes(30);

/// Minutes from one time of day to another, the shorter way round: from 23:50 to 00:10 it is 20, and back -20.
/// More than -720, at most 720.
pub fn minutes_from(one: NaiveTime, other: NaiveTime) -> i64 {
    let forward = (other - one).num_minutes().rem_euclid(1440);
    if forward > 720 {
        forward - 1440
    } else {
        forward
    }
}

/// The mean of what is known in each of `parts` equally long parts of a series, in order; none where nothing is.
pub fn means(values: &[Option<f64>], parts: usize) -> Vec<Option<f64>> {
    let bound = |part: usize| part * values.len() / parts.max(1);
    (0..parts)
        .map(|part| {
            let known = values[bound(part)..bound(part + 1)].iter().flatten();
            Mean::from_values(known.copied()).mean
        })
        .collect()
}

/// How many evenings of each month went which way, by the month's first day.
pub fn by_month(evenings: &[JudgedEvening]) -> Vec<(NaiveDate, OutcomeCounts)> {
    let month = |evening: &JudgedEvening| evening.date.0.with_day(1).unwrap_or(evening.date.0);
    evenings
        .chunk_by(|one, other| month(one) == month(other))
        .map(|own| (month(&own[0]), OutcomeCounts::from_evenings(own)))
        .collect()
}

impl OutcomeCounts {
    /// The share of evenings that were kept, 0 to 1; none where none counted.
    pub fn share(self) -> Option<f64> {
        let counted = self.kept + self.missed;
        (counted > 0).then(|| self.kept as f64 / counted as f64)
    }
}

impl LookBack {
    /// How many minutes after the planned bedtime the lights went out, on each evening; negative before it. None
    /// where it was not told.
    pub fn minutes_after_plan(&self) -> Vec<Option<i64>> {
        let both = self.review.evenings.iter().zip(&self.nights);
        both.map(|(evening, night)| {
            let dark = evening.lights_out?.naive_local().time();
            Some(minutes_from(night.planned, dark))
        })
        .collect()
    }

    /// On how many nights the lights went out within [`TARGET`] of the planned bedtime.
    pub fn on_target(&self) -> usize {
        let near = |minutes: &i64| minutes.abs() <= TARGET.num_minutes();
        let late = self.minutes_after_plan();
        late.into_iter().flatten().filter(near).count()
    }

    /// Milligrams of caffeine left when the lights went out.
    pub fn caffeine_left_mg(&self) -> Mean {
        Mean::from_values(
            self.nights
                .iter()
                .filter_map(|night| night.caffeine_left_mg),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clock(minutes: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap()
    }

    #[test]
    fn midnight_is_no_border() {
        assert_eq!(minutes_from(clock(23 * 60 + 50), clock(10)), 20);
        assert_eq!(minutes_from(clock(10), clock(23 * 60 + 50)), -20);
        assert_eq!(minutes_from(clock(0), clock(720)), 720);
        assert_eq!(minutes_from(clock(720), clock(0)), 720);
    }

    #[test]
    fn parts_without_a_value_have_no_mean() {
        let values = [Some(2.0), None, Some(4.0), None, None, Some(1.0)];
        assert_eq!(means(&values, 3), [Some(2.0), Some(4.0), Some(1.0)]);
        assert_eq!(means(&values, 2), [Some(3.0), Some(1.0)]);
        assert_eq!(means(&values, 6), values);
        assert_eq!(means(&[], 2), [None, None]);
    }

    proptest! {
        #[test]
        fn one_walks_from_one_time_to_the_other_minute_by_minute(one in 0_u32..1440, other in 0_u32..1440) {
            let (mut at, mut forward) = (one, 0);
            while at != other {
                at = (at + 1) % 1440;
                forward += 1;
            }
            let back = 1440 - forward;
            let expected = if forward <= back { forward } else { -back };
            prop_assert_eq!(minutes_from(clock(one), clock(other)), expected);
        }

        #[test]
        fn no_value_is_lost_and_none_counts_twice(
            values in prop::collection::vec(prop::option::of(0_u32..100), 0..200),
            parts in 1_usize..90,
        ) {
            // With as many parts as values or fewer, each value is in the one part where its place falls.
            let series: Vec<_> = values.iter().map(|value| value.map(f64::from)).collect();
            let ours = means(&series, parts);
            prop_assert_eq!(ours.len(), parts);
            for (part, mean) in ours.iter().enumerate() {
                let own: Vec<u32> = values.iter().enumerate()
                    .filter(|(n, _)| (part * values.len() / parts..(part + 1) * values.len() / parts).contains(n))
                    .filter_map(|(_, value)| *value)
                    .collect();
                let plain = (!own.is_empty()).then(|| f64::from(own.iter().sum::<u32>()) / own.len() as f64);
                prop_assert_eq!(*mean, plain);
            }
        }
    }
}
