//! `winddown log legs`.

use clap::Args;

use super::When;
use crate::cli::act::{Facts, act};
use crate::cli::home::Home;
use crate::coach::CoachError;
use crate::evening::{Action, DiaryEntry, Evening, Refusal};
use crate::event::Rating;

/// Say how your legs are: 0 calm, 10 the worst you can imagine
#[derive(Debug, Args)]
#[command(after_help = "\
In the six hours after your wake time it is about the night just past; later, about the evening.

Examples:
  winddown log legs 4
  winddown log legs 6 --feels crawling,tingling
  winddown log legs 2 --date yesterday")]
pub struct Legs {
    /// 0 to 10
    #[arg(value_name = "N", allow_negative_numbers = true)]
    rating: i64,
    /// How they feel: tingling, crawling, aching, itching, pressure, or a word of your own
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    feels: Vec<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    facts: Facts,
}

impl Legs {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let (evening, at) = self.when.of(&coach, home, |at| {
            Evening::for_rating_at(at, &coach.config.plan, &coach.zone)
        })?;
        let rating = Rating::try_from(self.rating)
            .map_err(|error| CoachError::from(Refusal::from(error)))?;
        let entry = DiaryEntry::Legs {
            rating,
            feels: self.feels,
        };
        act(
            home,
            coach,
            evening,
            &Action::Record { entry, at },
            &self.facts,
        )
    }
}
