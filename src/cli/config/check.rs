//! `winddown config check`: reports everything that is wrong with the config.

use serde_json::json;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::config_file;
use crate::plan::{Config, in_backticks};
use crate::words;

/// Prints that the config is fine, and which trials no longer draw anything.
///
/// # Errors
/// When the config has mistakes; the error lists all of them. What is only risky, or of no use any
/// more, is a remark.
pub(crate) fn run(ctx: &CommandContext, options: &OutputOptions) -> anyhow::Result<()> {
    let config = ctx.config()?;
    let plan = &config.plan;
    let steps = plan.steps.len();
    let is_there = config_file::read(&ctx.paths.config)?.is_some();
    let path = ctx.paths.config.display();
    if options.json {
        let path = is_there.then(|| path.to_string());
        let idle: Vec<_> = plan.idle_trials().map(|trial| &trial.step.0).collect();
        let falls: Vec<_> = falls_at_night(&config)
            .map(|fall| json!({ "routine": fall.routine, "exercise": fall.exercise, "why": fall.why }))
            .collect();
        return out::print_json(&json!({
            "path": path, "steps": steps, "idle_trials": idle, "falls_at_night": falls
        }));
    }
    if is_there {
        let idle = plan.idle_trials().map(|trial| {
            format!(
                "\nThe trial of {} draws nothing, as there is no such step any more. You can remove its [[trial]]; its \
                 results are kept.",
                in_backticks(&trial.step.0)
            )
        });
        let idle: String = idle.collect();
        let falls: String = falls_at_night(&config).map(Fall::remark).collect();
        let steps = words::counted(steps, "step");
        out::print(format!("{path} is fine: {steps}.{idle}{falls}"))
    } else {
        out::print(format!(
            "There is no config at {path}, so the built-in plan is in force. `winddown config init` writes it there."
        ))
    }
}

/// An exercise of a night routine during which a drowsy person could fall.
struct Fall<'a> {
    routine: &'a str,
    exercise: &'a str,
    /// "is done standing".
    why: String,
}

impl Fall<'_> {
    fn remark(self) -> String {
        format!(
            "\nThe routine {} is for the night, but {} {}, and somebody drowsy can fall: put something in its place that is \
             done sitting or lying, or remove `night`.",
            in_backticks(self.routine),
            in_backticks(self.exercise),
            self.why
        )
    }
}

fn falls_at_night(config: &Config) -> impl Iterator<Item = Fall<'_>> {
    config.library.routines().flat_map(|routine| {
        let falls = routine.falls_at_night().into_iter();
        falls.map(|(exercise, breach)| Fall {
            routine: &routine.id,
            exercise: &exercise.id,
            why: breach.to_string(),
        })
    })
}
