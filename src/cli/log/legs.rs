//! `winddown log legs`: records how the legs are.

use clap::Args;

use super::{TimeOptions, body_part};
use crate::cli::act::{EntryOptions, act};
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::coach::CoachError;
use crate::evening::{Action, DiaryEntry, Refusal};
use crate::event::{BodyPart, Rating};

/// Rate your legs: 0 calm, 10 the worst you can imagine
#[derive(Debug, Args)]
#[command(after_help = "\
In the six hours after your wake time it is about the night just past, and so it is for an earlier
evening without a time; after lights-out it is about your legs then; else about the evening.

Examples:
  winddown log legs 4
  winddown log legs 6 --feels crawling,tingling
  winddown log legs 6 --where legs,arms
  winddown log legs 2 --date yesterday")]
pub(crate) struct Legs {
    /// 0 to 10
    #[arg(value_name = "N", allow_negative_numbers = true)]
    rating: i64,
    /// How they feel: tingling, crawling, aching, itching, pressure, or a word of your own
    #[arg(long, value_name = "WORDS", value_delimiter = ',', add = Completes::Sensation)]
    feels: Vec<String>,
    /// Where: legs, arms or elsewhere
    #[arg(long = "where", value_name = "WORDS", value_delimiter = ',', value_parser = body_part,
          add = Completes::BodyPart)]
    places: Vec<BodyPart>,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    options: EntryOptions,
}

impl Legs {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let (evening, at) = self
            .time
            .resolve(&coach, ctx, |at, it| it.of_rating_at(at))?;
        let rating = Rating::try_from(self.rating)
            .map_err(|error| CoachError::from(Refusal::from(error)))?;
        let entry = DiaryEntry::Legs {
            rating,
            feels: self.feels,
            places: self.places,
            about: None,
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
