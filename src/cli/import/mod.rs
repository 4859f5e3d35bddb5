//! `winddown import`: entries of another journal, or of another program.

mod answer;
mod loop_habits;
mod winddown;

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::act::EntryOptions;
use super::context::CommandContext;
use super::failure::BadArguments;
use crate::exchange::loop_habits::Pair;

/// Take in entries from a file: of another journal, or of Loop Habit Tracker
///
/// Importing the same file again changes nothing. Lines that cannot be taken are left out and named with their number;
/// nothing else is lost.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown import --from winddown winddown.jsonl --dry-run
  winddown import --from winddown winddown.jsonl
  winddown import --from loop \"Loop Habits Backup.db\" --map \"Stretch my legs=stretch\"")]
pub(crate) struct Import {
    /// Which program wrote the file
    #[arg(long, value_enum)]
    from: Source,
    /// The file
    #[arg(value_name = "FILE", value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    file: PathBuf,
    /// With loop: which step a habit is; one that is called like a step needs none
    #[arg(long, value_name = "HABIT=STEP")]
    map: Vec<Pair>,
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
    /// Loop Habit Tracker: its backup (.db), or its export as CSV (.zip)
    Loop,
}

impl Import {
    /// Whether it writes into the journal.
    pub(super) fn is_an_entry(&self) -> bool {
        !self.dry_run
    }

    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        if !self.map.is_empty() && self.from != Source::Loop {
            let wrong = "--map goes with `--from loop` only";
            return Err(BadArguments(wrong.to_owned()).into());
        }
        let mut coach = ctx.coach()?;
        self.options.apply_to(&mut coach);
        if !self.dry_run {
            coach.ensure_clock(ctx.now)?;
        }
        let answer = match self.from {
            Source::Winddown => winddown::import(&self, &mut coach, ctx)?,
            Source::Loop => loop_habits::import(&self, &mut coach, ctx)?,
        };
        answer.print(&self)
    }
}
