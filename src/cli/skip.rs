//! `winddown skip`: records that the user leaves a step out, tonight or on another evening.

use clap::Args;

use super::act::{EntryOptions, act};
use super::completions::Completes;
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
    #[arg(add = Completes::Step)]
    step: String,
    /// Why, in your words
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: EntryOptions,
}

impl Skip {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let evening = self.evening.resolve(&coach, ctx)?;
        let action = Action::Skip {
            // An id that the plan does not have is refused when the action is applied.
            step: StepId(self.step),
            why: self.why,
        };
        act(ctx, coach, evening, &action, &self.options)
    }
}
