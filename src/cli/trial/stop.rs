//! `winddown trial stop`: ends a trial early.

use clap::Args;

use super::state::TrialState;
use crate::cli::act::EntryOptions;
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::event::StepId;
use crate::trials::TrialRequest;

/// End a trial; its results so far are kept
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown trial stop warm-bath")]
pub(crate) struct Stop {
    /// The step that is tried
    #[arg(add = Completes::OpenTrial)]
    step: String,
    #[command(flatten)]
    options: EntryOptions,
}

impl Stop {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let step = StepId(self.step);
        let changed = super::change(ctx, &self.options, |_| TrialRequest::Stop { step })?;
        let (plan, tried) = (&changed.coach.config.plan, &changed.tried);
        let state = TrialState::at(tried, plan, changed.tonight);
        let again = if plan.step(&tried.trial.step).is_some() {
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
