//! One comparison: nights with something against nights without it, adjusted, and tested by permuting weeks.

use std::ops::Range;

use super::adjust::{self, Column, Night, WEEK, dot};
use super::{Estimate, Exposure, FEWEST_NIGHTS};
use crate::event::Rating;
use crate::review::{EveningLegs, LegsFigure};
use crate::split_mix::SplitMix64;

/// The number of permutations; with the observed order they are a thousand.
const PERMUTATIONS: usize = 999;

/// An end of the 95 % interval is where 50 of the thousand orders of the weeks differ as much.
const IN_INTERVAL: usize = 50;

/// The least information for an estimate, in nights: how much of the exposure neither time, weekday nor the night before
/// foretells.
const LEAST_INFORMATION: f64 = 1.5;

/// The seed of every comparison. Each starts from it anew, so that another step in the plan does not change
/// the figures of the others.
const SEED: u64 = 0x1e95_0ca1_3ed0_0517;

/// The width of a 95 % interval in standard errors.
const INTERVAL_WIDTH: f64 = 3.92;

/// The variance of true differences that stated sizes assume: a standard deviation of 0.7 points. Of the
/// differences that are large enough to be noticed, many are large by chance.
const SIZE_VARIANCE: f64 = 0.49;

/// The highest rating.
const WORST: f64 = Rating::WORST.get() as f64;

/// The share of [`Sample::information`] from which a permutation tells nothing about the size of the difference.
const UNBOUNDED: f64 = 1.0 - 1e-9;

/// The nights of one comparison.
#[derive(Debug)]
pub(super) struct Sample {
    /// Nights with it that are compared.
    pub(super) with: usize,
    /// Nights without it that are compared.
    pub(super) without: usize,
    /// All nights of the weeks that take part.
    weeks: Vec<Night>,
}

/// Legs and exposure of whole weeks, with time, weekday and the night before taken out.
#[derive(Debug)]
pub(super) struct Adjusted {
    /// Which nights are compared.
    used: Vec<bool>,
    /// What is left of the exposure, on all nights that count for it; 0 elsewhere. This is what is permuted.
    exposure: Column,
    /// What is left of the legs on the compared nights; 0 elsewhere.
    legs: Column,
    /// What is left of the exposure if only the compared nights are looked at.
    exposure_of_used: Column,
    /// What is taken out: an orthonormal basis on the compared nights.
    basis: Vec<Column>,
    /// The sum of products of exposure and legs.
    product: f64,
    /// The sum of squares of the exposure.
    information: f64,
}

impl Sample {
    /// The nights of `exposure` in `range`, by `figure`. `legs` are those of all evenings.
    pub(super) fn new(
        exposure: &Exposure,
        legs: &[EveningLegs],
        range: Range<usize>,
        figure: LegsFigure,
    ) -> Self {
        let rating = |legs: &EveningLegs| legs.get(figure).map(Rating::get);
        // Weeks end on the last night; the first may be cut short.
        let skipped = range.end % WEEK;
        let nights = range.map(|night| Night {
            time: night,
            weekday: (night + WEEK - skipped) % WEEK,
            was: exposure.was.get(night).copied().flatten(),
            legs: exposure.legs.get(night).and_then(rating),
            before: night
                .checked_sub(1)
                .and_then(|before| legs.get(before))
                .and_then(rating),
        });
        Self::from_nights(nights)
    }

    /// `nights` are ordered by time; a week ends with weekday 6.
    fn from_nights(nights: impl Iterator<Item = Night>) -> Self {
        let weeks = whole_weeks(nights);
        let used = || weeks.iter().filter(|night| night.is_used());
        let with = used().filter(|night| night.was == Some(true)).count();
        let without = used().count() - with;
        Self {
            with,
            without,
            weeks,
        }
    }

    /// The adjusted nights; `None` if there are too few, or if the exposure is foretold by what is taken out.
    pub(super) fn adjusted(&self) -> Option<Adjusted> {
        let is_enough = self.with >= FEWEST_NIGHTS && self.without >= FEWEST_NIGHTS;
        is_enough
            .then(|| Adjusted::new(&self.weeks))
            .filter(|adjusted| adjusted.information >= LEAST_INFORMATION)
    }

