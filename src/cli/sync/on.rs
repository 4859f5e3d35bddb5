//! `winddown sync on`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{NonEmptyStringValueParser, TypedValueParser};

use super::exchanged;
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::sync::{self, SwitchOn};

/// Begin to exchange entries with other computers through a folder
///
/// Run it once on each computer, with the folder as it is called there. Nothing else has to be set up: whatever carries
/// the folder carries the journal.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown sync on ~/Sync/winddown
  winddown sync on ~/Nextcloud/winddown --name laptop")]
pub(crate) struct On {
    /// The folder
    #[arg(value_name = "DIR", value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    folder: PathBuf,
    /// What to call this computer; without it, what the system calls it
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    options: OutputOptions,
}

impl On {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let wanted = SwitchOn {
            folder: self.folder,
            name: self.name,
            host_name: ctx.host_name(),
            with_config: false,
        };
        let settings = sync::switch_on(&ctx.paths, &wanted)?;
        // Opened afterwards, so that it has the computer's name.
        let mut coach = ctx.coach()?;
        let plan = coach.config.plan.clone();
        let outcome = sync::synchronize(&ctx.paths, &plan, &mut coach.journal, ctx.now)?;
        let outcome = outcome.unwrap_or_default();
        out::warn_if_unprinted(if self.options.json {
            out::print_json(&serde_json::json!({
                "folder": settings.folder.display().to_string(),
                "name": settings.name,
                "written": outcome.written,
                "taken_in": outcome.taken_in,
            }))
        } else {
            out::print(format!(
                "Sync is on through {}. This computer is called {}. {}",
                settings.folder.display(),
                settings.name,
                exchanged(outcome)
            ))
        });
        Ok(())
    }
}
