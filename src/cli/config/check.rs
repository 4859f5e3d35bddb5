//! `winddown config check`.

use serde_json::json;

use crate::cli::act::Facts;
use crate::cli::home::Home;
use crate::cli::out;
use crate::config_file;
use crate::plan::in_backticks;

/// Looks the config over; what is wrong with it is an error that tells all of it.
pub fn run(home: &Home, facts: &Facts) -> anyhow::Result<()> {
    let plan = home.config()?.plan;
    let steps = plan.steps.len();
    let is_there = config_file::read(&home.paths.config)?.is_some();
    let path = home.paths.config.display();
    if facts.json {
        let path = is_there.then(|| path.to_string());
        let idle: Vec<_> = plan.idle_trials().map(|trial| &trial.step.0).collect();
        return out::say_json(&json!({ "path": path, "steps": steps, "idle_trials": idle }));
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
        out::say(format!("{path} is fine: {steps} steps.{idle}"))
    } else {
        out::say(format!(
            "There is no config at {path}, so the built-in plan is in force. `winddown config init` writes it there."
        ))
    }
}
