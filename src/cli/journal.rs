//! `winddown journal`: the file that keeps everything.

use clap::Subcommand;

use super::home::Home;
use super::out;

/// The file that keeps everything that happened
#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Say where the journal is
    Path,
}

impl Journal {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Path => out::say(home.paths.journal.display()),
        }
    }
}
