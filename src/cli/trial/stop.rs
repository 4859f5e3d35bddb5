//! `winddown trial stop`: a trial ends early.

use clap::Args;

use super::state::{State, all, untold};
use crate::cli::act::Facts;
use crate::cli::failure::BadArguments;
use crate::cli::home::Home;
use crate::config_file;
use crate::plan::Edit;

/// End a trial early; what was told so far is kept, and nothing is concluded from it
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown trial stop warm-bath")]
pub struct Stop {
    /// The step that is tried
    step: String,
    #[command(flatten)]
    facts: Facts,
}

impl Stop {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        // Held until the new plan is recorded, as when a trial begins.
        let config = config_file::lock(&home.paths.config)?;
        let mut coach = home.coach()?;
        let tonight = coach.evening_at(home.now).date;
        let planned = coach.config.plan.trials.iter();
        let mut open = planned.filter(|trial| trial.step.0 == self.step && tonight <= trial.last());
        let Some(trial) = open.next().cloned() else {
            let text = format!(
                "no trial of `{}` is running or planned; `winddown trial` tells which are",
                self.step
            );
            return Err(BadArguments(text).into());
        };
        super::change(&config, Edit::StopTrial(trial.clone()))?;
        coach.config.plan.trials.retain(|planned| *planned != trial);
        coach.record_plan(home.now)?;
        let all = all(&coach, home.now)?;
        let known = all.into_iter().find(|tried| tried.trial == trial);
        let tried = known.unwrap_or_else(|| untold(&trial, &coach.config.plan));
        let state = State::of(&tried, &coach.config.plan, tonight);
        let again = if coach.config.plan.step(&trial.step).is_some() {
            ", and asked for every evening again"
        } else {
            ""
        };
        let mut sentences = vec![format!("\"{}\" is no longer tried{again}.", state.title())];
        if !tried.legs.is_empty() {
            sentences.push("What was told so far is kept: `winddown trial`.".to_owned());
        }
        super::say(&self.facts, &state, &sentences);
        Ok(())
    }
}
