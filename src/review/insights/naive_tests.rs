//! Every figure of a comparison against a second, plainer computation on random journals: nights without
//! ratings, evenings that do not count for a step, steps that were added late or removed.
//!
//! `WINDDOWN_CASES=500 cargo test --lib insights::naive` tries more of them.

use proptest::prelude::*;

use super::*;
use crate::event::{EveningDate, Rating};
use crate::review::EveningLegs;
use crate::split_mix::SplitMix64;

/// Seed and number of permutations determine the figures; the way of computing does not.
const SEED: u64 = 0x1e95_0ca1_3ed0_0517;
const PERMUTATIONS: usize = 999;

type Labels = Vec<Option<bool>>;
type Legs = Vec<Option<u8>>;
type Matrix = Vec<Vec<f64>>;

fn cases() -> u32 {
    let cases = std::env::var("WINDDOWN_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(16)
}

fn journal() -> impl Strategy<Value = (Legs, Vec<Labels>)> {
    (1..400_usize).prop_flat_map(|nights| {
        let rated = prop_oneof![Just(0.95), Just(0.6)];
        let legs = rated.prop_flat_map(move |rated| {
            prop::collection::vec(prop::option::weighted(rated, 0..=10_u8), nights)
        });
        let labels = (0.05..0.95_f64, 0.5..1.0_f64, 0..nights, 0..60_usize);
        let labels = labels.prop_flat_map(move |(share, rated, before, after)| {
            let label = prop::option::weighted(rated, prop::bool::weighted(share));
            prop::collection::vec(label, nights).prop_map(move |mut labels| {
                labels[..before / 2].fill(None);
                let end = nights - after.min(nights);
                labels[end..].fill(None);
                labels
            })
        });
        // Some with an effect, so that there are findings too.
        let effect = prop_oneof![Just(0), Just(4)];
        (legs, prop::collection::vec(labels, 0..4), effect).prop_map(
            |(mut legs, labels, effect)| {
                if let Some(first) = labels.first() {
                    for (legs, label) in legs.iter_mut().zip(first) {
                        if *label == Some(true) {
                            *legs = legs.map(|legs| legs.saturating_sub(effect));
                        }
                    }
                }
                (legs, labels)
            },
        )
    })
}

fn first() -> EveningDate {
    "2025-09-01".parse().unwrap()
}

fn compared_nights(legs: &Legs, all: &[Labels]) -> ComparedNights {
    let evening = |rating: &Option<u8>| EveningLegs {
        evening: None,
        night: rating.map(|rating| Rating::try_from(i64::from(rating)).unwrap()),
    };
    let own: Vec<EveningLegs> = legs.iter().map(evening).collect();
    let exposures = all.iter().enumerate().map(|(n, was)| Exposure {
        about: Subject::Factor(n.to_string()),
        was: was.clone(),
        legs: own.clone(),
    });
    let rated = legs.iter().position(Option::is_some);
    ComparedNights {
        first: Some(first()),
        since: Some(first().days_after(legs.len().saturating_sub(364) as u64)),
        first_rated: rated.map(|night| first().days_after(night as u64)),
        exposures: exposures.collect(),
        legs: own,
    }
}

/// One comparison, computed plainly: matrices of all nights, normal equations, each permutation regressed anew.
struct Plain {
    with: usize,
    without: usize,
    used: Vec<bool>,
    exposure: Vec<f64>,
    legs: Vec<f64>,
    exposure_of_used: Vec<f64>,
    columns: Matrix,
}

impl Plain {
    /// The nights in `from..to`.
    fn new(labels: &Labels, legs: &Legs, from: usize, to: usize) -> Self {
        // Weeks are counted back from the last night.
        let weeks = (to - from).div_ceil(7);
        let mut nights = Vec::new();
        for week in (0..weeks).rev() {
            let end = to - week * 7;
            let night = |days: usize| end.checked_sub(7 - days).filter(|night| *night >= from);
            let is_used = |night: usize| {
                labels[night].is_some()
                    && legs[night].is_some()
                    && night > 0
                    && legs[night - 1].is_some()
            };
            let own: Vec<Option<usize>> = (0..7).map(night).collect();
            if own.iter().flatten().any(|night| is_used(*night)) {
                nights.extend(
                    own.into_iter()
                        .enumerate()
                        .map(|(day, night)| (day, night, night.is_some_and(is_used))),
                );
            }
        }
        let used: Vec<bool> = nights.iter().map(|(_, _, used)| *used).collect();
        let label = |night: &Option<usize>| night.and_then(|night| labels[night]);
        let side = |side| {
            nights
                .iter()
                .filter(|(_, night, used)| *used && label(night) == Some(side))
                .count()
        };
        let begin = nights.iter().find_map(|(_, night, _)| *night).unwrap_or(0);
        let last = nights.last().and_then(|(_, night, _)| *night).unwrap_or(0);
        let length = (last - begin + 1) as f64;
        let pieces = (length / 28.0).round().max(1.0);
        let before = |night: usize| {
            night
                .checked_sub(1)
                .and_then(|night| legs[night])
                .map(f64::from)
        };
        let known: Vec<f64> = nights
            .iter()
            .filter(|night| night.2)
            .filter_map(|night| before(night.1?))
            .collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let columns = nights.iter().map(|(day, night, _)| {
            let time = night.map_or(0.0, |night| (night - begin) as f64);
            let mut row = vec![1.0, time];
            row.extend((1..pieces as usize).map(|n| (time - length * n as f64 / pieces).max(0.0)));
            row.extend((1..7).map(|weekday| f64::from(u8::from(*day == weekday))));
            row.push(night.and_then(before).unwrap_or(mean));
            row
        });
        let columns: Matrix = columns.collect();
        let was: Vec<f64> = nights
            .iter()
            .map(|(_, night, _)| f64::from(u8::from(label(night) == Some(true))))
            .collect();
        let rating: Vec<f64> = nights
            .iter()
            .map(|(_, night, _)| night.and_then(|n| legs[n]).map_or(0.0, f64::from))
            .collect();
        let counts: Vec<bool> = nights
            .iter()
            .map(|(_, night, _)| label(night).is_some())
            .collect();
        Self {
            with: side(true),
            without: side(false),
            exposure: residual(&columns, &was, &counts),
            legs: residual(&columns, &rating, &used),
            exposure_of_used: residual(&columns, &was, &used),
            columns,
            used,
        }
    }

    fn information(&self) -> f64 {
        self.exposure_of_used
            .iter()
            .map(|value| value * value)
            .sum()
    }

    fn can_be_compared(&self) -> bool {
        self.with >= 10 && self.without >= 10 && self.information() >= 1.5
    }

    fn product(&self) -> f64 {
        sum(&self.exposure, &self.legs)
    }

    /// Of each permutation its products with the legs and with the exposure, as if it varied like the exposure.
    fn permutations(&self) -> Vec<(f64, f64)> {
        let hat = Projection::new(&self.columns, &self.used);
        let mut order: Vec<usize> = (0..self.used.len() / 7).collect();
        let mut chance = SplitMix64::new(SEED);
        (0..PERMUTATIONS)
            .map(|_| {
                chance.shuffle(&mut order);
                let moved: Vec<f64> = order
                    .iter()
                    .flat_map(|week| self.exposure[week * 7..week * 7 + 7].to_vec())
                    .collect();
                let left = hat.residual(&moved);
                let scale = (self.information() / sum(&left, &left)).sqrt();
                (
                    scale * sum(&moved, &self.legs),
                    scale * sum(&moved, &self.exposure_of_used),
                )
            })
            .collect()
    }

    /// The share of orders that give at least as much as the observed one once `difference` is taken out of the legs.
    fn p(&self, permutations: &[(f64, f64)], difference: f64) -> f64 {
        let observed = (self.product() - difference * self.information()).abs();
        let as_large = permutations
            .iter()
            .filter(|(product, overlap)| (product - difference * overlap).abs() >= observed - 1e-9);
        (1 + as_large.count()) as f64 / 1000.0
    }
}

fn sum(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Least squares on some of the nights, by the normal equations.
struct Projection {
    rows: Matrix,
    used: Vec<bool>,
    inverse: Matrix,
}

impl Projection {
    fn new(rows: &Matrix, used: &[bool]) -> Self {
        // Centred columns of equal length make the equations well conditioned.
        let many = used.iter().filter(|used| **used).count().max(1) as f64;
        let width = rows.first().map_or(0, Vec::len);
        let mut rows = rows.clone();
        for column in 1..width {
            let own = |rows: &Matrix| -> Vec<f64> {
                let own = rows.iter().zip(used).filter(|(_, used)| **used);
                own.map(|(row, _)| row[column]).collect()
            };
            let mean = own(&rows).iter().sum::<f64>() / many;
            for row in &mut rows {
                row[column] -= mean;
            }
            let length = own(&rows)
                .iter()
                .map(|value| value * value)
                .sum::<f64>()
                .sqrt();
            let unit = if length > 1e-9 { length } else { f64::INFINITY };
            for row in &mut rows {
                row[column] /= unit;
            }
        }
        let mut products = vec![vec![0.0; width]; width];
        for (row, _) in rows.iter().zip(used).filter(|(_, used)| **used) {
            for (one, values) in products.iter_mut().enumerate() {
                for (other, value) in values.iter_mut().enumerate() {
                    *value += row[one] * row[other];
                }
            }
        }
        Self {
            inverse: inverse(products),
            rows,
            used: used.to_vec(),
        }
    }

    fn residual(&self, values: &[f64]) -> Vec<f64> {
        let width = self.inverse.len();
        let mut with_values = vec![0.0; width];
        for ((row, value), _) in self
            .rows
            .iter()
            .zip(values)
            .zip(&self.used)
            .filter(|(_, used)| **used)
        {
            for (sum, column) in with_values.iter_mut().zip(row) {
                *sum += column * value;
            }
        }
        let coefficients: Vec<f64> = self
            .inverse
            .iter()
            .map(|row| sum(row, &with_values))
            .collect();
        let nights = self.rows.iter().zip(values).zip(&self.used);
        nights
            .map(|((row, value), used)| {
                if *used {
                    value - sum(row, &coefficients)
                } else {
                    0.0
                }
            })
            .collect()
    }
}

fn residual(rows: &Matrix, values: &[f64], used: &[bool]) -> Vec<f64> {
    Projection::new(rows, used).residual(values)
}

/// A generalised inverse of a symmetric matrix: rows that depend on others count for nothing. [Gauss & Jordan]
fn inverse(mut matrix: Matrix) -> Matrix {
    let width = matrix.len();
    let mut inverse: Matrix = (0..width)
        .map(|n| (0..width).map(|m| f64::from(u8::from(n == m))).collect())
        .collect();
    let mut left: Vec<usize> = (0..width).collect();
    let mut dropped = Vec::new();
    while let Some(at) = (0..left.len())
        .max_by(|a, b| matrix[left[*a]][left[*a]].total_cmp(&matrix[left[*b]][left[*b]]))
    {
        let pivot = left.remove(at);
        let value = matrix[pivot][pivot];
        if value < 1e-9 {
            dropped.push(pivot);
            continue;
        }
        for other in (0..width).filter(|other| *other != pivot) {
            let factor = matrix[other][pivot] / value;
            for column in 0..width {
                let (of_matrix, of_inverse) = (matrix[pivot][column], inverse[pivot][column]);
                matrix[other][column] -= factor * of_matrix;
                inverse[other][column] -= factor * of_inverse;
            }
        }
        matrix[pivot].iter_mut().for_each(|cell| *cell /= value);
        inverse[pivot].iter_mut().for_each(|cell| *cell /= value);
    }
    for dropped in dropped {
        inverse[dropped].fill(0.0);
        for row in &mut inverse {
            row[dropped] = 0.0;
        }
    }
    inverse
}

/// By definition: the smallest value of p times comparisons over rank, among all p at least as large.
fn q_of(p: f64, all: &[f64]) -> f64 {
    let no_smaller = all.iter().filter(|other| **other >= p);
    let each = no_smaller.map(|other| {
        let as_small = all.iter().filter(|p| *p <= other).count();
        other * all.len() as f64 / as_small as f64
    });
    each.fold(1.0, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn every_figure_of_a_comparison_matches_a_plain_computation((legs, all) in journal()) {
        let nights = compared_nights(&legs, &all);
        let from = legs.len().saturating_sub(364);
        let insights = nights.insights();
        let mut ps = Vec::new();
        for insight in &insights {
            let labels = &all[insight.about.name().parse::<usize>().unwrap()];
            let plain = Plain::new(labels, &legs, from, legs.len());
            prop_assert_eq!((insight.with, insight.without), (plain.with, plain.without));
            prop_assert_eq!(insight.estimate.is_some(), plain.can_be_compared());
            let missing = (10_usize.saturating_sub(insight.with), 10_usize.saturating_sub(insight.without));
            prop_assert_eq!(insight.still_missing(), missing);
            let Some(estimate) = insight.estimate else { continue };
            let permutations = plain.permutations();
            let p = |difference| plain.p(&permutations, difference);
            prop_assert!((estimate.p - p(0.0)).abs() < 0.0011, "{estimate:?} {}", p(0.0));
            prop_assert_eq!(estimate.p <= 0.05, !estimate.interval_contains_zero());
            // Just within the interval the shifted legs are not significant, just outside they are.
            let (low, high) = estimate.interval;
            prop_assert!(p(low + 1e-6) > 0.05 && p(high - 1e-6) > 0.05, "{estimate:?}");
            prop_assert!(low <= -10.0 || p(low - 1e-6) <= 0.051, "{estimate:?} {}", p(low - 1e-6));
            prop_assert!(10.0 <= high || p(high + 1e-6) <= 0.051, "{estimate:?}");
            let error = (high - low) / 3.92;
            let size = plain.product() / plain.information() * 0.49 / (0.49 + error * error);
            prop_assert!((estimate.difference - size.clamp(low, high)).abs() < 1e-6);
            prop_assert!(0.0 < estimate.p && estimate.p <= estimate.q && estimate.q <= 1.0);
            ps.push(estimate.p);
        }
        for estimate in insights.iter().filter_map(|insight| insight.estimate) {
            prop_assert!((estimate.q - q_of(estimate.p, &ps)).abs() < 1e-9);
        }
        // The most certain first, comparisons without an estimate last.
        let order: Vec<f64> = insights.iter().map(|i| i.estimate.map_or(2.0, |estimate| estimate.q)).collect();
        prop_assert!(order.is_sorted());
    }

    #[test]
    fn findings_match_a_plain_computation((legs, all) in journal()) {
        let found = compared_nights(&legs, &all).findings();
        let begin = legs.iter().position(Option::is_some).unwrap_or(legs.len());
        let landmark = (56..).step_by(28).map(|nights| begin + nights).take_while(|end| *end <= legs.len()).last();
        let Some(end) = landmark else {
            prop_assert!(found.is_empty());
            return Ok(());
        };
        let compared: Vec<(String, Plain)> = (0..all.len())
            .map(|n| (n.to_string(), Plain::new(&all[n], &legs, end.saturating_sub(364), end)))
            .filter(|(_, plain)| plain.can_be_compared())
            .collect();
        for (name, plain) in &compared {
            let finding = found.iter().find(|finding| finding.about.name() == name);
            let (score, weeks) = plain_score(plain);
            // The normal distribution by adding up its density in small steps.
            let step = 1e-4;
            let within: f64 = (0..(score.abs() / step) as usize)
                .map(|n| (-((n as f64 + 0.5) * step).powi(2) / 2.0).exp() * step)
                .sum();
            let p = 1.0 - 2.0 * within / std::f64::consts::TAU.sqrt();
            let level = 0.005 / compared.len() as f64;
            let is_significant = plain.p(&plain.permutations(), 0.0) <= 0.05;
            if (p - level).abs() > 1e-5 {
                prop_assert_eq!(finding.is_some(), p < level && weeks >= 8 && is_significant, "{} {}", p, level);
            }
            if let Some(finding) = finding {
                prop_assert_eq!(finding.until, first().days_after(end as u64 - 1));
                prop_assert_eq!((finding.with, finding.without), (plain.with, plain.without));
            }
        }
    }
}

/// The standard score, and the number of weeks: moments of all orders of the weeks, from the definition of the variance.
fn plain_score(plain: &Plain) -> (f64, usize) {
    let weeks = plain.used.len() / 7;
    let product = |one: usize, other: usize| {
        sum(
            &plain.exposure[one * 7..one * 7 + 7],
            &plain.legs[other * 7..other * 7 + 7],
        )
    };
    let count = weeks as f64;
    let all: Matrix = (0..weeks)
        .map(|one| (0..weeks).map(|other| product(one, other)).collect())
        .collect();
    let mean = all.iter().flatten().sum::<f64>() / count;
    // The variance of a sum over a random order is that of two of its parts, as often as there are parts and pairs:
    // E[a_ij a_kl] over i != k and j != l, and E[a_ij^2].
    let squares: f64 = all.iter().flatten().map(|value| value * value).sum();
    let square = |value: f64| value * value;
    let of_row = |row: &Vec<f64>| square(row.iter().sum());
    let same_row: f64 = all.iter().map(of_row).sum();
    let of_column = |column: usize| square(all.iter().map(|row| row[column]).sum());
    let same_column: f64 = (0..weeks).map(of_column).sum();
    let total = mean * count;
    let pairs = total * total - same_row - same_column + squares;
    let variance = squares / count + pairs / (count * (count - 1.0)) - mean * mean;
    let used = plain.used.iter().filter(|used| **used).count() as f64;
    let rank = rank(&plain.columns, &plain.used) as f64;
    (
        (plain.product() - mean) / (variance * used / (used - rank)).sqrt(),
        weeks,
    )
}

/// The rank of the columns on the nights used: what they take from as many random values.
fn rank(columns: &Matrix, used: &[bool]) -> usize {
    let projection = Projection::new(columns, used);
    let many = used.len();
    let trace: f64 = (0..many)
        .filter(|night| used[*night])
        .map(|night| {
            let mut unit = vec![0.0; many];
            unit[night] = 1.0;
            1.0 - projection.residual(&unit)[night]
        })
        .sum();
    trace.round() as usize
}
