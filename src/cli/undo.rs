//! `winddown undo`: the last action is taken back.

use clap::Args;

use super::act::{Facts, act};
use super::evening_arg::WhichEvening;
use super::home::Home;
use crate::evening::Action;
use crate::event::StepId;

/// Take the last action back, of the evening or of one step
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown undo
  winddown undo stretch
  winddown undo --date yesterday")]
pub struct Undo {
    /// Only what was said of this step
    step: Option<String>,
    #[command(flatten)]
    evening: WhichEvening,
    #[command(flatten)]
    facts: Facts,
}

impl Undo {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let evening = self.evening.of(&coach, home);
        let action = Action::Undo {
            step: self.step.map(StepId),
        };
        act(home, coach, evening, &action, &self.facts)
    }
}
