//! `winddown config check`: reports everything that is wrong with the config.

use serde_json::json;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::config_file;
use crate::plan::quoted;

/// Prints that the config is fine, and which trials no longer draw anything.
///
/// # Errors
/// When the config has mistakes; the error lists all of them.
pub(crate) fn run(ctx: &CommandContext, options: &OutputOptions) -> anyhow::Result<()> {
    let plan = ctx.config()?.plan;
    let steps = plan.steps.len();
    let is_there = config_file::read(&ctx.paths.config)?.is_some();
    let path = ctx.paths.config.display();
    if options.json {
        let path = is_there.then(|| path.to_string());
        let idle: Vec<_> = plan.idle_trials().map(|trial| &trial.step.0).collect();
        return out::print_json(&json!({ "path": path, "steps": steps, "idle_trials": idle }));
    }
    if is_there {
        let idle = plan.idle_trials().map(|trial| {
            format!(
                "\nThe trial of {} draws nothing, as there is no such step any more. Its [[trial]] can be taken out; what \
                 came of it is kept.",
                quoted(&trial.step.0)
            )
        });
        let idle: String = idle.collect();
        out::print(format!("{path} is fine: {steps} steps.{idle}"))
    } else {
        out::print(format!(
            "There is no config at {path}, so the built-in plan is in force. `winddown config init` writes it there."
        ))
    }
}
