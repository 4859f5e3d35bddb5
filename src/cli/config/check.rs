//! `winddown config check`.

use serde_json::json;

use crate::cli::act::Facts;
use crate::cli::home::Home;
use crate::cli::out;
use crate::config_file;
use crate::plan::{Config, in_backticks};

/// Looks the config over; what is wrong with it is an error that tells all of it. What is only risky, or of no use any
/// more, is a remark.
pub fn run(home: &Home, facts: &Facts) -> anyhow::Result<()> {
    let config = home.config()?;
    let plan = &config.plan;
    let steps = plan.steps.len();
    let is_there = config_file::read(&home.paths.config)?.is_some();
    let path = home.paths.config.display();
    if facts.json {
        let path = is_there.then(|| path.to_string());
        let idle: Vec<_> = plan.idle_trials().map(|trial| &trial.step.0).collect();
        let falls: Vec<_> = falls_at_night(&config)
            .map(|fall| json!({ "routine": fall.routine, "exercise": fall.exercise, "why": fall.why }))
            .collect();
        return out::say_json(&json!({
            "path": path, "steps": steps, "idle_trials": idle, "falls_at_night": falls
        }));
    }
    if is_there {
        let idle = plan.idle_trials().map(|trial| {
            format!(
                "\nThe trial of {} draws nothing, as there is no such step any more. Its [[trial]] can be taken out; what \
                 came of it is kept.",
                in_backticks(&trial.step.0)
            )
        });
        let idle: String = idle.collect();
        let falls: String = falls_at_night(&config).map(Fall::remark).collect();
        out::say(format!("{path} is fine: {steps} steps.{idle}{falls}"))
    } else {
        out::say(format!(
            "There is no config at {path}, so the built-in plan is in force. `winddown config init` writes it there."
        ))
    }
}

/// An exercise of a routine for the night at which somebody drowsy can fall.
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
             done sitting or lying, or take `night` away.",
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
