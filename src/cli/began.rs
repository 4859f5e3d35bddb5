//! `winddown began`: says from which evening on evenings without an entry are missed.

use clap::Args;

use super::act::{EntryOptions, act};
use super::context::CommandContext;
use super::evening_arg::EveningOption;
use crate::evening::Action;

/// Set when you began: evenings before that do not count as missed
#[derive(Debug, Args)]
#[command(after_help = "\
Without it, you began on the evening of the step that was recorded first. What you record for an evening before it
counts all the same.

Examples:
  winddown began
  winddown began --date 2026-11-01")]
pub(crate) struct Began {
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: EntryOptions,
}

impl Began {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let evening = self.evening.resolve(&coach, ctx)?;
        act(ctx, coach, evening, &Action::Begin, &self.options)
    }
}
