//! `winddown sync now`.

use clap::Args;
use serde_json::json;

use super::exchanged;
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::sync;

/// Exchange entries at once
///
/// An open window and the agent do so by themselves, and each command that records something does so after its answer.
#[derive(Debug, Args)]
pub(crate) struct Now {
    #[command(flatten)]
    options: OutputOptions,
}

impl Now {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let mut coach = ctx.coach()?;
        let plan = coach.config.plan.clone();
        let outcome = sync::synchronize(&ctx.paths, &plan, &mut coach.journal, ctx.now)?;
        out::warn_if_unprinted(match (outcome, self.options.json) {
            (Some(outcome), true) => out::print_json(
                &json!({ "on": true, "written": outcome.written, "taken_in": outcome.taken_in }),
            ),
            (Some(outcome), false) => out::print(exchanged(outcome)),
            (None, true) => out::print_json(&json!({ "on": false })),
            (None, false) => out::print("Sync is off. `winddown sync on DIR` switches it on."),
        });
        Ok(())
    }
}
