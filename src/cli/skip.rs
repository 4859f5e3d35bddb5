//! `winddown skip`: a step is left out.

use clap::Args;

use super::act::{Facts, act};
use super::evening_arg::WhichEvening;
use super::home::Home;
use crate::evening::Action;
use crate::event::StepId;

/// Leave a step out this evening
///
/// Skipping is honest: it counts as not done, and nobody minds.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown skip warm-bath
  winddown skip massage --why \"visitors\"")]
pub struct Skip {
    /// The step's id
    step: String,
    /// Why, in your words
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    evening: WhichEvening,
    #[command(flatten)]
    facts: Facts,
}

impl Skip {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let evening = self.evening.of(&coach, home);
        let action = Action::Skip {
            step: StepId(self.step),
            why: self.why,
        };
        act(home, coach, evening, &action, &self.facts)
    }
}
