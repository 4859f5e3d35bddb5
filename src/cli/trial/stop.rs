//! `winddown trial stop`: ends a trial early.

use clap::Args;

use super::state::{TrialState, all_trials, without_nights};
use crate::cli::act::EntryOptions;
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::config_file;
use crate::event::Origin;
use crate::plan::Edit;

/// End a trial; what came of it so far is kept
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown trial stop warm-bath")]
pub(crate) struct Stop {
    /// The step that is tried
    step: String,
    #[command(flatten)]
    options: EntryOptions,
}

impl Stop {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        // Held until the new plan is recorded, as in `trial start`.
        let config = config_file::lock(&ctx.paths.config)?;
        let mut coach = ctx.coach()?;
        self.options.apply_to(&mut coach);
        coach.ensure_clock(ctx.now)?;
        let tonight = coach.date_of_tonight(ctx.now)?;
        let planned = coach.config.plan.trials.iter();
        let mut open = planned.filter(|trial| trial.step.0 == self.step && tonight <= trial.last());
        let Some(trial) = open.next().cloned() else {
            let text = format!(
                "no trial of `{}` is running or planned; `winddown trial` lists those that are",
                self.step
            );
            return Err(BadArguments(text).into());
        };
        super::change(&config, Edit::StopTrial(trial.clone()))?;
        coach.config.plan.trials.retain(|planned| *planned != trial);
        coach.record_plan(Origin::Typed, ctx.now)?;
        let all = all_trials(&coach, ctx.now)?;
        let known = all.into_iter().find(|tried| tried.trial == trial);
        let tried = known.unwrap_or_else(|| without_nights(&trial, &coach.config.plan));
        let state = TrialState::at(&tried, &coach.config.plan, tonight);
        let again = if coach.config.plan.step(&trial.step).is_some() {
            ", and asked for every evening again"
        } else {
            ""
        };
        let mut sentences = vec![format!("\"{}\" is no longer tried{again}.", state.title())];
        if !tried.legs.is_empty() {
            sentences.push("What is recorded so far stays: `winddown trial`.".to_owned());
        }
        super::print_answer(&self.options.output, &state.json(), &sentences);
        Ok(())
    }
}
