//! `winddown import`: entries of another journal, or of another program.

mod answer;
mod winddown;

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::act::EntryOptions;
use super::context::CommandContext;

/// Take in entries from a file: of `winddown export --format json`
///
/// Importing the same file again changes nothing. Lines that cannot be taken are left out and named with their number;
/// nothing else is lost.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown import --from winddown winddown.jsonl --dry-run
  winddown import --from winddown winddown.jsonl")]
pub(crate) struct Import {
    /// Which program wrote the file
    #[arg(long, value_enum)]
    from: Source,
    /// The file
    #[arg(value_name = "FILE", value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    file: PathBuf,
    /// Only say what would be imported
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    options: EntryOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Source {
    /// `winddown export --format json`
    Winddown,
}

impl Import {
    /// Whether it writes into the journal.
    pub(super) fn is_an_entry(&self) -> bool {
        !self.dry_run
    }

    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let mut coach = ctx.coach()?;
        self.options.apply_to(&mut coach);
        if !self.dry_run {
            coach.ensure_clock(ctx.now)?;
        }
        let answer = match self.from {
            Source::Winddown => winddown::import(&self, &mut coach, ctx)?,
        };
        answer.print(&self)
    }
}
