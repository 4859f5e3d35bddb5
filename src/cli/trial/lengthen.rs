//! `winddown trial lengthen`: goes on with a trial that is not clear yet.

use clap::Args;

use super::start::Weeks;
use super::state::TrialState;
use crate::cli::act::EntryOptions;
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::event::StepId;
use crate::trials::TrialRequest;
use crate::words;

/// Go on with a trial that runs or is over, and is not clear yet
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown trial lengthen warm-bath --weeks 4")]
pub(crate) struct Lengthen {
    /// The step that is tried
    #[arg(add = Completes::Trial)]
    step: String,
    /// For how many weeks more: an even number from 4 to 22
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    weeks: Weeks,
    #[command(flatten)]
    options: EntryOptions,
}

impl Lengthen {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let (step, more) = (StepId(self.step), self.weeks.fortnights());
        let changed = super::change(ctx, &self.options, |_| TrialRequest::Lengthen {
            step,
            more,
        })?;
        let (plan, tried) = (&changed.coach.config.plan, &changed.tried);
        let state = TrialState::at(tried, plan, changed.tonight);
        let until = words::long_date_seen_from(changed.tonight, tried.trial.last());
        let sentence = format!("\"{}\" is now tried until {until}.", state.title());
        super::print_answer(&self.options.output, &state.json(), &[sentence]);
        Ok(())
    }
}
