//! `winddown journal`: the journal's file; where it is, whether it is whole, and copies of it.

mod backup;
mod check;
mod forget;
mod restore;

use clap::Subcommand;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::out;

/// The file with everything you recorded
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Print where the journal is
    Path(OutputOptions),
    Check(check::Check),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Forget(forget::Forget),
}

impl Journal {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self {
            Self::Path(options) => out::print_path(&ctx.paths.journal, options.json),
            Self::Check(check) => check.run(ctx),
            Self::Backup(backup) => backup.run(ctx),
            Self::Restore(restore) => restore.run(ctx),
            Self::Forget(forget) => forget.run(ctx),
        }
    }
}
