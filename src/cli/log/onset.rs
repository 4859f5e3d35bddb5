//! `winddown log onset`: records when the symptoms began.

use clap::Args;

use super::{TimeOptions, body_part};
use crate::cli::act::{EntryOptions, act};
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::evening::{Action, DiaryEntry};
use crate::event;
use crate::event::BodyPart;
use crate::span::Span;

/// Record when your legs became restless, or that they were calm all day
#[derive(Debug, Args)]
#[command(after_help = "\
Only what you say is kept. Of several times on one day the earliest counts.

Examples:
  winddown log onset
  winddown log onset --at 19:40 --where legs,arms --sat 20m
  winddown log onset --none --date yesterday")]
pub(crate) struct Onset {
    /// Your legs were calm that day
    #[arg(long, conflicts_with_all = ["at", "places", "sat"])]
    none: bool,
    /// Where: legs, arms or elsewhere
    #[arg(long = "where", value_name = "WORDS", value_delimiter = ',', value_parser = body_part,
          add = Completes::BodyPart)]
    places: Vec<BodyPart>,
    /// How long you could sit still, such as 20m
    #[arg(long, value_name = "SPAN")]
    sat: Option<Span>,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    options: EntryOptions,
}

impl Onset {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let (evening, at) = self.time.resolve(&coach, ctx, |at, it| it.date_of(at))?;
        let entry = DiaryEntry::Onset(if self.none {
            event::Onset::NoneToday
        } else {
            event::Onset::Began {
                places: self.places,
                // A longer time is refused with the range.
                sat_min: self
                    .sat
                    .map(|sat| u16::try_from(sat.as_minutes()).unwrap_or(u16::MAX)),
            }
        });
        act(
            ctx,
            coach,
            evening,
            &Action::Record { entry, at },
            &self.options,
        )
    }
}