    /// The estimate; q is p until it is adjusted.
    pub(super) fn estimate(&self) -> Option<Estimate> {
        self.adjusted().map(|adjusted| adjusted.estimate())
    }
}

/// The weeks with a night that is compared, the first filled up to seven nights.
///
/// Weeks without one take no part. Half a year without ratings is no evidence either way, but its exposure
/// moved onto rated weeks would leave hardly any night on one of the sides.
fn whole_weeks(nights: impl Iterator<Item = Night>) -> Vec<Night> {
    let mut all: Vec<Night> = Vec::new();
    for night in nights {
        if all.is_empty() {
            let missing = (0..night.weekday).map(|weekday| Night {
                weekday,
                was: None,
                legs: None,
                before: None,
                ..night
            });
            all.extend(missing);
        }
        all.push(night);
    }
    let weeks = all.chunks(WEEK);
    weeks
        .filter(|week| week.iter().any(Night::is_used))
        .flatten()
        .copied()
        .collect()
}

impl Adjusted {
    fn new(nights: &[Night]) -> Self {
        let used: Vec<bool> = nights.iter().map(Night::is_used).collect();
        let counts: Vec<bool> = nights.iter().map(|night| night.was.is_some()).collect();
        let columns = adjust::columns(nights);
        let basis = adjust::basis(&columns, &used);
        let was = |night: &Night| f64::from(u8::from(night.was == Some(true)));
        let was: Column = nights.iter().map(was).collect();
        let legs = nights.iter().map(|night| night.legs.map_or(0.0, f64::from));
        let legs: Column = legs.collect();
        let legs = adjust::residual(adjust::only(&legs, &used), &basis);
        let exposure_of_used = adjust::residual(adjust::only(&was, &used), &basis);
        let exposure = adjust::residual(was, &adjust::basis(&columns, &counts));
        Self {
            product: dot(&exposure, &legs),
            information: dot(&exposure_of_used, &exposure_of_used),
            used,
            exposure,
            legs,
            exposure_of_used,
            basis,
        }
    }

    /// Number of weeks.
    pub(super) fn weeks(&self) -> usize {
        self.used.len() / WEEK
    }

    /// The estimate; q is p until it is adjusted.
    pub(super) fn estimate(&self) -> Estimate {
        let (mut least, mut most) = (Vec::new(), Vec::new());
        let mut as_large = 1;
        self.permuted(|range| {
            as_large += usize::from((range.0..=range.1).contains(&0.0));
            least.push(range.0);
            most.push(range.1);
        });
        least.sort_by(f64::total_cmp);
        most.sort_by(|one, other| other.total_cmp(one));
        let end = |ends: &[f64]| ends[IN_INTERVAL - 1].clamp(-WORST, WORST);
        let interval = (end(&least), end(&most));
        let p = as_large as f64 / (PERMUTATIONS + 1) as f64;
        Estimate {
            difference: shrunk(self.product / self.information, interval),
            interval,
            p,
            q: p,
        }
    }

