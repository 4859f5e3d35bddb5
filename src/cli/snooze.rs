//! `winddown snooze`: puts a step off for a while.

use clap::Args;

use super::act::{EntryOptions, act};
use super::completions::Completes;
use super::context::CommandContext;
use crate::evening::Action;
use crate::event::StepId;
use crate::span::Span;

/// Put a step off for a while
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown snooze warm-bath 10m")]
pub(crate) struct Snooze {
    /// The step's id
    #[arg(add = Completes::Step)]
    step: String,
    /// For how long: 10m, 1h30m
    #[arg(value_name = "SPAN")]
    span: Span,
    #[command(flatten)]
    options: EntryOptions,
}

impl Snooze {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let tonight = coach.date_of_tonight(ctx.now)?;
        let action = Action::Snooze {
            step: StepId(self.step),
            span: self.span,
        };
        act(ctx, coach, tonight, &action, &self.options)
    }
}
