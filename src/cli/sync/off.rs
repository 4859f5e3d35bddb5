//! `winddown sync off`.

use clap::Args;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::sync::switch_off;

/// Stop exchanging entries; the journal and the folder stay as they are
#[derive(Debug, Args)]
pub(crate) struct Off {
    #[command(flatten)]
    options: OutputOptions,
}

impl Off {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let was_on = switch_off(&ctx.paths)?;
        out::warn_if_unprinted(if self.options.json {
            out::print_json(&serde_json::json!({ "was_on": was_on }))
        } else if was_on {
            out::print(
                "Sync is off. Your journal keeps all entries, and the folder stays as it is.",
            )
        } else {
            out::print("Sync was not on.")
        });
        Ok(())
    }
}
