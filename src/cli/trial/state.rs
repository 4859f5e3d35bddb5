//! The state of a trial as of tonight.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::coach::Coach;
use crate::event::EveningDate;
use crate::journal::JournalError;
use crate::plan::{Plan, Trial};
use crate::review::LegsFigure;
use crate::review::insights::{Arm, FEWEST_NIGHTS, Subject, TrialResult, TrialStage};
use crate::review::json::{TrialEvenings, TrialOutcome};

/// A trial and its state as of tonight.
#[derive(Debug)]
pub(crate) struct TrialState<'a> {
    pub(crate) tried: &'a TrialResult,
    pub(crate) stage: TrialStage,
    /// The number of tonight's evening in the trial, counted from 1, while it runs.
    pub(crate) evening: Option<usize>,
    /// Whether tonight was drawn to be with the step, while the trial runs.
    pub(crate) tonight: Option<bool>,
}

impl<'a> TrialState<'a> {
    pub(crate) fn at(tried: &'a TrialResult, plan: &Plan, tonight: EveningDate) -> Self {
        let trial = &tried.trial;
        let number = trial.number(tonight).filter(|_| plan.draws(trial));
        Self {
            tried,
            stage: tried.stage(tonight),
            evening: number.map(|number| number + 1),
            tonight: number.and_then(|_| trial.includes_step_on(tonight)),
        }
    }

    /// The title of the step, or the name of the factor, that is tried.
    pub(crate) fn title(&self) -> &str {
        match &self.tried.about {
            Subject::Step { title, .. } => title,
            Subject::Factor(name) => name,
        }
    }

    /// The trial as JSON. Its keys are a promise of the command line's contract.
    pub(crate) fn json(&self) -> TrialJson<'_> {
        let trial = &self.tried.trial;
        let figures = self.tried.figures();
        let missing = |arm: Arm| FEWEST_NIGHTS.saturating_sub(arm.rated);
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
            so_far: figures.into(),
            evenings_over: figures.evenings(),
            missing_with: missing(figures.with),
            missing_without: missing(figures.without),
            outcome: figures.into(),
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
    stage: TrialStage,
    evening: Option<usize>,
    tonight: Option<bool>,
    #[serde(flatten)]
    so_far: TrialEvenings,
    evenings_over: usize,
    missing_with: usize,
    missing_without: usize,
    #[serde(flatten)]
    outcome: TrialOutcome,
}

/// All trials in the plan or in the journal, in order of their first evening.
pub(crate) fn all_trials(
    coach: &Coach,
    now: DateTime<Utc>,
) -> Result<Vec<TrialResult>, JournalError> {
    let tonight = coach.date_of_tonight(now)?;
    let mut tried = coach.review(tonight, tonight, now)?.trials;
    let plan = &coach.config.plan;
    for trial in plan.trials.iter().filter(|trial| plan.draws(trial)) {
        if tried.iter().all(|known| !known.trial.is_same_as(trial)) {
            // The journal has no evening of this one yet.
            tried.push(TrialResult {
                is_stopped: trial.last() < tonight,
                ..without_nights(trial, plan)
            });
        }
    }
    tried.sort_by_key(|tried| tried.trial.first);
    Ok(tried)
}

/// A trial of which the journal has no nights yet.
pub(crate) fn without_nights(trial: &Trial, plan: &Plan) -> TrialResult {
    TrialResult {
        about: Subject::for_trial(trial, plan, plan),
        trial: trial.clone(),
        figure: LegsFigure::default(),
        legs: vec![],
        done: vec![],
        at_once: 1,
        is_stopped: false,
    }
}
