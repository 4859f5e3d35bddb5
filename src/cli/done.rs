//! `winddown done`: a step was done.

use clap::Args;

use super::act::{Facts, act};
use super::evening_arg::WhichEvening;
use super::home::Home;
use super::time::TypedTime;
use crate::evening::Action;
use crate::event::StepId;

/// Mark a step done
///
/// Also one that a trial left out of the evening, if you did it all the same: the trial counts the evening as drawn.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown done stretch
  winddown done stretch --at 21:40
  winddown done warm-bath --date yesterday")]
pub struct Done {
    /// The step's id; `winddown config show` lists them
    step: String,
    /// When it was done, if not now
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    #[command(flatten)]
    evening: WhichEvening,
    #[command(flatten)]
    facts: Facts,
}

impl Done {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let evening = self.evening.of(&coach, home);
        let night = coach.evening_record(evening, home.now)?;
        let action = Action::Done {
            step: StepId(self.step),
            at: self
                .at
                .map(|at| at.at_or_after(night.evening.begins, &night.zone)),
        };
        act(home, coach, evening, &action, &self.facts)
    }
}
