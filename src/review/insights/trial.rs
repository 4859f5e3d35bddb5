//! The result of a trial.
//!
//! The evenings of a trial are randomised, so nothing else determines them: a difference that chance does
//! not explain is likely caused by the step, if the user followed the draw and rated both kinds of evenings alike.
//!
//! A trial in pairs may be looked at every evening, and stopped or lengthened on what is seen; see `evidence`.
//!
//! A trial by fortnights, begun with an older version, is tested once, after its last evening. Whoever tests such a trial
//! every evening, and stops at the first significant result, has many chances of a false one: without an
//! effect, a trial of two fortnights shows p < 0.05 on some evening three times as often as on its last,
//! and a longer one more often still (a test below counts it).
//!
//! Evenings are compared as they were drawn, whether or not the user followed the draw (intention to treat): someone who
//! leaves a step out on a bad evening would bring back the selection that randomising removed. Where the draw was followed
//! seldom, a difference is still no chance, but what caused it is open, so no cause is named.

use serde::Serialize;

use super::drawn::{self, Sides};
use super::evidence::evidence;
use super::nights::counts;
use super::trial_figures::{Arm, Certainty, Effect, TrialFigures};
use super::{Insight, Subject};
use crate::event::{EveningDate, Rating};
use crate::plan::{Draw, Plan, Trial};
use crate::review::cache::EveningOutline;
use crate::review::{EveningLegs, JudgedEvening, LegsFigure, Outcome};

/// A trial with the ratings of its evenings so far.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialResult {
    /// The trial as it is in the plan.
    pub trial: Trial,
    /// The step of the trial.
    pub about: Subject,
    /// Which figure of the legs is compared: the one that more of its nights have.
    pub figure: LegsFigure,
    /// Ratings of the legs, 0 (calm) to 10, from the trial's first evening on, for each evening that is over and whose plan
    /// had the trial. Only ratings after the step count. `None` without a rating, and for excused evenings.
    pub legs: Vec<Option<u8>>,
    /// Whether the step was done, for the same evenings; `None` for excused evenings, and for those that were not drawn
    /// because the trial had been over before it was lengthened.
    pub done: Vec<Option<bool>>,
    /// The number of trials that have evenings in common with this one, itself included: among all of them one false claim
    /// in twenty is allowed.
    pub at_once: usize,
    /// Whether the newest recorded evening of the trial had a plan without the trial or without its step.
    pub is_stopped: bool,
}

/// The stage of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialStage {
    /// It has not begun.
    Ahead,
    /// Some of its evenings are still to come, or the last is not over.
    Running,
    /// All its evenings are over.
    Over,
    /// The trial or its step was removed from the plan before all evenings were over.
    Stopped,
}

impl TrialResult {
    /// The stage, given the evenings up to `last`.
    pub fn stage(&self, last: EveningDate) -> TrialStage {
        if self.is_over() {
            TrialStage::Over
        } else if self.is_stopped {
            TrialStage::Stopped
        } else if last < self.trial.first {
            TrialStage::Ahead
        } else {
            TrialStage::Running
        }
    }

    /// Whether all its evenings are over, including the last.
    pub fn is_over(&self) -> bool {
        self.legs.len() >= self.trial.length()
    }

    /// What its evenings add up to so far.
    pub fn figures(&self) -> TrialFigures {
        let (effect, certainty) = match self.trial.draw {
            Draw::Pairs => {
                let found = evidence(&self.legs, &self.trial.evenings(), self.at_once);
                let effect = found.difference.map(|(difference, [low, high])| Effect {
                    difference,
                    interval: (low, high),
                });
                let (e, is_claimed) = (found.e, found.is_claimed);
                (effect, Certainty::EValue { e, is_claimed })
            }
            Draw::Fortnights => match self.fortnights_compared().estimate {
                Some(estimate) => {
                    let effect = Effect {
                        difference: estimate.difference,
                        interval: estimate.interval,
                    };
                    (Some(effect), Certainty::Permutation { p: estimate.p })
                }
                None => (None, Certainty::NotTested),
            },
        };
        TrialFigures {
            with: self.arm(true),
            without: self.arm(false),
            effect,
            certainty,
        }
    }

    /// The evenings that were drawn to be with the step, or without it.
    fn arm(&self, with: bool) -> Arm {
        let drawn = self.trial.evenings();
        let evenings = drawn.iter().zip(&self.legs).zip(&self.done);
        let mut arm = Arm::default();
        for ((_, legs), done) in evenings.filter(|((drawn, _), _)| **drawn == with) {
            arm.rated += usize::from(legs.is_some());
            arm.evenings += usize::from(done.is_some());
            arm.followed += usize::from(*done == Some(with));
        }
        arm
    }

