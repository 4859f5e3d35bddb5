//! `winddown log note`.

use clap::Args;

use crate::cli::act::{Facts, act};
use crate::cli::evening_arg::WhichEvening;
use crate::cli::home::Home;
use crate::evening::Action;

/// Keep a remark about the evening
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown log note \"long drive, legs tired\"")]
pub struct Note {
    /// In your words
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    #[command(flatten)]
    evening: WhichEvening,
    #[command(flatten)]
    facts: Facts,
}

impl Note {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let evening = self.evening.of(&coach, home);
        let action = Action::Note {
            text: self.text.join(" "),
            at: None,
        };
        act(home, coach, evening, &action, &self.facts)
    }
}
