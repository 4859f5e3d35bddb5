//! `winddown log alcohol`, `log nicotine` and `log food`: record something that a cutoff can be about.

use clap::Args;

use super::TimeOptions;
use crate::cli::act::{EntryOptions, act};
use crate::cli::context::CommandContext;
use crate::evening::{Action, DiaryEntry};
use crate::event::Unmeasured;

/// When there was some, or that there was none.
#[derive(Debug, Args)]
pub(crate) struct Consumed {
    /// There was none on that day
    #[arg(long, conflicts_with = "at")]
    none: bool,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    options: EntryOptions,
}

impl Consumed {
    pub(crate) fn run(self, what: Unmeasured, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let (evening, at) = self.time.resolve(&coach, ctx, |at, it| it.date_of(at))?;
        let entry = if self.none {
            DiaryEntry::NoneToday(what.substance())
        } else {
            DiaryEntry::Consumed(what)
        };
        act(
            ctx,
            coach,
            evening,
            &Action::Record { entry, at },
            &self.options,
        )
    }
}
