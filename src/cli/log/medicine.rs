//! `winddown log medicine`: records a change of a medicine.

use clap::Args;

use super::TimeOptions;
use crate::cli::act::{EntryOptions, act};
use crate::cli::context::CommandContext;
use crate::diary::MEDICINE_CHANGE;
use crate::evening::{Action, DiaryEntry};

/// Record that a medicine was changed, which and how: your doctor's page shows it
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown log medicine \"another evening tablet\" --date yesterday")]
pub(crate) struct Medicine {
    /// Which medicine, and what changed
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    options: EntryOptions,
}

impl Medicine {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let (evening, at) = self.time.resolve(&coach, ctx, |at, it| it.date_of(at))?;
        let entry = DiaryEntry::Factor {
            name: MEDICINE_CHANGE.to_owned(),
            amount: None,
            about: Some(self.text.join(" ")),
        };
        let action = Action::Record { entry, at };
        act(ctx, coach, evening, &action, &self.options)
    }
}
