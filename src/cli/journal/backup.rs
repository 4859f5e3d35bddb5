//! `winddown journal backup`: copies the journal.

use std::path::PathBuf;

use clap::Args;

use super::check::counts;
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::journal;

/// Copy the journal to a new file, and check every entry in it
///
/// The copy is complete even while a window is open, which a plain copy of the file is not. Only you can read it.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown journal backup ~/journal-2026-11-28.db")]
pub(crate) struct Backup {
    /// The file to write; one that exists is left as it is
    file: PathBuf,
    #[command(flatten)]
    options: OutputOptions,
}

impl Backup {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let contents = journal::back_up(&ctx.paths.journal, &self.file)?;
        let path = self.file.display().to_string();
        out::warn_if_unprinted(if self.options.json {
            out::print_json(&serde_json::json!({
                "path": path,
                "events": contents.events,
                "evenings": contents.evenings.len(),
            }))
        } else {
            let counts = counts(contents.events, contents.evenings.len());
            out::print(if contents.events == 1 {
                format!("Copied {counts} to {path} and checked it.")
            } else {
                format!("Copied {counts} to {path} and checked every one.")
            })
        });
        Ok(())
    }
}
