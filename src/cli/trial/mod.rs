//! `winddown trial`: starts, stops and reports trials of a step on evenings drawn at random.

mod lengthen;
mod start;
mod state;
mod status;
mod stop;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::act::{EntryOptions, OutputOptions};
use super::context::CommandContext;
use super::failure::BadArguments;
use super::out;
use crate::coach::Coach;
use crate::event::{EveningDate, Origin};
use crate::plan::TrialRefusal;
use crate::review::insights::TrialResult;
use crate::trials::{self, TrialError, TrialRequest};
use crate::words;
use state::{all_trials, without_nights};

/// Try a step on evenings drawn at random, and see whether it helps
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

/// A trial that was just changed, and what the command needs to tell about it.
struct ChangedTrial {
    coach: Coach,
    tonight: EveningDate,
    /// The trial, as it is now or was before it ended, with its nights.
    tried: TrialResult,
}

/// Makes a change, which may depend on the date of tonight's evening.
fn change(
    ctx: &CommandContext,
    options: &EntryOptions,
    request: impl FnOnce(EveningDate) -> TrialRequest,
) -> anyhow::Result<ChangedTrial> {
    let mut coach = ctx.coach()?;
    options.apply_to(&mut coach);
    let tonight = coach.date_of_tonight(ctx.now)?;
    let request = request(tonight);
    let config = &ctx.paths.config;
    let changed = trials::change(config, &mut coach, &request, Origin::Typed, ctx.now);
    let changed = changed.map_err(|error| failure(error, tonight))?;
    out::say_made_private(changed.made_private, config);
    let trial = changed.change.trial();
    let all = all_trials(&coach, ctx.now)?;
    let known = all.into_iter().find(|tried| tried.trial.is_same_as(&trial));
    let tried = known.unwrap_or_else(|| without_nights(&trial, &coach.config.plan));
    Ok(ChangedTrial {
        coach,
        tonight,
        tried: TrialResult { trial, ..tried },
    })
}

fn failure(error: TrialError, tonight: EveningDate) -> anyhow::Error {
    match error {
        TrialError::Refused(refusal) => {
            let what = words::trial_refusal(&refusal, tonight);
            BadArguments(format!("{what}; {}", advice(&refusal))).into()
        }
        TrialError::Invalid(mistake) => BadArguments(mistake).into(),
        TrialError::Config(error) => error.into(),
        TrialError::Coach(error) | TrialError::Unrecorded(error) => error.into(),
    }
}

/// What to type instead.
fn advice(refusal: &TrialRefusal) -> String {
    match refusal {
        TrialRefusal::Past(_) => "let the trial begin tonight or later".to_owned(),
        TrialRefusal::FarOff { latest, .. } => format!("let the trial begin by {latest}"),
        TrialRefusal::Overlaps { other, next, .. } => {
            let or_after = next.map_or_else(String::new, |next| {
                format!(", or let the next one begin after it with --from {next}")
            });
            format!(
                "end that first with `winddown trial stop {}`{or_after}",
                other.step
            )
        }
        TrialRefusal::NotPlanned(step) => format!("`winddown trial start {step}` begins one"),
        TrialRefusal::NotRunning(_) => "`winddown trial` lists those that are".to_owned(),
        TrialRefusal::OlderDraw(step) => {
            format!("when it is over, `winddown trial start {step}` begins another")
        }
        TrialRefusal::TooLong { step, .. } => format!(
            "fewer weeks, or `winddown trial stop {step}` and `winddown trial start {step}`, begin anew"
        ),
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
