//! `winddown trial`: starts, stops and reports trials of a step on evenings drawn at random.

mod lengthen;
mod start;
mod state;
mod status;
mod stop;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::failure::BadArguments;
use super::out;
use crate::config_file::LockedConfig;
use crate::plan::{self, Edit, Problem};

/// Try a step on evenings drawn at random, and see what comes of it
///
/// On evenings that you choose, a step goes with whatever else makes you choose it. Where chance chooses, a
/// difference in the legs is likely the step's doing. On drawn evenings without the step it is not asked for.
/// Without a command it tells how the trials go. You may look every evening, stop when it is clear, and go on when it is
/// not: of twenty steps that do nothing, at most one ever looks as if it did something. A trial begun with an older
/// version tells once its last evening is over.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  winddown trial start warm-bath --weeks 8
  winddown trial
  winddown trial lengthen warm-bath --weeks 4
  winddown trial stop warm-bath"
)]
pub(crate) struct Trial {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: OutputOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(start::Start),
    Lengthen(lengthen::Lengthen),
    Stop(stop::Stop),
}

impl Trial {
    /// Whether the command records anything.
    pub(crate) fn is_an_entry(&self) -> bool {
        self.command.is_some()
    }

    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self.command {
            None => status::run(ctx, &self.options),
            Some(Command::Start(start)) => start.run(ctx),
            Some(Command::Lengthen(lengthen)) => lengthen.run(ctx),
            Some(Command::Stop(stop)) => stop.run(ctx),
        }
    }
}

/// Applies one edit to the config file. Where there is none, it is created from the example config.
fn change(config: &LockedConfig, change: Edit) -> anyhow::Result<()> {
    let text = config.text().unwrap_or(plan::EXAMPLE);
    let text = plan::edit(text, &[change]).map_err(|problems| {
        let first = problems.iter().next().map(in_a_line);
        BadArguments(first.unwrap_or_else(|| problems.to_string()))
    })?;
    out::say_made_private(config.write(&text)?, config.path());
    Ok(())
}

/// The problem and its suggestion, without file and line: the mistake is in the arguments.
fn in_a_line(problem: &Problem) -> String {
    match &problem.suggestion {
        Some(suggestion) => format!("{}; {suggestion}", problem.message),
        None => problem.message.clone(),
    }
}

/// Prints the sentences about a trial that has just begun or ended, or its JSON.
fn print_answer(options: &OutputOptions, facts: &impl Serialize, sentences: &[String]) {
    out::warn_if_unprinted(if options.json {
        out::print_json(facts)
    } else {
        out::print(sentences.join("\n"))
    });
}
