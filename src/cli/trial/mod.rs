//! `winddown trial`: a step tried on evenings drawn at random.

mod start;
mod state;
mod status;
mod stop;

use clap::{Args, Subcommand};

use super::act::Facts;
use super::failure::BadArguments;
use super::home::Home;
use super::out;
use crate::config_file::LockedConfig;
use crate::plan::{self, Edit, Problem};

/// Try a step on evenings drawn at random, and see what comes of it
///
/// On evenings that you choose, a step goes with whatever else makes you choose it. Where chance chooses, a
/// difference in the legs is likely the step's doing. On drawn evenings without the step it is not asked for.
/// Without a command it tells how the trials go; what came of one is told once its last evening is over, as whoever
/// looks every evening soon sees something where there is nothing.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  winddown trial start warm-bath --weeks 4
  winddown trial
  winddown trial stop warm-bath"
)]
pub struct Trial {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    facts: Facts,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(start::Start),
    Stop(stop::Stop),
}

impl Trial {
    /// Whether it changes anything.
    pub fn is_an_entry(&self) -> bool {
        self.command.is_some()
    }

    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self.command {
            None => status::run(home, &self.facts),
            Some(Command::Start(start)) => start.run(home),
            Some(Command::Stop(stop)) => stop.run(home),
        }
    }
}

/// Makes one change of the config, which is written from the built-in plan where there is none.
fn change(config: &LockedConfig, change: Edit) -> anyhow::Result<()> {
    let text = config.text().unwrap_or(plan::EXAMPLE);
    let text = plan::edit(text, &[change]).map_err(|problems| {
        let first = problems.iter().next().map(in_a_line);
        BadArguments(first.unwrap_or_else(|| problems.to_string()))
    })?;
    Ok(config.write(&text)?)
}

/// What is wrong and what to do, without a place: it is about what was typed, which is in no file.
fn in_a_line(problem: &Problem) -> String {
    match &problem.suggestion {
        Some(suggestion) => format!("{}; {suggestion}", problem.message),
        None => problem.message.clone(),
    }
}

/// Prints the sentences about a trial that has just begun or ended, or its facts.
fn say(facts: &Facts, state: &state::State<'_>, sentences: &[String]) {
    out::tolerate(if facts.json {
        out::say_json(&state.facts())
    } else {
        out::say(sentences.join("\n"))
    });
}
