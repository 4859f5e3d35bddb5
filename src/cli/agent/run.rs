//! `winddown agent` alone: the loop, in the foreground.

use std::io::{self, IsTerminal};

use crate::cli::home::Home;
use crate::cli::out;
use crate::clock::{self, Zone};
use crate::coach::{Coach, plan_of};
use crate::config_file::ConfigError;
use crate::event::EveningDate;
use crate::journal::{Journal, JournalError};
use crate::plan::Config;
use crate::remind::agent::lock::{Holder, Lock};
use crate::remind::agent::replacement::{Replacement, replace_older};
use crate::remind::agent::run;

/// Sends reminders until it is told to end.
pub fn agent(home: &Home) -> anyhow::Result<()> {
    // Before the lock is asked for: an older agent holds it.
    replace_older(&home.paths, Replacement::ThisProcess);
    let holder = Holder::this_process(home.now.with_timezone(&home.zone).fixed_offset());
    let _lock = Lock::take(&home.paths.agent_lock(), &holder)?;
    let journal = home.journal()?;
    let config = match home.config() {
        Ok(config) => config,
        Err(error) => last_good(&journal, home.zone, &error)?,
    };
    if io::stdout().is_terminal() {
        // The terminal may go at any time; reminders do not depend on it.
        let _ = out::say(
            "Reminders are sent from here until you press Ctrl-C. `winddown agent install` sends them from the \
             background.",
        );
    }
    let coach = Coach {
        config,
        zone: home.zone,
        journal,
    };
    Ok(run::run(coach, &home.paths)?)
}

/// What is in force while the config has mistakes: the plan last recorded in the journal. Where none is, there is
/// nothing to remind of, until the config is mended.
fn last_good(journal: &Journal, zone: Zone, error: &ConfigError) -> Result<Config, JournalError> {
    out::remark(&format!(
        "winddown: the config has a mistake ({}); until it is mended the plan that was last in force is kept",
        error.in_a_line()
    ));
    let mut config = Config::built_in();
    let today = EveningDate(clock::now().with_timezone(&zone).date_naive());
    match journal.latest_plan(today)?.as_ref().and_then(plan_of) {
        Some(plan) => config.plan = plan,
        None => config.reminders.enabled = false,
    }
    Ok(config)
}
