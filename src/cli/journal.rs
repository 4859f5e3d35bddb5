//! `winddown journal`: the file that keeps everything.

use clap::Subcommand;

use super::act::Facts;
use super::home::Home;
use super::out;

/// The file that keeps everything that happened
#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Say where the journal is
    Path(Facts),
}

impl Journal {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Path(facts) => out::say_path(&home.paths.journal, facts.json),
        }
    }
}
