//! Insights: ratings of the legs on nights with and without a step or a factor, and how certain a difference is.
//!
//! `nights` collects the data, `compare` does one comparison, `discovery` corrects for the number of
//! comparisons, and `trial` evaluates trials, whose evenings were randomised:
//! `evidence` may be looked at every evening, `forecast` tells beforehand what can be seen. `words::insight_text` and
//! `words::trial_line` put the results into words.
//!
//! An insight is an association, not a cause. A step that is done on good days looks as if it helped, and two
//! things that both change over the years look as if they belonged together.
//!
//! # Method
//!
//! The estimate is the difference of the mean ratings. Its two-sided p comes from a permutation test: the labels
//! (with, without) are permuted in blocks of whole weeks, up to 1999 times, and p is the share of
//! permutations that give a difference as large. Nights are not independent: bad nights come in runs, and so do
//! habits. Permuting single nights would report such runs as findings.
//!
//! Blocks of whole weeks were chosen over circular shifts of the labels by measurement. Share of 1,000 simulated
//! journals of 84 nights without an effect, ratings with a correlation of 0.3 from night to night, that have
//! p < 0.05; 5 % would be exact:
//!
//! | habits | whole weeks | circular shifts | single nights |
//! |---|---|---|---|
//! | independent evenings | 4.9 % | 6.3 % | 5.5 % |
//! | in runs | 4.5 % | 5.4 % | 10.6 % |
//! | both habit and legs by the day of the week | 5.3 % | 20.1 % | 49.6 % |
//!
//! A permuted week keeps its weekdays, so an effect of the day of the week is not mistaken for one of the step.
//! Circular shifts have another limit: 84 nights allow only 83, too few for a q below 0.05 with five comparisons
//! or more.
//!
//! The p of a random sample of permutations varies with the sample. The reported p is the upper end of its
//! one-sided 95 % confidence interval, so that luck in sampling produces no finding. q is the p adjusted by the
//! procedure of Benjamini and Hochberg over all comparisons made: of the insights with q below 0.05, one in
//! twenty is expected to be false. The confidence interval is a bootstrap percentile interval with blocks of
//! seven neighbouring nights.
//!
//! # Measured error rates
//!
//! `tests/insights_power.rs` simulates journals and checks these rates; `cargo test --release --test
//! insights_power -- --ignored --nocapture` prints these figures, each from 1,000 journals:
//!
//! - No effect, 84 nights: 1.8 to 4.6 % of journals have an insight with q < 0.05, with one habit, five or ten,
//!   on independent evenings, in runs or by the day of the week. No effect, half a year or a year, habits in
//!   runs: 3.8 to 4.0 %; of 10,000 journals with a single such habit 4.4 and 4.9 %.
//! - Power: an effect of one point on half of 84 nights, in noise with a standard deviation of 1.2 and a
//!   correlation of 0.2, has p < 0.05 in 93.3 %; in 87.0 % where the step is done in runs, and in 61.9 % over 42
//!   nights.
//! - Coverage: the interval contains the true difference in 92 to 94 %.
//! - A [trial](crate::plan::Trial) by fortnights, as older versions drew them, detects one point in 41 % in four weeks,
//!   in 78 % in eight; without an effect it reports one in 3 %. Trials in pairs are measured in `tests/trials.rs`.

mod compare;
mod discovery;
mod evidence;
mod forecast;
#[cfg(test)]
mod naive_tests;
mod nights;
#[cfg(test)]
mod tests;
mod trial;
mod trial_figures;

pub use compare::FEWEST_NIGHTS;
pub use forecast::{FEWEST_DIFFERENCES, Forecast, ForecastChance};
pub use nights::{ComparedNights, Exposure, FEWEST_EVENINGS, Subject};
pub use trial::{TrialResult, TrialStage};
pub use trial_figures::{Arm, Certainty, Effect, TrialFigures};

pub(super) use nights::{ComparedNightsBuilder, first_compared};
pub(super) use trial::TrialResultsBuilder;

use std::cmp::Ordering;

use super::LegsFigure;

/// The significance level: q of an insight, or p of a trial, below this is a finding.
pub const SIGNIFICANCE_LEVEL: f64 = 0.05;

/// One comparison of nights with and without something.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// What the nights are compared by.
    pub about: Subject,
    /// The figure of the legs that is compared.
    pub figure: LegsFigure,
    /// Rated nights with it.
    pub with: usize,
    /// Rated nights without it.
    pub without: usize,
    /// What was estimate; none where there are not [`FEWEST_NIGHTS`] of each.
    pub estimate: Option<Estimate>,
}

/// The result of a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Mean rating on nights with it minus mean rating on nights without: negative means calmer with it.
    pub difference: f64,
    /// 95 % confidence interval of the difference, lower end first: a block bootstrap percentile interval.
    pub interval: (f64, f64),
    /// Two-sided p of the permutation test, above 0 and up to 1.
    pub p: f64,
    /// p adjusted by the procedure of Benjamini and Hochberg.
    pub q: f64,
}

impl Estimate {
    /// Whether the confidence interval contains zero.
    pub fn interval_contains_zero(&self) -> bool {
        (self.interval.0..=self.interval.1).contains(&0.0)
    }
}

/// The significance of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Significance {
    /// q is below the significance level.
    Significant,
    /// q is not below the significance level.
    NotSignificant,
    /// There is no estimate: nights are missing, or the evenings of a trial.
    NotTested,
}

impl Insight {
    /// The significance of the estimate.
    pub fn significance(&self) -> Significance {
        match self.estimate {
            Some(estimate) if estimate.q < SIGNIFICANCE_LEVEL => Significance::Significant,
            Some(_) => Significance::NotSignificant,
            None => Significance::NotTested,
        }
    }

    /// Whether there is anything to show. Without a single night with it there is no comparison yet.
    pub fn has_begun(&self) -> bool {
        self.with > 0
    }

    /// Nights with it, and nights without it, that are missing for an estimate.
    pub fn still_missing(&self) -> (usize, usize) {
        let missing = |nights: usize| FEWEST_NIGHTS.saturating_sub(nights);
        (missing(self.with), missing(self.without))
    }

    /// Orders by significance; comparisons without an estimate follow, the fewest missing nights first.
    fn rank(&self, other: &Self) -> Ordering {
        let missing_nights = |insight: &Self| {
            let (with, without) = insight.still_missing();
            with + without
        };
        match (self.estimate, other.estimate) {
            (Some(one), Some(other)) => one
                .q
                .total_cmp(&other.q)
                .then(one.p.total_cmp(&other.p))
                .then(other.difference.abs().total_cmp(&one.difference.abs())),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => missing_nights(self).cmp(&missing_nights(other)),
        }
    }
}

impl ComparedNights {
    /// Compares the nights by each exposure. Ordered by significance; comparisons without an estimate
    /// follow, the fewest missing nights first. The sort is stable, so ties keep the order of the
    /// exposures.
    pub fn compare(&self) -> Vec<Insight> {
        let mut insights: Vec<Insight> = self
            .exposures
            .iter()
            .map(|exposure| compare::compare_by_weeks(self.figure, exposure))
            .collect();
        discovery::adjust_p(&mut insights);
        insights.sort_by(Insight::rank);
        insights
    }
}
