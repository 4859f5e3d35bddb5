//! Starting, lengthening and stopping trials, for the commands and for a window.
//!
//! A trial is in the config, so that it belongs to the plan, and in the journal, so that evenings of which nothing is
//! recorded count for it. The config stays locked until the journal has the new plan: of two programs that change trials
//! at the same time, both changes are made.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::coach::{Coach, CoachError};
use crate::config_file::{self, ConfigError, MadePrivate};
use crate::evening::{Status, Timeline};
use crate::event::{EveningDate, Origin, StepId};
use crate::journal::JournalError;
use crate::plan::{self, Draw, Edit, Problem, Problems, Trial, TrialChange, TrialRefusal};
use crate::unique;

/// What the user wants to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrialRequest {
    /// Start a trial.
    Start {
        /// The step to try.
        step: StepId,
        /// The first evening; `None` means tonight if the step is still to come, else tomorrow.
        first: Option<EveningDate>,
        /// The number of fortnights.
        fortnights: u8,
    },
    /// Go on with the newest trial of a step.
    Lengthen {
        /// The step that is tried.
        step: StepId,
        /// The number of fortnights more.
        more: u8,
    },
    /// End the trial of a step that runs or is still to come.
    Stop {
        /// The step that is tried.
        step: StepId,
    },
    /// Take a change back that was made before.
    TakeBack(TrialChange),
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangedTrial {
    pub(crate) change: TrialChange,
    /// Whether others had rights to the config, which they have lost.
    pub(crate) made_private: MadePrivate,
}

/// Why a change was not made, or not completely.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrialError {
    /// It cannot be made.
    #[error("the trial cannot be changed so")]
    Refused(TrialRefusal),
    /// The config would be wrong with it; the first mistake in one line.
    #[error("{0}")]
    Invalid(String),
    /// The config cannot be read or written.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The journal cannot be read, or the clock is in doubt. Nothing was changed.
    #[error(transparent)]
    Coach(#[from] CoachError),
    /// The change is in the config, but the journal could not record it. It does so with the next entry, at the latest
    /// before bedtime.
    #[error(transparent)]
    Unrecorded(CoachError),
}

impl From<JournalError> for TrialError {
    fn from(error: JournalError) -> Self {
        Self::Coach(error.into())
    }
}

/// Writes the change into the config, creating it from the example if there is none, and records the new plan. The
/// coach has that plan afterwards.
///
/// # Errors
/// When the change cannot be made. Nothing has changed then, except with [`TrialError::Unrecorded`].
pub(crate) fn change(
    config: &Path,
    coach: &mut Coach,
    request: &TrialRequest,
    origin: Origin,
    now: DateTime<Utc>,
) -> Result<ChangedTrial, TrialError> {
    let config = config_file::lock(config)?;
    let text = config.text().unwrap_or(plan::EXAMPLE);
    coach.config = plan::parse(text).map_err(|problems| invalid(&problems))?;
    coach.ensure_clock(now)?;
    let change = decide(coach, request, now)?;
    let edits = [Edit::Trial(change.clone())];
    let text = plan::edit(text, &edits).map_err(|problems| invalid(&problems))?;
    let changed = plan::parse(&text).map_err(|problems| invalid(&problems))?;
    let made_private = config.write(&text)?;
    coach.config = changed;
    coach
        .record_plan(origin, now)
        .map_err(TrialError::Unrecorded)?;
    Ok(ChangedTrial {
        change,
        made_private,
    })
}

fn decide(
    coach: &Coach,
    request: &TrialRequest,
    now: DateTime<Utc>,
) -> Result<TrialChange, TrialError> {
    let plan = &coach.config.plan;
    let tonight = coach.date_of_tonight(now)?;
    let change = match request {
        TrialRequest::Start {
            step,
            first,
            fortnights,
        } => {
            let first = match first {
                Some(first) => *first,
                None => first_evening(coach, step, now)?,
            };
            let trial = Trial {
                step: step.clone(),
                first,
                fortnights: *fortnights,
                seed: random_seed(),
                draw: Draw::Pairs,
            };
            TrialChange::start(plan, trial, tonight)
        }
        TrialRequest::Lengthen { step, more } => TrialChange::lengthen(plan, step, *more, tonight),
        TrialRequest::Stop { step } => TrialChange::stop(plan, step, tonight),
        TrialRequest::TakeBack(change) => Ok(change.inverse()),
    };
    change.map_err(TrialError::Refused)
}

/// Tonight where the step is still to come, else tomorrow.
fn first_evening(
    coach: &Coach,
    step: &StepId,
    now: DateTime<Utc>,
) -> Result<EveningDate, JournalError> {
    let night = coach.tonight(now)?;
    Ok(first_evening_of(&night.timeline(now), step))
}

/// The first evening of a trial that is started now: tonight where the step is still to come, else tomorrow.
pub(crate) fn first_evening_of(timeline: &Timeline<'_>, step: &StepId) -> EveningDate {
    let tonight = timeline.evening.date;
    let is_to_come = timeline
        .entry(step)
        .is_some_and(|entry| matches!(entry.status, Status::Upcoming | Status::Snoozed));
    if is_to_come { tonight } else { tonight.next() }
}

/// A random seed of 32 bits.
fn random_seed() -> u64 {
    u64::from(unique::random() as u32)
}

fn invalid(problems: &Problems) -> TrialError {
    let first = problems.iter().next().map(in_a_line);
    TrialError::Invalid(first.unwrap_or_else(|| problems.to_string()))
}

/// The problem and its suggestion, without file and line: the mistake is in what was asked for.
fn in_a_line(problem: &Problem) -> String {
    match &problem.suggestion {
        Some(suggestion) => format!("{}; {suggestion}", problem.message),
        None => problem.message.clone(),
    }
}
