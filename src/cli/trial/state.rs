//! The state of a trial as of tonight.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::coach::Coach;
use crate::event::EveningDate;
use crate::journal::JournalError;
use crate::plan::{Plan, Trial};
use crate::review::insights::{About, Stage, Tried};
use crate::review::json::Figures;

/// A trial and its state as of tonight.
#[derive(Debug)]
pub(crate) struct TrialState<'a> {
    pub(crate) tried: &'a Tried,
    pub(crate) stage: Stage,
    /// The number of tonight's evening in the trial, counted from 1, while it runs.
    pub(crate) evening: Option<usize>,
    /// Whether tonight was drawn to be with the step, while the trial runs.
    pub(crate) tonight: Option<bool>,
}

impl<'a> TrialState<'a> {
    pub(crate) fn at(tried: &'a Tried, plan: &Plan, tonight: EveningDate) -> Self {
        let trial = &tried.trial;
        let number = trial.number(tonight).filter(|_| plan.draws(trial));
        Self {
            tried,
            stage: tried.stage(tonight),
            evening: number.map(|number| number + 1),
            tonight: number.and_then(|_| trial.asks(tonight)),
        }
    }

    /// The title of the step, or the name of the factor, that is tried.
    pub(crate) fn title(&self) -> &str {
        match &self.tried.about {
            About::Step { title, .. } => title,
            About::Factor(name) => name,
        }
    }

    /// The trial as JSON. Its keys are a promise of the command line's contract.
    pub(crate) fn json(&self) -> TrialJson<'_> {
        let trial = &self.tried.trial;
        let result = self.tried.result();
        let (missing_with, missing_without) = result.still_missing();
        TrialJson {
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
            figures: Figures::of(result.found),
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct TrialJson<'a> {
    step: &'a str,
    title: &'a str,
    first: EveningDate,
    last: EveningDate,
    seed: u64,
    evenings: usize,
    stage: Stage,
    evening: Option<usize>,
    tonight: Option<bool>,
    with: usize,
    without: usize,
    missing_with: usize,
    missing_without: usize,
    #[serde(flatten)]
    figures: Figures,
}

/// All trials in the plan or in the journal, in order of their first evening.
pub(crate) fn all_trials(coach: &Coach, now: DateTime<Utc>) -> Result<Vec<Tried>, JournalError> {
    let tonight = coach.evening_at(now).date;
    let mut tried = coach.review(tonight, tonight, now)?.trials;
    let plan = &coach.config.plan;
    for trial in plan.trials.iter().filter(|trial| plan.draws(trial)) {
        if tried.iter().all(|known| known.trial != *trial) {
            // The journal has no evening of this one yet.
            tried.push(Tried {
                is_stopped: trial.last() < tonight,
                ..without_nights(trial, plan)
            });
        }
    }
    tried.sort_by_key(|tried| tried.trial.first);
    Ok(tried)
}

/// A trial of which the journal has no nights yet.
pub(crate) fn without_nights(trial: &Trial, plan: &Plan) -> Tried {
    Tried {
        about: About::tried(trial, plan, plan),
        trial: trial.clone(),
        legs: vec![],
        is_stopped: false,
    }
}