    /// The comparison of a trial by fortnights, once it is over; until then only the number of nights, without an estimate.
    ///
    /// The test is a randomisation test: p is the share of other draws of the same trial that give a
    /// difference as large. A trial is a single planned comparison, so q equals p.
    fn fortnights_compared(&self) -> Insight {
        if self.is_over() {
            return self.compare_rated_nights();
        }
        Insight {
            about: self.about.clone(),
            figure: self.figure,
            with: self.arm(true).rated,
            without: self.arm(false).rated,
            estimate: None,
        }
    }

    /// The comparison of the nights rated so far.
    fn compare_rated_nights(&self) -> Insight {
        let evenings = self.trial.evenings();
        let mut legs = self.legs.clone();
        legs.resize(evenings.len(), None);
        let labels = |drawn: Vec<bool>| drawn.into_iter().map(Some).collect::<Vec<_>>();
        let about = (&self.about, self.figure);
        drawn::compare_with_permutations(about, &labels(evenings), &legs, |chance| {
            Sides::from_labels(&labels(self.trial.drawn_by(chance)), &legs)
        })
    }
}

/// Builds the results of all trials from evenings added in order; earlier trials come first.
pub(in crate::review) struct TrialResultsBuilder<'a> {
    today: &'a Plan,
    trials: Vec<TrialSoFar>,
}

/// A trial with both figures of its evenings so far.
struct TrialSoFar {
    trial: Trial,
    about: Subject,
    legs: Vec<EveningLegs>,
    done: Vec<Option<bool>>,
    is_stopped: bool,
}

impl TrialSoFar {
    /// Whether both have an evening in common.
    fn overlaps(&self, other: &Self) -> bool {
        let days = |from: &Self, to: &Self| {
            let apart = to.trial.first.0.signed_duration_since(from.trial.first.0);
            apart.num_days()
        };
        let is_before_end = |one: &Self, other: &Self| days(one, other) < one.legs.len() as i64;
        is_before_end(self, other) && is_before_end(other, self)
    }
}

impl<'a> TrialResultsBuilder<'a> {
    /// `today` is the current plan.
    pub(in crate::review) fn new(today: &'a Plan) -> Self {
        Self {
            today,
            trials: vec![],
        }
    }

    /// Whether an evening is one of a trial, so that it has to be added. Others can be left out.
    pub(in crate::review) fn needs(&self, outline: EveningOutline, plan: &Plan) -> bool {
        if plan.trials.is_empty() && self.trials.is_empty() {
            return false;
        }
        let Some(date) = outline.date() else {
            return false;
        };
        let known = self.trials.iter().map(|known| &known.trial);
        plan.trials
            .iter()
            .chain(known)
            .any(|trial| trial.number(date).is_some())
    }

    /// Adds the next evening and the plan it was judged by. An evening counts if its plan had the trial and
    /// its step.
    pub(in crate::review) fn add(&mut self, evening: &JudgedEvening, plan: &Plan) {
        for trial in plan.trials.iter().filter(|trial| plan.draws(trial)) {
            let Some(number) = trial.number(evening.date) else {
                continue;
            };
            let same = |known: &TrialSoFar| known.trial.is_same_as(trial);
            let known = self.trials.iter().position(same);
            let at = known.unwrap_or_else(|| {
                self.trials.push(TrialSoFar {
                    trial: trial.clone(),
                    about: Subject::for_trial(trial, self.today, plan),
                    legs: vec![],
                    done: vec![],
                    is_stopped: false,
                });
                self.trials.len() - 1
            });
            let known = &mut self.trials[at];
            known.is_stopped = false;
            known.trial.fortnights = trial.fortnights;
            known.legs.resize(number, EveningLegs::default());
            known.done.resize(number, None);
            if evening.outcome != Outcome::Running {
                let step = evening.step(&trial.step);
                let counted = step.filter(|_| counts(evening.outcome)).unzip();
                known.done.push(counted.0);
                known.legs.push(counted.1.unwrap_or_default());
            }
        }
        let without = self
            .trials
            .iter_mut()
            .filter(|known| !plan.draws(&known.trial));
        for known in without {
            known.is_stopped |= known.trial.number(evening.date).is_some();
        }
    }

    /// The results of trials of which at least one evening has begun.
    pub(in crate::review) fn into_results(self) -> Vec<TrialResult> {
        let at_once = self.trials.iter().map(|one| {
            let others = self.trials.iter().filter(|other| one.overlaps(other));
            others.count().max(1)
        });
        let at_once: Vec<usize> = at_once.collect();
        let result = |(known, at_once): (TrialSoFar, usize)| {
            let figure = LegsFigure::with_more_nights(known.legs.iter().copied());
            let legs = known
                .legs
                .iter()
                .map(|legs| legs.get(figure).map(Rating::get));
            TrialResult {
                figure,
                legs: legs.collect(),
                done: known.done,
                at_once,
                trial: known.trial,
                about: known.about,
                is_stopped: known.is_stopped,
            }
        };
        self.trials.into_iter().zip(at_once).map(result).collect()
    }
}

#[cfg(test)]
#[path = "trial_tests.rs"]
mod tests;
