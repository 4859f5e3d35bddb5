//! Figures of each evening, for charts.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};

use super::diary::Mean;
use super::{JudgedEvening, LookBack, OutcomeCounts};
use crate::event::EveningDate;

/// The largest distance between lights out and planned bedtime that counts as on target.
pub const TARGET: TimeDelta = TimeDelta::minutes(30);

/// Signed minutes from `one` to `other`, the shorter way round the clock: from 23:50 to 00:10 it is 20, and
/// the other way -20. More than -720, at most 720.
pub fn minutes_from(one: NaiveTime, other: NaiveTime) -> i64 {
    let forward = (other - one).num_minutes().rem_euclid(1440);
    if forward > 720 {
        forward - 1440
    } else {
        forward
    }
}

/// Splits a series into `parts` of equal length and returns the mean of the known values of each; `None`
/// for a part without any.
pub fn means(values: &[Option<f64>], parts: usize) -> Vec<Option<f64>> {
    let bound = |part: usize| part * values.len() / parts.max(1);
    (0..parts)
        .map(|part| {
            let known = values[bound(part)..bound(part + 1)].iter().flatten();
            Mean::from_values(known.copied()).mean
        })
        .collect()
}

/// What is left of the evenings from `from` to `to` without silences: runs of more than `longest` evenings of which none is
/// among the `recorded` ones, which are in order and in the span. Without any recorded evening it is the whole span.
pub fn without_silences(
    (from, to): (EveningDate, EveningDate),
    recorded: &[EveningDate],
    longest: u64,
) -> Vec<(EveningDate, EveningDate)> {
    let is_silence = |before: EveningDate, after: EveningDate| {
        let apart = after.0.signed_duration_since(before.0).num_days();
        apart > longest as i64 + 1
    };
    let (Some(first), Some(last)) = (recorded.first(), recorded.last()) else {
        return vec![(from, to)];
    };
    let mut begin = if is_silence(from.previous(), *first) {
        *first
    } else {
        from
    };
    let mut spans = Vec::new();
    for pair in recorded.windows(2) {
        if is_silence(pair[0], pair[1]) {
            spans.push((begin, pair[0]));
            begin = pair[1];
        }
    }
    let end = if is_silence(*last, to.next()) {
        *last
    } else {
        to
    };
    spans.push((begin, end));
    spans
}

/// Outcomes of each calendar month, keyed by the month's first day. `evenings` are in order.
pub fn by_month(evenings: &[JudgedEvening]) -> Vec<(NaiveDate, OutcomeCounts)> {
    let month = |evening: &JudgedEvening| evening.date.0.with_day(1).unwrap_or(evening.date.0);
    evenings
        .chunk_by(|one, other| month(one) == month(other))
        .map(|own| (month(&own[0]), OutcomeCounts::from_evenings(own)))
        .collect()
}

impl OutcomeCounts {
    /// Kept over counted evenings, 0 to 1; `None` if none counted.
    pub fn share(self) -> Option<f64> {
        let counted = self.kept + self.missed;
        (counted > 0).then(|| self.kept as f64 / counted as f64)
    }
}

impl LookBack {
    /// Lights out minus planned bedtime in minutes, for each evening; negative means early. `None` where no
    /// lights out was recorded.
    pub fn minutes_after_plan(&self) -> Vec<Option<i64>> {
        let both = self.review.evenings.iter().zip(&self.nights);
        both.map(|(evening, night)| {
            let dark = evening.lights_out?.naive_local().time();
            Some(minutes_from(night.planned, dark))
        })
        .collect()
    }

    /// Number of nights with lights out within [`TARGET`] of the planned bedtime.
    pub fn on_target(&self) -> usize {
        let is_on_target = |minutes: &i64| minutes.abs() <= TARGET.num_minutes();
        let minutes = self.minutes_after_plan();
        minutes.into_iter().flatten().filter(is_on_target).count()
    }

    /// Mean milligrams of caffeine left at lights out.
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
    fn a_difference_across_midnight_is_the_shorter_one() {
        assert_eq!(minutes_from(clock(23 * 60 + 50), clock(10)), 20);
        assert_eq!(minutes_from(clock(10), clock(23 * 60 + 50)), -20);
        assert_eq!(minutes_from(clock(0), clock(720)), 720);
        assert_eq!(minutes_from(clock(720), clock(0)), 720);
    }

    #[test]
    fn silences_are_left_out_also_before_the_first_evening_and_after_the_last() {
        let date = |text: &str| -> EveningDate { text.parse().unwrap() };
        let span = (date("2026-01-01"), date("2026-12-31"));
        let left = |recorded: &[&str]| -> Vec<String> {
            let recorded: Vec<EveningDate> = recorded.iter().map(|text| date(text)).collect();
            let spans = without_silences(span, &recorded, 30).into_iter();
            spans.map(|(from, to)| format!("{from} {to}")).collect()
        };
        assert_eq!(left(&[]), ["2026-01-01 2026-12-31"]);
        assert_eq!(left(&["2026-06-01"]), ["2026-06-01 2026-06-01"]);
        // Thirty evenings without an entry are none yet, thirty-one are.
        assert_eq!(
            left(&["2026-01-31", "2026-03-03", "2026-04-04", "2026-12-01"]),
            [
                "2026-01-01 2026-03-03",
                "2026-04-04 2026-04-04",
                "2026-12-01 2026-12-31"
            ]
        );
        assert_eq!(
            left(&["2026-02-01", "2026-02-02", "2026-11-30"]),
            ["2026-02-01 2026-02-02", "2026-11-30 2026-11-30"]
        );
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
        fn the_difference_matches_counting_minute_by_minute(one in 0_u32..1440, other in 0_u32..1440) {
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
        fn every_value_counts_in_exactly_one_part(
            values in prop::collection::vec(prop::option::of(0_u32..100), 0..200),
            parts in 1_usize..90,
        ) {
            // With at most as many parts as values, each value belongs to exactly one part.
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