    /// For each permutation of the weeks, the differences that would make it differ from the observed order at
    /// least as much as by chance: the lowest and the highest.
    ///
    /// A difference `d` lies between them if and only if, with `d` taken out of the legs, the permuted order gives at
    /// least as much as the observed one. That holds for 0 too, so p and interval agree.
    fn permuted(&self, mut add: impl FnMut((f64, f64))) {
        let weeks = self.weeks();
        let against_legs = self.week_products(&self.legs);
        let against_used = self.week_products(&self.exposure_of_used);
        let squares: Vec<f64> = self.exposure.iter().map(|value| value * value).collect();
        let is_used: Column = self
            .used
            .iter()
            .map(|used| f64::from(u8::from(*used)))
            .collect();
        let squares = week_products(&squares, &is_used);
        let rank = self.basis.len();
        // The basis night by night, so that a night's values lie side by side.
        let by_night: Vec<f64> = (0..self.used.len())
            .flat_map(|night| self.basis.iter().map(move |direction| direction[night]))
            .collect();
        let mut chance = SplitMix64::new(SEED);
        let mut order: Vec<usize> = (0..weeks).collect();
        let mut explained = vec![0.0; rank];
        for _ in 0..PERMUTATIONS {
            chance.shuffle(&mut order);
            let (mut product, mut overlap, mut square) = (0.0, 0.0, 0.0);
            explained.fill(0.0);
            for (week, from) in order.iter().enumerate() {
                let pair = from * weeks + week;
                product += against_legs[pair];
                overlap += against_used[pair];
                square += squares[pair];
                for day in 0..WEEK {
                    let exposure = self.exposure[from * WEEK + day];
                    let night = week * WEEK + day;
                    let directions = &by_night[night * rank..(night + 1) * rank];
                    for (sum, direction) in explained.iter_mut().zip(directions) {
                        *sum += exposure * direction;
                    }
                }
            }
            let left = square - dot(&explained, &explained);
            add(self.range(product, overlap, left));
        }
    }

    /// See [`Self::permuted`]: of a permutation with these sums over the compared nights of its exposure times
    /// the legs and times the exposure there, and of the squares that nothing explains.
    fn range(&self, product: f64, overlap: f64, left: f64) -> (f64, f64) {
        let nothing = (f64::NEG_INFINITY, f64::INFINITY);
        if left <= self.information * 1e-9 {
            return nothing;
        }
        // As if the permuted exposure varied as much as the observed one.
        let scale = (self.information / left).sqrt();
        let (product, overlap) = (scale * product, scale * overlap);
        if overlap.abs() >= self.information * UNBOUNDED {
            return nothing;
        }
        let ends = [
            (self.product - product) / (self.information - overlap),
            (self.product + product) / (self.information + overlap),
        ];
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    }

    /// How far the observed product lies from the mean of all orders of the weeks, in standard deviations of
    /// those orders; computed from their exact moments, so no number is drawn. `None` where they do not vary.
    pub(super) fn standard_score(&self) -> Option<f64> {
        let weeks = self.weeks();
        let products = self.week_products(&self.legs);
        let count = weeks as f64;
        let rows: Vec<f64> = products.chunks(weeks).map(|row| row.iter().sum()).collect();
        let columns = (0..weeks).map(|week| products.iter().skip(week).step_by(weeks).sum());
        let columns: Vec<f64> = columns.collect();
        let total: f64 = rows.iter().sum();
        let mut squares = 0.0;
        for (row, of_row) in products.chunks(weeks).zip(&rows) {
            for (product, of_column) in row.iter().zip(&columns) {
                let centred =
                    product - of_row / count - of_column / count + total / (count * count);
                squares += centred * centred;
            }
        }
        let used = self.used.iter().filter(|used| **used).count() as f64;
        // The legs have lost a degree of freedom for each direction that was taken out.
        let freedom = used / (used - self.basis.len() as f64);
        let variance = squares / (count - 1.0) * freedom;
        (variance > 0.0 && variance.is_finite())
            .then(|| (self.product - total / count) / variance.sqrt())
    }

    fn week_products(&self, other: &[f64]) -> Vec<f64> {
        week_products(&self.exposure, other)
    }
}

/// The product of each week of `one` with each week of `other`, row by row.
fn week_products(one: &[f64], other: &[f64]) -> Vec<f64> {
    let rows = one.chunks(WEEK);
    rows.flat_map(|one| other.chunks(WEEK).map(move |other| dot(one, other)))
        .collect()
}

/// The size that is stated: the estimate drawn toward zero by its uncertainty, but not out of its interval. It is
/// the mean of the true differences that would be estimated so, if they vary by [`SIZE_VARIANCE`] around zero.
fn shrunk(estimate: f64, interval: (f64, f64)) -> f64 {
    let error = (interval.1 - interval.0) / INTERVAL_WIDTH;
    let size = estimate * SIZE_VARIANCE / (SIZE_VARIANCE + error * error);
    size.max(interval.0).min(interval.1)
}
