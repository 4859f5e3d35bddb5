//! `winddown config check`.

use crate::cli::home::Home;
use crate::cli::out;
use crate::config_file;

/// Looks the config over; what is wrong with it is an error that tells all of it.
pub fn run(home: &Home) -> anyhow::Result<()> {
    let config = home.config()?;
    let path = home.paths.config.display();
    if config_file::read(&home.paths.config)?.is_none() {
        return out::say(format!(
            "There is no config at {path}, so the built-in plan is in force. `winddown config init` writes it there."
        ));
    }
    let steps = config.plan.steps.len();
    out::say(format!("{path} is fine: {steps} steps."))
}
