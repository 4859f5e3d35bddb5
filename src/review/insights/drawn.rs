//! Nights of a trial whose evenings were drawn by fortnights: with the step against without it.
//!
//! Ratings are integers, so sums are exact. The rest is division and square roots, which IEEE 754 rounds
//! alike on every machine: the same journal gives the same figures everywhere, to the last bit.

use std::ops::AddAssign;

use super::{Estimate, FEWEST_NIGHTS, Insight, Subject};
use crate::event::Rating;
use crate::review::LegsFigure;
use crate::split_mix::SplitMix64;

/// The number of permutations, unless [`CLEARLY_NOTHING`] ends the test early.
const SHUFFLES: usize = 1999;

/// Stop early: after this many permutations with a difference as large, p > 0.05 is certain, and its value
/// is precise enough.
const CLEARLY_NOTHING: usize = 200;

/// The number of bootstrap samples.
const BOOTSTRAP_SAMPLES: usize = 999;

/// Nights in a block. Longer blocks would keep more of the correlation between nights, but a block of two
/// or four weeks maps the labels of a step that is done every second evening onto themselves, and measured
/// no better.
const WEEK: usize = 7;

/// The seed of every comparison. Each starts from it anew, so that another step in the plan does not change
/// the figures of the others.
const SEED: u64 = 0x1e95_0ca1_3ed0_0517;

/// The one-sided 95 % quantile of the normal distribution.
const ONE_SIDED: f64 = 1.645;

/// The highest rating.
const WORST: f64 = Rating::WORST.get() as f64;

/// Number of nights on each side, and the sum of their ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sides {
    with: i64,
    sum_with: i64,
    without: i64,
    sum_without: i64,
}

impl Sides {
    /// Counts the nights that have both a label and a rating.
    pub(super) fn from_labels(labels: &[Option<bool>], ratings: &[Option<u8>]) -> Self {
        let mut sides = Self::default();
        for (label, rating) in labels.iter().zip(ratings) {
            match (label, rating) {
                (Some(true), Some(rating)) => {
                    sides.with += 1;
                    sides.sum_with += i64::from(*rating);
                }
                (Some(false), Some(rating)) => {
                    sides.without += 1;
                    sides.sum_without += i64::from(*rating);
                }
                (None, _) | (_, None) => {}
            }
        }
        sides
    }

    /// The difference of the means as numerator and denominator, the denominator positive; `None` if a side
    /// is empty.
    fn fraction(self) -> Option<(i64, i64)> {
        let denominator = self.with * self.without;
        let numerator = self.sum_with * self.without - self.sum_without * self.with;
        (denominator > 0).then_some((numerator, denominator))
    }

    /// The difference of the means; `None` if a side is empty.
    fn difference(self) -> Option<f64> {
        self.fraction()
            .map(|(numerator, denominator)| numerator as f64 / denominator as f64)
    }

    /// Whether the absolute difference is at least that of `others` (a fraction), compare exactly by
    /// cross-multiplication. Where a side is empty the difference is unknown, and it counts as large: that
    /// errs towards a higher p.
    fn differ_as_much(self, others: (i64, i64)) -> bool {
        let product = |one: i64, other: i64| i128::from(one.abs()) * i128::from(other);
        self.fraction().is_none_or(|(numerator, denominator)| {
            product(numerator, others.1) >= product(others.0, denominator)
        })
    }
}

impl AddAssign for Sides {
    fn add_assign(&mut self, other: Self) {
        self.with += other.with;
        self.sum_with += other.sum_with;
        self.without += other.without;
        self.sum_without += other.sum_without;
    }
}

/// Compares the nights of a trial, where `next_permutation` draws its evenings anew. q equals p, as a trial is a
/// single comparison.
pub(super) fn compare_with_permutations(
    (about, figure): (&Subject, LegsFigure),
    labels: &[Option<bool>],
    ratings: &[Option<u8>],
    next_permutation: impl FnMut(&mut SplitMix64) -> Sides,
) -> Insight {
    let sides = Sides::from_labels(labels, ratings);
    let (with, without) = (sides.with as usize, sides.without as usize);
    let is_enough = with >= FEWEST_NIGHTS && without >= FEWEST_NIGHTS;
    let observed = sides.fraction().filter(|_| is_enough);
    let estimate = observed.map(|observed| {
        let difference = observed.0 as f64 / observed.1 as f64;
        let p = permutation_p(observed, next_permutation);
        Estimate {
            difference,
            interval: interval(difference, labels, ratings),
            p,
            q: p,
        }
    });
    Insight {
        about: about.clone(),
        figure,
        with,
        without,
        estimate,
    }
}

/// The two-sided p of the permutation test: the share of permutations whose absolute difference is at least
/// the observed one.
///
/// The observed labels count as one permutation, so p is never 0. [Phipson & Smyth 2010, doi
/// 10.2202/1544-6115.1585] Returns the upper end of the one-sided 95 % confidence interval of that share
/// (normal approximation).
fn permutation_p(
    observed: (i64, i64),
    mut next_permutation: impl FnMut(&mut SplitMix64) -> Sides,
) -> f64 {
    let mut chance = SplitMix64::new(SEED);
    let (mut as_large, mut drawn) = (1, 1);
    while drawn <= SHUFFLES && as_large <= CLEARLY_NOTHING {
        drawn += 1;
        as_large += usize::from(next_permutation(&mut chance).differ_as_much(observed));
    }
    let (share, drawn) = (as_large as f64 / drawn as f64, drawn as f64);
    (share + ONE_SIDED * (share * (1.0 - share) / drawn).sqrt()).min(1.0)
}

/// The 95 % bootstrap percentile interval of the difference: samples are built from blocks of seven
/// neighbouring nights that may start anywhere and wrap from the last night to the first. [The circular
/// block bootstrap, Politis & Romano 1992]
///
/// With few blocks, samples drawn with replacement vary less than the data they stand for, by a factor of
/// `sqrt(1 - 1 / blocks)`; the interval is widened by its inverse.
fn interval(difference: f64, labels: &[Option<bool>], ratings: &[Option<u8>]) -> (f64, f64) {
    let nights = labels.len();
    let around = |n: usize| n % nights;
    let blocks: Vec<Sides> = (0..nights)
        .map(|first| {
            let mut sides = Sides::default();
            for night in (first..first + WEEK).map(around) {
                sides += Sides::from_labels(&labels[night..=night], &ratings[night..=night]);
            }
            sides
        })
        .collect();
    let blocks_per_sample = nights.div_ceil(WEEK);
    let mut chance = SplitMix64::new(SEED);
    let mut differences: Vec<f64> = (0..BOOTSTRAP_SAMPLES)
        .filter_map(|_| {
            let mut sides = Sides::default();
            for _ in 0..blocks_per_sample {
                sides += blocks[chance.below(nights)];
            }
            sides.difference()
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    // The 25th from either end of 999 cuts off 2.5 %.
    let cut = (differences.len() + 1) / 40;
    let widening = (blocks_per_sample as f64 / (blocks_per_sample as f64 - 1.0)).sqrt();
    let end = |at: Option<&f64>, open: f64| {
        at.map_or(open, |end| difference + (end - difference) * widening)
            .clamp(-WORST, WORST)
    };
    (
        end(differences.get(cut.saturating_sub(1)), -WORST),
        end(differences.iter().rev().nth(cut.saturating_sub(1)), WORST),
    )
}
