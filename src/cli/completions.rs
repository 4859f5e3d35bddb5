//! `winddown completions`: prints a completion script for a shell.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for your shell
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown completions bash > ~/.local/share/bash-completion/completions/winddown")]
pub(crate) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut super::Cli::command(),
            "winddown",
            &mut script,
        );
        io::stdout().write_all(&script)?;
        Ok(())
    }
}
