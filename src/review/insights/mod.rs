//! Insights: ratings of the legs on nights with and without a step or a factor, and how certain a difference is.
//!
//! `nights` collects the data, `adjust` takes out what moves legs and habits alike, `compare` does one comparison,
//! `finding` decides what is certain enough to be stated, `discovery` corrects for the number of comparisons, and
//! `trial` evaluates trials, whose evenings were randomised: the `evidence` of those drawn in pairs may be looked at every
//! evening, and `forecast` says beforehand what can be seen; `drawn` tests those drawn by fortnights.
//! `words::finding_text`, `words::insight_text` and `words::trial_line` put the results into words.
//!
//! An insight is an association, not a cause. A step that is done on good days looks as if it helped.
//!
//! # Method
//!
//! Legs and exposure are each regressed on a curve of time (straight pieces of about four weeks), the day of the week
//! and the legs of the night before; what is left of both is compared. Nights are not independent: bad nights come
//! in runs, and so do habits. So the test permutes whole weeks, 999 times, and p is the share of orders that give at
//! least as much. The 95 % interval inverts the same permutations: a difference lies in it if and only if, once it
//! is taken out of the legs, the test is not significant. So p and interval never disagree.
//!
//! The stated size is drawn toward zero by its uncertainty, because large differences are often large by chance. q is
//! the p adjusted by the procedure of Benjamini and Hochberg over all comparisons made.
//!
//! A [`Finding`] is judged only on night 56 since the first rating and every 28 nights after it, on at most the last
//! 364 nights, by the exact moments of the permutation distribution: two-sided p of at most 0.005 over the number of
//! comparisons. What is no finding is shown on the page of comparisons alone.
//!
//! What was measured, what was tried instead, and what no method can repair: `docs/statistics.md`. Figures come from
//! `tests/insights_power.rs`, those of trials in pairs from `tests/trials.rs`.

mod adjust;
#[cfg(test)]
mod cached_findings_tests;
mod compare;
mod discovery;
mod drawn;
mod evidence;
mod finding;
mod forecast;
#[cfg(test)]
mod naive_tests;
mod nights;
#[cfg(test)]
mod tests;
mod trial;
mod trial_figures;

pub(super) use finding::CachedFindings;
pub use finding::Finding;
pub use forecast::{FEWEST_DIFFERENCES, Forecast, ForecastChance};
pub use nights::{ComparedNights, Exposure, FEWEST_EVENINGS, Subject};
pub use trial::{TrialResult, TrialStage};
pub use trial_figures::{Arm, Certainty, Effect, TrialFigures};

#[cfg(test)]
pub(super) use evidence::tests::e_values;
pub(super) use nights::{ComparedNightsBuilder, ComparedSpan};
pub(super) use trial::TrialResultsBuilder;

use std::cmp::Ordering;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::LegsFigure;
use compare::Sample;

/// The significance level: q of an insight, or p of a trial, below this is a finding.
pub const SIGNIFICANCE_LEVEL: f64 = 0.05;

/// The fewest nights on each side for an estimate.
pub const FEWEST_NIGHTS: usize = 10;

/// All comparisons of nights with and without something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparisons {
    /// What is certain enough to be stated, the largest difference first.
    pub findings: Vec<Finding>,
    /// One comparison for each step and factor, the lowest p first; those without an estimate follow, the fewest
    /// missing nights first.
    pub insights: Vec<Insight>,
}

impl Comparisons {
    /// The finding about a step or factor.
    pub fn finding_about(&self, about: &Subject) -> Option<&Finding> {
        let mut findings = self.findings.iter();
        findings.find(|finding| finding.about.is_same_as(about))
    }
}

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
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// How much higher the ratings are with it: negative means calmer. Of a comparison, adjusted and shrunk toward zero
    /// (see the module's method); of a trial, the difference of the means.
    pub difference: f64,
    /// 95 % confidence interval of the difference, lower end first. Of a comparison, it contains zero if and only if
    /// p is above 0.05.
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
    /// The trials whose last evening falls within these nights.
    pub fn recent_trials<'t>(
        &self,
        trials: &'t [TrialResult],
    ) -> impl Iterator<Item = &'t TrialResult> + use<'t> {
        let first = self.since;
        let recent =
            move |tried: &&TrialResult| first.is_some_and(|first| first <= tried.trial.last());
        trials.iter().filter(recent)
    }

    /// Compares the nights by each exposure, and judges which differences are findings.
    pub fn compare(&self) -> Comparisons {
        Comparisons {
            findings: self.findings(),
            insights: self.insights(),
        }
    }

    /// One comparison for each exposure, in the order of [`Comparisons::insights`]. The sort is stable, so ties keep
    /// the order of the exposures.
    pub fn insights(&self) -> Vec<Insight> {
        self.insights_by(Sample::estimate)
    }

    /// The same without estimates, which take nearly all of the time: enough to say which nights are missing.
    pub fn insights_without_estimates(&self) -> Vec<Insight> {
        self.insights_by(|_| None)
    }

    fn insights_by(&self, estimate: impl Fn(&Sample) -> Option<Estimate>) -> Vec<Insight> {
        let (figure, samples) = self.compared_samples();
        let mut insights: Vec<Insight> = samples
            .map(|(exposure, sample)| Insight {
                about: exposure.about.clone(),
                figure,
                with: sample.with,
                without: sample.without,
                estimate: estimate(&sample),
            })
            .collect();
        discovery::adjust_p(&mut insights);
        insights.sort_by(Insight::rank);
        insights
    }

    /// Whether there is an estimate for at least one exposure.
    pub fn has_an_estimate(&self) -> bool {
        let (_, mut samples) = self.compared_samples();
        samples.any(|(_, sample)| sample.adjusted().is_some())
    }

    /// The compared figure, and each exposure with its nights.
    fn compared_samples(&self) -> (LegsFigure, impl Iterator<Item = (&Exposure, Sample)>) {
        let range = self.compared_range();
        let figure = LegsFigure::with_more_nights(self.legs[range.clone()].iter().copied());
        let first = range.start;
        let counts_then = move |exposure: &&Exposure| {
            let mut was = exposure.was.iter().skip(first);
            was.any(Option::is_some)
        };
        let exposures = self.exposures.iter().filter(counts_then);
        let samples = exposures.map(move |exposure| {
            let sample = Sample::new(exposure, &self.legs, range.clone(), figure);
            (exposure, sample)
        });
        (figure, samples)
    }

    /// The places of the evenings from [`Self::since`] on.
    fn compared_range(&self) -> Range<usize> {
        let evenings = self.legs.len();
        let skipped = self.first.zip(self.since).map_or(0, |(first, since)| {
            since.0.signed_duration_since(first.0).num_days()
        });
        usize::try_from(skipped).unwrap_or(0).min(evenings)..evenings
    }
}
