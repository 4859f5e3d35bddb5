//! `winddown completions`: prints a completion script for a shell, and the candidates that the scripts ask for.
//!
//! The scripts for bash, zsh and fish know no command. At each Tab they call `winddown completions SHELL -- WORDS`, so
//! the candidates are those of this version and of the user's config. One candidate is printed per line, with a tab and
//! a description where it has one. A tab and `files` or `folders` asks the shell to complete file names, which it does
//! better than a program can. The scripts for Elvish and PowerShell know the commands and options only.

mod candidates;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::aot::{Elvish, Generator, PowerShell, generate};
use clap_complete::engine::{CompletionCandidate, complete};

use super::context::{CommandContext, OnDamage};
use crate::log::Verbosity;
use crate::paths::{NoHome, Paths};
use crate::printable;
use candidates::{CandidateSource, with_candidates};

pub(crate) use candidates::Completes;

/// Print completions for your shell
///
/// In bash, zsh and fish Tab then completes your own steps, routines and drinks too.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown completions bash > ~/.local/share/bash-completion/completions/winddown
  winddown completions zsh > _winddown     in a folder of your $fpath
  winddown completions fish > ~/.config/fish/completions/winddown.fish")]
pub(crate) struct Completions {
    /// Which shell
    shell: Shell,
    /// The words of the line up to the cursor, for which the script wants candidates
    #[arg(last = true, hide = true)]
    words: Vec<OsString>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Completions {
    pub(crate) fn run(self, paths: impl FnOnce() -> Result<Paths, NoHome>) -> anyhow::Result<()> {
        let answer = if self.words.is_empty() {
            self.shell.script()
        } else {
            lines(self.words, paths().ok())?
        };
        io::stdout().write_all(&answer)?;
        Ok(())
    }
}

impl Shell {
    fn script(self) -> Vec<u8> {
        match self {
            Self::Bash => include_bytes!("../../../assets/completions/winddown.bash").to_vec(),
            Self::Fish => include_bytes!("../../../assets/completions/winddown.fish").to_vec(),
            Self::Zsh => include_bytes!("../../../assets/completions/_winddown").to_vec(),
            Self::Elvish => static_script(Elvish),
            Self::Powershell => static_script(PowerShell),
        }
    }
}

fn static_script(shell: impl Generator) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut super::Cli::command(), "winddown", &mut script);
    script
}

/// The candidates for the last word, one per line.
fn lines(words: Vec<OsString>, paths: Option<Paths>) -> anyhow::Result<Vec<u8>> {
    let context = paths.and_then(|mut paths| {
        if let Some(config) = file_option(&words, "--config") {
            paths.config = config;
        }
        if let Some(journal) = file_option(&words, "--journal") {
            paths.journal = journal;
        }
        // Without a zone or a home there are no candidates of the user's own.
        CommandContext::new(paths, Verbosity::Normal, OnDamage::Report).ok()
    });
    let last = words.len() - 1;
    let current = words[last].to_string_lossy().into_owned();
    let source = CandidateSource::new(context, &words[..last]);
    let mut command = with_candidates(super::Cli::command(), &source);
    let mut found = complete(&mut command, words, last, None)?;
    // Options would push what is asked for off the screen, unless there is nothing else to say.
    let is_option = |candidate: &CompletionCandidate| starts_with_hyphen(candidate.get_value());
    if !current.starts_with('-') && found.iter().any(|candidate| !is_option(candidate)) {
        found.retain(|candidate| !is_option(candidate));
    }
    let lines = found.iter().filter_map(line);
    Ok(lines.flat_map(String::into_bytes).collect())
}

fn starts_with_hyphen(word: &OsStr) -> bool {
    word.as_encoded_bytes().starts_with(b"-")
}

/// The candidate's line. None for a value that would disturb the terminal.
fn line(candidate: &CompletionCandidate) -> Option<String> {
    if let Some(wanted) = candidate
        .get_id()
        .and_then(|id| candidates::wanted_files(id))
    {
        return Some(format!("\t{wanted}\n"));
    }
    let value = candidate.get_value().to_str()?;
    if value.contains(printable::is_hidden) {
        return None;
    }
    let Some(help) = candidate.get_help() else {
        return Some(format!("{value}\n"));
    };
    let help = help.to_string();
    let first = help.lines().next().unwrap_or_default();
    Some(format!("{value}\t{}\n", printable::on_one_line(first)))
}

/// The file that the words name with an option, of which shells pass on a `~/` as it was typed.
fn file_option(words: &[OsString], option: &str) -> Option<PathBuf> {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let beside = words.windows(2).find(|pair| pair[0] == option);
    let joined = || {
        let mut values = words.iter().filter_map(|word| word.strip_prefix(option));
        values.find_map(|rest| rest.strip_prefix('='))
    };
    let named = beside.map(|pair| pair[1]).or_else(joined)?;
    let named = named.trim_matches(['"', '\'']);
    match (named.strip_prefix("~/"), std::env::home_dir()) {
        (Some(below), Some(home)) => Some(home.join(below)),
        (Some(_) | None, _) => Some(named.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_the_line_names_are_found_in_both_ways_of_writing_them() {
        let found = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            file_option(&words, "--config")
        };
        assert_eq!(found("winddown --config /a/b done x"), Some("/a/b".into()));
        assert_eq!(found("winddown done --config=/a/b x"), Some("/a/b".into()));
        assert_eq!(found("winddown --configure=/a done"), None);
        assert_eq!(found("winddown done --config"), None);
        let home = std::env::home_dir().map(|home| home.join("b"));
        assert_eq!(found("winddown --config ~/b done"), home);
    }

    /// The arguments of all commands that name a step, a routine or a day and say nothing of what completes them.
    fn forgotten(command: &clap::Command) -> Vec<String> {
        let is_known = |arg: &&clap::Arg| {
            let names = arg.get_value_names().unwrap_or_default();
            let is_day = names.iter().any(|name| name.as_str() == "DATE");
            is_day || ["step", "routine"].contains(&arg.get_id().as_str())
        };
        let args = command.get_arguments().filter(is_known);
        let here = args.filter(|arg| arg.get::<Completes>().is_none());
        let named = here.map(|arg| format!("{} {}", command.get_name(), arg.get_id()));
        let below = command.get_subcommands().flat_map(forgotten);
        named.chain(below).collect()
    }

    #[test]
    fn no_argument_that_could_be_completed_is_forgotten() {
        let command = crate::cli::Cli::command();
        assert_eq!(forgotten(&command), [""; 0]);
    }

    #[test]
    fn a_value_that_would_disturb_the_terminal_is_no_candidate() {
        assert_eq!(line(&CompletionCandidate::new("a\u{1b}[2J")), None);
        let candidate = CompletionCandidate::new("a").help(Some("b\tc\nd".into()));
        assert_eq!(line(&candidate).as_deref(), Some("a\tb c\n"));
    }
}
