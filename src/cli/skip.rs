//! `winddown skip`: records that a step is left out this evening.

use clap::Args;

use super::act::{OutputOptions, act};
use super::context::CommandContext;
use super::evening_arg::EveningOption;
use crate::evening::Action;
use crate::event::StepId;

/// Leave a step out this evening
///
/// Skipping is honest: it counts as not done, and nobody minds.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown skip warm-bath
  winddown skip massage --why \"visitors\"")]
pub(crate) struct Skip {
    /// The step's id
    step: String,
    /// Why, in your words
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: OutputOptions,
}

impl Skip {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let evening = self.evening.resolve(&coach, ctx);
        let action = Action::Skip {
            step: StepId(self.step),
            why: self.why,
        };
        act(ctx, coach, evening, &action, &self.options)
    }
}
