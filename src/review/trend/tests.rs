//! The trend against a second computation, and its rates of false and true positives.

use proptest::prelude::*;

use super::*;
use crate::split_mix::SplitMix64;

fn first() -> EveningDate {
    "2026-01-05".parse().unwrap()
}

/// A rating or none for each evening.
fn trend(ratings: &[Option<u8>]) -> Option<Trend> {
    let evenings = first().through(EveningDate(chrono::NaiveDate::MAX));
    let rated = evenings.zip(ratings);
    let rated = rated.filter_map(|(date, rating)| Some((date, f64::from((*rating)?))));
    Trend::fit(&rated.collect::<Vec<_>>())
}

proptest! {
    /// By raw sums of products instead of deviations from the mean; blocks by counting.
    #[test]
    fn slope_and_interval_match_plain_sums(
        ratings in prop::collection::vec(prop::option::weighted(0.4, 0..=10_u8), 1..500),
    ) {
        let rated: Vec<(i32, f64)> = (0..)
            .zip(&ratings)
            .filter_map(|(day, rating)| Some((day, f64::from((*rating)?))))
            .collect();
        let found = trend(&ratings);
        prop_assert_eq!(found.is_some(), rated.len() >= 7);
        let Some(found) = found else { return Ok(()) };
        let slope_of = |points: &[(f64, f64, f64)]| {
            let sum = |of: fn(&(f64, f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
            let (n, x, y) = (sum(|p| p.0), sum(|p| p.0 * p.1), sum(|p| p.0 * p.2));
            let (xx, xy) = (sum(|p| p.0 * p.1 * p.1), sum(|p| p.0 * p.1 * p.2));
            let yy = sum(|p| p.0 * p.2 * p.2);
            let (xx, xy, yy) = (xx - x * x / n, xy - x * y / n, yy - y * y / n);
            (xy / xx, xx, yy)
        };
        let nights: Vec<_> = rated.iter().map(|(day, rating)| (1.0, f64::from(*day), *rating)).collect();
        let (slope, ..) = slope_of(&nights);
        prop_assert!((found.per_week - slope * 7.0).abs() < 1e-9);

        let (begin, end) = (rated[0].0, rated[rated.len() - 1].0);
        let mut weeks_each = 1;
        while weeks_each * 7 * 13 <= end - begin {
            weeks_each += 1;
        }
        let mut stretches = vec![];
        for from in (begin..=end).step_by(7 * weeks_each as usize) {
            let own: Vec<_> = rated.iter().filter(|(day, _)| (from..from + 7 * weeks_each).contains(day)).collect();
            let n = own.len() as f64;
            if n > 0.0 {
                let days = own.iter().map(|(day, _)| f64::from(*day)).sum::<f64>() / n;
                stretches.push((n, days, own.iter().map(|(_, rating)| rating).sum::<f64>() / n));
            }
        }
        prop_assert!(stretches.len() <= 13);
        prop_assert_eq!(found.interval.is_some(), stretches.len() >= 4);
        if let Some((least, most)) = found.interval {
            let (slope_of_stretches, xx, yy) = slope_of(&stretches);
            let free = stretches.len() as f64 - 2.0;
            let off = (yy / xx - slope_of_stretches.powi(2)).max(0.0);
            let half_width = (off / free).sqrt() * student_quantile(NORMAL_QUANTILE, free) * 7.0;
            // Their line differs a little from that of the nights, since a block has a single mean day.
            prop_assert!((most - least - 2.0 * half_width).abs() < 1e-6);
            prop_assert!((least + most - 2.0 * found.per_week).abs() < 1e-9);
        }
    }
}

#[test]
fn student_quantiles_match_the_tables() {
    // Two-sided 95 % quantiles.
    for (free, table) in [
        (3.0, 3.182),
        (4.0, 2.776),
        (6.0, 2.447),
        (10.0, 2.228),
        (50.0, 2.009),
    ] {
        let point = student_quantile(1.959_964, free);
        assert!((point / table - 1.0).abs() < 0.01, "{free}: {point}");
    }
    assert!((student_quantile(1.959_964, 2.0) / 4.303 - 1.0).abs() < 0.05);
}

/// Ratings around 5 with a standard deviation of 1.2 and a correlation of 0.3 from night to night, which
/// change by `change` over the whole time; one morning in ten has no rating.
fn made_up(chance: &mut SplitMix64, nights: usize, by: f64) -> Vec<Option<u8>> {
    let share =
        |chance: &mut SplitMix64| ((chance.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
    let normal = |chance: &mut SplitMix64| {
        let (far, turn) = (share(chance), share(chance));
        (-2.0 * far.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    };
    let mut last = normal(chance);
    (0..nights)
        .map(|night| {
            let legs = 5.0 + 1.2 * last + by * night as f64 / nights as f64;
            last = 0.3 * last + (1.0_f64 - 0.09).sqrt() * normal(chance);
            (share(chance) > 0.1).then(|| legs.round().clamp(0.0, 10.0) as u8)
        })
        .collect()
}

/// Share of simulated journals whose interval excludes zero.
fn excluding_zero(journals: usize, nights: usize, by: f64) -> f64 {
    let mut chance = SplitMix64::new(1);
    let clear = (0..journals)
        .filter(|_| trend(&made_up(&mut chance, nights, by)).is_some_and(|trend| trend.is_clear()));
    clear.count() as f64 / journals as f64
}

#[test]
fn without_a_change_the_interval_at_one_look_seldom_excludes_zero() {
    for nights in [7, 28, 42, 84, 91, 182, 364] {
        let share = excluding_zero(4000, nights, 0.0);
        println!(
            "nothing in {nights} nights: the interval excludes zero in {:.1} %",
            share * 100.0
        );
        assert!(share <= 0.05, "{nights} nights: {share}");
    }
}

#[test]
fn a_change_of_two_points_over_twelve_weeks_is_mostly_detected() {
    let share = excluding_zero(1000, 84, -2.0);
    println!(
        "two points in 84 nights: the interval excludes zero in {:.1} %",
        share * 100.0
    );
    assert!(share >= 0.7, "{share}");
}

#[test]
fn months_without_ratings_do_not_narrow_the_interval() {
    let rated: Vec<Option<u8>> = [3, 4, 3, 4, 3].map(Some).to_vec();
    let later: Vec<Option<u8>> = [6, 7, 6, 7, 6].map(Some).to_vec();
    let apart = [rated, vec![None; 400], later].concat();
    assert_eq!(trend(&apart).unwrap().interval, None);
}
