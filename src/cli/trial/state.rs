//! How a trial stands, seen from tonight.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::coach::Coach;
use crate::event::EveningDate;
use crate::journal::JournalError;
use crate::plan::{Plan, Trial};
use crate::review::insights::{Subject, TrialResult, TrialStage};
use crate::review::json::ComparisonFigures;

/// A trial, seen from tonight.
#[derive(Debug)]
pub struct State<'a> {
    pub tried: &'a TrialResult,
    pub stage: TrialStage,
    /// Which evening of it tonight is, from 1, while it runs.
    pub evening: Option<usize>,
    /// Whether tonight is with the step, while it runs.
    pub tonight: Option<bool>,
}

impl<'a> State<'a> {
    pub fn of(tried: &'a TrialResult, plan: &Plan, tonight: EveningDate) -> Self {
        let trial = &tried.trial;
        let number = trial.number(tonight).filter(|_| plan.draws(trial));
        Self {
            tried,
            stage: tried.stage(tonight),
            evening: number.map(|number| number + 1),
            tonight: number.and_then(|_| trial.includes_step_on(tonight)),
        }
    }

    /// What is tried, as people call it.
    pub fn title(&self) -> &str {
        match &self.tried.about {
            Subject::Step { title, .. } => title,
            Subject::Factor(name) => name,
        }
    }

    /// The trial as JSON promises it.
    pub fn facts(&self) -> TrialFacts<'_> {
        let trial = &self.tried.trial;
        let result = self.tried.comparison();
        let (missing_with, missing_without) = result.still_missing();
        TrialFacts {
            step: &trial.step.0,
            title: self.title(),
            first: trial.first,
            last: trial.last(),
            seed: trial.seed,
            evenings: trial.length(),
            stage: self.stage,
            evening: self.evening,
            tonight: self.tonight,
            with: result.with,
            without: result.without,
            missing_with,
            missing_without,
            figures: ComparisonFigures::from_estimate(result.estimate),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct TrialFacts<'a> {
    step: &'a str,
    title: &'a str,
    first: EveningDate,
    last: EveningDate,
    seed: u64,
    evenings: usize,
    stage: TrialStage,
    evening: Option<usize>,
    tonight: Option<bool>,
    with: usize,
    without: usize,
    missing_with: usize,
    missing_without: usize,
    #[serde(flatten)]
    figures: ComparisonFigures,
}

/// Every trial that is planned or was recorded, those that began earlier first.
pub fn all(coach: &Coach, now: DateTime<Utc>) -> Result<Vec<TrialResult>, JournalError> {
    let tonight = coach.evening_at(now).date;
    let mut tried = coach.review(tonight, tonight, now)?.trials;
    let plan = &coach.config.plan;
    for trial in plan.trials.iter().filter(|trial| plan.draws(trial)) {
        if tried.iter().all(|known| known.trial != *trial) {
            // One of which no evening had it has not been tried.
            tried.push(TrialResult {
                is_stopped: trial.last() < tonight,
                ..untold(trial, plan)
            });
        }
    }
    tried.sort_by_key(|tried| tried.trial.first);
    Ok(tried)
}

/// A trial of which nothing is known yet.
pub fn untold(trial: &Trial, plan: &Plan) -> TrialResult {
    TrialResult {
        about: Subject::for_trial(trial, plan, plan),
        trial: trial.clone(),
        legs: vec![],
        is_stopped: false,
    }
}
