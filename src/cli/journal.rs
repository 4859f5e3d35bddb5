//! `winddown journal`: where the journal file is.

use clap::Subcommand;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::out;

/// The file that keeps everything that happened
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Say where the journal is
    Path(OutputOptions),
}

impl Journal {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self {
            Self::Path(options) => out::print_path(&ctx.paths.journal, options.json),
        }
    }
}
