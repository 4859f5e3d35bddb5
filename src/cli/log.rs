//! `winddown log`: the diary.

use clap::{Args, Subcommand};

use super::act::{Facts, act};
use super::evening_arg::WhichEvening;
use super::home::Home;
use crate::evening::Action;

/// Keep something in the diary
#[derive(Debug, Subcommand)]
pub enum Log {
    Note(Note),
}

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

impl Log {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Note(note) => note.run(home),
        }
    }
}

impl Note {
    fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let evening = self.evening.of(&coach, home);
        let action = Action::Note {
            text: self.text.join(" "),
        };
        act(home, coach, evening, &action, &self.facts)
    }
}
