//! Findings: comparisons that are certain enough to be looked at every day.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use fnv::FnvHasher;
use serde::{Deserialize, Serialize};

use super::compare::{Adjusted, Sample};
use super::nights::ComparedNights;
use super::{Estimate, Subject};
use crate::event::{EveningDate, Rating};
use crate::review::cache::mix;
use crate::review::{EveningLegs, LegsFigure};

/// The night since the first rating at which findings are judged first.
const FIRST_LANDMARK: u64 = 56;

/// Nights from one landmark to the next. Judging every three days at the same level showed a false finding in 7
/// to 10 % of year-long journals where a habit comes in runs.
const BETWEEN_LANDMARKS: u64 = 28;

/// The most nights that are compared: what the methods were measured for.
pub(super) const MOST_NIGHTS: u64 = 364;

/// The fewest weeks with compared nights for a finding.
const FEWEST_WEEKS: usize = 8;

/// The two-sided p of a finding is at most this over the number of things that can be compared.
const LEVEL: f64 = 0.005;

/// A difference that is certain enough to be stated. It names no cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What the nights are compared by.
    pub about: Subject,
    /// The figure of the legs that is compared.
    pub figure: LegsFigure,
    /// The last of the nights it was judged on.
    pub until: EveningDate,
    /// Nights with it that were compared.
    pub with: usize,
    /// Nights without it that were compared.
    pub without: usize,
    /// The difference; its interval never contains zero.
    pub estimate: Estimate,
}

/// How many nights before the last the newest landmark may lie.
pub(super) const SINCE_LANDMARK: u64 = BETWEEN_LANDMARKS - 1;

/// The newest landmark up to `last`: night 56 since the first rating, or one of every four weeks after it.
fn landmark(first_rated: EveningDate, last: EveningDate) -> Option<EveningDate> {
    let nights = last.0.signed_duration_since(first_rated.0).num_days() + 1;
    let after_first = u64::try_from(nights).ok()?.checked_sub(FIRST_LANDMARK)?;
    Some(last.days_before(after_first % BETWEEN_LANDMARKS))
}

impl ComparedNights {
    /// The findings at the newest landmark, the largest differences first: of the journal alone, whenever it is
    /// looked at. An entry made later for an earlier night is judged as if it had been there at once.
    ///
    /// The test needs no random numbers, so that a finding does not hang on one: see
    /// [`Adjusted::standard_score`](super::compare::Adjusted::standard_score).
    pub fn findings(&self) -> Vec<Finding> {
        let Some((until, range)) = self.landmark_nights() else {
            return vec![];
        };
        let figure = LegsFigure::with_more_nights(self.legs[range.clone()].iter().copied());
        let samples = self.exposures.iter().filter_map(|exposure| {
            let sample = Sample::new(exposure, &self.legs, range.clone(), figure);
            let adjusted = sample.adjusted()?;
            Some((exposure, sample, adjusted))
        });
        let samples: Vec<_> = samples.collect();
        let level = LEVEL / samples.len() as f64;
        let mut findings: Vec<Finding> = samples
            .iter()
            .filter(|(.., adjusted)| is_certain(adjusted, level))
            .filter_map(|(exposure, sample, adjusted)| {
                let estimate = adjusted.estimate();
                (!estimate.interval_contains_zero()).then(|| Finding {
                    about: exposure.about.clone(),
                    figure,
                    until,
                    with: sample.with,
                    without: sample.without,
                    estimate,
                })
            })
            .collect();
        let size = |finding: &Finding| finding.estimate.difference.abs();
        findings.sort_by(|one, other| size(other).total_cmp(&size(one)));
        findings
    }

    /// A hash of everything that the findings depend on: what is known of the nights up to the newest landmark. `None`
    /// before the first landmark, when there are no findings.
    fn findings_key(&self) -> Option<u64> {
        let (until, range) = self.landmark_nights()?;
        let mut hasher = FnvHasher::default();
        // The night before the first one is taken into account too.
        let from = range.start.saturating_sub(1);
        (until, range.start - from).hash(&mut hasher);
        let nights = from..range.end;
        let words = self.legs[nights.clone()]
            .iter()
            .map(|legs| word(None, *legs));
        let mut key = words.fold(hasher.finish(), mix);
        for exposure in &self.exposures {
            let mut hasher = FnvHasher::with_key(key);
            exposure.about.hash(&mut hasher);
            let was = exposure.was.iter().zip(&exposure.legs);
            let words = was.skip(from).take(nights.len());
            let words = words.map(|(was, legs)| word(*was, *legs));
            key = words.fold(hasher.finish(), mix);
        }
        Some(key)
    }

    /// The newest landmark, and the nights up to it that are judged.
    fn landmark_nights(&self) -> Option<(EveningDate, Range<usize>)> {
        let first = self.first?;
        let last = first.days_after(self.legs.len().checked_sub(1)? as u64);
        let until = landmark(self.first_rated?, last)?;
        let nights = until.0.signed_duration_since(first.0).num_days() + 1;
        let end = usize::try_from(nights).ok()?;
        Some((until, end.saturating_sub(MOST_NIGHTS as usize)..end))
    }
}

/// One night as a number, for a hash.
fn word(was: Option<bool>, legs: EveningLegs) -> u64 {
    let rating = |rating: Option<Rating>| rating.map_or(0, |rating| 1 + u64::from(rating.get()));
    let was = was.map_or(0, |was| 1 + u64::from(was));
    was << 16 | rating(legs.evening) << 8 | rating(legs.night)
}

/// The findings of the reviews that were made last, by a hash of the nights that they were judged on. Judging takes longer
/// than all the rest of a review.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CachedFindings(Vec<(u64, Vec<Finding>)>);

/// The most reviews whose findings are cached. A month of every year of ten has fewer.
const MOST_CACHED: usize = 16;

impl CachedFindings {
    /// The findings of these nights, and whether they had to be judged and are cached now.
    pub fn find(&mut self, nights: &ComparedNights) -> (Vec<Finding>, bool) {
        let Some(key) = nights.findings_key() else {
            return (vec![], false);
        };
        if let Some((_, known)) = self.0.iter().find(|(known, _)| *known == key) {
            return (known.clone(), false);
        }
        let found = nights.findings();
        self.0.insert(0, (key, found.clone()));
        self.0.truncate(MOST_CACHED);
        (found, true)
    }
}

fn is_certain(adjusted: &Adjusted, level: f64) -> bool {
    let score = adjusted.standard_score();
    adjusted.weeks() >= FEWEST_WEEKS && score.is_some_and(|score| two_sided_p(score) <= level)
}

/// The two-sided p of a standard normal score.
fn two_sided_p(score: f64) -> f64 {
    libm::erfc(score.abs() / std::f64::consts::SQRT_2)
}
