//! `winddown snooze`: a step is put off.

use clap::Args;

use super::act::{Facts, act};
use super::home::Home;
use crate::evening::Action;
use crate::event::StepId;
use crate::span::Span;

/// Put a step off for a while
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown snooze warm-bath 10m")]
pub struct Snooze {
    /// The step's id
    step: String,
    /// For how long: 10m, 1h30m
    #[arg(value_name = "SPAN")]
    span: Span,
    #[command(flatten)]
    facts: Facts,
}

impl Snooze {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let tonight = coach.evening_at(home.now).date;
        let action = Action::Snooze {
            step: StepId(self.step),
            span: self.span,
        };
        act(home, coach, tonight, &action, &self.facts)
    }
}
