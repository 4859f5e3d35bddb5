//! `winddown log note`: records a note.

use clap::Args;

use crate::cli::act::{EntryOptions, act};
use crate::cli::context::CommandContext;
use crate::cli::evening_arg::EveningOption;
use crate::evening::Action;

/// Write a note about the evening
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown log note \"long drive, legs tired\"")]
pub(crate) struct Note {
    /// In your words
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: EntryOptions,
}

impl Note {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let evening = self.evening.resolve(&coach, ctx)?;
        let action = Action::Note {
            text: self.text.join(" "),
            at: None,
        };
        act(ctx, coach, evening, &action, &self.options)
    }
}
