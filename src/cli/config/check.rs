//! `winddown config check`.

use serde_json::json;

use crate::cli::act::Facts;
use crate::cli::home::Home;
use crate::cli::out;
use crate::config_file;

/// Looks the config over; what is wrong with it is an error that tells all of it.
pub fn run(home: &Home, facts: &Facts) -> anyhow::Result<()> {
    let steps = home.config()?.plan.steps.len();
    let is_there = config_file::read(&home.paths.config)?.is_some();
    let path = home.paths.config.display();
    if facts.json {
        let path = is_there.then(|| path.to_string());
        return out::say_json(&json!({ "path": path, "steps": steps }));
    }
    if is_there {
        out::say(format!("{path} is fine: {steps} steps."))
    } else {
        out::say(format!(
            "There is no config at {path}, so the built-in plan is in force. `winddown config init` writes it there."
        ))
    }
}
