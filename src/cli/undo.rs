//! `winddown undo`: takes the last action back.

use clap::Args;

use super::act::{EntryOptions, act};
use super::completions::Completes;
use super::context::CommandContext;
use super::evening_arg::AnyEveningOption;
use crate::evening::Action;
use crate::event::StepId;

/// Take the last action back, of the evening or of one step
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown undo
  winddown undo stretch
  winddown undo --date yesterday")]
pub(crate) struct Undo {
    /// Only what was recorded for this step
    #[arg(add = Completes::Step)]
    step: Option<String>,
    #[command(flatten)]
    evening: AnyEveningOption,
    #[command(flatten)]
    options: EntryOptions,
}

impl Undo {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        ctx.warn_of_the_clock(&coach);
        let tonight = coach.date_of_tonight(ctx.now)?;
        let evening = match (&self.step, self.evening.date) {
            (None, None) => coach.evening_to_undo(ctx.now)?,
            (Some(_), None) => tonight,
            (_, Some(date)) => date.resolve(tonight),
        };
        let action = Action::Undo {
            step: self.step.map(StepId),
        };
        act(ctx, coach, evening, &action, &self.options)
    }
}
